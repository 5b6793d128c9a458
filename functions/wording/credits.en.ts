/** What services and watchmakers require to be said, in their own words. */
export const creditTexts = {
  strava: "Powered by Strava",
  garmin: "Insights derived in part from Garmin device-sourced data.",
  original: { strava: "View on Strava" },
};
