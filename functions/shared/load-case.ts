import type { Activity, DayNumber } from "../../domain/history.ts";
import type { Case } from "../../domain/judge.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { CaseStore, Dismissal, Runner, StoredCase, Wear } from "../ports.ts";
import { recordOf, type StoredRun, storedRuns } from "./same-runs.ts";
import { dayNumberOf, isoDay, localTime } from "./time.ts";
import { toHistory, toldShoeId, toPauses, toShoes } from "./to-domain.ts";

export interface CaseStores {
  readonly cases: CaseStore;
}

export interface LoadedCase
  extends Pick<StoredCase, "wear" | "sameness" | "dismissals" | "health" | "window"> {
  /** What `judge` needs, save for what only a digest knows. */
  readonly known: Omit<Case, "shown" | "exerciseLog">;
  /** What counts of all that is stored: each run once, as one source tells it. */
  readonly records: readonly ActivityRecord[];
  /** The same with who else tells it, by the id of what counts. */
  readonly runs: ReadonlyMap<string, StoredRun>;
  readonly stored: StoredCase["shoes"];
}

/**
 * All that is stored of a runner, as the domain judges it: the one place that turns one into the other.
 * `isDigest`: for a week that is told once, in which each run has its own day and no other.
 */
export async function loadCase(
  runner: Runner,
  today: DayNumber,
  { cases }: CaseStores,
  { isDigest = false } = {},
): Promise<LoadedCase> {
  const read = await cases.read(runner.id);
  const { activities: all, shoes: stored, checkIns, wear, sameness, dismissals } = read;
  const { health, window } = read;
  const runs = storedRuns(all, sameness);
  const records = runs.map(recordOf);
  const day = isoDay(today);
  const known = {
    runnerId: runner.id,
    today,
    history: {
      activities: toHistory(
        isDigest ? records : records.map((record) => begun(record, day, runner.zone)),
        wornIn(runs, wear),
        wornAs(runs),
      ),
      dismissed: dismissedIn(runs, dismissals),
      pauses: toPauses(runner),
    },
    shoes: toShoes(stored, sameness.pairs),
    checkIns: toCheckIns(checkIns, today, dayNumberOf),
    practiceDays: runner.reminders.weekdays,
    options: { athlete: runner, limits: runner.limits, defaultShoes: wear.defaults },
  };
  const byId = new Map(runs.map((run) => [run.counted.id, run]));
  return { known, records, runs: byId, stored, wear, sameness, dismissals, health, window };
}

/**
 * Who is away has runs of a day that has not come at home. One that has begun is judged at once, by the
 * day and the minute at home; one that a wrong clock lays ahead stays where it lies.
 */
function begun(record: ActivityRecord, today: string, zone: string): ActivityRecord {
  if (record.day <= today) return record;
  const atHome = localTime(record.startAt, zone);
  return atHome.day <= today ? { ...record, ...atHome } : record;
}

function dismissedIn(runs: readonly StoredRun[], dismissals: readonly Dismissal[]): string[] {
  const ids = new Set(dismissals.map(({ activityId }) => activityId));
  return runs
    .filter(({ counted, others }) => [counted, ...others].some(({ id }) => ids.has(id)))
    .map(({ counted }) => counted.id);
}

/** The pairs that only a telling that doesn't count names, for the sums of those pairs alone. */
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

/** The runner's word about a run holds whichever telling of it counts. */
function wornIn(runs: readonly StoredRun[], wear: Wear): Wear["runs"] {
  if (wear.runs.size === 0) return wear.runs;
  const worn = new Map<string, string>();
  for (const { counted, others } of runs) {
    const named = [counted, ...others].find(({ id }) => wear.runs.has(id));
    const shoeId = named && wear.runs.get(named.id);
    if (shoeId !== undefined) worn.set(counted.id, shoeId);
  }
  return worn;
}
