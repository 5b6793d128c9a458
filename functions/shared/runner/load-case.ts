import type { Activity, DayNumber } from "../../../domain/history.ts";
import type { Case } from "../../../domain/judge.ts";
import { latestOf } from "../../../domain/pain/check-in.ts";
import { PAIN } from "../../../domain/pain/thresholds.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import type { StoredCheckIn } from "../../messages/check-in.ts";
import type { Dismissal } from "../../ports/activities.ts";
import type { Runner } from "../../ports/runner.ts";
import type { Wear } from "../../ports/shoes.ts";
import type { CaseStore, StoredCase } from "../../ports/stored-case.ts";
import { dayNumberOf, isoDay, judgedDay, localTime } from "../time.ts";
import { begunAtMs } from "./check-in-id.ts";
import { recordOf, type StoredRun, storedRuns } from "./same-runs.ts";
import {
  domainId,
  toCheckIns,
  toHistory,
  toldShoeId,
  toldSoFar,
  toPauses,
  toShoes,
} from "./to-domain.ts";

export interface CaseStores {
  readonly cases: CaseStore;
}

export interface LoadedCase extends Omit<StoredCase, "activities" | "shoes"> {
  /** What `judge` needs, except for what only a digest knows. */
  readonly known: Omit<Case, "shown" | "exerciseLog">;
  /** The stored records that count: each run once, from one source. */
  readonly records: readonly ActivityRecord[];
  /** The same runs together with their other records, by the id of the record that counts. */
  readonly runs: ReadonlyMap<string, StoredRun>;
  readonly stored: StoredCase["shoes"];
}

/**
 * Everything stored about a runner, in the form that the domain judges: the one place that converts it.
 * `isDigest`: for a week that is reported once, in which each run keeps its own day and no other, and the last
 * day counts as over. `toldUntil`: the day until which check-ins count, as a digest leaves after its week.
 */
export async function loadCase(
  runner: Runner,
  today: DayNumber,
  { cases }: CaseStores,
  { isDigest = false, toldUntil = today } = {},
): Promise<LoadedCase> {
  const { activities: all, shoes: stored, ...told } = await cases.read(runner.id);
  const { wear, sameness } = told;
  const runs = storedRuns(all, sameness);
  const records = runs.map(recordOf);
  const day = isoDay(today);
  const checkIns = toCheckIns(
    timed(toldSoFar(told.checkIns, isoDay(toldUntil)), runner.zone),
    toldUntil,
  );
  const newest = latestOf(checkIns)?.checkIn;
  const comparedFrom = newest === undefined ? null : isoDay(newest.day - WITHIN_DAYS);
  const known = {
    runnerId: runner.id,
    today,
    history: {
      activities: toHistory(
        records
          .map((record) => (isDigest ? record : begun(record, day, runner.zone)))
          .map((record) => timedAtHome(record, comparedFrom, runner.zone)),
        wornIn(runs, wear, stored),
        wornAs(runs),
      ),
      dismissed: dismissedIn(runs, told.dismissals),
      pauses: toPauses(runner),
    },
    shoes: toShoes(stored, sameness.pairs),
    checkIns,
    toldUntil,
    practiceDays: runner.reminders.weekdays,
    options: {
      athlete: runner,
      limits: runner.limits,
      defaultShoes: wear.defaults,
      dayGoesOn: !isDigest,
      digestOn: isDigest ? null : lastDigestOn(runner, today),
    },
  };
  const byId = new Map(runs.map((run) => [run.counted.id, run]));
  return { known, records, runs: byId, stored, ...told };
}

/** That of the last one that was due; where none is noted yet, a week before the next, unless that was put off. */
function lastDigestOn(
  { lastDigestAt, nextDigestAt, zone }: Runner,
  today: DayNumber,
): DayNumber | null {
  const on = (at: string) => dayNumberOf(judgedDay(at, zone));
  const next = nextDigestAt === null ? null : on(nextDigestAt) - 7;
  const day = lastDigestAt === null ? next : on(lastDigestAt);
  return day === null || day > today ? null : day;
}

/** Check-ins with their time of day, as far as they were begun on the day that they are about. */
function timed(checkIns: readonly StoredCheckIn[], zone: string) {
  return checkIns.map((checkIn) => {
    const ms = begunAtMs(checkIn.id);
    const begun = ms === null ? null : localTime(new Date(ms).toISOString(), zone);
    return { ...checkIn, toldAtMinute: begun?.day === checkIn.day ? begun.startMinute : null };
  });
}

/**
 * A runner who is away can have runs on a day that hasn't come at home yet. A run that has begun is judged
 * at once, under the day and minute at home; one that a wrong clock puts in the future stays where it is.
 */
function begun(record: ActivityRecord, today: string, zone: string): ActivityRecord {
  if (record.day <= today) return record;
  const atHome = localTime(record.startAt, zone);
  return atHome.day <= today ? { ...record, ...atHome } : record;
}

/** The day and a half by which zones differ, and the days for which what is told of a run counts at most. */
const WITHIN_DAYS = PAIN.boneStressHoldsDays.value + 2;

/** A run with its time by the clock that times check-ins, if there is one that it may be compared with. */
function timedAtHome(record: ActivityRecord, from: string | null, zone: string) {
  // At midnight it is where the source hides the time.
  if (from === null || record.day < from || record.startMinute === 0) return record;
  const atHome = localTime(record.startAt, zone);
  return { ...record, atHome: { ...atHome, day: dayNumberOf(atHome.day) } };
}

function dismissedIn(runs: readonly StoredRun[], dismissals: readonly Dismissal[]): string[] {
  const ids = new Set(dismissals.map(({ activityId }) => activityId));
  return runs
    .filter(({ counted, others }) => [counted, ...others].some(({ id }) => ids.has(id)))
    .map(({ counted }) => counted.id);
}

/** Pairs that only a record that doesn't count names, used for the totals of those pairs alone. */
function wornAs(runs: readonly StoredRun[]): ReadonlyMap<string, Activity["wornAs"]> {
  const worn = new Map<string, Activity["wornAs"]>();
  for (const { counted, others } of runs) {
    if (counted.record.shoeSourceId !== null) continue;
    const naming = others.find(({ record }) => record.shoeSourceId !== null)?.record;
    const shoeId = naming === undefined ? null : toldShoeId(naming);
    if (naming !== undefined && shoeId !== null) {
      worn.set(counted.id, { shoeId, distanceM: naming.distanceM });
    }
  }
  return worn;
}

/** What the runner said about a run holds whichever record of it counts. */
function wornIn(runs: readonly StoredRun[], wear: Wear, shoes: StoredCase["shoes"]): Wear["runs"] {
  if (wear.runs.size === 0) return wear.runs;
  const known = new Set(shoes.map(domainId));
  const worn = new Map<string, string>();
  for (const { counted, others } of runs) {
    const shoeId = [counted, ...others]
      .map(({ id }) => wear.runs.get(id) ?? "")
      .find((id) => known.has(id));
    if (shoeId !== undefined) worn.set(counted.id, shoeId);
  }
  return worn;
}
