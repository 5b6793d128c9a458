import { type Judgement, judge } from "../../domain/judge.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { StoredCheckIn } from "../messages/ingest.ts";
import type { Runner, StoredShoe } from "../ports.ts";
import { dayNumberOf } from "../shared/time.ts";
import { toHistory, toPauses, toShoes } from "../shared/to-domain.ts";

/** What the last of these check-ins says, as of its own day and with the runs known by then. */
export function judgeAt(
  checkIns: readonly StoredCheckIn[],
  beside: {
    readonly activities: readonly ActivityRecord[];
    readonly shoes: readonly StoredShoe[];
    readonly athlete?: Runner;
  },
  runnerId: string,
): Judgement {
  const today = dayNumberOf(checkIns.at(-1)?.day ?? "1970-01-01");
  return judge({
    runnerId,
    today,
    history: {
      activities: toHistory(beside.activities).filter(({ day }) => day <= today),
      pauses: beside.athlete === undefined ? [] : toPauses(beside.athlete),
    },
    shoes: toShoes(beside.shoes),
    checkIns: toCheckIns(checkIns, today, dayNumberOf),
    shown: [],
    ...(beside.athlete && { options: { athlete: beside.athlete } }),
  });
}
