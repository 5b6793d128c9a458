import type { NudgeMessage } from "../../messages/nudge.ts";
import type { ConnectionStore, ServiceConnection } from "../../ports/connections.ts";
import type { Queue } from "../../ports/queue.ts";
import { type Ended, settled, waitAMoment } from "./ended.ts";

/*
 * What the sessions with Strava and with the other services have in common. How a token is refreshed, and
 * what a refusal proves, differs: ADR 16.
 */

/** What came back, and when it was asked for; or why nothing is known, which ends the work for now. */
export type Asked<T> =
  | { readonly kind: "ok"; readonly value: T; readonly atMs: number }
  | { readonly kind: "not-found"; readonly atMs: number }
  | Ended;

/** Whether the service still accepts what the runner granted. */
export type Consent =
  | { readonly kind: "granted" }
  /** `mayBeOurs`: a token that we lost is refused too, so a refusal doesn't prove what the runner wants. */
  | { readonly kind: "refused"; readonly mayBeOurs: boolean };

/** The connection of whoever has this account at the service here; null if nobody has. */
export async function connectionOfAccount(
  accountId: string,
  connections: Pick<ConnectionStore, "ownerOf" | "find">,
): Promise<ServiceConnection | null> {
  const runnerId = await connections.ownerOf(accountId);
  const connection = runnerId === null ? null : await connections.find(runnerId);
  return connection?.accountId === accountId ? connection : null;
}

/** Marks the connection so that the runner is asked to consent again. */
export async function askForConsent(
  connection: ServiceConnection,
  why: Parameters<ConnectionStore["askConsent"]>[1],
  sinceMs: number,
  deps: {
    readonly connections: Pick<ConnectionStore, "askConsent">;
    readonly nudges: Queue<NudgeMessage>;
    readonly nowMs: () => number;
  },
): Promise<Ended> {
  const asked = await deps.connections.askConsent(connection, why, sinceMs);
  if (asked !== "asked") return waitAMoment("the connection changed meanwhile", deps.nowMs());
  // If a crash loses this, the next comparison asks again.
  await deps.nudges.send([{ runnerId: connection.runnerId }], 0);
  return settled(`needs consent: ${why.reason}`);
}
