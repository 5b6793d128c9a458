import type { IngestMessage } from "../messages/ingest.ts";
import type { ActivityStore, CheckInStore, ShoeStore } from "../ports.ts";

export interface IngestDeps {
  readonly activities: Pick<ActivityStore, "save">;
  readonly shoes: Pick<ShoeStore, "save">;
  readonly checkIns: Pick<CheckInStore, "save">;
}

/** Stores what a source told. Told again, in any order, it leaves the same table. */
export async function ingestActivity(
  { runnerId, item }: IngestMessage,
  deps: IngestDeps,
): Promise<{ outcome: string }> {
  return { outcome: `${item.kind} ${await save(runnerId, item, deps)}` };
}

function save(runnerId: string, item: IngestMessage["item"], deps: IngestDeps): Promise<string> {
  switch (item.kind) {
    case "activity":
      return deps.activities.save(runnerId, item.activity);
    case "shoe":
      return deps.shoes.save(runnerId, item.shoe);
    case "check-in":
      return deps.checkIns.save(runnerId, item.checkIn);
  }
}
