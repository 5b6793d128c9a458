/** SQS starts no fewer than 2 workers, and no more than 1,000. */
const FEWEST = 2;

/**
 * How many workers send at once, and the least time that each gives a mail, so that together they never
 * send faster than SES allows.
 *
 *     sendRate(14) // { workers: 7, takesMs: 500 }
 *     sendRate(1) // { workers: 2, takesMs: 2000 }
 */
export function sendRate(emailsPerSecond: number): { workers: number; takesMs: number } {
  // A check-up with its mail takes well under half a second, so that the wait is seldom long.
  const workers = Math.max(FEWEST, Math.ceil(emailsPerSecond / 2));
  return { workers, takesMs: Math.ceil((1000 * workers) / emailsPerSecond) };
}
