import type { Clock } from "../../infra/local/engines/clock.ts";

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** How many wake-up calls are set. */
  waiting(): number;
}

/** A clock that stands still until it is told to move. */
export function manualClock(startMs = Date.UTC(2026, 0, 5, 12)): ManualClock {
  let nowMs = startMs;
  const calls = new Set<{ readonly atMs: number; readonly task: () => void }>();
  return {
    now: () => nowMs,
    after: (delayMs, task) => {
      const call = { atMs: nowMs + Math.max(0, delayMs), task };
      calls.add(call);
      return () => calls.delete(call);
    },
    waiting: () => calls.size,
    advance: (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...calls]
          .filter((call) => call.atMs <= endMs)
          .sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        calls.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.task();
      }
      nowMs = endMs;
    },
  };
}
