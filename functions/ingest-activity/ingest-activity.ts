import type { IngestMessage } from "../messages/ingest.ts";
import type { ActivityStore } from "../ports/activities.ts";
import type { CheckInStore } from "../ports/check-ins.ts";
import type { ShoeStore } from "../ports/shoes.ts";
import { type AskNudgesDeps, askNudgesAfter } from "../shared/ask-nudges.ts";
import { measure } from "../shared/measure.ts";

export interface IngestDeps extends AskNudgesDeps {
  readonly activities: Pick<ActivityStore, "save">;
  readonly shoes: Pick<ShoeStore, "save">;
  readonly checkIns: Pick<CheckInStore, "save">;
}

/** Stores what a source reported. Repeats, in any order, leave the same table. */
export async function ingestActivity(
  { runnerId, item, isHistory = false }: IngestMessage,
  deps: IngestDeps,
): Promise<{ outcome: string }> {
  if (item.kind === "activity" && !isHistory) await askNudgesAfter(runnerId, item.activity, deps);
  const saved = await save(runnerId, item, deps);
  // Sent without delay, as it may be urgent, so the check-in must already be stored.
  if (item.kind === "check-in" && !isHistory) await deps.nudges.send([{ runnerId }], 0);
  return { outcome: `${item.kind} ${saved}` };
}

async function counted<O extends string>(saving: Promise<O>): Promise<O> {
  const saved = await saving;
  if (saved === "stored") measure("RunsIn", {});
  return saved;
}

function save(runnerId: string, item: IngestMessage["item"], deps: IngestDeps): Promise<string> {
  switch (item.kind) {
    case "activity":
      return counted(deps.activities.save(runnerId, item.activity));
    case "shoe":
      return deps.shoes.save(runnerId, item.shoe);
    case "check-in":
      return deps.checkIns.save(runnerId, item.checkIn);
  }
}
