import type { ActivityRecord, ShoeRecord } from "../../functions/messages/activity.ts";

/** A 5 km run on Sunday 12 September 2021 at 19:06 in Copenhagen. */
export function makeRecord(overrides: Partial<ActivityRecord> = {}): ActivityRecord {
  return {
    source: "strava-export",
    sourceId: "1",
    name: "Evening run",
    sport: "run",
    startAt: "2021-09-12T17:06:00.000Z",
    day: "2021-09-12",
    startMinute: 1146,
    distanceM: 5000,
    movingS: 1500,
    elapsedS: 1560,
    averageHeartRateBpm: null,
    maxHeartRateBpm: null,
    sessionRpe: null,
    cadenceSpm: null,
    shoeSourceId: null,
    ...overrides,
  };
}

export function makeShoeRecord(overrides: Partial<ShoeRecord> = {}): ShoeRecord {
  return { source: "strava-export", sourceId: "s1", name: "Blue pair", ...overrides };
}
