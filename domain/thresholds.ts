import type { Basis } from "./finding.ts";

/** One number the product believes in, with what stands behind it. */
export interface Threshold {
  readonly value: number;
  readonly basis: Basis;
  readonly source: string;
}

const RUNSAFE =
  "Schuster Brandt Frandsen et al. 2025, BJSM 59(17):1203, one cohort of 5,205 runners";
const WILLIAMS = "Williams et al. 2017, BJSM 51(3):209: weights 2/(N+1) for N of 7 and 28 days";
const ACWR =
  "the acute:chronic ratio in its usual form, one week against four, as in Williams et al. 2017";
const FITNESS = "Banister's impulse-response model in its usual form, time constants 42 and 7 days";
const BANISTER =
  "Banister's training impulse as usually given: 0.64·e^1.92x men, 0.86·e^1.67x women";
const OWN = "our own choice, not tested in a trial";

/**
 * What the product compares a runner with. `limitsFor` replaces some with other numbers, such as a runner's
 * own (`OWN_THRESHOLDS`). The units are in the names; ratios have none.
 */
export const thresholds = {
  spikeReferenceRatio: {
    value: 1.1,
    basis: "evidence",
    source: `${RUNSAFE}: up to 10% beyond the longest run in 30 days is its reference`,
  },
  spikeSmallRatio: {
    value: 1.3,
    basis: "evidence",
    source: `${RUNSAFE}: above 10 to 30%, hazard ratio 1.64 (1.31 to 2.05)`,
  },
  spikeModerateRatio: {
    value: 2,
    basis: "evidence",
    source: `${RUNSAFE}: above 30 to 100%, 1.52 (1.16 to 2.00); beyond 100%, 2.28 (1.50 to 3.48)`,
  },
  spikeFloorM: {
    value: 5000,
    basis: "convention",
    source: `${OWN}: a run below 5 km, up to twice the longest, waits for the digest, and is not too much after a year without a run; we know of no least distance in the cohort, whose runners of all levels were 46 years old on average`,
  },
  progressionPct: {
    value: 10,
    basis: "convention",
    source: "the source article's 10% rule; Buist 2008 (AJSM 36:33) found no effect in 532 novices",
  },
  progressionFloorM: {
    value: 10_000,
    basis: "convention",
    source: `${OWN}: a week below 10 km is no cause for alarm, whatever its percentage`,
  },
  progressionFloorS: {
    value: 5400,
    basis: "convention",
    source: `${OWN}: a week below an hour and a half is no cause for alarm, whatever its percentage; a slow runner needs as long for a week that is short by distance`,
  },
  intensityMinSessions: {
    value: 2,
    basis: "convention",
    source: `${OWN}: fewer measured sessions can't tell a week's intensity`,
  },
  intensityMinMinutes: {
    value: 60,
    basis: "convention",
    source: `${OWN}: fewer measured minutes can't tell a week's intensity`,
  },
  ceilingRatio: {
    value: 1.1,
    basis: "convention",
    source: "the source article's 10% rule, applied before the run instead of after it",
  },
  ceilingMinHistoryDays: {
    value: 14,
    basis: "convention",
    source: `${OWN}: two weeks are the least that can be compared`,
  },
  breakMinDays: {
    value: 14,
    basis: "convention",
    source: `${OWN}: two weeks without a run count as a break`,
  },
  breakReturnFraction: {
    value: 0.5,
    basis: "convention",
    source:
      "common coaching practice: half of the level before the break to start with; no trial found",
  },
  restMinDaysPerWeek: {
    value: 1,
    basis: "advice",
    source: "the source article: rest days let tissue recover and adapt; no trial found",
  },
  loadMinCoverage: {
    value: 0.8,
    basis: "convention",
    source: `${OWN}: a load or a distance of which more than a fifth is unknown is not compared`,
  },
  strainMinWeeks: {
    value: 8,
    basis: "convention",
    source: `${OWN}: fewer weeks can't tell what is usual for you`,
  },
  strainPercentile: {
    value: 0.95,
    basis: "convention",
    source:
      "Foster 1998 (MSSE 30:1164): limits of strain are individual; this percentile is our own",
  },
  cadenceUsualFromSpm: {
    value: 170,
    basis: "advice",
    source:
      "the source article: 170 to 180 steps a minute; no trial found of one limit for everyone",
  },
  cadenceUsualToSpm: {
    value: 180,
    basis: "advice",
    source:
      "the source article: 170 to 180 steps a minute; no trial found of one limit for everyone",
  },
  cadenceDropPct: {
    value: 5,
    basis: "convention",
    source: `${OWN}, based on the 5% steps of Heiderscheit 2011 (MSSE 43:296)`,
  },
  cadenceLikeSpeedPct: {
    value: 10,
    basis: "convention",
    source: `${OWN}: cadence rises with speed, so only runs within 10% of it are compared`,
  },
  cadenceBaselineMinRuns: {
    value: 3,
    basis: "convention",
    source: `${OWN}: fewer runs can't tell a usual cadence`,
  },
  cadencePerLegBelowSpm: {
    value: 120,
    basis: "convention",
    source:
      "seen in exports: nobody runs below 120 steps a minute, so such a figure counts one leg only",
  },
  cadenceDoubledToSpm: {
    value: 210,
    basis: "convention",
    source: `${OWN}: where a source doesn't say what it counts, more than 105 isn't one leg's rate but a run that was partly walked`,
  },
  cadencePlausibleToSpm: {
    value: 240,
    basis: "convention",
    source: `${OWN}: sprinters reach about 280, a whole run never does; beyond 240 is an error`,
  },
  heartRateCeilingBpm: {
    value: 220,
    basis: "convention",
    source: `${OWN}: where no maximum is stated, a higher reading is taken to be an error`,
  },
  heartRatePeakRatio: {
    value: 1.05,
    basis: "convention",
    source: `${OWN}: a peak more than 5% above the stated maximum is taken to be a sensor error`,
  },
  shoeNoticeM: {
    value: 300 * 1609.344,
    basis: "convention",
    source: "the source article: 300 miles; no trial of replacing by distance found",
  },
  shoeReplaceM: {
    value: 500 * 1609.344,
    basis: "convention",
    source: "the source article: 500 miles; no trial of replacing by distance found",
  },
} as const satisfies Record<string, Threshold>;

