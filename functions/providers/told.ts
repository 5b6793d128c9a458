import type * as z from "zod/mini";
import { activityRecord } from "../messages/activity.ts";
import type { Told } from "./provider.ts";

/**
 * Reads what a service says about one activity. Anything without the published shape is unreadable, and so is
 * what could be stored but not read again, as everything else of the runner's would be unreadable with it.
 */
export function toldBy<S extends z.ZodMiniType>(
  schema: S,
  translate: (wire: z.infer<S>) => Told,
): (value: unknown) => Told {
  return (value) => {
    const read = schema.safeParse(value);
    if (!read.success) return { kind: "unreadable" };
    const told = translate(read.data);
    const isStorable = told.kind !== "activity" || activityRecord.safeParse(told.record).success;
    return isStorable ? told : { kind: "unreadable" };
  };
}
