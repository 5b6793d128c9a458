import { type Case, type Judgement, judge } from "../../domain/judge.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { StoredCheckIn } from "../messages/ingest.ts";
import { dayNumberOf } from "../shared/time.ts";

/** What the last of these check-ins says, as of its own day and with the runs known by then. */
export function judgeAt(
  checkIns: readonly StoredCheckIn[],
  known: Pick<Case, "runnerId" | "history" | "shoes" | "options">,
): Judgement {
  const today = dayNumberOf(checkIns.at(-1)?.day ?? "1970-01-01");
  return judge({
    ...known,
    today,
    history: {
      ...known.history,
      activities: known.history.activities.filter(({ day }) => day <= today),
    },
    checkIns: toCheckIns(checkIns, today, dayNumberOf),
    shown: [],
  });
}
