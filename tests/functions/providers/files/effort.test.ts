import { expect, it } from "vitest";
import { type Effort, toRecord } from "../../../../functions/providers/files/effort.ts";

const START_MS = Date.UTC(2021, 8, 12, 17, 6);

function sportOf(effort: Partial<Effort>) {
  const read = toRecord(
    {
      ...{ sport: null, name: "", device: null, startMs: START_MS, utcOffsetMin: null },
      ...{ distanceM: 0, movingS: 1000, elapsedS: 1000, sessionRpe: null, cadence: null },
      ...{ averageHeartRateBpm: null, maxHeartRateBpm: null, heartRateBands: null },
      isOutOfOrder: false,
      ...effort,
    },
    { zone: "UTC", nowMs: START_MS },
  );
  if (read.kind !== "record") throw new Error(read.reason);
  return read.record.sport;
}

it.each([
  [0, "other"],
  [1699, "walk"],
  [1700, "run"],
  [5000, "run"],
  [5001, "ride"],
])("a file that names no sport, with %i m in 1000 s, is taken for a %s", (distanceM, sport) => {
  expect(sportOf({ distanceM })).toBe(sport);
  expect(sportOf({ distanceM, sport: "hike" })).toBe("hike");
});
