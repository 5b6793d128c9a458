import type { IngestMessage } from "../messages/ingest.ts";
import type { ActivityStore, ShoeStore } from "../ports.ts";

export interface IngestDeps {
  readonly activities: Pick<ActivityStore, "save">;
  readonly shoes: Pick<ShoeStore, "save">;
}

/** Stores what a source told. Told again, in any order, it leaves the same table. */
export async function ingestActivity(
  { runnerId, item }: IngestMessage,
  deps: IngestDeps,
): Promise<{ outcome: string }> {
  const saved =
    item.kind === "activity"
      ? await deps.activities.save(runnerId, item.activity)
      : await deps.shoes.save(runnerId, item.shoe);
  return { outcome: `${item.kind} ${saved}` };
}
