import { stepsPerMinute } from "../../../domain/cadence.ts";
import { isRun } from "../../../domain/history.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import { oneLine, oneLineOf } from "../../shared/one-line.ts";
import { localTime } from "../../shared/time.ts";
import { orNone } from "../figure.ts";
import { MOST_A_MINUTE, MOST_AHEAD_MS, MOST_METRES, MOST_SECONDS } from "../files/bounds.ts";
import type { RecordOptions } from "../files/effort.ts";
import type { Columns } from "./columns.ts";
import { instantOf } from "./date.ts";
import { sportOf } from "./sport.ts";

export type RowReading =
  | {
      readonly kind: "row";
      readonly record: Omit<ActivityRecord, "shoeSourceId">;
      readonly gearId: string | null;
      readonly gearName: string | null;
    }
  | { readonly kind: "rejected"; readonly reason: string };

const LIMITS = limitsFor();

/**
 * One row as a record of ours, or every reason why it can't be used.
 * The implausible is kept; only the impossible goes.
 */
export function readRow(
  cells: readonly string[],
  context: RecordOptions & { columns: Columns; width: number },
): RowReading {
  const { columns } = context;
  if (cells.length !== context.width) {
    return {
      kind: "rejected",
      reason: `The row has ${cells.length} fields where the header has ${context.width}: look for a comma or a quotation mark out of place`,
    };
  }
  const problems: string[] = [];

  const text = (at: number | null) => (at === null ? "" : (cells[at] ?? "").trim());
  /** The first of these cells that is filled; null if none is, or if it holds no figure. */
  const figure = (
    name: string,
    places: readonly (number | null)[],
    most: number,
    times = 1,
  ): number | null => {
    const written = places.map(text).find((cell) => cell !== "");
    if (written === undefined) return null;
    const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(written)
      ? times * Number(written)
      : Number.NaN;
    if (!Number.isFinite(value)) {
      problems.push(
        `${name} is ${quote(written)}, which isn't a number: write digits and a point, such as 1234.5`,
      );
      return null;
    }
    if (value < 0) {
      problems.push(`${name} is ${quote(written)}, which is below 0: write 0 or more`);
      return null;
    }
    if (value > most) {
      problems.push(
        `${name} is ${quote(written)}, which no activity has: write the real value, or leave it empty`,
      );
      return null;
    }
    return orNone(value); // "-0.0" becomes 0
  };
  const unlessZero = (value: number | null) => (value === 0 ? null : value);

  const sourceId = oneLine(text(columns.id));
  if (sourceId === "") problems.push("Activity ID is empty: give the row an id of its own");
  if (sourceId.length > 128)
    problems.push("Activity ID is over 128 characters: write the id that Strava gave it");

  const startAt = instantOf(text(columns.date));
  if (startAt === null) {
    problems.push(
      `Activity Date is ${quote(text(columns.date))}, which isn't a date as Strava writes it: use the form Jan 27, 2021, 1:57:47 PM`,
    );
  }

  if (startAt !== null && Date.parse(startAt) > context.nowMs + MOST_AHEAD_MS) {
    problems.push(
      `Activity Date is ${quote(text(columns.date))}, which is in the future: correct the date at Strava`,
    );
  }

  const type = text(columns.type);
  if (type === "") problems.push("Activity Type is empty: write what it was, such as Run");
  const sport = sportOf(type);

  const distanceM =
    text(columns.distanceM) === ""
      ? figure("Distance", [columns.distanceKm], MOST_METRES, 1000)
      : figure("Distance", [columns.distanceM], MOST_METRES);

  const before = problems.length;
  const elapsed = figure("Elapsed Time", columns.elapsedS, MOST_SECONDS);
  const moving = figure("Moving Time", [columns.movingS], MOST_SECONDS);
  const movingS = moving ?? elapsed;
  if (movingS === null && problems.length === before) {
    problems.push("Moving Time and Elapsed Time are empty: write one of them, in seconds");
  }

  const averageHeartRateBpm = unlessZero(
    figure("Average Heart Rate", columns.averageHeartRate, MOST_A_MINUTE),
  );
  const maxHeartRateBpm = unlessZero(figure("Max Heart Rate", columns.maxHeartRate, MOST_A_MINUTE));
  const sessionRpe = figure("Perceived Exertion", columns.perceivedExertion, Number.MAX_VALUE);
  if (sessionRpe !== null && sessionRpe > 10) {
    problems.push(
      `Perceived Exertion is "${sessionRpe}", which is above 10: write 0 to 10, or leave it empty`,
    );
  }
  const cadence = unlessZero(figure("Average Cadence", columns.averageCadence, MOST_A_MINUTE));

  if (problems.length > 0 || startAt === null || movingS === null) {
    return { kind: "rejected", reason: problems.join("; ") };
  }
  return {
    kind: "row",
    record: {
      source: "strava-export",
      sourceId,
      name: oneLineOf(text(columns.name), 300),
      sport,
      startAt,
      ...localTime(startAt, context.zone),
      distanceM: distanceM ?? 0,
      movingS,
      elapsedS: elapsed ?? movingS,
      averageHeartRateBpm,
      maxHeartRateBpm,
      sessionRpe,
      // Strava counts one leg for a run, but some files uploaded to it count both. For a ride the same
      // column counts turns of the pedals.
      cadenceSpm:
        cadence !== null && isRun({ sport }) ? stepsPerMinute(cadence, "unclear", LIMITS) : null,
    },
    gearId: gearIdOf(text(columns.gearId)),
    gearName: oneLineOf(text(columns.gearName), 200) || null,
  };
}

/** The export writes gear ids as decimals: "8142932.0". */
function gearIdOf(written: string): string | null {
  const id = oneLineOf(written, 128).replace(/\.0*$/, "");
  return id === "" || id === "0" ? null : id;
}

function quote(written: string): string {
  return `"${oneLineOf(written, 40)}"`;
}
