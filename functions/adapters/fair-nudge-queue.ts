import { fairNudges } from "../shared/events/fair-nudges.ts";
import { limitStore } from "./limit-store.ts";
import { nudgeQueue } from "./queue.ts";
import type { Table } from "./table.ts";

/** The queue of nudges, for whatever a runner can do as often as they like. */
export const fairNudgeQueue = (queueUrl: string, table: Table) =>
  fairNudges(nudgeQueue(queueUrl), limitStore(table));
