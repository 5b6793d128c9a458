import type { ProviderFacts } from "../provider.ts";

/** The runner's own webhook: what they tell here is theirs, and no language model sees it all the same. */
export const webhookFacts: ProviderFacts = {
  name: "webhook",
  title: "your own webhook",
  policy: { retention: "until-disconnected", mayCombine: true, aiAllowed: false, brand: null },
};
