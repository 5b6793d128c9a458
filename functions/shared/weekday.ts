import * as z from "zod/mini";

/** A day of the week as the domain counts them, from 1 for Monday to 7 for Sunday. */
export const weekday = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
  z.literal(6),
  z.literal(7),
]);
