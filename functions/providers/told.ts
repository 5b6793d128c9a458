import type * as z from "zod/mini";
import type { Told } from "./provider.ts";

/**
 * Makes a reader of what a service says about one activity; without the published shape, it is unreadable.
 */
export function toldBy<S extends z.ZodMiniType>(
  schema: S,
  translate: (wire: z.infer<S>) => Told,
): (value: unknown) => Told {
  return (value) => {
    const read = schema.safeParse(value);
    return read.success ? translate(read.data) : { kind: "unreadable" };
  };
}
