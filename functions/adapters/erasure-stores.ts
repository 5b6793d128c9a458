import { accountStore } from "./account-store.ts";
import { connectionList } from "./connection-store.ts";
import { noticeStore } from "./notice-store.ts";
import { runnerStore } from "./runner-store.ts";
import type { Table } from "./table.ts";

/** Everything that an account is erased through. It has no access to a connection's tokens. */
export function erasureStores(table: Table) {
  return {
    runners: runnerStore(table),
    accounts: accountStore(table),
    connections: connectionList(table),
    notices: noticeStore(table),
  };
}
