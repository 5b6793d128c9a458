import type { ActivityRecord } from "../messages/activity.ts";
import type { StoredShoe } from "../ports/shoes.ts";
import { policyOf } from "../providers/sources.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import { creditTexts } from "../wording/credits.en.ts";

/**
 * The credits that must be shown beside these runs and shoes, or beside anything made from them. Strava
 * requires its wording (developers.strava.com/guidelines), and Garmin its own for whatever a Garmin watch
 * recorded, whoever passed the recording on (Garmin's API brand guidelines of November 2025).
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

/**
 * A link to the run at its source, in the wording that the source requires; null for a source that requires
 * none.
 */
export function originalOf({
  source,
  sourceId,
}: Pick<ActivityRecord, "source" | "sourceId">): { href: string; text: string } | null {
  if (source !== STRAVA) return null;
  const href = `https://www.strava.com/activities/${encodeURIComponent(sourceId)}`;
  return { href, text: creditTexts.original.strava };
}
