import type { DayNumber } from "../../domain/history.ts";
import type { Case } from "../../domain/judge.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { StoredCheckIn } from "../messages/ingest.ts";
import type {
  ActivityStore,
  CheckInStore,
  Dismissal,
  DismissalStore,
  Runner,
  ShoeStore,
  StoredShoe,
  Wear,
  WearStore,
} from "../ports.ts";
import { dayNumberOf } from "./time.ts";
import { toHistory, toPauses, toShoes } from "./to-domain.ts";

export interface CaseStores {
  readonly activities: Pick<ActivityStore, "all">;
  readonly shoes: Pick<ShoeStore, "all">;
  readonly checkIns: Pick<CheckInStore, "all">;
  readonly wear: Pick<WearStore, "read">;
  readonly dismissals: Pick<DismissalStore, "all">;
}

export interface LoadedCase {
  /** What `judge` needs, save for what only a digest knows. */
  readonly known: Omit<Case, "shown" | "exerciseLog">;
  readonly records: readonly ActivityRecord[];
  readonly stored: readonly StoredShoe[];
  readonly wear: Wear;
  readonly dismissals: readonly Dismissal[];
  readonly told: readonly StoredCheckIn[];
}

/** All that is stored of a runner, as the domain judges it: the one place that turns one into the other. */
export async function loadCase(
  runner: Runner,
  today: DayNumber,
  stores: CaseStores,
): Promise<LoadedCase> {
  const [records, stored, told, wear, dismissals] = await Promise.all([
    stores.activities.all(runner.id),
    stores.shoes.all(runner.id),
    stores.checkIns.all(runner.id),
    stores.wear.read(runner.id),
    stores.dismissals.all(runner.id),
  ]);
  const known = {
    runnerId: runner.id,
    today,
    history: {
      activities: toHistory(records, wear.runs),
      dismissed: dismissals.map(({ activityId }) => activityId),
      pauses: toPauses(runner),
    },
    shoes: toShoes(stored),
    checkIns: toCheckIns(told, today, dayNumberOf),
    options: { athlete: runner, limits: runner.limits, defaultShoes: wear.defaults },
  };
  return { known, records, stored, wear, dismissals, told };
}
