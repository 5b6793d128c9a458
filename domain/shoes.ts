import type { Diary } from "./diary.ts";
import type { DayNumber, Shoe, Sport } from "./history.ts";
import { ratioOf } from "./number.ts";
import { definitions, type Limits } from "./thresholds.ts";

export type ShoeStatus = "ok" | "notice" | "replace" | "retired";

/** How far one pair has come. */
export interface ShoeWear {
  readonly shoeId: string;
  readonly name: string;
  readonly distanceM: number;
  readonly noticeAtM: number;
  readonly replaceAtM: number;
  readonly status: ShoeStatus;
  /** The day this pair reaches `replaceAtM` at the pace of the last 6 weeks; null when not in use or already past. */
  readonly replaceOn: DayNumber | null;
  /** Its part of the distance run in the last 6 weeks in pairs not retired, 0 to 1; null without any. */
  readonly rotationShare: number | null;
}

/** Runs of which nobody knows the pair. */
export interface Unassigned {
  readonly runs: number;
  readonly distanceM: number;
  /** Those of the last 6 weeks, oldest first: the ones a runner still remembers. */
  readonly recentActivityIds: readonly string[];
}

/** The pair worn for runs of one kind when nothing else is said. */
export type DefaultShoes = Readonly<Partial<Record<Sport, string>>>;

interface Wearing {
  readonly shoe: Shoe;
  totalM: number;
  recentM: number;
}

/**
 * Each pair's distance: what it had before plus its runs, or the provider's own total where only a
 * cache of runs is kept. Walks and rides in them don't count. A run that names no pair goes to the
 * runner's default for that kind of run, unless that pair has been retired.
 */
export function wearOf(
  shoes: readonly Shoe[],
  diary: Diary,
  defaults: DefaultShoes,
  limits: Limits,
): { readonly shoes: readonly ShoeWear[]; readonly unassigned: Unassigned } {
  const wearings = new Map<string, Wearing>();
  for (const shoe of shoes) wearings.set(shoe.id, { shoe, totalM: 0, recentM: 0 });
  const recentFrom = diary.today - definitions.shoeUseDays.value + 1;
  const recentActivityIds: string[] = [];
  let unassignedRuns = 0;
  let unassignedM = 0;
  for (const run of diary.runs) {
    const wearing = run.shoeId === null ? defaultFor(run.sport) : wearings.get(run.shoeId);
    if (wearing === undefined) {
      unassignedRuns += 1;
      unassignedM += run.distanceM;
      if (run.day >= recentFrom) recentActivityIds.push(run.id);
      continue;
    }
    wearing.totalM += run.distanceM;
    if (run.day >= recentFrom) wearing.recentM += run.distanceM;
  }
  const inRotation = [...wearings.values()].filter(({ shoe }) => !shoe.retired);
  const rotationM = inRotation.reduce((sum, { recentM }) => sum + recentM, 0);
  return {
    shoes: [...wearings.values()].map((wearing) => wearOfPair(wearing, rotationM, diary, limits)),
    unassigned: { runs: unassignedRuns, distanceM: unassignedM, recentActivityIds },
  };

  function defaultFor(sport: Sport): Wearing | undefined {
    const wearing = wearings.get(defaults[sport] ?? "");
    return wearing?.shoe.retired ? undefined : wearing;
  }
}

/** Pairs in use, the one that is due first at the top; of those without a date, the one with the least left. */
export function soonestDueFirst(shoes: readonly ShoeWear[]): readonly ShoeWear[] {
  const dueOn = ({ status, replaceOn }: ShoeWear) =>
    status === "replace" ? Number.NEGATIVE_INFINITY : (replaceOn ?? Number.MAX_SAFE_INTEGER);
  const left = ({ distanceM, replaceAtM }: ShoeWear) => replaceAtM - distanceM;
  return shoes
    .filter(({ status }) => status !== "retired")
    .sort((a, b) => (dueOn(a) === dueOn(b) ? left(a) - left(b) : dueOn(a) - dueOn(b)));
}

function wearOfPair(wearing: Wearing, rotationM: number, diary: Diary, limits: Limits): ShoeWear {
  const { shoe, totalM, recentM } = wearing;
  const distanceM = shoe.providerDistanceM ?? shoe.startDistanceM + totalM;
  const replaceAtM = shoe.replaceAtM ?? limits.shoeReplaceM;
  // A pair with a limit of its own below the house's notice goes straight from ok to replace.
  const noticeAtM = Math.min(shoe.noticeAtM ?? limits.shoeNoticeM, replaceAtM);
  const status = statusOf(shoe, distanceM, noticeAtM, replaceAtM);
  const daysLeft = ratioOf((replaceAtM - distanceM) * definitions.shoeUseDays.value, recentM);
  const isForecast =
    daysLeft !== null &&
    daysLeft <= definitions.shoeForecastMaxDays.value &&
    (status === "ok" || status === "notice");
  return {
    shoeId: shoe.id,
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
