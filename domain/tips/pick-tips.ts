import type { PauseReason } from "../history.ts";
import { CATALOGUE, type Fit, maySayBeside, type TipId } from "./catalogue.ts";
import { shuffleKey } from "./shuffle-key.ts";
import { type Situation, suitableTips } from "./suitable.ts";
import { PRACTICE } from "./thresholds.ts";

export interface TipsInput extends Situation {
  readonly runnerId: string;
  /** A number that grows by one each week, such as whole weeks since 1970-01-01. */
  readonly week: number;
  /** What the runner was shown, and in which week. This week's own entries change nothing. */
  readonly shown: readonly { readonly tip: TipId; readonly week: number }[];
  /** While ill nothing asks for effort, as beside a red light; in a race week nothing is new to the legs. */
  readonly pauses?: readonly PauseReason[];
  /** How many to pick; two by default. */
  readonly count?: number;
}

const MATTER_HERE = ["ill", "race-week"] as const satisfies readonly PauseReason[];

/**
 * The week's tips: the same for a runner and a week, however often they are asked for. What wasn't shown in
 * the last four weeks comes first, then what fits pain, then what fits the findings, then the rest. Fewer
 * than asked for, or none, if a red flag or an illness leaves no more.
 *
 * @example
 * pickTips({ runnerId: "r1", week: 2958, today: 20_706, findings: [], checkIns: [], triage: null, shown: [] })
 * // ["G5-squat", "G6-front-plank"]
 */
export function pickTips(input: TipsInput): readonly TipId[] {
  const { tips, fits } = suitableTips(input);
  const beside = MATTER_HERE.find((reason) => input.pauses?.includes(reason)) ?? null;
  const suitable = CATALOGUE.filter(
    (tip) => tips.includes(tip.id) && maySayBeside(tip.kind, beside),
  );
  const ranked = suitable
    .map((tip) => ({
      id: tip.id,
      fact: tip.fact,
      shownWeek: lastShown(tip.id, input),
      calls: Math.max(...tip.fits.filter((fit) => fits.has(fit)).map(callOf)),
      key: shuffleKey(`${input.runnerId}:${input.week}:${tip.id}`),
    }))
    .sort((a, b) => a.shownWeek - b.shownWeek || b.calls - a.calls || a.key - b.key);

  const picked: typeof ranked = [];
  for (const tip of ranked) {
    if (picked.length === (input.count ?? PRACTICE.tipsAWeekCount.value)) break;
    if (!picked.some((other) => other.fact === tip.fact)) picked.push(tip);
  }
  return picked.map((tip) => tip.id);
}

/** The last week within reach in which it was shown; minus infinity if it may come again. */
function lastShown(tip: TipId, { shown, week }: TipsInput): number {
  const weeks = shown
    .filter((entry) => entry.tip === tip && entry.week < week)
    .map((entry) => entry.week)
    .filter((shownWeek) => week - shownWeek <= PRACTICE.noRepeatWeeks.value);
  return weeks.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...weeks);
}

function callOf(fit: Fit): number {
  if (fit === "always") return 1;
  return fit.startsWith("finding:") || fit.startsWith("factor:") ? 2 : 3;
}
