import { connectionStore } from "./connection-store.ts";
import { limitStore, onceStore } from "./limit-store.ts";
import { connectionsOf } from "./providers.ts";
import { runnerStore } from "./runner-store.ts";
import type { Table } from "./table.ts";
import { kmsDataKeys, tokenVault } from "./token-vault.ts";
import { toldActivityStore } from "./told-activity-store.ts";

/** Everything that a runner connects services through. */
export function connectStores(table: Table, tokenKeyArn: string) {
  // It makes its own keys, as it can't open any that others made.
  const keys = kmsDataKeys(tokenKeyArn);
  return {
    runners: runnerStore(table),
    once: onceStore(table),
    limits: limitStore(table),
    activities: toldActivityStore(table),
    connections: connectionStore(table, tokenVault(keys)),
    connectionsOf: connectionsOf(table, keys),
  };
}
