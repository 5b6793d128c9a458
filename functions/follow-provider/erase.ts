import type { ToldActivityStore } from "../ports/activities.ts";
import type { ConnectionStore, ServiceConnection } from "../ports/connections.ts";
import type { NudgeQueue } from "../ports/nudges.ts";
import { type Ended, settled } from "./ended.ts";
import type { Session } from "./session.ts";

export interface EraseDeps {
  readonly connections: ConnectionStore;
  readonly activities: Pick<ToldActivityStore, "eraseSource">;
  readonly nudges: NudgeQueue;
  readonly nowMs: () => number;
}

/** Longer than a worker that began earlier can go on: after that, nothing more is written. */
const SETTLE_MS = 120_000;
const MOMENT_MS = 10_000;
/** After this long without an answer, the runner's wish counts for more than telling the service. */
const LEAVING_MS = 24 * 3_600_000;

/**
 * The runner disconnected: everything from the service goes at once, and the access is given back. If the
 * service can't be reached for a day, the tokens are forgotten anyway, which also ends our access.
 */
export async function leave(
  session: Session,
  sinceMs: number,
  provider: string,
  deps: EraseDeps,
): Promise<Ended> {
  await deps.activities.eraseSource(session.connection().runnerId, provider);
  const isLate = deps.nowMs() - sinceMs >= LEAVING_MS;
  try {
    // Also when it is late: the message may have lain among the dead letters until now.
    const revoked = await session.revoke();
    if (revoked.kind !== "done" && !isLate) return revoked;
  } catch (fault) {
    if (!isLate) throw fault;
  }
  return endAccess(session.connection(), provider, deps);
}

/**
 * The service confirmed that access is over, or the runner said so: the tokens go first, then everything
 * else.
 */
export async function endAccess(
  connection: ServiceConnection,
  provider: string,
  deps: EraseDeps,
): Promise<Ended> {
  const nowMs = deps.nowMs();
  const byRunner = connection.state.kind === "leaving";
  const begun = await deps.connections.beginErasing(connection, nowMs, byRunner);
  if (begun === "begun") return erase(connection, { sinceMs: nowMs, byRunner }, provider, deps);
  return { kind: "wait", outcome: "the connection changed", untilMs: nowMs + MOMENT_MS };
}

/**
 * Leaves nothing that came from the service. It is done twice, the second time once no worker that still
 * had a token can be running; only then is the connection itself forgotten.
 */
export async function erase(
  connection: ServiceConnection,
  ended: { readonly sinceMs: number; readonly byRunner: boolean },
  provider: string,
  deps: EraseDeps,
): Promise<Ended> {
  const { runnerId } = connection;
  if (!ended.byRunner) await deps.nudges.send([{ runnerId }], 0);
  await deps.activities.eraseSource(runnerId, provider);
  const untilMs = ended.sinceMs + SETTLE_MS;
  if (deps.nowMs() < untilMs) {
    const next = { kind: "reconcile", provider, runnerId } as const;
    return { kind: "wait", outcome: "erased once", untilMs, next };
  }
  await deps.connections.finishErasing(connection, ended);
  return settled("erased");
}
