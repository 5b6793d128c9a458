import type { ConnectionStore } from "../ports/connections.ts";
import type { Provider, ProviderClient } from "../providers/provider.ts";
import { onceEach } from "../shared/once.ts";
import { connectionStore } from "./connection-store.ts";
import { secretParameter, valueOrNull } from "./parameter.ts";
import type { Table } from "./table.ts";
import { type DataKeys, tokenVault } from "./token-vault.ts";

/** Where each service's connections are stored, with the keys to open them. */
export function connectionsOf(
  table: Table,
  keys: DataKeys,
): (provider: Pick<Provider, "name" | "pollMinutes">) => ConnectionStore {
  const vault = tokenVault(keys);
  return (provider) => connectionStore(table, vault, provider);
}

/**
 * Each service, set up with the owner's secret in the parameter `<folder><name>`; a changed secret takes
 * effect by itself. Null if the service can't be used without a secret and there is none.
 */
export function openProvider(
  folder: string,
): (provider: Provider) => Promise<ProviderClient | null> {
  const secretOf = onceEach((name: string) => secretParameter(`${folder}${name}`));
  return async (provider) =>
    provider.open(await valueOrNull(secretOf(provider.name)), { fetch, nowMs: Date.now });
}
