import * as z from "zod/mini";

/**
 * The application's address, e.g. "https://stridewell.example", without a trailing slash: append a path to
 * it.
 */
export const publicUrl = z.pipe(
  z.url(),
  z.transform((url) => url.replace(/\/$/, "")),
);

/**
 * The function's environment, parsed. Throws on first use, naming each variable that is missing or
 * unusable, never its value.
 */
export function readEnv<S extends z.ZodMiniType>(schema: S): z.infer<S> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const variables = parsed.error.issues.map((issue) => issue.path.join("."));
    throw new Error(`Unusable environment: check ${[...new Set(variables)].join(", ")}.`);
  }
  return parsed.data;
}

/** The variables of a function that asks for nudges after a run. */
export const nudgeEnvironment = {
  NUDGE_QUEUE_URL: z.string(),
  NUDGE_DELAY_S: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(900)),
};

/** The variables of a function that sends every kind of provider event, quick ones and long ones. */
export const eventQueues = {
  PROVIDER_EVENTS_QUEUE_URL: z.string(),
  PROVIDER_HISTORY_QUEUE_URL: z.string(),
};
