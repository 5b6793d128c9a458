import type { CheckupMessage } from "../messages/checkup.ts";
import type { DueRunner, DueStore } from "../ports/due.ts";
import type { Queue } from "../ports/queue.ts";
import { askAndMove, type Moved } from "../shared/events/ask-and-move.ts";
import type { Tick } from "../shared/events/schedule-handler.ts";
import { judgedDay, nextLocalOccurrence } from "../shared/time.ts";

export interface FindDueDeps {
  readonly due: DueStore;
  readonly checkups: Queue<CheckupMessage>;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** A year's outage doesn't need fifty-two dates. */
const MOST_MISSED = 8;

/**
 * The request for a runner at `now`: the newest digest that is due, and the earlier ones that it replaces.
 */
function newestDue(due: DueRunner, now: string): CheckupMessage {
  let dueAt = due.nextDigestAt;
  const missed: string[] = [];
  for (;;) {
    const next = nextLocalOccurrence({ ...due, after: dueAt });
    if (next > now) break;
    missed.push(judgedDay(dueAt, due.zone));
    dueAt = next;
  }
  return {
    runnerId: due.runnerId,
    day: judgedDay(dueAt, due.zone),
    dueAt,
    ...(missed.length > 0 && { missed: missed.slice(-MOST_MISSED) }),
  };
}

/**
 * Asks for one check-up for everybody whose digest is due, however many came due in the meantime, then
 * moves each to their next one. If a crash makes it ask twice, the notice's claim absorbs that.
 */
export async function findDue(tick: Tick, deps: FindDueDeps): Promise<Moved> {
  const now = deps.now();
  return askAndMove(
    tick,
    deps.due.dueAt(now),
    (batch) =>
      deps.checkups.send(
        batch.map((due) => newestDue(due, now)),
        0,
      ),
    (due) => deps.due.advance(due, nextLocalOccurrence({ ...due, after: now })),
  );
}
