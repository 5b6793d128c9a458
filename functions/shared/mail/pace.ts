import { setTimeout as wait } from "node:timers/promises";

/** Does the work and takes at least `takesMs` over it, so that the caller's rate stays below a limit. */
export async function takingAtLeast<T>(takesMs: number, work: () => Promise<T>): Promise<T> {
  const time = wait(takesMs);
  try {
    return await work();
  } finally {
    await time;
  }
}

/** Does one piece of work at a time, in turn. */
export type Pace = <T>(work: () => Promise<T>) => Promise<T>;

/** The same for work that is asked for concurrently in one process: each piece waits for its turn. */
export function paceOf(takesMs: number): Pace {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = before.then(() => takingAtLeast(takesMs, work));
    before = done.catch(() => undefined);
    return done;
  };
}
