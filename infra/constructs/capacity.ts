import type { Settings } from "../settings.ts";
import type { Throttle } from "./web.ts";

/** As docs/scale.md counts: five runs a week, of which a day's busiest hours see three times the mean. */
const RUNS_A_SECOND = 5 / (7 * 86_400);
const PEAK = 3;
/** A batch of ten runs waits for Strava for some two seconds. */
const RUNS_A_SECOND_BY_BATCH = 4.5;
/** A comparison waits for some eight answers, and a night may last for five hours. */
const COMPARISONS_A_NIGHT_BY_BATCH = 1.5 * 5 * 3600;
/** SQS starts no fewer. */
const FEWEST_BATCHES = 2;

export interface Capacity {
  /** How many batches of Strava's events are worked on at once, and of comparisons and backfills. */
  readonly eventBatches: number;
  readonly historyBatches: number;
  readonly checkupMb: number;
  /** Of Strava's webhook. */
  readonly webhook: Throttle;
}

/**
 * What grows with the runners, beside the mails (`sendRates`). Strava's limits bound none of it: each worker
 * asks for them itself, and what they don't allow waits.
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
  // A run is told twice where it is edited, and a route's burst is of a few seconds.
  const ratePerS = Math.max(50, Math.ceil(mostRunners / 10_000));
  return {
    eventBatches: batches((mostRunners * RUNS_A_SECOND * PEAK) / RUNS_A_SECOND_BY_BATCH),
    historyBatches: batches(mostRunners / stravaCompareNights / COMPARISONS_A_NIGHT_BY_BATCH),
    // With 512 MB a check-up just fills the half second that a digest has (`sendRates`).
    checkupMb: mostRunners > 100_000 ? 1024 : 512,
    webhook: { ratePerS, burst: 4 * ratePerS },
  };
}
