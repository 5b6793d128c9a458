import type { NudgeMessage } from "../messages/nudge.ts";
import type { ConnectionStore, ServiceConnection } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { Access, Answer, ProviderClient, ProviderFacts } from "../providers/provider.ts";
import { KEY_GRANT, toProviderTokens } from "../providers/tokens.ts";
import { TryAgain } from "../shared/errors.ts";
import { afterRefusedCall, doubtsOf } from "../shared/events/calls-refused.ts";
import { type Ended, settled, waitAMoment } from "../shared/events/ended.ts";
import { type Asked, askForConsent, type Consent } from "../shared/events/service-session.ts";
import { measure } from "../shared/measure.ts";

export interface SessionDeps {
  readonly connections: ConnectionStore;
  readonly nudges: Queue<NudgeMessage>;
  readonly client: ProviderClient;
  readonly facts: ProviderFacts;
  readonly nowMs: () => number;
}

export interface Session {
  /** Makes one call with a token that is valid, as far as can be known. */
  ask<T>(call: (access: Access) => Promise<Answer<T>>): Promise<Asked<T>>;
  /** Whether the service still accepts what the runner granted. */
  confirmAccess(how: { readonly isTold: boolean }): Promise<Consent | Ended>;
  /** Gives the access back; also `done` if the service no longer accepts it. */
  revoke(): Promise<{ readonly kind: "done" } | Ended>;
  /** The connection with its current tokens. */
  connection(): ServiceConnection;
}

/** Something that the operator has to fix; an alarm looks for these words in the log. */
export const APPLICATION_REFUSED = "A service refuses the application";

/** A token with less time left is refreshed, so that it doesn't expire on its way. */
const TOKEN_MARGIN_MS = 10 * 60_000;
const RETRY_MS = 5 * 60_000;
const GONE = "the connection is gone";

/**
 * Calls to a service on behalf of one runner. A refresh token works once, so only one worker at a time
 * refreshes, and one that finds another's newer token continues with that.
 */
