import type { CaseStore } from "../ports/stored-case.ts";
import { activityStore } from "./activity-store.ts";
import { checkInStore, checkInsIn } from "./check-in-store.ts";
import { endingIn, healthIn } from "./connection-health.ts";
import { connectionsIn } from "./connection-item.ts";
import { dismissalStore, dismissalsIn } from "./dismissal-store.ts";
import { kindsOfRunner } from "./query.ts";
import { runnerStore } from "./runner-store.ts";
import { samenessIn, samenessStore } from "./sameness-store.ts";
import { shoeStore, shoesIn } from "./shoe-store.ts";
import type { Table } from "./table.ts";
import { wearIn, wearStore } from "./wear-store.ts";
import { windowIn } from "./window-store.ts";

/** Everything that a judgement of a runner is made from, including what the runner says about it. */
export function caseStores(table: Table, nowMs: () => number = Date.now) {
  const activities = activityStore(table, nowMs);
  return {
    runners: runnerStore(table),
    cases: caseStore(table, activities, nowMs),
    activities,
    shoes: shoeStore(table, nowMs),
    checkIns: checkInStore(table),
    wear: wearStore(table),
    dismissals: dismissalStore(table),
    sameness: samenessStore(table),
  };
}

/**
 * Three queries rather than one for each kind: most kinds have little, and each query is billed for at
 * least 4 kB.
 */
function caseStore(
  table: Table,
  activities: Pick<ReturnType<typeof activityStore>, "all">,
  nowMs: () => number,
): CaseStore {
  return {
    async read(runnerId) {
      const [all, told, own] = await Promise.all([
        activities.all(runnerId),
        kindsOfRunner(table, runnerId, "CHECKIN", "ENDED"),
        kindsOfRunner(table, runnerId, "SAME", "WEAR"),
      ]);
      const now = nowMs();
      const connections = connectionsIn(told);
      const ending = endingIn(connections);
      const counts = ({ source }: { readonly source: string }) => !ending.has(source);
      return {
        activities: all.filter(counts),
        checkIns: checkInsIn(told),
        dismissals: dismissalsIn(told),
        health: healthIn(connections, told, now),
        window: windowIn(connections, now),
        shoes: shoesIn(own, now).filter(counts),
        wear: wearIn(own),
        sameness: samenessIn(own),
      };
    },
  };
}
