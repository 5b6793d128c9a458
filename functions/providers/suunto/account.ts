import * as z from "zod/mini";

/**
 * A Suunto user name as an id that is safe in a key: any character but a letter, digit or `-` is written
 * as its number. Two names never become the same id.
 *
 *     accountId.parse("johndoe123") // "johndoe123"
 *     accountId.parse("john.doe_1") // "john_2edoe_5f1"
 */
export const accountId = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9._@+-]{1,40}$/)),
  z.transform((name) =>
    name.replace(/[._@+]/g, (sign) => `_${sign.charCodeAt(0).toString(16).padStart(2, "0")}`),
  ),
);
