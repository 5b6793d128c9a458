import type { ProviderFacts } from "../provider.ts";

/** The runner's own webhook: what they send is theirs; even so, no language model sees it. */
export const webhookFacts: ProviderFacts = {
  name: "webhook",
  title: "your own webhook",
  policy: { retention: "until-disconnected", mayCombine: true, aiAllowed: false, brand: null },
};
