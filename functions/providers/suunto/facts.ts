import type { ProviderFacts } from "../provider.ts";

/** Apart from the client, so that naming the service doesn't load it. */
export const suuntoFacts: ProviderFacts = {
  name: "suunto",
  title: "Suunto",
  // What is published requires nothing more. The agreement that
  // a partner signs isn't public: the owner reads it.
  policy: {
    retention: "until-disconnected",
    mayCombine: true,
    aiAllowed: false,
    brand: null,
  },
};
