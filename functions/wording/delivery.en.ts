/** `day` as the digest writes dates. */
export function mayHaveMissed(day: string): string {
  return `The digest of ${day} may not have reached you: it was not sent again, so that you never get one twice.`;
}
