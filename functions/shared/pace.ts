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
