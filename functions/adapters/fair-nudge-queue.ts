import { fairNudges } from "../shared/events/fair-nudges.ts";
import { limitStore } from "./limit-store.ts";
import { askingForNudges } from "./queue.ts";
import type { Table } from "./table.ts";

/** The same as `askingForNudges`, for whatever a runner can do as often as they like. */
export function fairlyAskingForNudges(env: Parameters<typeof askingForNudges>[0], table: Table) {
  const asking = askingForNudges(env);
  return { ...asking, nudges: fairNudges(asking.nudges, limitStore(table)) };
}
