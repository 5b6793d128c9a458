import type { ProviderFacts } from "../provider.ts";

/** The runner's own webhook: what they send is theirs. */
export const webhookFacts: ProviderFacts = {
  name: "webhook",
  title: "your own webhook",
  policy: { retention: "until-disconnected", brand: null },
};
