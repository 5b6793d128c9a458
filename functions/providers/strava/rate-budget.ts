const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** An answer's headers, whether from `fetch` or another client. */
export type Fields = Pick<Headers, "get">;

/** One of Strava's two windows: how many calls are left in it, and when (by our clock) it starts again. */
export interface RateWindow {
  readonly limit: number;
  readonly left: number;
  readonly resetsAtMs: number;
}

/**
 * What Strava last said is left for the whole application: all calls or reading ones, whichever is tighter.
 */
export interface RateBudget {
  readonly quarterHour: RateWindow;
  readonly day: RateWindow;
}

/**
 * The budget in an answer's headers; null if it has none. Strava counts all calls and, separately, the
 * calls that read. Both limits apply to us, so the smaller remainder counts. Windows begin at :00, :15, :30
 * and :45, and at midnight UTC, by Strava's clock, which is the answer's `date`.
 *
 *     // x-ratelimit-limit: 200,2000   x-ratelimit-usage: 30,700
 *     // x-readratelimit-limit: 100,1000   x-readratelimit-usage: 30,700
 *     readBudget(headers, Date.parse("2026-11-22T10:05:00Z"))
 *     // { quarterHour: { limit: 100, left: 70, resetsAtMs: …10:15:00 }, day: { limit: 1000, left: 300, … } }
 */
export function readBudget(headers: Fields, nowMs: number): RateBudget | null {
  const pairs = [
    pairOf(headers, "x-ratelimit-limit", "x-ratelimit-usage"),
    pairOf(headers, "x-readratelimit-limit", "x-readratelimit-usage"),
  ].filter((pair) => pair !== null);
  const [first, second = first] = pairs;
  if (first === undefined || second === undefined) return null;
  const resets = windowEnds(headers, nowMs);
  const tighter = (name: "quarterHour" | "day"): RateWindow => {
    const { limit, left } = first[name].left <= second[name].left ? first[name] : second[name];
    return { limit, left, resetsAtMs: resets[name] };
  };
  return { quarterHour: tighter("quarterHour"), day: tighter("day") };
}

/** When the windows open again, in our time, worked out from Strava's clock if the answer gives it. */
export function windowEnds(
  headers: Fields,
  nowMs: number,
): { readonly quarterHour: number; readonly day: number } {
  const said = Date.parse(headers.get("date") ?? "");
  const theirMs = Number.isNaN(said) ? nowMs : said;
  return {
    quarterHour: nowMs + (QUARTER_MS - (theirMs % QUARTER_MS)),
    day: nowMs + (DAY_MS - (theirMs % DAY_MS)),
  };
}

export type CallDecision =
  | { readonly kind: "go" }
  | { readonly kind: "wait"; readonly retryAtMs: number };

/**
 * Whether calls that nobody waits for may go now. `reserveShare` (from 0 to below 1) of each window is kept
 * for what is more urgent. With an unknown budget one call may go, which tells us the budget.
 *
 *     decideBackgroundCall({ budget, calls: 1, reserveShare: 0.2, nowMs })
 *     // with 20 of 100 left: { kind: "wait", retryAtMs: budget.quarterHour.resetsAtMs }
 */
export function decideBackgroundCall(asked: {
  readonly budget: RateBudget | null;
  readonly calls: number;
  readonly reserveShare: number;
  readonly nowMs: number;
}): CallDecision {
  const { budget, calls, reserveShare, nowMs } = asked;
  if (budget === null) return { kind: "go" };
  const shut = [budget.quarterHour, budget.day].filter(({ limit, left, resetsAtMs }) => {
    if (nowMs >= resetsAtMs) return false;
    // Calls for more than a whole window may go when the window is new.
    const needed = Math.min(limit, calls + Math.ceil(limit * reserveShare));
    return left < needed;
  });
  if (shut.length === 0) return { kind: "go" };
  return { kind: "wait", retryAtMs: Math.max(...shut.map(({ resetsAtMs }) => resetsAtMs)) };
}

interface Pair {
  readonly quarterHour: { readonly limit: number; readonly left: number };
  readonly day: { readonly limit: number; readonly left: number };
}

function pairOf(headers: Fields, limitName: string, usageName: string): Pair | null {
  const [quarterLimit, dayLimit] = twoNumbers(headers.get(limitName));
  const [quarterUsed, dayUsed] = twoNumbers(headers.get(usageName));
  if (quarterLimit === undefined || dayLimit === undefined) return null;
  if (quarterUsed === undefined || dayUsed === undefined) return null;
  return {
    quarterHour: { limit: quarterLimit, left: Math.max(0, quarterLimit - quarterUsed) },
    day: { limit: dayLimit, left: Math.max(0, dayLimit - dayUsed) },
  };
}

/** Each header is "15 minutes,day". */
function twoNumbers(header: string | null): readonly number[] {
  return /^\d+,\s*\d+$/.test(header ?? "") ? (header ?? "").split(",").map(Number) : [];
}
