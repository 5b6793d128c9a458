import { toldActivityStore } from "./activity-store.ts";
import { connectionStore } from "./connection-store.ts";
import { onceStore } from "./limit-store.ts";
import { connectionsOf } from "./providers.ts";
import { runnerStore } from "./runner-store.ts";
import type { Table } from "./table.ts";
import { kmsDataKeys, tokenVault } from "./token-vault.ts";

/** All that a runner connects services through. */
export function connectStores(table: Table, tokenKeyArn: string) {
  return {
    runners: runnerStore(table),
    once: onceStore(table),
    activities: toldActivityStore(table),
    connections: connectionStore(table, tokenVault(kmsDataKeys(tokenKeyArn))),
    connectionsOf: connectionsOf(table, tokenKeyArn),
  };
}