/**
 * Numbers that define a figure. Another value would make a different figure of the same name, so
 * nobody may override them.
 */
export const definitions = {
  banisterMenFactor: { value: 0.64, basis: "convention", source: BANISTER },
  banisterMenExponent: { value: 1.92, basis: "convention", source: BANISTER },
  banisterWomenFactor: { value: 0.86, basis: "convention", source: BANISTER },
  banisterWomenExponent: { value: 1.67, basis: "convention", source: BANISTER },
  acuteDays: { value: 7, basis: "convention", source: ACWR },
  chronicDays: { value: 28, basis: "convention", source: ACWR },
  ewmaAcuteDays: { value: 7, basis: "convention", source: WILLIAMS },
  ewmaChronicDays: { value: 28, basis: "convention", source: WILLIAMS },
  fitnessDays: { value: 42, basis: "convention", source: FITNESS },
  fatigueDays: { value: 7, basis: "convention", source: FITNESS },
  spikeWindowDays: { value: 30, basis: "evidence", source: RUNSAFE },
  runFastestMPerS: {
    value: 10,
    basis: "convention",
    source: `${OWN}: a sprinter's pace over 100 m; a whole run that was faster has the wrong distance`,
  },
  easyRunsCount: {
    value: 2,
    basis: "convention",
    source: `${OWN}: a run beyond what you were used to is followed by two or three easy ones`,
  },
  limitSlackM: {
    value: 80,
    basis: "convention",
    source: `${OWN}: half of a tenth of a mile; what reads like its limit has kept to it`,
  },
  limitSlackS: {
    value: 30,
    basis: "convention",
    source: `${OWN}: half a minute; what reads like its limit has kept to it`,
  },
  breakForgetsDays: {
    value: 365,
    basis: "convention",
    source: `${OWN}: after a year without a run, what was run before says nothing of how far to go now`,
  },
  fewRunsCount: {
    value: 4,
    basis: "convention",
    source: `${OWN}: who ran no more than four times in four weeks is told why the limits are low`,
  },
  strainWeeks: {
    value: 26,
    basis: "convention",
    source: `${OWN}: half a year covers a runner's hard and easy seasons`,
  },
  cadenceBaselineDays: {
    value: 56,
    basis: "convention",
    source: `${OWN}: eight weeks hold enough runs at each speed, before your form changes`,
  },
  shoeUseDays: {
    value: 42,
    basis: "convention",
    source: `${OWN}: six weeks show how pairs are rotated and still follow a change of habit`,
  },
  shoeUseMinDays: {
    value: 14,
    basis: "convention",
    source: `${OWN}: less than two weeks in a pair can't tell how fast it wears`,
  },
  shoeForecastMaxDays: {
    value: 730,
    basis: "convention",
    source: `${OWN}: a date more than two years ahead helps nobody, and a pair worn so rarely gets none`,
  },
  sameRunStartS: {
    value: 120,
    basis: "convention",
    source: `${OWN}: the clocks of watches, phones and services differ by seconds, and one is started a little later than another`,
  },
  sameRunPct: {
    value: 5,
    basis: "convention",
    source: `${OWN}: services cut pauses and smooth tracks differently, by a few per cent`,
  },
} as const satisfies Record<string, Threshold>;

