import { decidingBreak } from "../../domain/ceiling.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { RuleId } from "../../domain/finding.ts";
import type { ShoeWear } from "../../domain/shoes.ts";
import { definitions, isOwn, type Limits, thresholds } from "../../domain/thresholds.ts";
import * as en from "./en.ts";
import { fixed, type Reading } from "./en.ts";
import { knowsFortnight } from "./finding.en.ts";
import { shoeFigure } from "./shoe-wear.en.ts";

/** What opens under 'why': how a finding came about, in English. */
export interface Why {
  readonly formula: string;
  /** The sum with this runner's figures; empty if none is known. */
  readonly figures: readonly string[];
  readonly sources: readonly string[];
}

type Of = (checkup: Checkup, reading: Reading) => Why;
type Source = keyof typeof thresholds;

const methodName = {
  "session-rpe": "your rating × minutes",
  edwards: "minutes in heart-rate zones",
  banister: "average heart rate and minutes",
};

/** Each source once, saying so if the runner replaced its number with another. */
const sources = (limits: Limits, ...names: readonly Source[]) => [
  ...new Set(
    names.map((name) => {
      const { source } = thresholds[name];
      return isOwn(limits, name) ? `your own number, in place of ours (${source})` : source;
    }),
  ),
];

const whyOf: Record<RuleId, Of> = {
  "session-spike": ({ sessions, limits }, { units, isoDay }) => ({
    formula: `Distance of a run ÷ your longest single run in the ${definitions.spikeWindowDays.value} days before it. Above ${fixed(limits.spikeReferenceRatio, 2)} it stands out.`,
    figures: sessions.map(({ day, distanceM, longestPrior30dM, ratio }) => {
      const date = isoDay(day);
      const when = `${en.dayName(date)} ${en.shortDate(date)}`;
      if (distanceM === 0) return `${when}: without a distance`;
      const run = `${when}: ${en.distance(distanceM, units, 2)}`;
      if (ratio === null) return `${run}, with no run in the 30 days before`;
      return `${run} ÷ ${en.distance(longestPrior30dM, units, 2)} = ${en.ratioBeyond(ratio, limits.spikeReferenceRatio)}`;
    }),
    sources: sources(limits, "spikeReferenceRatio", "spikeSmallRatio", "spikeModerateRatio"),
  }),
  "distance-progression": ({ week, previousWeek, progression, limits }, { units }) => ({
    formula: `Distance of the last 7 days ÷ distance of the 7 days before, minus 1. Above ${en.pct(limits.progressionPct)} it stands out, in weeks of ${en.distance(limits.progressionFloorM, units)} or more.`,
    figures:
      progression.distance.changePct === null || [week, previousWeek].some(en.lacksDistance)
        ? []
        : [
            `${progression.distance.because === "some-distance-missing" ? "At least " : ""}${en.distance(week.distanceM, units)} ÷ ${en.distance(previousWeek.distanceM, units)}, minus 1 = ${en.changeBeyond(progression.distance.changePct, limits.progressionPct)}`,
          ],
    sources: sources(limits, "progressionPct", "progressionFloorM"),
  }),
  "duration-progression": ({ week, previousWeek, progression, limits }) => ({
    formula: `Time of the last 7 days ÷ time of the 7 days before, minus 1. Above ${en.pct(limits.progressionPct)} it stands out, in weeks of ${en.duration(limits.progressionFloorS)} or more.`,
    figures: [
      `${en.duration(week.movingS)} ÷ ${en.duration(previousWeek.movingS)}, minus 1 = ${en.changeBeyond(progression.duration.changePct, limits.progressionPct)}`,
    ],
    sources: sources(limits, "progressionPct", "progressionFloorS"),
  }),
  "intensity-progression": ({ progression: { intensity }, limits }) => ({
    formula: `Load per minute of the last 7 days ÷ that of the 7 days before, minus 1. Above ${en.pct(limits.progressionPct)} it stands out. Both weeks need ${limits.intensityMinSessions} runs and ${limits.intensityMinMinutes} minutes measured in the same way.`,
    figures:
      intensity.method === null || intensity.changePct === null
        ? []
        : [
            `From ${methodName[intensity.method]}: ${en.changeBeyond(intensity.changePct, limits.progressionPct)}`,
          ],
    sources: sources(limits, "progressionPct", "intensityMinSessions", "intensityMinMinutes"),
  }),
  "rest-days": ({ rest, limits, firstRunOn }) => ({
    formula: `Days without a run among the last 7; today counts once it has a run or is over. Fewer than ${limits.restMinDaysPerWeek} stands out. Other sports don't spoil a rest day.`,
    figures: [
      `${en.sentence(en.restDays(rest.restDaysIn7))} of 7${knowsFortnight({ rest, firstRunOn }) ? `, ${rest.restDaysIn14} of 14` : ""}`,
      `Running days in a row: ${rest.streakDays}`,
    ],
    sources: sources(limits, "restMinDaysPerWeek"),
  }),
  "training-strain": ({ load, limits }) => ({
    formula: `The week's load × (mean of its 7 days ÷ their standard deviation). Above ${en.pct(100 * limits.strainPercentile)} of your own last ${definitions.strainWeeks.value} weeks it stands out, once ${limits.strainMinWeeks} are known.`,
    figures: [
      ...(load.strain === null || load.monotony === null
        ? []
        : [
            `Strain ${fixed(load.strain, 0)}, with a mean ${fixed(load.monotony, 2)} times the standard deviation`,
          ]),
      ...(load.strainAboveShare === null
        ? []
        : [
            `Higher than in ${fixed(load.strainAboveShare * load.strainWeeks, 0)} of ${load.strainWeeks} earlier weeks: ${en.pct(100 * load.strainAboveShare)}`,
          ]),
    ],
    sources: sources(limits, "strainPercentile", "strainMinWeeks", "loadMinCoverage"),
  }),
  cadence: ({ cadence, limits }) => ({
    formula: `Each of the week's runs, trail runs aside, compared with the median step rate of your runs at a similar speed (within ${en.pct(limits.cadenceLikeSpeedPct)}) in the ${definitions.cadenceBaselineDays.value} days before. It stands out when the median run is more than ${en.pct(limits.cadenceDropPct)} lower, or when the week's median step rate is below ${limits.cadenceUsualFromSpm}.`,
    figures:
      cadence.spm === null
        ? []
        : [
            `${en.stepRate(cadence.spm, limits.cadenceUsualFromSpm)} in ${en.runs(cadence.runs)}`,
            ...(cadence.baselineSpm === null
              ? []
              : [
                  `Your usual at a similar speed: ${fixed(cadence.baselineSpm, 0)}; run by run: ${en.fallBeyond(cadence.changePct, limits.cadenceDropPct)}`,
                ]),
          ],
    sources: sources(limits, "cadenceUsualFromSpm", "cadenceDropPct", "cadenceLikeSpeedPct"),
  }),
  "shoe-wear": ({ shoes, limits }, { units }) => ({
    formula: `Distance before the pair was added here + its runs, or the total kept by its service. First notice at ${en.distance(limits.shoeNoticeM, units, 0)}, due at ${en.distance(limits.shoeReplaceM, units, 0)}, unless you set other limits for a pair.`,
    figures: shoes.filter(isInUse).map((shoe) => `${shoe.name}: ${shoeFigure(shoe, units)}`),
    sources: sources(limits, "shoeNoticeM", "shoeReplaceM"),
  }),
};

