import { caseStores } from "./case-stores.ts";
import { exerciseLogStore } from "./exercise-log-store.ts";
import { noticeStore } from "./notice-store.ts";
import type { Table } from "./table.ts";
import { windowStore } from "./window-store.ts";

/** Everything that a check-up reads and writes about a runner. */
export function runnerData(table: Table) {
  return {
    ...caseStores(table),
    windows: windowStore(table),
    exercises: exerciseLogStore(table),
    notices: noticeStore(table),
  };
}
