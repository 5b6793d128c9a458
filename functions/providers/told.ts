import type * as z from "zod/mini";
import type { Told } from "./provider.ts";

/** Reads what a service says about one activity; anything without the published shape is unreadable. */
export function toldBy<S extends z.ZodMiniType>(
  schema: S,
  translate: (wire: z.infer<S>) => Told,
): (value: unknown) => Told {
  return (value) => {
    const read = schema.safeParse(value);
    return read.success ? translate(read.data) : { kind: "unreadable" };
  };
}
