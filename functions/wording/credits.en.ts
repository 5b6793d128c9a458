/** What services and makers of watches ask to be said, in the words that they ask for. */
export const creditTexts = {
  strava: "Powered by Strava",
  garmin: "Insights derived in part from Garmin device-sourced data.",
  original: { strava: "View on Strava" },
};
