import type { ProviderEvent } from "../messages/provider-event.ts";

/** How the work on one message ended: for good, or until later, when it resumes from the queue. */
export type Ended =
  | { readonly kind: "settled"; readonly outcome: string }
  | {
      readonly kind: "wait";
      readonly outcome: string;
      readonly untilMs: number;
      /** The message to resume with, if not the same one. */
      readonly next?: ProviderEvent;
    };

export const settled = (outcome: string): Ended => ({ kind: "settled", outcome });
