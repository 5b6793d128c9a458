import type { ActivityRecord, ShoeRecord } from "../../../functions/messages/activity.ts";
import type { IngestMessage } from "../../../functions/messages/ingest.ts";

/** A history as messages to ingest, shoes first so that no run names an unknown pair. */
export function historyMessages(history: {
  readonly runnerId: string;
  readonly records: readonly ActivityRecord[];
  readonly shoes: readonly ShoeRecord[];
}): IngestMessage[] {
  const { runnerId, records, shoes } = history;
  const isHistory = true;
  return [
    ...shoes.map((shoe) => ({ runnerId, isHistory, item: { kind: "shoe" as const, shoe } })),
    ...records.map((activity) => ({
      runnerId,
      isHistory,
      item: { kind: "activity" as const, activity },
    })),
  ];
}
