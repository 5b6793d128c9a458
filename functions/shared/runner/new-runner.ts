import type { Runner } from "../../ports/runner.ts";
import { nextLocalOccurrence } from "../time.ts";
import { NUDGE_DEFAULTS, REMINDER_DEFAULTS } from "./nudge-defaults.ts";

/** The digest comes on Mondays at 7 until the runner says otherwise. */
const DIGEST = { on: true, weekday: 1, hour: 7 } as const;

/**
 * A runner with the settings that everybody starts with. `now` is a UTC instant; each result of `randomKey`
 * is hard to guess.
 */
export function newRunner(
  given: Pick<Runner, "id" | "email" | "zone" | "consent">,
  now: string,
  randomKey: () => string,
): Runner {
  return {
    ...given,
    units: "km",
    weekStart: 1,
    sex: "unspecified",
    maxHeartRateBpm: null,
    restHeartRateBpm: null,
    digest: DIGEST,
    nextDigestAt: nextLocalOccurrence({ after: now, zone: given.zone, ...DIGEST }),
    lastDigestAt: null,
    nudges: NUDGE_DEFAULTS,
    limits: {},
    reminders: REMINDER_DEFAULTS,
    feedKey: null,
    webhookKeys: { signed: null, sent: null },
    linkKey: randomKey(),
    sessionKey: randomKey(),
    generated: false,
    mailStopped: null,
  };
}
