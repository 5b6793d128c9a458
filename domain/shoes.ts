import type { Diary } from "./diary.ts";
import type { Activity, DayNumber, Shoe, Sport } from "./history.ts";
import { ratioOf } from "./number.ts";
import { definitions, type Limits } from "./thresholds.ts";

export type ShoeStatus = "ok" | "notice" | "replace" | "retired";

/** How far one pair has gone. */
export interface ShoeWear {
  readonly shoeId: string;
  /** The other names of this pair, as the runner joined them. */
  readonly alsoIds: readonly string[];
  readonly name: string;
  readonly distanceM: number;
  readonly noticeAtM: number;
  readonly replaceAtM: number;
  readonly status: ShoeStatus;
  /**
   * The day this pair reaches `replaceAtM` at the pace of the last 6 weeks, or since its first run if that is less;
   * null when not in use or already past, and in its first two weeks.
   */
  readonly replaceOn: DayNumber | null;
  /** Its share of the distance run in the last 6 weeks in pairs not retired, 0 to 1; null without any. */
  readonly rotationShare: number | null;
}

/** Runs whose pair nobody knows. */
export interface Unassigned {
  readonly runs: number;
  readonly distanceM: number;
  /** Those of the last 6 weeks, oldest first: the ones a runner still remembers. */
  readonly recentActivityIds: readonly string[];
}

/** The pair worn for runs of one kind unless something else is said. */
export type DefaultShoes = Readonly<Partial<Record<Sport, string>>>;

/** One name of a pair, and the pair's distance when this name began to count; null until it does. */
interface Wearing {
  readonly shoe: Shoe;
  readonly pair: Pair;
  beforeM: number | null;
}

/** A pair of shoes under all its names. */
interface Pair {
  readonly shoe: Shoe;
  readonly names: Wearing[];
  /** The day on which the runner said that these are one pair. */
  since: DayNumber;
  totalM: number;
  recentM: number;
  /** The day of its first known run. */
  firstRunOn: DayNumber | null;
}

/**
 * Each pair's distance: what it had before plus its runs, or the provider's own total if only a
 * cache of runs is kept. Walks and rides in the pair don't count. A run that names no pair goes to the
 * runner's default for that kind of run, unless that pair has been retired.
 *
 * For a pair that the runner joined from several names, each name gives a distance: the provider's
 * total, or what it had before plus the pair's runs since the first one under that name, or since the
 * day after they were joined, each run once. They are never added, because nobody knows which kilometres
 * two of them share; the largest is used. So it is never too much, and too little by what only a
 * smaller one knows.
 *
 * @example
 * // 100 km before; 10 km a week ago, and 10 km today for which no pair is named
 * wearOf([shoe], diary, {}, limits)
 * // { shoes: [{ distanceM: 110000, status: "ok", rotationShare: 1, … }],
 * //   unassigned: { runs: 1, distanceM: 10000, recentActivityIds: [today's] } }
 */
export function wearOf(
  shoes: readonly Shoe[],
  diary: Diary,
  defaults: DefaultShoes,
  limits: Limits,
): { readonly shoes: readonly ShoeWear[]; readonly unassigned: Unassigned } {
  const wearings = wearingsOf(shoes);
  const recentFrom = diary.today - definitions.shoeUseDays.value + 1;
  const recentActivityIds: string[] = [];
  let unassignedRuns = 0;
  let unassignedM = 0;
  for (const run of diary.runs) {
    const { shoeId, distanceM } = wornOf(run);
    const wearing = shoeId === null ? defaultFor(run.sport) : wearings.get(shoeId);
    if (wearing === undefined) {
      unassignedRuns += 1;
      unassignedM += run.distanceM;
      if (run.day >= recentFrom) recentActivityIds.push(run.id);
      continue;
    }
    const { pair } = wearing;
    if (run.day > pair.since) for (const name of pair.names) name.beforeM ??= pair.totalM;
    wearing.beforeM ??= pair.totalM;
    pair.totalM += distanceM;
    pair.firstRunOn ??= run.day;
    if (run.day >= recentFrom) pair.recentM += distanceM;
  }
  const pairs = [...new Set([...wearings.values()].map(({ pair }) => pair))];
  const inRotation = pairs.filter(({ shoe }) => !shoe.retired);
  const rotationM = inRotation.reduce((sum, { recentM }) => sum + recentM, 0);
  return {
    shoes: pairs.map((pair) => wearOfPair(pair, rotationM, diary, limits)),
    unassigned: { runs: unassignedRuns, distanceM: unassignedM, recentActivityIds },
  };

  function defaultFor(sport: Sport): Wearing | undefined {
    const wearing = wearings.get(defaults[sport] ?? "");
    return wearing?.pair.shoe.retired ? undefined : wearing;
  }
}

/**
 * The pair that a run was in, and how far it went: by this record, or by the one that names a pair.
 *
 * @example
 * wornOf({ shoeId: null, distanceM: 10_000, wornAs: { shoeId: "strava:g1", distanceM: 10_120 } })
 * // { shoeId: "strava:g1", distanceM: 10120 }
 */
export function wornOf({
  shoeId,
  distanceM,
  wornAs,
}: Pick<Activity, "shoeId" | "distanceM" | "wornAs">): {
  readonly shoeId: string | null;
  readonly distanceM: number;
} {
  return shoeId === null && wornAs !== undefined ? wornAs : { shoeId, distanceM };
}