export function openSession(opened: ServiceConnection, deps: SessionDeps): Session {
  const { connections, client, facts, nowMs } = deps;
  let connection = opened;
  const doubts = doubtsOf({
    connections,
    nowMs,
    connection: () => connection,
    goOn: (changed) => {
      connection = changed;
    },
    isJustMade: () => canRefresh(),
    outcome: "a token that should be good is refused",
  });

  const refusedApplication = () => new TryAgain(`${APPLICATION_REFUSED}: ${facts.name}.`);

  const askConsent = (
    reason: "refused" | "missing-scope",
    mayBeOurs: boolean,
    sinceMs = nowMs(),
  ): Promise<Ended> => askForConsent(connection, { reason, missing: [], mayBeOurs }, sinceMs, deps);

  /** The token was just made, or can't be: an outage refuses good ones too (ADR 32). */
  const callRefused = async (): Promise<Ended> => {
    const refused = await doubts.refused();
    return refused.kind === "counts" ? askConsent("refused", false, refused.sinceMs) : refused;
  };

  /** Null if a call may be tried, now and by this worker. */
  const mayTry = async (): Promise<Ended | null> => doubts.notYet() ?? (await doubts.claimTry());

  const canRefresh = () => client.refresh !== null && connection.tokens?.refreshToken !== "";

  /** Someone else changed the connection: continues with their version. */
  const takeTheirs = async (): Promise<Consent | Ended> => {
    const theirs = await connections.find(connection.runnerId);
    if (theirs === null || theirs.state.kind === "erasing") return settled(GONE);
    if (theirs.tokenVersion === connection.tokenVersion) {
      return waitAMoment("another worker refreshes the token", nowMs());
    }
    connection = theirs;
    return { kind: "granted" };
  };

  const refresh = async (refreshToken: string): Promise<Consent | Ended> => {
    if (client.refresh === null || refreshToken === "") {
      return { kind: "refused", mayBeOurs: false };
    }
    const claim = await connections.claimRefresh(connection, nowMs());
    if (claim === "not-claimed") return takeTheirs();
    const answer = counted(await client.refresh(refreshToken));
    if (answer.kind === "ok") {
      const saved = await connections.saveTokens(connection, toProviderTokens(answer.value));
      if (saved === "changed-meanwhile") return takeTheirs();
      connection = saved;
      return { kind: "granted" };
    }
    if (answer.kind === "unauthorized") {
      return { kind: "refused", mayBeOurs: claim === "claimed-after-break" };
    }
    const isKnown = answer.kind !== "unavailable";
    await connections.releaseRefresh(connection, isKnown);
    if (answer.kind === "rate-limited") return limited(answer);
    if (answer.kind === "unavailable") throw new TryAgain(`${facts.name} gave no token.`);
    throw refusedApplication();
  };

  /** An access token not known to have expired; `force` makes a new one first. */
  const goodAccess = async (
    force: boolean,
  ): Promise<{ kind: "access"; access: Access } | Ended> => {
    const { tokens } = connection;
    if (tokens === null) return settled(GONE);
    if (force || tokens.expiresAtMs - nowMs() < TOKEN_MARGIN_MS) {
      const outcome = await refresh(tokens.refreshToken);
      if (outcome.kind === "refused") return askConsent("refused", outcome.mayBeOurs);
      if (outcome.kind === "settled" || outcome.kind === "wait") return outcome;
    }
    return { kind: "access", access: accessOf(connection) };
  };

  return {
    connection: () => connection,
    async ask(call) {
      const isDoubtful = doubts.isDoubtful();
      const notYet = await mayTry();
      if (notYet !== null) return notYet;
      for (let isSecond = isDoubtful; ; isSecond = true) {
        const good = await goodAccess(isSecond && canRefresh());
        if (good.kind !== "access") return good;
        const atMs = nowMs();
        const answer = counted(await call(good.access));
        switch (answer.kind) {
          case "ok":
            await doubts.answered();
            return { kind: "ok", value: answer.value, atMs };
          case "not-found":
            await doubts.answered();
            return { kind: "not-found", atMs };
          case "rate-limited":
            return limited(answer);
          case "forbidden":
            await doubts.answered();
            return askConsent("missing-scope", false);
          case "application-refused":
            throw refusedApplication();
          case "unavailable":
            throw new TryAgain(`${facts.name} gave no answer: ${answer.reason}`);
          case "unauthorized":
            if (isSecond || !canRefresh()) return callRefused();
        }
      }
    },
    async revoke() {
      const { tokens } = connection;
      // A key is the runner's own: only they can revoke it, at the service.
      if (client.revoke === null || tokens === null || isKey(connection)) return { kind: "done" };
      if (tokens.expiresAtMs <= nowMs()) {
        const outcome = await refresh(tokens.refreshToken);
        if (outcome.kind === "refused") return { kind: "done" };
        if (outcome.kind === "settled" || outcome.kind === "wait") return outcome;
      }
      const answer = counted(await client.revoke(accessOf(connection)));
      const notNow: Ended = {
        kind: "wait",
        outcome: "nothing is taken back now",
        untilMs: nowMs() + RETRY_MS,
      };
      switch (answer.kind) {
        case "ok":
        case "not-found":
        case "forbidden":
          return { kind: "done" };
        case "unauthorized": {
          // In an outage the access may well be there still, and only a revocation ends it.
          const { callsRefused } = connection;
          const isDoubtful =
            callsRefused !== undefined &&
            afterRefusedCall(callsRefused, nowMs()).kind === "doubtful";
          return isDoubtful ? notNow : { kind: "done" };
        }
        case "rate-limited":
          return limited(answer);
        case "application-refused":
        case "unavailable":
          return notNow;
      }
    },
    async confirmAccess({ isTold }) {
      const { tokens, state } = connection;
      const isScopeMissing = state.kind === "needs-consent" && state.reason === "missing-scope";
      if (tokens === null) return { kind: "refused", mayBeOurs: false };
      // So far, tokens were good and only a permission was missing. A refusal without a word is as doubtful
      // as one of any other call.
      const isDoubtful = isScopeMissing && !isTold;
      const notYet = isDoubtful ? await mayTry() : null;
      if (notYet !== null) return notYet;
      if (canRefresh()) {
        const outcome = await refresh(tokens.refreshToken);
        if (outcome.kind !== "granted") return outcome;
        // Only a call tells whether a permission has been given since.
        if (!isScopeMissing) return { kind: "granted" };
      }
      if (client.list === null) return { kind: "granted" };
      const answer = counted(
        await client.list(accessOf(connection), { sinceMs: nowMs(), page: null }),
      );
      switch (answer.kind) {
        case "unauthorized":
          return isDoubtful ? callRefused() : { kind: "refused", mayBeOurs: false };
        case "forbidden":
          await doubts.answered();
          return settled("a permission is missing");
        case "rate-limited":
          return limited(answer);
        case "application-refused":
          throw refusedApplication();
        case "unavailable":
          throw new TryAgain(`${facts.name} gave no answer: ${answer.reason}`);
        default:
          await doubts.answered();
          return { kind: "granted" };
      }
    },
  };
}

const limited = ({ retryAtMs }: { readonly retryAtMs: number }): Ended => ({
  kind: "wait",
  outcome: "limited",
  untilMs: retryAtMs,
});

const FAULTS = {
  "rate-limited": "limited",
  "application-refused": "refused",
  unavailable: "no answer",
} as const;

/** Counts an answer as a fault unless it is about a single runner. */
function counted<A extends Answer<unknown>>(answer: A): A {
  const { kind } = answer;
  if (kind === "rate-limited" || kind === "application-refused" || kind === "unavailable") {
    measure("ServiceFaults", { fault: FAULTS[kind] });
  }
  return answer;
}

const isKey = ({ granted }: ServiceConnection) => granted.includes(KEY_GRANT);

function accessOf(connection: ServiceConnection): Access {
  const token = connection.tokens?.accessToken ?? "";
  return { accountId: connection.accountId, token, isKey: isKey(connection) };
}
