import type { Activity } from "../../domain/history.ts";

/** A day to judge as of: 2021-09-12, a Sunday. */
export const TODAY = 18882;

let made = 0;

/** By default an easy run of 10 km in an hour at 18:00 today. */
export function makeActivity(overrides: Partial<Activity> = {}): Activity {
  made += 1;
  return {
    id: `made:${made}`,
    sport: "run",
    day: TODAY,
    startMinute: 18 * 60,
    distanceM: 10_000,
    movingS: 3600,
    averageHeartRateBpm: null,
    maxHeartRateBpm: null,
    sessionRpe: null,
    heartRateBands: null,
    cadenceSpm: null,
    shoeId: null,
    ...overrides,
  };
}

/** The same activity on each of these days. */
export function onDays(days: readonly number[], overrides: Partial<Activity> = {}): Activity[] {
  return days.map((day) => makeActivity({ ...overrides, day }));
}
