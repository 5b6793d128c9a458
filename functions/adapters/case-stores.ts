import { activityStore } from "./activity-store.ts";
import { checkInStore } from "./check-in-store.ts";
import { dismissalStore } from "./dismissal-store.ts";
import { runnerStore } from "./runner-store.ts";
import { samenessStore } from "./sameness-store.ts";
import { shoeStore } from "./shoe-store.ts";
import type { Table } from "./table.ts";
import { wearStore } from "./wear-store.ts";

/** All that a judgement of a runner is made from. */
export function caseStores(table: Table, nowMs: () => number = Date.now) {
  return {
    runners: runnerStore(table),
    activities: activityStore(table, nowMs),
    shoes: shoeStore(table, nowMs),
    checkIns: checkInStore(table),
    wear: wearStore(table),
    dismissals: dismissalStore(table),
    sameness: samenessStore(table),
  };
}
