import * as z from "zod/mini";

export const runnerId = z.string().check(z.minLength(1), z.maxLength(64));
