import type { ProviderHint } from "../messages/provider-hint.ts";

/** How the work on one message ended: for good, or until later, when it is taken up again from the queue. */
export type Ended =
  | { readonly kind: "settled"; readonly outcome: string }
  | {
      readonly kind: "wait";
      readonly outcome: string;
      readonly untilMs: number;
      /** What is taken up then, where it is not the same message. */
      readonly next?: ProviderHint;
    };

export const settled = (outcome: string): Ended => ({ kind: "settled", outcome });
