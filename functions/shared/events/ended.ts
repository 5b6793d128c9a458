/** Until later, when the work resumes from the queue. */
export interface Wait {
  readonly kind: "wait";
  readonly outcome: string;
  readonly untilMs: number;
}

/**
 * How the work on one message ended: for good, or until later. `next` is the message to resume with, if not the
 * same one.
 */
export type Ended<Next = never> =
  | { readonly kind: "settled"; readonly outcome: string }
  | (Wait & { readonly next?: Next });

export const settled = (outcome: string): Ended => ({ kind: "settled", outcome });

/** How long to wait after each look that found nothing: a new activity can be late. */
export const LOOK_AGAIN_S = [60, 300, 900] as const;

/** Another worker is doing the same, and will be done in a moment. */
const MOMENT_MS = 10_000;

export function waitAMoment(outcome: string, nowMs: number): Wait {
  return { kind: "wait", outcome, untilMs: nowMs + MOMENT_MS };
}
