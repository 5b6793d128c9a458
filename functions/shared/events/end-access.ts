import type { NudgeMessage } from "../../messages/nudge.ts";
import type {
  ConnectionState,
  ConnectionStore,
  ServiceConnection,
} from "../../ports/connections.ts";
import type { Queue } from "../../ports/queue.ts";
import { type Ended, settled, waitAMoment } from "./ended.ts";

export interface EndAccessDeps<Message> {
  readonly connections: Pick<ConnectionStore, "beginErasing" | "finishErasing">;
  /** Erases everything that came from the service. Repeating it is not an error. */
  readonly eraseStored: (runnerId: string) => Promise<void>;
  /** The message with which an erasure resumes. */
  readonly resumeWith: (runnerId: string) => Message;
  readonly nudges: Queue<NudgeMessage>;
  readonly nowMs: () => number;
}

/** Longer than a worker that began earlier can go on: after that, nothing more is written. */
const SETTLE_MS = 120_000;
/** Until the key to the tokens is tried again. */
const KEY_AGAIN_MS = 5 * 60_000;
/** After this long without an answer, the runner's wish counts for more than telling the service. */
const LEAVING_MS = 24 * 3_600_000;
/**
 * Without a word from the service that access was withdrawn, or when a token may have been lost on its way, a
 * refusal can also be our own fault, so the runner has this long to consent again.
 */
const GRACE_MS = 30 * 24 * 3_600_000;

/** Whether a runner who was asked to consent again still has time to. */
export function isInGrace(state: ConnectionState, nowMs: number): boolean {
  return state.kind === "needs-consent" && nowMs - state.sinceMs < GRACE_MS;
}

/**
 * The runner disconnected: everything from the service goes at once, and the access is given back. If the
 * service can't be reached for a day, or the key to the tokens is lost, they are forgotten anyway, which also ends
 * our access.
 */
export async function leave<Message>(
  session: {
    revoke(): Promise<{ readonly kind: "done" } | Ended>;
    connection(): ServiceConnection;
  },
  sinceMs: number,
  deps: EndAccessDeps<Message>,
): Promise<Ended<Message>> {
  await deps.eraseStored(session.connection().runnerId);
  const isLate = deps.nowMs() - sinceMs >= LEAVING_MS;
  if (session.connection().tokens === null && !isLate) {
    const untilMs = deps.nowMs() + KEY_AGAIN_MS;
    return { kind: "wait", outcome: "the key to the tokens is lost", untilMs };
  }
  try {
    // Also when it is late: the message may have lain among the dead letters until now.
    const revoked = await session.revoke();
    if (revoked.kind !== "done" && !isLate) return revoked;
  } catch (fault) {
    if (!isLate) throw fault;
  }
  return endAccess(session.connection(), deps);
}

/**
 * The service confirmed that access is over, or the runner said so: the tokens go first, then everything
 * else.
 */
export async function endAccess<Message>(
  connection: ServiceConnection,
  deps: EndAccessDeps<Message>,
): Promise<Ended<Message>> {
  const nowMs = deps.nowMs();
  const byRunner = connection.state.kind === "leaving";
  const begun = await deps.connections.beginErasing(connection, nowMs, byRunner);
  return begun === "begun"
    ? erase(connection, { sinceMs: nowMs, byRunner }, deps)
    : waitAMoment("the connection changed", nowMs);
}

/**
 * Leaves nothing that came from the service. It is done twice, the second time once no worker that still had a
 * token can be running; only then is the connection itself forgotten.
 */
export async function erase<Message>(
  connection: ServiceConnection,
  ended: { readonly sinceMs: number; readonly byRunner: boolean },
  deps: EndAccessDeps<Message>,
): Promise<Ended<Message>> {
  const { runnerId } = connection;
  if (!ended.byRunner) await deps.nudges.send([{ runnerId }], 0);
  await deps.eraseStored(runnerId);
  const untilMs = ended.sinceMs + SETTLE_MS;
  if (deps.nowMs() < untilMs) {
    return { kind: "wait", outcome: "erased once", untilMs, next: deps.resumeWith(runnerId) };
  }
  await deps.connections.finishErasing(connection, ended);
  return settled("erased");
}
