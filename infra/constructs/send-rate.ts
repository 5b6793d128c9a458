/** SQS starts no fewer than 2 workers, and no more than 1,000. */
const FEWEST = 2;

/** How much of SES's rate each kind of mail may use. */
const SHARES = { digests: 0.6, nudges: 0.2, reminders: 0.2 } as const;

export interface SendRate {
  /** How many workers send at once. */
  readonly workers: number;
  /** The least time that each gives a mail. */
  readonly takesMs: number;
}

/**
 * What keeps all workers together from ever sending faster than SES allows. Shares and no common
 * counter: a rush of digests must not hold up a red flag, and counting would be a write for each mail.
 *
 *     sendRates(14).digests // { workers: 5, takesMs: 596 }
 *     sendRates(1).nudges // { workers: 2, takesMs: 10000 }
 */
export function sendRates(emailsPerSecond: number): Record<keyof typeof SHARES, SendRate> {
  const rate = (perSecond: number): SendRate => {
    // A check-up with its mail takes well under half a second, so that the wait is seldom long.
    const workers = Math.max(FEWEST, Math.ceil(perSecond / 2));
    return { workers, takesMs: Math.ceil((1000 * workers) / perSecond) };
  };
  return {
    digests: rate(SHARES.digests * emailsPerSecond),
    nudges: rate(SHARES.nudges * emailsPerSecond),
    reminders: rate(SHARES.reminders * emailsPerSecond),
  };
}
