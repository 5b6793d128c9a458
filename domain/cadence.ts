import { between, type Diary } from "./diary.ts";
import type { Activity } from "./history.ts";
import { changePct, median, ratioOf } from "./number.ts";
import { definitions, type Limits } from "./thresholds.ts";

/** How quick the steps of the last seven days were, compared with the runner's own. Steps a minute, both feet. */
export interface Cadence {
  /** The week's runs with a cadence, trail runs aside. */
  readonly runs: number;
  /** Their median; null without any. */
  readonly spm: number | null;
  /** The runner's own at a similar speed over the 8 weeks before; null with too few such runs. */
  readonly baselineSpm: number | null;
  /** Per cent from the baseline; -5 means five per cent slower steps. */
  readonly changePct: number | null;
  /** The usual reference, shown as advice: no study makes it a limit for everyone. */
  readonly usualFromSpm: number;
  readonly usualToSpm: number;
}

/** What a source counts: steps of both feet, strides of one leg, or one of the two without saying which. */
export type CadenceConvention = "steps" | "strides" | "unclear";

/**
 * A source's cadence for a run, in steps a minute of both feet; null if it can't be one.
 * The source's convention decides first. Then a figure that no runner has is taken for one leg's if twice
 * as much is a runner's, and one beyond any runner's is dropped.
 *
 * @example
 * stepsPerMinute(78.7, "strides", limits) // 157.4
 * stepsPerMinute(86, "unclear", limits)   // 172
 * stepsPerMinute(172, "strides", limits)  // 172: counted in steps whatever the source promised
 * stepsPerMinute(118, "steps", limits)    // null: walked in part, and no leg's
 * stepsPerMinute(400, "steps", limits)    // null
 */
export function stepsPerMinute(
  figure: number,
  convention: CadenceConvention,
  limits: Limits,
): number | null {
  const { cadencePerLegBelowSpm: perLegBelow, cadencePlausibleToSpm: plausibleTo } = limits;
  const isStrides = convention === "strides" && figure * 2 <= plausibleTo;
  if (!isStrides && figure < perLegBelow && figure * 2 > limits.cadenceDoubledToSpm) return null;
  const spm = isStrides || figure < perLegBelow ? figure * 2 : figure;
  // Doubling a figure from a walk or a standstill can still leave it below any runner's.
  return spm >= perLegBelow && spm <= plausibleTo ? spm : null;
}

/** Each run of the week against the runner's own at a similar speed: cadence rises with speed. */
export function cadenceOf(diary: Diary, limits: Limits): Cadence {
  const { today, runs } = diary;
  const week = between(runs, today - 6, today).filter(hasCadence);
  const baselineFrom = today - 6 - definitions.cadenceBaselineDays.value;
  const earlier = between(runs, baselineFrom, today - 7).filter(hasCadence);
  const baselines: number[] = [];
  const changes: number[] = [];
  for (const run of week) {
    const like = earlier.filter((other) => isLikeSpeed(run, other, limits));
    if (like.length < limits.cadenceBaselineMinRuns) continue;
    const baseline = median(like.map(({ cadenceSpm }) => cadenceSpm));
    const change = baseline === null ? null : changePct(run.cadenceSpm, baseline);
    if (baseline === null || change === null) continue;
    baselines.push(baseline);
    changes.push(change);
  }
  return {
    runs: week.length,
    spm: median(week.map(({ cadenceSpm }) => cadenceSpm)),
    baselineSpm: median(baselines),
    changePct: median(changes),
    usualFromSpm: limits.cadenceUsualFromSpm,
    usualToSpm: limits.cadenceUsualToSpm,
  };
}

/** On a trail the ground sets the steps, and a steep one is walked. */
function hasCadence(run: Activity): run is Activity & { readonly cadenceSpm: number } {
  return run.cadenceSpm !== null && run.sport !== "trail-run";
}

function isLikeSpeed(a: Activity, b: Activity, limits: Limits): boolean {
  // Without a distance, as on a treadmill, or without a time there is no speed to compare.
  const speedA = ratioOf(a.distanceM, a.movingS) ?? 0;
  const speedB = ratioOf(b.distanceM, b.movingS) ?? 0;
  return speedA > 0 && Math.abs(speedB - speedA) <= (speedA * limits.cadenceLikeSpeedPct) / 100;
}
