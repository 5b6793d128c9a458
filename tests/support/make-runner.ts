import type { Runner } from "../../functions/ports/runner.ts";
import { NUDGE_DEFAULTS, REMINDER_DEFAULTS } from "../../functions/shared/runner/nudge-defaults.ts";

/** A runner in Copenhagen whose digest comes on Monday at 7. */
export function makeRunner(overrides: Partial<Runner> = {}): Runner {
  return {
    id: "r1",
    email: overrides.id === undefined ? "ada@example.com" : `${overrides.id}@example.com`,
    zone: "Europe/Copenhagen",
    units: "km",
    weekStart: 1,
    sex: "unspecified",
    maxHeartRateBpm: null,
    restHeartRateBpm: null,
    digest: { on: true, weekday: 1, hour: 7 },
    nextDigestAt: "2021-09-13T05:00:00.000Z",
    lastDigestAt: null,
    nudges: NUDGE_DEFAULTS,
    limits: {},
    reminders: REMINDER_DEFAULTS,
    feedKey: null,
    webhookKeys: { signed: null, sent: null },
    linkKey: "a-key-of-the-tests",
    sessionKey: "a-session-key-of-the-tests-0123456789",
    consent: { version: "2026-11", at: "2021-01-01T00:00:00.000Z" },
    generated: false,
    mailStopped: null,
    ...overrides,
  };
}
