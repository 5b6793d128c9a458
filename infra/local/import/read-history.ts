import type { ActivityRecord } from "../../../functions/messages/activity.ts";
import {
  type LeftOut,
  readUpload,
  type Upload,
} from "../../../functions/providers/files/read-upload.ts";

/** What an import contains: at least one activity. */
export interface ImportedHistory extends Upload {
  /** The runner's day of the last activity, for which a check-up can be requested. */
  readonly lastDay: string;
}

export type HistoryReading =
  | { readonly kind: "history"; readonly history: ImportedHistory }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "unreadable"; readonly line: string };

/**
 * Reads a runner's activities in any accepted form (see `readUpload`), with days as in `zone`. Never throws:
 * a path that can't be read is answered with what to do.
 */
export async function readHistory(path: string, zone: string): Promise<HistoryReading> {
  try {
    const reading = await readUpload(path, { zone, nowMs: Date.now() });
    if (reading.kind === "unreadable") return unreadable(`${path}: ${reading.reason}`);
    const { upload } = reading;
    return { kind: "history", history: { ...upload, lastDay: lastDayOf(upload.records) ?? "" } };
  } catch (error) {
    return unreadable(whyNot(path, error));
  }
}

/** The last calendar day on which any of these began; null if there are none. */
function lastDayOf(records: readonly Pick<ActivityRecord, "day">[]): string | null {
  return (
    records
      .map(({ day }) => day)
      .toSorted()
      .at(-1) ?? null
  );
}

/** Where in the import it is: `row 12`, or the name of a file. */
export function placeOf(left: LeftOut): string {
  return "row" in left ? `row ${left.row}` : left.file;
}

function unreadable(line: string): HistoryReading {
  return { kind: "unreadable", line };
}

function whyNot(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return `${path} does not exist. Give the path of a FIT, GPX or TCX file, or of an export's zip, folder or activities.csv.`;
  }
  if (code === "EACCES" || code === "EPERM") {
    return `${path} can't be read by this user. Change its permissions, or copy it.`;
  }
  return `${path} could not be read (${code ?? "unknown error"}). Copy it elsewhere and try again.`;
}
