/** A queue of ours as its senders see it. What is sent may come twice, late and in any order. */
export interface Queue<Message> {
  /**
   * Sends each message, to be seen `delayS` from now: 0 to 900, SQS's maximum. If it throws, some may have
   * been sent. A property, not a method, so that a queue for some messages can't pass for one that takes
   * all.
   */
  readonly send: (messages: readonly Message[], delayS: number) => Promise<void>;
}
