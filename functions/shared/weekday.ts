import * as z from "zod/mini";

/** A day of the week as the domain counts it, from 1 for Monday to 7 for Sunday. */
export const weekday = z.literal([1, 2, 3, 4, 5, 6, 7]);
