import type { ToldActivityStore } from "../ports/activities.ts";
import type { ConnectionStore, ServiceConnection } from "../ports/connections.ts";
import type { NudgeQueue } from "../ports/nudges.ts";
import type { ToldShoeStore } from "../ports/shoes.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import { type Ended, settled } from "./ended.ts";
import type { Session } from "./session.ts";

export interface EraseDeps {
  readonly connections: ConnectionStore;
  readonly activities: Pick<ToldActivityStore, "eraseSource">;
  readonly shoes: Pick<ToldShoeStore, "eraseSource">;
  readonly nudges: NudgeQueue;
  readonly nowMs: () => number;
}

/**
 * Without an event saying that access was withdrawn, or when a token may have been lost on its way, a
 * refusal can also be our own fault, so the runner has this long to consent again.
 */
const GRACE_MS = 30 * 24 * 3_600_000;
/** Longer than a worker that began earlier can go on: after that, nothing more is written. */
const SETTLE_MS = 120_000;
const MOMENT_MS = 10_000;

/** Strava confirmed that it no longer accepts the runner's tokens. */
export async function refused(
  connection: ServiceConnection,
  when: "at once" | "after the grace",
  deps: EraseDeps,
): Promise<Ended> {
  const nowMs = deps.nowMs();
  if (when === "after the grace" && connection.state.kind === "needs-consent") {
    if (nowMs - connection.state.sinceMs < GRACE_MS) return settled("needs consent: still refused");
  }
  const byRunner = connection.state.kind === "leaving";
  const begun = await deps.connections.beginErasing(connection, nowMs, byRunner);
  if (begun === "begun") return erase(connection, { sinceMs: nowMs, byRunner }, deps);
  return { kind: "wait", outcome: "the connection changed", untilMs: nowMs + MOMENT_MS };
}

/** After this long without an answer, the runner's wish counts for more than telling Strava. */
const LEAVING_MS = 24 * 3_600_000;

/**
 * The runner disconnected: everything from Strava goes at once, and the access is given back. If Strava
 * can't be reached for a day, the tokens are forgotten anyway, which also ends our access.
 */
export async function leave(session: Session, sinceMs: number, deps: EraseDeps): Promise<Ended> {
  const connection = session.connection();
  await eraseStored(connection.runnerId, deps);
  const isLate = deps.nowMs() - sinceMs >= LEAVING_MS;
  try {
    // Also when it is late: the message may have lain among the dead letters until now.
    const revoked = await session.revoke();
    if (revoked.kind !== "done" && !isLate) return revoked;
  } catch (fault) {
    if (!isLate) throw fault;
  }
  return refused(session.connection(), "at once", deps);
}

async function eraseStored(
  runnerId: string,
  { activities, shoes }: Pick<EraseDeps, "activities" | "shoes">,
): Promise<void> {
  await activities.eraseSource(runnerId, STRAVA);
  await shoes.eraseSource(runnerId, STRAVA);
}

/**
 * Leaves nothing that came from Strava. It is done twice, the second time once no worker that still had a
 * token can be running; only then is the connection itself forgotten.
 */
export async function erase(
  connection: ServiceConnection,
  ended: { readonly sinceMs: number; readonly byRunner: boolean },
  deps: EraseDeps,
): Promise<Ended> {
  const { runnerId } = connection;
  if (!ended.byRunner) await deps.nudges.send([{ runnerId }], 0);
  await eraseStored(runnerId, deps);
  const untilMs = ended.sinceMs + SETTLE_MS;
  if (deps.nowMs() < untilMs) {
    const next = { kind: "leave", provider: "strava", runnerId } as const;
    return { kind: "wait", outcome: "erased once", untilMs, next };
  }
  await deps.connections.finishErasing(connection, ended);
  return settled("erased");
}
