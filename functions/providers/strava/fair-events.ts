import type { LimitStore, UsedUpLimits } from "../../ports/sign-in.ts";

/** So many of one runner's events of a day are looked into without a count in the table: hardly anyone has more. */
const UNCOUNTED = 20;
const PER_RUNNER = { atMost: 100, windowS: 24 * 3600 };

/** How often Strava was asked because of one runner's events today. */
export interface FairEvents {
  /** Whether this runner has had enough of the calls that all share. */
  isEnough(ownerId: string): Promise<boolean>;
  /** Counts an answer of Strava's. */
  count(ownerId: string): Promise<void>;
}

/**
 * For one process. Whoever adds a thousand activities to Strava, or edits one without end, would use up the calls of
 * a day for everyone; a comparison finds as much with a few dozen.
 */
export function fairEvents(limits: LimitStore & UsedUpLimits, nowMs: () => number): FairEvents {
  const keyOf = (ownerId: string) => `events of ${ownerId}`;
  let day = "";
  let answers = new Map<string, number>();
  const today = () => {
    const now = new Date(nowMs()).toISOString().slice(0, 10);
    if (now !== day) answers = new Map();
    day = now;
    return answers;
  };
  return {
    async isEnough(ownerId) {
      return (
        (today().get(ownerId) ?? 0) >= UNCOUNTED &&
        (await limits.isUsedUp(keyOf(ownerId), PER_RUNNER, nowMs()))
      );
    },
    async count(ownerId) {
      const count = (today().get(ownerId) ?? 0) + 1;
      answers.set(ownerId, count);
      if (count > UNCOUNTED) await limits.take(keyOf(ownerId), PER_RUNNER, nowMs());
    },
  };
}
