import * as z from "zod/mini";

/** Metres, seconds, beats, steps: more than a lifetime's, yet a number that the table stores exactly. */
const MOST = 1e9;

/** A figure that a service may give for an activity. A bad one makes only its own activity unreadable. */
export const figure = z.nullish(z.number().check(z.nonnegative(), z.maximum(MOST)));
