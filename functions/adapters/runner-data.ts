import { caseStores } from "./case-stores.ts";
import { exerciseLogStore } from "./exercise-log-store.ts";
import { noticeStore } from "./notice-store.ts";
import type { Table } from "./table.ts";
import { windowStore } from "./window-store.ts";

/** All that a check-up reads of a runner, and writes about one. */
export function runnerData(table: Table) {
  return {
    ...caseStores(table),
    windows: windowStore(table),
    exercises: exerciseLogStore(table),
    notices: noticeStore(table),
  };
}
