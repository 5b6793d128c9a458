const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export interface RateLimits {
  /** Calls of any kind, per 15 minutes and per day. */
  readonly overall: readonly [quarterHour: number, day: number];
  /** The same for calls that read, which are the only ones that the simulator has. */
  readonly read: readonly [quarterHour: number, day: number];
}

/** What a new application gets, according to the published page on rate limits. */
export const defaultRateLimits: RateLimits = { overall: [200, 2000], read: [100, 1000] };

export interface RateLimiter {
  /** Counts one call and says whether it may proceed. A refused call counts all the same. */
  count(): boolean;
  headers(): Record<string, string>;
  setLimits(limits: RateLimits): void;
}

/** Windows begin at :00, :15, :30, :45 and at midnight UTC, as published. */
export function rateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  let current = limits;
  let quarter = { from: 0, used: 0 };
  let day = { from: 0, used: 0 };
  const roll = () => {
    const nowMs = now();
    const quarterFrom = nowMs - (nowMs % QUARTER_MS);
    const dayFrom = nowMs - (nowMs % DAY_MS);
    if (quarter.from !== quarterFrom) quarter = { from: quarterFrom, used: 0 };
    if (day.from !== dayFrom) day = { from: dayFrom, used: 0 };
  };
  return {
    count: () => {
      roll();
      quarter.used++;
      day.used++;
      return (
        quarter.used <= Math.min(current.overall[0], current.read[0]) &&
        day.used <= Math.min(current.overall[1], current.read[1])
      );
    },
    headers: () => {
      roll();
      const usage = `${quarter.used},${day.used}`;
      return {
        "x-ratelimit-limit": current.overall.join(","),
        "x-ratelimit-usage": usage,
        "x-readratelimit-limit": current.read.join(","),
        "x-readratelimit-usage": usage,
      };
    },
    setLimits: (changed) => {
      current = changed;
    },
  };
}
