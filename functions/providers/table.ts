import { intervals } from "./intervals/intervals.ts";
import { polar } from "./polar/polar.ts";
import type { Provider } from "./provider.ts";
import { suunto } from "./suunto/suunto.ts";

/**
 * Every service that runs come from, one line each, in the order in which runners see them. Strava, which
 * has a follower of its own (ADR 9), comes before them. docs/adding-a-service.md says how to add one.
 */
export const PROVIDERS = { polar, suunto, intervals } satisfies Record<string, Provider>;

export type ProviderName = keyof typeof PROVIDERS;

export const allProviders: readonly Provider[] = Object.values(PROVIDERS);

export function findProvider(name: string): Provider | null {
  return allProviders.find((provider) => provider.name === name) ?? null;
}
