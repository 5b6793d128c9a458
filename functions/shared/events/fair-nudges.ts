import type { NudgeMessage } from "../../messages/nudge.ts";
import type { Queue } from "../../ports/queue.ts";
import type { LimitStore } from "../../ports/sign-in.ts";

/** A whole check-in asks seven times. */
const PER_RUNNER = { atMost: 100, windowS: 600 };

/**
 * The queue of nudges for what a runner can do as often as they like, here or at a service: what one asks beyond a
 * hundred times in ten minutes is dropped, so that nobody else's red flag has to wait behind it. Whoever sends
 * forms or files that fast is at a page that gives the answer.
 */
export function fairNudges(
  nudges: Queue<NudgeMessage>,
  limits: LimitStore,
  nowMs: () => number = Date.now,
): Queue<NudgeMessage> {
  return {
    async send(messages, delayS) {
      for (const message of messages) {
        const key = `nudges of ${message.runnerId}`;
        if (await limits.take(key, PER_RUNNER, nowMs())) await nudges.send([message], delayS);
      }
    },
  };
}
