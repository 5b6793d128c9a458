import type { IngestMessage } from "../../../functions/messages/ingest.ts";
import {
  parseExport,
  type RejectedRow,
} from "../../../functions/providers/strava-export/parse-export.ts";
import { readExport } from "./read-export.ts";
import { sendHistory } from "./send-history.ts";

export type ImportOutcome =
  | {
      readonly kind: "imported";
      readonly activities: number;
      readonly shoes: number;
      readonly rejected: readonly RejectedRow[];
      /** The runner's day of the last activity, which a checkup can be asked for; null without any. */
      readonly lastDay: string | null;
    }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Reads a Strava bulk export and sends what it holds to be ingested, in batches of ten. The same
 * export sends the same messages each time, so importing it twice changes nothing. A failing `send`
 * is the caller's to handle.
 */
export async function importExport(asked: {
  readonly path: string;
  readonly zone: string;
  readonly runnerId: string;
  readonly send: (messages: readonly IngestMessage[]) => Promise<void>;
}): Promise<ImportOutcome> {
  const file = await readExport(asked.path);
  if (file.kind === "unreadable") return file;
  const parsed = parseExport(file.bytes, { zone: asked.zone });
  if (parsed.kind === "unreadable") return parsed;

  const records = parsed.activities.map(({ record }) => record);
  await sendHistory({ runnerId: asked.runnerId, records, shoes: parsed.shoes }, asked.send);
  return {
    kind: "imported",
    activities: records.length,
    shoes: parsed.shoes.length,
    rejected: parsed.rejected,
    lastDay: lastDayOf(records),
  };
}

/** The last calendar day that any of these began on; null where there are none. */
export function lastDayOf(records: readonly { readonly day: string }[]): string | null {
  return (
    records
      .map(({ day }) => day)
      .toSorted()
      .at(-1) ?? null
  );
}
