import { filesText } from "../../wording/files.en.ts";

/**
 * Where each figure is in a row. A Strava export uses some names twice (in a summary block, then in a
 * detailed one), so a column is identified by its name and occurrence, never by its name alone.
 */
export interface Columns {
  readonly id: number;
  readonly date: number;
  readonly type: number;
  readonly name: number | null;
  /** Kilometres in the summary block. */
  readonly distanceKm: number | null;
  /** Metres in the detailed block. */
  readonly distanceM: number | null;
  readonly movingS: number | null;
  /** In order of preference, as are the following: the same figure, filled in either block or both. */
  readonly elapsedS: readonly number[];
  readonly maxHeartRate: readonly number[];
  readonly averageHeartRate: readonly number[];
  readonly averageCadence: readonly number[];
  readonly perceivedExertion: readonly number[];
  readonly gearId: number | null;
  readonly gearName: number | null;
}

type FoundColumns =
  | { readonly kind: "columns"; readonly columns: Columns }
  | { readonly kind: "other" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reads the header of `activities.csv`; for names that are HTML fragments, their text counts. */
export function findColumns(header: readonly string[]): FoundColumns {
  const names = header.map((name) => name.replace(/<[^<>]*>/g, "").trim());
  const all = (name: string) => names.flatMap((found, index) => (found === name ? [index] : []));
  const only = (name: string) => all(name)[0] ?? null;

  const id = only("Activity ID");
  const date = only("Activity Date");
  const type = only("Activity Type");
  const movingS = only("Moving Time");
  const elapsedS = all("Elapsed Time").reverse();
  const distances = all("Distance");

  // Garmin's list of activities has an Activity Type too.
  if (id === null && date === null) return { kind: "other" };
  const missing = [
    id === null && "Activity ID",
    date === null && "Activity Date",
    type === null && "Activity Type",
    distances.length === 0 && "Distance",
    movingS === null && elapsedS.length === 0 && "Moving Time (or Elapsed Time)",
  ].filter((name) => name !== false);
  if (id === null || date === null || type === null || missing.length > 0) {
    return { kind: "unreadable", reason: filesText.csvColumns(missing.join(", ")) };
  }

  // A lone Distance is kilometres in the summary block and metres after it.
  const details = names.findIndex((name) => name === "Filename" || name === "Moving Time");
  const [first = null, second = null] = distances;
  const metresOnly = second === null && first !== null && details !== -1 && first > details;
  return {
    kind: "columns",
    columns: {
      id,
      date,
      type,
      name: only("Activity Name"),
      distanceKm: metresOnly ? null : first,
      distanceM: metresOnly ? first : second,
      movingS,
      elapsedS,
      maxHeartRate: all("Max Heart Rate"),
      averageHeartRate: all("Average Heart Rate"),
      averageCadence: all("Average Cadence"),
      perceivedExertion: all("Perceived Exertion"),
      gearId: only("Gear"),
      gearName: only("Activity Gear"),
    },
  };
}
