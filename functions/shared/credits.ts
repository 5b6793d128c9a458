import type { ActivityRecord } from "../messages/activity.ts";
import type { StoredShoe } from "../ports.ts";
import { policyOf } from "../providers/sources.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import { creditTexts } from "../wording/credits.en.ts";

/**
 * What has to be said wherever these runs and shoes are shown, or what was made of them. Strava asks for
 * its words (developers.strava.com/guidelines), and Garmin for its own where one of its watches recorded,
 * whoever passed the recording on (Garmin's API brand guidelines of November 2025).
 *
 *     creditsOf({ records: [{ source: "strava", device: "Garmin Forerunner 265", … }], stored: [] })
 *     // ["Powered by Strava", "Insights derived in part from Garmin device-sourced data."]
 */
export function creditsOf(shown: {
  readonly records: readonly Pick<ActivityRecord, "source" | "device">[];
  readonly stored: readonly Pick<StoredShoe, "source">[];
}): string[] {
  const sources = new Set([...shown.records, ...shown.stored].map(({ source }) => source));
  const brands = [...sources].flatMap((source) => policyOf(source).brand ?? []);
  const isGarmins = shown.records.some(({ device }) => device?.toLowerCase().startsWith("garmin"));
  return [...new Set(brands), ...(isGarmins ? [creditTexts.garmin] : [])];
}

/** Where a run is shown by who told of it, in the words that they ask for; null where nobody asks. */
export function originalOf({
  source,
  sourceId,
}: Pick<ActivityRecord, "source" | "sourceId">): { href: string; text: string } | null {
  if (source !== STRAVA) return null;
  const href = `https://www.strava.com/activities/${encodeURIComponent(sourceId)}`;
  return { href, text: creditTexts.original.strava };
}
