import type { ProviderFacts } from "../provider.ts";

/** Apart from the client, so that naming the service doesn't load it. */
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
