import { intervalsFacts } from "./intervals/facts.ts";
import { polarFacts } from "./polar/facts.ts";
import type { ProviderFacts } from "./provider.ts";
import { stravaFacts } from "./strava/facts.ts";
import { suuntoFacts } from "./suunto/facts.ts";
import type { ProviderName } from "./table.ts";
import { webhookFacts } from "./webhook/facts.ts";

/** Every service, Strava and the runner's own webhook included, without the clients that `table.ts` loads. */
const SERVICES: Readonly<Record<ProviderName | "strava" | "webhook", ProviderFacts>> = {
  strava: stravaFacts,
  polar: polarFacts,
  suunto: suuntoFacts,
  intervals: intervalsFacts,
  webhook: webhookFacts,
};

const factsOf = (source: string) => Object.values(SERVICES).find(({ name }) => name === source);

/**
 * What must be shown beside the activities of a source; null if nothing must.
 *
 *     brandOf("strava") // "Powered by Strava"
 *     brandOf("file")   // null
 */
export function brandOf(source: string): string | null {
  return factsOf(source)?.policy.brand ?? null;
}

/**
 * The name by which runners know a service.
 *
 *     titleOf("polar") // "Polar"
 */
export function titleOf(source: string): string {
  return factsOf(source)?.title ?? source;
}
