import { setTimeout as wait } from "node:timers/promises";

/** Does the work and takes at least `takesMs` over it, so that its caller does so many a second and no more. */
export async function takingAtLeast<T>(takesMs: number, work: () => Promise<T>): Promise<T> {
  const time = wait(takesMs);
  try {
    return await work();
  } finally {
    await time;
  }
}

/** Does one work at a time, in turn. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/** The same for works that are asked for at once, in one process: the next begins when its turn comes. */
export function paceOf(takesMs: number): Pace {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = before.then(() => takingAtLeast(takesMs, work));
    before = done.catch(() => undefined);
    return done;
  };
}
