import { creditTexts } from "../../wording/credits.en.ts";
import type { ProviderFacts } from "../provider.ts";
import { STRAVA } from "./translate.ts";

/**
 * What Strava has in common with the other services. Its webhook and its follower are its own (ADR 9),
 * and how long its data is kept is an owner's setting (ADR 10); this is what its terms require.
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

/** How many days of a new runner's history are fetched: as far back as check-ups look. */
export const STRAVA_HISTORY_DAYS = 180;
