import type * as z from "zod/mini";
import { activityRecord } from "../messages/activity.ts";
import { EARLIEST_MS } from "./files/bounds.ts";
import type { Told } from "./provider.ts";

/**
 * Reads what a service says about one activity. Anything without the published shape is unreadable, and so is
 * what could be stored but not read again, as everything else of the runner's would be unreadable with it, and what
 * a clock that wasn't set recorded, as every day from the first activity on is gone through.
 */
export function toldBy<S extends z.ZodMiniType>(
  schema: S,
  translate: (wire: z.infer<S>) => Told,
): (value: unknown) => Told {
  return (value) => {
    const read = schema.safeParse(value);
    if (!read.success) return { kind: "unreadable" };
    const told = translate(read.data);
    if (told.kind !== "activity") return told;
    const { record } = told;
    const isStorable = activityRecord.safeParse(record).success;
    return isStorable && Date.parse(record.startAt) >= EARLIEST_MS ? told : { kind: "unreadable" };
  };
}
