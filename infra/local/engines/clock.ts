/**
 * What time it is, and a wake-up call. An argument everywhere in the local runtime, so that a test
 * lets a visibility timeout or a week of retention pass without waiting.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs `task` once, `delayMs` from now; the answer calls it off. */
  after(delayMs: number, task: () => void): () => void;
}

/** setTimeout takes at most 2^31 - 1 ms and runs a longer delay at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const dueMs = Date.now() + delayMs;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const leftMs = dueMs - Date.now();
      timer = setTimeout(leftMs > longestTimerMs ? arm : task, Math.min(leftMs, longestTimerMs));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};