/**
 * The pair that each one finally is, by id: if `A` is the same as `B`, and `B` as `C`, all are `C`. A link to
 * a pair that doesn't exist is ignored; in a circle the lowest id is the pair.
 *
 * @example
 * samePairs([{ id: "own:a", sameAs: { id: "strava:g1", … }, … }, { id: "strava:g1", … }])
 * // Map { "own:a" => "strava:g1", "strava:g1" => "strava:g1" }
 */
export function samePairs(
  shoes: readonly Pick<Shoe, "id" | "sameAs">[],
): ReadonlyMap<string, string> {
  const byId = new Map(shoes.map((shoe) => [shoe.id, shoe]));
  const endOf = (id: string): string => {
    const path: string[] = [];
    for (let at = id; ; ) {
      const next = byId.get(at)?.sameAs?.id ?? null;
      if (next === null || !byId.has(next)) return at;
      path.push(at);
      const circle = path.indexOf(next);
      if (circle >= 0) return path.slice(circle).sort()[0] ?? at;
      at = next;
    }
  };
  return new Map(shoes.map(({ id }) => [id, endOf(id)]));
}

function wearingsOf(shoes: readonly Shoe[]): ReadonlyMap<string, Wearing> {
  const endOf = samePairs(shoes);
  const pairs = new Map<string, Pair>();
  for (const shoe of shoes) {
    if (endOf.get(shoe.id) === shoe.id) {
      const since = Number.POSITIVE_INFINITY;
      pairs.set(shoe.id, { shoe, names: [], since, totalM: 0, recentM: 0, firstRunOn: null });
    }
  }
  const wearings = new Map<string, Wearing>();
  for (const shoe of shoes) {
    const pair = pairs.get(endOf.get(shoe.id) ?? "");
    if (pair === undefined) continue;
    const wearing = { shoe, pair, beforeM: null };
    pair.names.push(wearing);
    if (endOf.get(shoe.sameAs?.id ?? "") === pair.shoe.id) {
      pair.since = Math.min(pair.since, shoe.sameAs?.since ?? pair.since);
    }
    wearings.set(shoe.id, wearing);
  }
  return wearings;
}

/** Pairs in use, the first to be due at the top; of those without a date, the one with the least left. */
export function soonestDueFirst(shoes: readonly ShoeWear[]): readonly ShoeWear[] {
  const dueOn = ({ status, replaceOn }: ShoeWear) =>
    status === "replace" ? Number.NEGATIVE_INFINITY : (replaceOn ?? Number.MAX_SAFE_INTEGER);
  const left = ({ distanceM, replaceAtM }: ShoeWear) => replaceAtM - distanceM;
  return shoes
    .filter(({ status }) => status !== "retired")
    .sort((a, b) => (dueOn(a) === dueOn(b) ? left(a) - left(b) : dueOn(a) - dueOn(b)));
}

/**
 * The pairs that stand out for their wear, the first to be due at the top: those past their limit, or if none
 * is, those past their first notice.
 */
export function mostWorn(shoes: readonly ShoeWear[]): readonly ShoeWear[] {
  const inUse = soonestDueFirst(shoes);
  const due = inUse.filter(({ status }) => status === "replace");
  return due.length > 0 ? due : inUse.filter(({ status }) => status === "notice");
}

function toldBy({ shoe, pair, beforeM }: Wearing): number {
  const ranM = beforeM === null ? 0 : pair.totalM - beforeM;
  return shoe.providerDistanceM ?? shoe.startDistanceM + ranM;
}

function wearOfPair(pair: Pair, rotationM: number, diary: Diary, limits: Limits): ShoeWear {
  const { shoe, names, recentM } = pair;
  const distanceM = Math.max(...names.map(toldBy));
  const replaceAtM = shoe.replaceAtM ?? limits.shoeReplaceM;
  // A pair with a limit of its own below the default notice goes straight from ok to replace.
  const noticeAtM = Math.min(shoe.noticeAtM ?? limits.shoeNoticeM, replaceAtM);
  const status = statusOf(shoe, distanceM, noticeAtM, replaceAtM);
  const { shoeUseDays, shoeUseMinDays, shoeForecastMaxDays } = definitions;
  const usedDays = diary.today - (pair.firstRunOn ?? diary.today) + 1;
  const daysLeft = ratioOf(
    (replaceAtM - distanceM) * Math.min(usedDays, shoeUseDays.value),
    recentM,
  );
  const isForecast =
    usedDays >= shoeUseMinDays.value &&
    daysLeft !== null &&
    daysLeft <= shoeForecastMaxDays.value &&
    (status === "ok" || status === "notice");
  return {
    shoeId: shoe.id,
    alsoIds: names.map((one) => one.shoe.id).filter((id) => id !== shoe.id),
    name: shoe.name,
    distanceM,
    noticeAtM,
    replaceAtM,
    status,
    replaceOn: isForecast ? diary.today + Math.ceil(daysLeft - 1e-9) : null,
    rotationShare: shoe.retired ? null : ratioOf(recentM, rotationM),
  };
}

function statusOf(shoe: Shoe, distanceM: number, noticeAtM: number, replaceAtM: number) {
  if (shoe.retired) return "retired";
  if (distanceM >= replaceAtM) return "replace";
  return distanceM >= noticeAtM ? "notice" : "ok";
}
