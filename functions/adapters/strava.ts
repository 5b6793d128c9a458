import { type StravaClient, stravaClient } from "../providers/strava/application.ts";
import { sharedBudget } from "../providers/strava/shared-budget.ts";
import { ask } from "./ask.ts";
import { connectionStore } from "./connection-store.ts";
import { secretParameter, valueOrNull } from "./parameter.ts";
import { rateBudgetStore } from "./rate-budget-store.ts";
import { workersKeys } from "./shared-data-keys.ts";
import { toldShoeStore } from "./shoe-store.ts";
import type { Table } from "./table.ts";
import { tokenVault } from "./token-vault.ts";
import { toldActivityStore } from "./told-activity-store.ts";

/**
 * Strava, for the application whose secret is in this parameter; a changed secret takes effect by itself.
 */
export function openStrava(parameterName: string): () => Promise<StravaClient> {
  const secret = secretParameter(parameterName);
  return async () => stravaClient(await secret(), { fetch, ask, nowMs: Date.now });
}

/** The same for pages, which send runners to Strava and back; null while no secret has been written. */
export function findStrava(
  parameterName: string,
  redirectUrl: string,
): () => Promise<StravaClient | null> {
  const secret = secretParameter(parameterName);
  return async () => {
    const found = await valueOrNull(secret);
    return found === null
      ? null
      : stravaClient(found, { redirectUrl, fetch, ask, nowMs: Date.now });
  };
}

/** Where everything from Strava is stored, with the keys to open it. */
export function stravaStores(table: Table, tokenKeyArn: string) {
  const keys = workersKeys(table, "strava", tokenKeyArn);
  return {
    activities: toldActivityStore(table),
    shoes: toldShoeStore(table),
    connections: connectionStore(table, tokenVault(keys)),
    budget: sharedBudget(rateBudgetStore(table), Date.now),
  };
}
