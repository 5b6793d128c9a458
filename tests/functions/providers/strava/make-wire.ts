import type { WireActivity, WireGear } from "../../../../functions/providers/strava/wire.ts";

/** A run of 10 km on an October morning in New York, which is four hours behind UTC on that day. */
export function makeWireActivity(overrides: Partial<WireActivity> = {}): WireActivity {
  return {
    id: "42",
    name: "Morning run",
    type: "Run",
    sport_type: "Run",
    start_date: "2025-10-18T12:49:30Z",
    start_date_local: "2025-10-18T08:49:30Z",
    distance: 10_000.4,
    moving_time: 3600,
    elapsed_time: 3700,
    average_heartrate: 151.6,
    max_heartrate: 174,
    average_cadence: 78.7,
    gear_id: "g77",
    ...overrides,
  };
}

export function makeWireGear(overrides: Partial<WireGear> = {}): WireGear {
  return {
    id: "g77",
    name: "Maker Model Blue",
    nickname: "Blue",
    brand_name: "Maker",
    model_name: "Model",
    distance: 966_309,
    retired: false,
    notification_distance: 0,
    ...overrides,
  };
}
