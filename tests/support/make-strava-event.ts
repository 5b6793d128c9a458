/** An event as Strava posts it: a run was created. */
export function makeStravaEvent(overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    object_type: "activity",
    object_id: 16_181_809_559,
    aspect_type: "create",
    updates: {},
    owner_id: 26_462_176,
    subscription_id: 131_300,
    event_time: 1_796_000_000,
    ...overrides,
  });
}
