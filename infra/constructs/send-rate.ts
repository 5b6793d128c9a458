/** SQS starts at least 2 workers and at most 1,000. */
const FEWEST = 2;

/** The share of SES's rate that each kind of email may use. */
const SHARES = { digests: 0.6, nudges: 0.2, reminders: 0.2 } as const;

export interface SendRate {
  /** How many workers send at once. */
  readonly workers: number;
  /** The minimum time that each spends on an email. */
  readonly takesMs: number;
}

/**
 * Keeps all workers together from ever sending faster than SES allows. Shares rather than a common
 * counter: a rush of digests must not hold up a red flag, and counting would be a write per email.
 *
 *     sendRates(14).digests // { workers: 5, takesMs: 596 }
 *     sendRates(1).nudges // { workers: 2, takesMs: 10000 }
 */
export function sendRates(emailsPerSecond: number): Record<keyof typeof SHARES, SendRate> {
  const rate = (perSecond: number): SendRate => {
    // A check-up with its email takes well under half a second, so the wait is seldom long.
    const workers = Math.max(FEWEST, Math.ceil(perSecond / 2));
    return { workers, takesMs: Math.ceil((1000 * workers) / perSecond) };
  };
  return {
    digests: rate(SHARES.digests * emailsPerSecond),
    nudges: rate(SHARES.nudges * emailsPerSecond),
    reminders: rate(SHARES.reminders * emailsPerSecond),
  };
}
