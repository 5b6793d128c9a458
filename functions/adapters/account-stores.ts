import { accountStore } from "./account-store.ts";
import { addressChangeStore } from "./address-change-store.ts";
import { caseStores } from "./case-stores.ts";
import { connectionList } from "./connection-store.ts";
import { limitStore } from "./limit-store.ts";
import { reminderWakeStore } from "./reminder-store.ts";
import { settingsStore } from "./runner-store.ts";
import type { Table } from "./table.ts";

/** Everything that a runner's own account is viewed, changed and closed through. */
export function accountStores(table: Table) {
  return {
    ...caseStores(table),
    settings: settingsStore(table),
    reminders: reminderWakeStore(table),
    addresses: addressChangeStore(table),
    accounts: accountStore(table),
    connections: connectionList(table),
    limits: limitStore(table),
  };
}
