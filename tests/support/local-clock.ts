import { type Clock, systemClock } from "../../infra/local/engines/clock.ts";

export interface ManualClock extends Clock {
  /** Moves time on and runs whatever falls due on the way, in order. */
  advance(ms: number): void;
  /** How many timers are set. */
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

/** This machine's clock, which can be set ahead: whatever falls due in between runs at once. */
export function clockAhead(): Clock & { advance(ms: number): void } {
  let aheadMs = 0;
  interface Call {
    readonly atMs: number;
    readonly task: () => void;
    callOff: () => void;
  }
  const calls = new Set<Call>();
  const now = () => systemClock.now() + aheadMs;
  const arm = (call: Call): void => {
    call.callOff = systemClock.after(Math.max(0, call.atMs - now()), () => {
      calls.delete(call);
      call.task();
    });
  };
  return {
    now,
    after: (delayMs, task) => {
      const call = { atMs: now() + delayMs, task, callOff: () => undefined };
      calls.add(call);
      arm(call);
      return () => {
        calls.delete(call);
        call.callOff();
      };
    },
    advance: (ms) => {
      aheadMs += ms;
      for (const call of calls) {
        call.callOff();
        arm(call);
      }
    },
  };
}
