import * as z from "zod/mini";

/** Metres, seconds, beats, steps: beyond a whole life's, and a number that the table takes without a loss. */
const MOST = 1e9;

/** What a service tells of an activity where it knows it. One that is no figure makes its activity unreadable, and no other. */
export const figure = z.nullish(z.number().check(z.nonnegative(), z.maximum(MOST)));
