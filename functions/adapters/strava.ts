import { type StravaClient, stravaClient } from "../providers/strava/application.ts";
import { toldActivityStore } from "./activity-store.ts";
import { connectionStore } from "./connection-store.ts";
import { secretParameter } from "./parameter.ts";
import { rateBudgetStore } from "./rate-budget-store.ts";
import { toldShoeStore } from "./shoe-store.ts";
import type { Table } from "./table.ts";
import { kmsDataKeys, tokenVault } from "./token-vault.ts";

/** Strava for the application whose secret lies in this parameter; a changed secret takes hold by itself. */
export function openStrava(parameterName: string): () => Promise<StravaClient> {
  const secret = secretParameter(parameterName);
  return async () => stravaClient(await secret(), { fetch, nowMs: Date.now });
}

/** Where all lies that came from Strava, and what opens it. */
export function stravaStores(table: Table, tokenKeyArn: string) {
  return {
    activities: toldActivityStore(table),
    shoes: toldShoeStore(table),
    connections: connectionStore(table, tokenVault(kmsDataKeys(tokenKeyArn))),
    budgets: rateBudgetStore(table),
  };
}
