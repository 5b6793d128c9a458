/**
 * The current time, and a timer. It is an argument everywhere in the local runtime, so that a test can let a
 * visibility timeout or a week of retention pass without waiting.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs `task` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** setTimeout takes at most 2^31 - 1 ms, and runs anything with a longer delay at once. */
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
