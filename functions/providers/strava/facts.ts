import { creditTexts } from "../../wording/credits.en.ts";
import type { ProviderFacts } from "../provider.ts";
import { STRAVA } from "./translate.ts";

/**
 * Strava, as far as it is a service like the others. Its webhook and its follower are its own (ADR 9),
 * and how long it may be kept is an owner's setting (ADR 10): here stands what its terms ask.
 */
export const stravaFacts: ProviderFacts = {
  name: STRAVA,
  title: "Strava",
  policy: {
    retention: { days: 7 },
    mayCombine: false,
    aiAllowed: false,
    brand: creditTexts.strava,
  },
};
