import type { CheckupMessage } from "../messages/checkup.ts";
import type { DueRunner, DueStore } from "../ports/due.ts";
import type { Queue } from "../ports/queue.ts";
import { askAndMove, type Moved } from "../shared/events/ask-and-move.ts";
import type { Tick } from "../shared/events/schedule-handler.ts";
import { nextDigest } from "../shared/mail/next-digest.ts";
import { judgedDay } from "../shared/time.ts";

export interface FindDueDeps {
  readonly due: DueStore;
  readonly checkups: Queue<CheckupMessage>;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** A year's outage doesn't need fifty-two dates. */
const MOST_MISSED = 8;

/** When a runner's newest digest that is due at `now` was due, and the earlier ones that it replaces; and the next. */
function newestDue(due: DueRunner, now: string) {
  let dueAt = due.nextDigestAt;
  const replaced: string[] = [];
  for (;;) {
    const next = nextDigest(due, dueAt);
    if (next > now) return { dueAt, replaced, next };
    replaced.push(dueAt);
    dueAt = next;
  }
}

function requestFor(due: DueRunner, now: string): CheckupMessage {
  const { dueAt, replaced } = newestDue(due, now);
  const missed = replaced.slice(-MOST_MISSED).map((at) => judgedDay(at, due.zone));
  return {
    runnerId: due.runnerId,
    day: judgedDay(dueAt, due.zone),
    dueAt,
    ...(missed.length > 0 && { missed }),
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
        batch.map((due) => requestFor(due, now)),
        0,
      ),
    (due) => {
      const { dueAt, next } = newestDue(due, now);
      return deps.due.advance(due, next, dueAt);
    },
  );
}
