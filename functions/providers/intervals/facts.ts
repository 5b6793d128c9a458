import type { ProviderFacts } from "../provider.ts";

/** Apart from its client, which not everybody has to load who names it. */
export const intervalsFacts: ProviderFacts = {
  name: "intervals",
  title: "intervals.icu",
  policy: {
    retention: "until-disconnected",
    mayCombine: true,
    aiAllowed: false,
    brand: null,
  },
};
