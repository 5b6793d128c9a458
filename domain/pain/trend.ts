import type { DayNumber } from "../history.ts";
import { type CheckIn, type Side, worstScore } from "./check-in.ts";
import type { LoadContext } from "./episode.ts";
import { PAIN } from "./thresholds.ts";

/** A check-in's worst score beside the running of the seven-day week it fell in. */
interface TrendPoint {
  readonly day: DayNumber;
  readonly side: Side | null;
  readonly score: number;
  /** Null where that week is outside what was judged. */
  readonly weekRuns: number | null;
  readonly weekDistanceM: number | null;
}

export interface Trend {
  readonly direction: "better" | "steady" | "worse" | "not-enough-data";
  /** Oldest first; check-ins without a score are left out. */
  readonly points: readonly TrendPoint[];
}

/**
 * Better or worse by the least-squares line through the scores of the last four weeks of check-ins.
 *
 * @example
 * // 2 out of 10 two weeks ago, 5 now
 * trendOf(checkIns, context).direction // "worse"
 */
export function trendOf(checkIns: readonly CheckIn[], context: LoadContext): Trend {
  const points = checkIns
    .toSorted((a, b) => a.day - b.day)
    .flatMap((checkIn): TrendPoint[] => {
      const score = worstScore(checkIn);
      if (score === null) return [];
      const week = context.weeks.find(({ from, to }) => from <= checkIn.day && checkIn.day <= to);
      return [
        {
          day: checkIn.day,
          side: checkIn.side,
          score,
          weekRuns: week?.runs ?? null,
          weekDistanceM: week?.distanceM ?? null,
        },
      ];
    });
  return { direction: directionOf(points), points };
}

/** Those of the four weeks up to the last, from which the direction is read. */
export function latePoints({ points }: Pick<Trend, "points">): readonly TrendPoint[] {
  const last = points.at(-1);
  return points.filter((point) => last && last.day - point.day < PAIN.trendDays.value);
}

function directionOf(points: readonly TrendPoint[]): Trend["direction"] {
  const last = points.at(-1);
  if (last === undefined) return "not-enough-data";
  const recent = latePoints({ points });
  const spanDays = last.day - (recent[0]?.day ?? last.day);
  if (spanDays === 0) return "not-enough-data";
  const sumOfDays = recent.reduce((sum, { day }) => sum + day, 0);
  let across = 0;
  let along = 0;
  for (const { day, score } of recent) {
    // Not a mean, which would be rounded: a change of one point is one exactly.
    const fromMean = recent.length * day - sumOfDays;
    across += fromMean * score;
    along += fromMean * day;
  }
  const moved = (across * spanDays) / along;
  if (moved >= PAIN.trendMovesAtLeastScore.value) return "worse";
  return moved <= -PAIN.trendMovesAtLeastScore.value ? "better" : "steady";
}