type ThresholdName = keyof typeof thresholds;

/** The bare numbers, by the names of `thresholds`. */
export type Limits = Readonly<Record<ThresholdName, number>>;

const NAMES = Object.keys(thresholds) as ThresholdName[];

/**
 * What a runner may set for themselves: how early something is said, and how far is far. How much must be
 * known before anything is said, and what counts as a sensor's fault, are not a matter of taste.
 */
export const OWN_THRESHOLDS = [
  "spikeReferenceRatio",
  "spikeSmallRatio",
  "spikeModerateRatio",
  "ceilingRatio",
  "progressionPct",
  "progressionFloorM",
  "progressionFloorS",
  "breakMinDays",
  "breakReturnFraction",
  "restMinDaysPerWeek",
  "strainPercentile",
  "cadenceUsualFromSpm",
  "cadenceUsualToSpm",
  "cadenceDropPct",
  "shoeNoticeM",
  "shoeReplaceM",
] as const satisfies readonly ThresholdName[];
export type OwnThreshold = (typeof OWN_THRESHOLDS)[number];

/** A runner's own numbers; the defaults apply to what is left out. */
export type OwnLimits = Partial<Readonly<Record<OwnThreshold, number>>>;

/** More than this many times above or below the default is a typing error. Our own choice. */
const MOST_TIMES = 4;

/** Without a run in these, the usual limits have nothing to go by, whatever a runner calls a break. */
const BREAK_AT_MOST_DAYS = 28;

/** In each pair the first must not be above the second. */
const IN_ORDER: readonly (readonly [ThresholdName, ThresholdName])[] = [
  ["spikeReferenceRatio", "spikeSmallRatio"],
  ["spikeSmallRatio", "spikeModerateRatio"],
  ["cadencePerLegBelowSpm", "cadenceUsualFromSpm"],
  ["cadenceUsualFromSpm", "cadenceUsualToSpm"],
  ["cadenceUsualToSpm", "cadencePlausibleToSpm"],
  ["shoeNoticeM", "shoeReplaceM"],
];

/** A share of something: more than all of it makes no sense. */
const SHARES: readonly ThresholdName[] = [
  "breakReturnFraction",
  "loadMinCoverage",
  "strainPercentile",
];

/** These multiply what a runner has done; below 1 they would forbid it. */
const AT_LEAST_ONE: readonly ThresholdName[] = [
  "spikeReferenceRatio",
  "ceilingRatio",
  "heartRatePeakRatio",
];

/**
 * The defaults, replaced by a runner's own numbers where set.
 *
 * Throws a RangeError that names the field when a number is not above 0 or two contradict each
 * other: settings are written by people, and a check-up on nonsense would be silent nonsense.
 *
 * @example
 * limitsFor({ shoeReplaceM: 600_000 }).shoeReplaceM // 600000
 * limitsFor({ shoeReplaceM: 400_000 }).shoeNoticeM  // 400000: the default notice gives way
 * limitsFor({ breakMinDays: 56 }).breakMinDays      // 28: four weeks without a run are a break for everybody
 * limitsFor({ shoeNoticeM: 900_000 })
 * // RangeError: shoeNoticeM (900000) must not be above shoeReplaceM (804672)
 */
