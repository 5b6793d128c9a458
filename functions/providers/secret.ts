import type * as z from "zod/mini";
import { jsonOf } from "../shared/json.ts";

/** The owner's secret for a service, which is JSON. Throws if it is unusable, without quoting it. */
export function readSecret<S extends z.ZodMiniType>(
  schema: S,
  text: string,
  title: string,
): z.infer<S> {
  const read = schema.safeParse(jsonOf(text));
  if (!read.success) throw new Error(`The secret for ${title} is not usable.`);
  return read.data;
}
