import type { ActivityRecord, ShoeRecord } from "../../../functions/messages/activity.ts";
import type { IngestMessage } from "../../../functions/messages/ingest.ts";

/** As many as one call to a queue takes. */
const BATCH = 10;

/** Sends a history as ingest messages, ten at a time, shoes first so that no run names an unknown pair. */
export async function sendHistory(
  history: {
    readonly runnerId: string;
    readonly records: readonly ActivityRecord[];
    readonly shoes: readonly ShoeRecord[];
  },
  send: (messages: readonly IngestMessage[]) => Promise<void>,
): Promise<void> {
  const { runnerId, records, shoes } = history;
  const messages: IngestMessage[] = [
    ...shoes.map((shoe) => ({ runnerId, item: { kind: "shoe" as const, shoe } })),
    ...records.map((activity) => ({ runnerId, item: { kind: "activity" as const, activity } })),
  ];
  for (let from = 0; from < messages.length; from += BATCH) {
    await send(messages.slice(from, from + BATCH));
  }
}
