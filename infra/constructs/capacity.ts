import type { Settings } from "../settings.ts";
import type { Throttle } from "./web.ts";

/** As in docs/scale.md: five runs a week, with three times the average in a day's busiest hours. */
const RUNS_A_SECOND = 5 / (7 * 86_400);
const PEAK = 3;
/** A batch of ten runs waits some two seconds for Strava. */
const RUNS_A_SECOND_BY_BATCH = 4.5;
/** A comparison waits for some eight answers, and a night may take five hours. */
const COMPARISONS_A_NIGHT_BY_BATCH = 1.5 * 5 * 3600;
/** SQS's minimum. */
const FEWEST_BATCHES = 2;

export interface Capacity {
  /** How many batches are worked on at once: of Strava's events, and of comparisons and new histories. */
  readonly eventBatches: number;
  readonly historyBatches: number;
  readonly checkupMb: number;
  /** For Strava's webhook. */
  readonly webhook: Throttle;
}

/**
 * What grows with the number of runners, besides emails (`sendRates`). Strava's limits don't enter into it: each
 * worker checks them itself, and what they don't allow waits.
 *
 *     capacityFor({ mostRunners: 10_000, stravaCompareNights: 1 })
 *     // { eventBatches: 2, historyBatches: 2, checkupMb: 512, webhook: { ratePerS: 50, burst: 200 } }
 *     capacityFor({ mostRunners: 1_000_000, stravaCompareNights: 4 })
 *     // { eventBatches: 6, historyBatches: 10, checkupMb: 1024, webhook: { ratePerS: 100, burst: 400 } }
 */
export function capacityFor({
  mostRunners,
  stravaCompareNights,
}: Pick<Settings, "mostRunners" | "stravaCompareNights">): Capacity {
  const batches = (needed: number) => Math.max(FEWEST_BATCHES, Math.ceil(needed));
  // An edited run is reported twice, and a route's burst covers a few seconds.
  const ratePerS = Math.max(50, Math.ceil(mostRunners / 10_000));
  return {
    eventBatches: batches((mostRunners * RUNS_A_SECOND * PEAK) / RUNS_A_SECOND_BY_BATCH),
    historyBatches: batches(mostRunners / stravaCompareNights / COMPARISONS_A_NIGHT_BY_BATCH),
    // With 512 MB a check-up just fills the half second that each digest gets (`sendRates`).
    checkupMb: mostRunners > 100_000 ? 1024 : 512,
    webhook: { ratePerS, burst: 4 * ratePerS },
  };
}
