import type * as z from "zod";

/**
 * The function's environment, parsed. Throws on the first use, naming each variable that is missing
 * or unusable, never its value.
 */
export function readEnv<S extends z.ZodType>(schema: S): z.infer<S> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const variables = parsed.error.issues.map((issue) => issue.path.join("."));
    throw new Error(`Unusable environment: check ${[...new Set(variables)].join(", ")}.`);
  }
  return parsed.data;
}