function isInUse({ status }: ShoeWear): boolean {
  return status !== "retired";
}

/**
 * How a rule came to its answer. Names of shoes come as they were typed: a page escapes them.
 *
 * @example
 * whyFinding("rest-days", checkup, reading).figures[0] // "2 rest days of 7, 5 of 14"
 */
export function whyFinding(rule: RuleId, checkup: Checkup, reading: Reading): Why {
  return whyOf[rule](checkup, reading);
}

/** Where the ceilings come from. */
export function whyCeiling({ ceiling, limits }: Checkup, { units }: Pick<Reading, "units">): Why {
  const { weekDistanceM, longestRunM } = ceiling;
  const away = decidingBreak(ceiling);
  if (away !== null) {
    const { days, returnFraction } = away;
    const [time, more] = [en.timeWithout(days), en.overPct(limits.ceilingRatio)];
    return {
      formula:
        returnFraction === null
          ? `After ${time} without a run: ${more} above what you have run since.`
          : `After ${time} without a run: ${en.pct(100 * returnFraction)} of your level before the break, or ${more} above what you have run since, whichever is more, until the two meet.`,
      figures: [],
      sources:
        returnFraction === null
          ? [definitions.breakForgetsDays.source, ...sources(limits, "ceilingRatio")]
          : sources(limits, "breakMinDays", "breakReturnFraction", "ceilingRatio"),
    };
  }
  const over = `${fixed(limits.ceilingRatio, 2)} ×`;
  return {
    formula: `Seven days: ${over} the greater of your last 7 days and the average week of your last 28. One run: ${over} the longest of the last 30 days, and never more than the seven days in all. Rounded down.`,
    figures: [
      ...(weekDistanceM === null
        ? []
        : [
            `${over} ${en.distance(weekDistanceM / limits.ceilingRatio, units, 2)} = ${en.atMost(weekDistanceM, units)} in seven days`,
          ]),
      ...(longestRunM === null
        ? []
        : [
            `${over} ${en.distance(longestRunM / limits.ceilingRatio, units, 2)} = ${en.atMost(longestRunM, units)} in one run`,
          ]),
    ],
    sources: sources(limits, "ceilingRatio", "ceilingMinHistoryDays"),
  };
}
