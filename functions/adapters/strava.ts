import { type StravaClient, stravaClient } from "../providers/strava/application.ts";
import { fairEvents } from "../providers/strava/fair-events.ts";
import { sharedBudget } from "../providers/strava/shared-budget.ts";
import { ask } from "./ask.ts";
import { connectionStore } from "./connection-store.ts";
import { limitStore } from "./limit-store.ts";
import { secretParameter, valueOrNull } from "./parameter.ts";
import { rateBudgetStore } from "./rate-budget-store.ts";
import { workersKeys } from "./shared-data-keys.ts";
import { toldShoeStore } from "./shoe-store.ts";
import type { Table } from "./table.ts";
import { tokenVault } from "./token-vault.ts";
import { toldActivityStore } from "./told-activity-store.ts";

/**
 * Strava, for the application whose secret is in this parameter, and null while there is none; a changed secret
 * takes effect by itself. Pages, which send runners to Strava and back, give the address to come back to.
 */
export function openStrava(
  parameterName: string,
  redirectUrl = "",
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
    fairEvents: fairEvents(limitStore(table), Date.now),
  };
}
