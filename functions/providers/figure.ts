import * as z from "zod/mini";

/** Metres, seconds, beats, steps: more than a lifetime's, yet a number that the table stores exactly. */
const MOST = 1e9;

/** Less than anything measures. The table refuses a number between 0 and 1e-130. */
const LEAST = 1e-9;

/** A number that the table stores: `orNone(1e-200) // 0`. */
export function orNone(value: number): number {
  return Math.abs(value) < LEAST ? 0 : value;
}

/** A figure that a service may give for an activity. A bad one makes only its own activity unreadable. */
export const figure = z.nullish(
  z.pipe(z.number().check(z.nonnegative(), z.maximum(MOST)), z.transform(orNone)),
);
