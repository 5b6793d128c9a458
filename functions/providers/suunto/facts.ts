import type { ProviderFacts } from "../provider.ts";

/** Apart from its client, which not everybody has to load who names it. */
export const suuntoFacts: ProviderFacts = {
  name: "suunto",
  title: "Suunto",
  // What is published asks for nothing more. The agreement that a partner signs is not: the owner reads it.
  policy: {
    retention: "until-disconnected",
    mayCombine: true,
    aiAllowed: false,
    brand: null,
  },
};
