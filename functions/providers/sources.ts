import type { Policy, ProviderFacts } from "./provider.ts";
import { stravaFacts } from "./strava/facts.ts";
import { allProviders } from "./table.ts";
import { webhookFacts } from "./webhook/facts.ts";

/** Every service, Strava among them, and the webhook of the runner's own. */
const SERVICES: readonly ProviderFacts[] = [stravaFacts, ...allProviders, webhookFacts];

/** What a runner told or brought here themselves is theirs; no language model sees it all the same. */
const OWN: Policy = {
  retention: "until-disconnected",
  mayCombine: true,
  aiAllowed: false,
  brand: null,
};

const factsOf = (source: string) => SERVICES.find(({ name }) => name === source);

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
 * What a runner calls a service.
 *
 *     titleOf("polar") // "Polar"
 */
export function titleOf(source: string): string {
  return factsOf(source)?.title ?? source;
}