export function limitsFor(overrides: Partial<Limits> = {}): Limits {
  return checked(merged(overrides));
}

function merged(overrides: Partial<Limits>): Limits {
  const limits: Record<ThresholdName, number> = { ...HOUSE };
  for (const name of NAMES) limits[name] = overrides[name] ?? limits[name];
  if (overrides.shoeNoticeM === undefined && limits.shoeReplaceM > 0) {
    limits.shoeNoticeM = Math.min(limits.shoeNoticeM, limits.shoeReplaceM);
  }
  limits.breakMinDays = Math.min(limits.breakMinDays, BREAK_AT_MOST_DAYS);
  return limits;
}

/**
 * The least and the most that a runner may set, before it is checked against their other numbers.
 *
 * @example
 * ownRange("progressionPct") // { least: 2.5, most: 40 }
 * ownRange("ceilingRatio")   // { least: 1, most: 4.4 }
 */
export function ownRange(name: OwnThreshold): { readonly least: number; readonly most: number } {
  const { value } = thresholds[name];
  return {
    least: AT_LEAST_ONE.includes(name) ? 1 : value / MOST_TIMES,
    most: SHARES.includes(name) ? 1 : value * MOST_TIMES,
  };
}

/**
 * The first two numbers of which one is above the other and must not be; null if there are none.
 *
 * @example
 * contradictionIn({ shoeNoticeM: 900_000 }) // ["shoeNoticeM", "shoeReplaceM"]
 */
export function contradictionIn(
  own: OwnLimits,
): readonly [low: ThresholdName, high: ThresholdName] | null {
  return wrongWayRound(merged(own));
}

/**
 * What can still be used of a runner's stored numbers: the defaults may have changed since, and nobody
 * should be left without a judgement because of that.
 *
 * @example
 * usableOwn({ progressionPct: 5, noSuchNumber: 1 }) // { progressionPct: 5 }
 */
export function usableOwn(stored: Readonly<Record<string, number>>): OwnLimits {
  const own: { [name in OwnThreshold]?: number } = {};
  for (const name of OWN_THRESHOLDS) {
    const value = stored[name];
    const { least, most } = ownRange(name);
    if (value !== undefined && value >= least && value <= most) own[name] = value;
  }
  for (let pair = contradictionIn(own); pair !== null; pair = contradictionIn(own)) {
    for (const name of OWN_THRESHOLDS) if (pair.includes(name)) delete own[name];
  }
  return own;
}

/**
 * Whether one of these differs from the default.
 *
 * @example
 * isOwn(limitsFor({ progressionPct: 5 }), "progressionFloorM", "progressionPct") // true
 */
export function isOwn(limits: Limits, ...names: readonly ThresholdName[]): boolean {
  return names.some((name) => limits[name] !== HOUSE[name]);
}

function mustBePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(Number.isFinite(value) && value > 0)) {
      throw new RangeError(`${name} (${value}) must be a number above 0`);
    }
  }
}

function wrongWayRound(limits: Limits): readonly [ThresholdName, ThresholdName] | null {
  return IN_ORDER.find(([low, high]) => limits[low] > limits[high]) ?? null;
}

function checked(limits: Limits): Limits {
  mustBePositive(limits);
  const pair = wrongWayRound(limits);
  if (pair !== null) {
    const [low, high] = pair;
    throw new RangeError(`${low} (${limits[low]}) must not be above ${high} (${limits[high]})`);
  }
  for (const name of SHARES) {
    if (limits[name] > 1) throw new RangeError(`${name} (${limits[name]}) must not be above 1`);
  }
  for (const name of AT_LEAST_ONE) {
    if (limits[name] < 1) throw new RangeError(`${name} (${limits[name]}) must not be below 1`);
  }
  return limits;
}

const HOUSE: Limits = checked(
  Object.fromEntries(NAMES.map((name) => [name, thresholds[name].value])) as Record<
    ThresholdName,
    number
  >,
);

for (const [name, { value }] of Object.entries(definitions)) mustBePositive({ [name]: value });
