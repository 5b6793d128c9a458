import { intervalsFacts } from "./intervals/facts.ts";
import { polarFacts } from "./polar/facts.ts";
import type { Policy, ProviderFacts } from "./provider.ts";
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

/** What runners told us or uploaded is theirs; even so, no language model sees it. */
const OWN: Policy = {
  retention: "until-disconnected",
  mayCombine: true,
  aiAllowed: false,
  brand: null,
};

const factsOf = (source: string) => Object.values(SERVICES).find(({ name }) => name === source);

/**
 * What may be done with the activities of a source.
 *
 *     policyOf("strava").mayCombine // false
 *     policyOf("file").mayCombine   // true
 */
export function policyOf(source: string): Policy {
  return factsOf(source)?.policy ?? OWN;
}

/**
 * The name by which runners know a service.
 *
 *     titleOf("polar") // "Polar"
 */
export function titleOf(source: string): string {
  return factsOf(source)?.title ?? source;
}
