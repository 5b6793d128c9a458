import { activityStore } from "./activity-store.ts";
import { checkInStore } from "./check-in-store.ts";
import { exerciseLogStore } from "./exercise-log-store.ts";
import { noticeStore } from "./notice-store.ts";
import { runnerStore } from "./runner-store.ts";
import { shoeStore } from "./shoe-store.ts";
import type { Table } from "./table.ts";

/** All that a check-up reads of a runner, and writes about one. */
export function runnerData(table: Table) {
  return {
    runners: runnerStore(table),
    activities: activityStore(table),
    shoes: shoeStore(table),
    checkIns: checkInStore(table),
    exercises: exerciseLogStore(table),
    notices: noticeStore(table),
  };
}
