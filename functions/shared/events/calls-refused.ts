import type { CallsRefused, ConnectionStore, ServiceConnection } from "../../ports/connections.ts";
import { measure } from "../measure.ts";
import { type Wait, waitAMoment } from "./ended.ts";

const HOUR_MS = 3_600_000;
/** Longer than any outage that we have heard of. */
const COUNTS_AFTER_MS = 24 * HOUR_MS;
/** The first try comes after this long, each further one after as long as it has lasted by then, up to an hour. */
const SOONEST_MS = 60_000;
const LATEST_MS = HOUR_MS;

/**
 * What a refused call means if the token should be good. An outage refuses good tokens too, so it counts only
 * once nothing else has come for a day. `noted` is what was known before the call.
 *
 *     afterRefusedCall(undefined, 0) // { kind: "doubtful", refused: { sinceMs: 0, retryAtMs: 60000 } }
 *     afterRefusedCall({ sinceMs: 0, retryAtMs: 60_000 }, 86_400_000).kind // "counts"
 */
export function afterRefusedCall(
  noted: CallsRefused | undefined,
  nowMs: number,
):
  | { readonly kind: "doubtful"; readonly refused: CallsRefused }
  /** `sinceMs`: when it began to count. It is the same however often it is found out. */
  | { readonly kind: "counts"; readonly sinceMs: number; readonly refused: CallsRefused } {
  const sinceMs = noted?.sinceMs ?? nowMs;
  const countsAtMs = sinceMs + COUNTS_AFTER_MS;
  if (nowMs >= countsAtMs) {
    const refused = { sinceMs, retryAtMs: nowMs + SOONEST_MS };
    return { kind: "counts", sinceMs: countsAtMs, refused };
  }
  const waitMs = Math.min(Math.max(nowMs - sinceMs, SOONEST_MS), LATEST_MS);
  const retryAtMs = Math.min(nowMs + waitMs, countsAtMs);
  return { kind: "doubtful", refused: { sinceMs, retryAtMs } };
}

export interface DoubtDeps {
  readonly connections: Pick<ConnectionStore, "noteCallsRefused">;
  readonly nowMs: () => number;
  /** The session's connection, as it is now. */
  readonly connection: () => ServiceConnection;
  /** Continues the session with a changed connection. */
  readonly goOn: (connection: ServiceConnection) => void;
  /** Whether the service has just made the token. One that can't be refreshed may have ended without a word. */
  readonly isJustMade: () => boolean;
  /** Why a message waits for the next try. */
  readonly outcome: string;
}

/** Keeps a connection's note of refused calls for one session, whichever the service. */
export function doubtsOf({ connections, nowMs, connection, goOn, isJustMade, outcome }: DoubtDeps) {
  const openedWith = connection().callsRefused;
  const isDoubtful = () => connection().callsRefused !== undefined;
  const untilRetried = ({ retryAtMs }: CallsRefused): Wait => ({
    kind: "wait",
    outcome,
    untilMs: retryAtMs,
  });

  return {
    isDoubtful,

    /** Null if a call may be tried by now. */
    notYet(): Wait | null {
      const { callsRefused } = connection();
      const isEarly = callsRefused !== undefined && nowMs() < callsRefused.retryAtMs;
      return isEarly ? untilRetried(callsRefused) : null;
    },

    /**
     * While calls are refused, only one of the messages that wait makes the next try: it claims the try by
     * noting when the one after it may come. Null if this one may.
     */
    async claimTry(): Promise<Wait | null> {
      const { callsRefused } = connection();
      if (callsRefused === undefined) return null;
      const { refused } = afterRefusedCall(callsRefused, nowMs());
      const noted = await connections.noteCallsRefused(connection(), refused);
      if (noted !== "noted") return waitAMoment("another worker tries the token", nowMs());
      goOn({ ...connection(), callsRefused: refused });
      return null;
    },

    /** A call was refused; `counts` once it has been so for a day. */
    async refused(): Promise<Wait | { readonly kind: "counts"; readonly sinceMs: number }> {
      const { callsRefused: noted } = connection();
      // Something else may have been answered since this work began, and have cleared the note.
      const before = noted ?? openedWith;
      const after = afterRefusedCall(before, nowMs());
      // Each further try with a token that a runner may have ended would only say so again.
      if (isJustMade() || before === undefined) measure("TokensRefused", {});
      if (noted === undefined) await connections.noteCallsRefused(connection(), after.refused);
      return after.kind === "counts" ? after : untilRetried(noted ?? after.refused);
    },

    async answered(): Promise<void> {
      if (!isDoubtful()) return;
      await connections.noteCallsRefused(connection(), null);
      goOn({ ...connection(), callsRefused: undefined });
    },
  };
}
