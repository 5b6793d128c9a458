import type { NudgeMessage } from "../messages/nudge.ts";
import type { ConnectionStore, ProviderTokens, ServiceConnection } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { StravaAnswer, StravaApi } from "../providers/strava/api.ts";
import type { StravaClient } from "../providers/strava/application.ts";
import type { CallBudget } from "../providers/strava/shared-budget.ts";
import { TryAgain } from "../shared/errors.ts";
import { doubtsOf } from "../shared/events/calls-refused.ts";
import { type Ended, settled, waitAMoment } from "../shared/events/ended.ts";
import { type Asked, askForConsent, type Consent } from "../shared/events/service-session.ts";

export interface SessionDeps {
  readonly connections: ConnectionStore;
  readonly budget: CallBudget;
  readonly nudges: Queue<NudgeMessage>;
  readonly strava: StravaClient;
  readonly nowMs: () => number;
}

type Refreshed = Consent | { readonly kind: "theirs" } | Ended;

/** Strava answered, but with nothing of use: a status such as 500, or another shape. */
interface Unusable {
  readonly kind: "unusable";
  readonly said: string;
}

type Call<T> = (api: StravaApi, accessToken: string) => Promise<StravaAnswer<T>>;

export interface Session {
  /** Makes one call with a valid token, unless the shared limits say that it has to wait. */
  ask<T>(call: Call<T>): Promise<Asked<T>>;
  /**
   * The same for many, a few at once, as a worker is paid for while it waits. Yields what came back, in
   * order, up to the first answer that ends the work. An unusable one doesn't: Strava has been seen to answer
   * 500 for one activity for days, and everything else was well.
   */
  askEach<I, T>(
    all: readonly I[],
    call: (api: StravaApi, accessToken: string, of: I) => Promise<StravaAnswer<T>>,
  ): AsyncGenerator<{ readonly of: I; readonly asked: Asked<T> | Unusable }>;
  /**
   * Whether Strava still accepts what the runner granted. Asks the token endpoint, which the shared budget
   * doesn't count.
   */
  confirmAccess(): Promise<Consent | Ended>;
  /** Gives the access back at Strava; also `done` if Strava no longer accepts it. */
  revoke(): Promise<{ readonly kind: "done" } | Ended>;
  /** Marks the connection so that the runner is asked to consent again. */
  askAgain(mayBeOurs: boolean): Promise<Ended>;
  /** The connection with its current tokens. */
  connection(): ServiceConnection;
}

/** Something that the operator has to fix; an alarm looks for these words in the log. */
export const APPLICATION_REFUSED = "Strava refuses the application";

/** A token with less time left is refreshed, so that it doesn't expire on its way. */
const TOKEN_MARGIN_MS = 10 * 60_000;
/** Calls for one runner; ten runners may be compared at once, and a run's page can be large. */
const AT_ONCE = 5;
const RETRY_MS = 5 * 60_000;
const GONE = "the connection is gone";
/**
 * Longer than a worker can run (its function's timeout): by then a newer token of another worker has been
 * stored.
 */
const SURE_AFTER_MS = 90_000;

/** Calls to Strava on behalf of one runner, whatever the state of tokens and limits. */
export function openSession(opened: ServiceConnection, deps: SessionDeps): Session {
  const { connections, budget, strava, nowMs } = deps;
  let connection = opened;
  const doubts = doubtsOf({
    connections,
    nowMs,
    connection: () => connection,
    goOn: (changed) => {
      connection = changed;
    },
    isJustMade: () => true,
    outcome: "Strava refuses a token that it has just given",
  });

  const inAMoment = (outcome: string) => waitAMoment(outcome, nowMs());

  const notNow = (retryAtMs: number | null): Ended => ({
    kind: "wait",
    outcome: "Strava can't revoke access now",
    untilMs: retryAtMs ?? nowMs() + RETRY_MS,
  });

  /**
   * Strava refused the token, or ours could not be stored: continues with a newer one if another worker has
   * stored it.
   */
  const takeTheirs = async (): Promise<"theirs" | "same" | Ended> => {
    const theirs = await connections.find(connection.runnerId);
    if (theirs === null || theirs.state.kind === "erasing") return settled(GONE);
    const isSame = theirs.tokenVersion === connection.tokenVersion;
    connection = theirs;
    return isSame ? "same" : "theirs";
  };

  /**
   * Another worker may have a newer token that it has not stored yet, so a single refusal proves nothing.
   */
  const refusal = async (): Promise<Refreshed> => {
    const found = await takeTheirs();
    if (found === "theirs") return { kind: "theirs" };
    if (found !== "same") return found;
    const sinceMs = connection.refusedAtMs ?? nowMs();
    const sureAtMs = sinceMs + SURE_AFTER_MS;
    const { mayBeOurs } = connection;
    if (nowMs() >= sureAtMs) return { kind: "refused", mayBeOurs };
    if (connection.refusedAtMs === undefined) await connections.noteRefusal(connection, sinceMs);
    return { kind: "wait", outcome: "Strava refused the token once", untilMs: sureAtMs };
  };

  /** False if someone else changed the connection in the meantime. */
  const keep = async (fresh: ProviderTokens): Promise<boolean> => {
    try {
      const saved = await connections.saveTokens(connection, fresh);
      if (saved === "changed-meanwhile") return false;
      connection = saved;
      return true;
    } catch (error) {
      await connections.releaseRefresh(connection, false);
      throw error;
    }
  };

  /**
   * Refreshes without a claim: while Strava returns the same refresh token, any number of workers may use
   * it, and nothing has to be stored. When it returns a new one, the slower worker is refused.
   */
  const tryRefresh = async (): Promise<Refreshed | { readonly kind: "no-answer" }> => {
    const { tokens, state, refusedAtMs, mayBeOurs } = connection;
    if (tokens === null) return settled(GONE);
    const answer = await strava.oauth.refresh(tokens.refreshToken);
    switch (answer.kind) {
      case "refused":
        return refusal();
      case "app-refused":
        throw new TryAgain(`${APPLICATION_REFUSED}: ${answer.reason}.`);
      case "try-again-later":
        if (answer.retryAtMs === null) {
          await connections.releaseRefresh(connection, false);
          return { kind: "no-answer" };
        }
        return { kind: "wait", outcome: "Strava limits tokens", untilMs: answer.retryAtMs };
      case "refreshed":
        break;
    }
    const isKnown =
      answer.tokens.refreshToken === tokens.refreshToken &&
      refusedAtMs === undefined &&
      !mayBeOurs &&
      state.kind !== "needs-consent";
    if (isKnown) {
      connection = { ...connection, tokens: answer.tokens };
      return { kind: "granted" };
    }
    if (await keep(answer.tokens)) return { kind: "granted" };
    const found = await takeTheirs();
    if (found === "theirs") return { kind: "theirs" };
    if (found !== "same") return found;
    // Only the state differs: the runner left in the meantime, and the new token is needed to give the
    // access back.
    if (await keep(answer.tokens)) return { kind: "granted" };
    return inAMoment("the connection changed meanwhile");
  };

  const refresh = async (): Promise<Refreshed> => {
    const outcome = await tryRefresh();
    if (outcome.kind === "no-answer") throw new TryAgain("Strava gave no token.");
    return outcome;
  };

  const askAgain = (mayBeOurs: boolean, sinceMs = nowMs()): Promise<Ended> =>
    askForConsent(connection, { reason: "refused", missing: [], mayBeOurs }, sinceMs, deps);

  /** Strava has just given this token, so it says both that the grant is valid and that it isn't (ADR 32). */
  const callRefused = async (): Promise<Ended> => {
    const refused = await doubts.refused();
    return refused.kind === "counts" ? askAgain(false, refused.sinceMs) : refused;
  };

  const goodToken = async (
    force: boolean,
  ): Promise<{ readonly kind: "token"; token: string } | Ended> => {
    const leftMs = (connection.tokens?.expiresAtMs ?? 0) - nowMs();
    // A recorded refusal is settled first: left there, it would make the next refusal count at once.
    const isDoubted = connection.refusedAtMs !== undefined;
    if (force || isDoubted || leftMs < TOKEN_MARGIN_MS) {
      const outcome = await refresh();
      if (outcome.kind === "refused") return askAgain(outcome.mayBeOurs);
      if (outcome.kind === "settled" || outcome.kind === "wait") return outcome;
    }
    const { tokens } = connection;
    return tokens === null ? settled(GONE) : { kind: "token", token: tokens.accessToken };
  };

  const make = async <T>(calls: readonly Call<T>[], force = doubts.isDoubtful()) => {
    const tooEarly = doubts.notYet();
    if (tooEarly !== null) return tooEarly;
    // The budget is asked first: if the calls have to wait, a token for them would be made for nothing.
    const may = await budget.may(calls.length);
    if (may.kind === "wait") return limited(may.retryAtMs);
    const notYet = await doubts.claimTry();
    if (notYet !== null) return notYet;
    const good = await goodToken(force);
    if (good.kind !== "token") return good;
    const made = await budget.make(calls.map((call) => () => call(strava.api, good.token)));
    return made.kind === "wait" ? limited(made.retryAtMs) : made;
  };

  const askOnce = async <T>(
    call: Call<T>,
    isTokenNew = doubts.isDoubtful(),
  ): Promise<Asked<T> | Unusable> => {
    const made = await make([call], isTokenNew);
    if (made.kind !== "made") return made;
    const { atMs } = made;
    const [answer] = made.answers;
    switch (answer?.kind) {
      case undefined:
        throw new Error("A call without an answer.");
      case "ok":
      case "not-found":
        await doubts.answered();
        return toAsked(answer, atMs);
      case "rate-limited":
        return limited(answer.retryAtMs);
      case "forbidden-scope": {
        const why = {
          reason: "missing-scope",
          missing: [answer.missing],
          mayBeOurs: false,
        } as const;
        return askForConsent(connection, why, nowMs(), deps);
      }
      case "app-inactive":
        throw new TryAgain(`${APPLICATION_REFUSED}: inactive.`);
      case "unavailable": {
        const { reason, status } = answer;
        const said = `${reason} ${status ?? ""}`;
        if (status !== null) return { kind: "unusable", said };
        throw noAnswer(said);
      }
      case "unauthorized":
        return isTokenNew ? callRefused() : askOnce(call, true);
    }
  };

  return {
    connection: () => connection,
    askAgain,
    async confirmAccess() {
      const first = await refresh();
      if (first.kind !== "theirs") return first;
      // Another worker's success may be older than what made us ask.
      const second = await refresh();
      return second.kind === "theirs" ? inAMoment("the tokens change quickly") : second;
    },
    async revoke() {
      // The newest access token may not be stored anywhere, and revoking an expired one takes nothing back.
      const access = await tryRefresh();
      if (access.kind === "no-answer") return notNow(null);
      if (access.kind === "refused") return { kind: "done" };
      if (access.kind === "theirs") return inAMoment("the tokens changed meanwhile");
      if (access.kind !== "granted") return access;
      const { tokens } = connection;
      if (tokens === null) return { kind: "done" };
      const answer = await strava.oauth.revoke(tokens.accessToken);
      if (answer.kind === "app-refused") {
        throw new TryAgain(`${APPLICATION_REFUSED}: ${answer.reason}.`);
      }
      if (answer.kind !== "try-again-later") return { kind: "done" };
      return notNow(answer.retryAtMs);
    },
    async ask(call) {
      const asked = await askOnce(call);
      if (asked.kind === "unusable") throw noAnswer(asked.said);
      return asked;
    },
    async *askEach(all, call) {
      for (let from = 0; from < all.length; from += AT_ONCE) {
        const some = all.slice(from, from + AT_ONCE);
        const made = await make(some.map((of) => (api, token) => call(api, token, of)));
        const { answers, atMs } = made.kind === "made" ? made : { answers: [], atMs: 0 };
        for (const [at, of] of some.entries()) {
          const answer = answers[at];
          // If the limits have no room for all of them, or one gets another kind of answer, that one is
          // asked for alone.
          const isTold = answer?.kind === "ok" || answer?.kind === "not-found";
          if (isTold) await doubts.answered();
          const asked = isTold
            ? toAsked(answer, atMs)
            : made.kind === "settled"
              ? made
              : await askOnce((api, token) => call(api, token, of));
          yield { of, asked };
          if (asked.kind === "settled" || asked.kind === "wait") return;
        }
      }
    },
  };
}

function toAsked<T>(
  answer: Extract<StravaAnswer<T>, { kind: "ok" | "not-found" }>,
  atMs: number,
): Asked<T> {
  return answer.kind === "ok"
    ? { kind: "ok", value: answer.value, atMs }
    : { kind: "not-found", atMs };
}

/** For what can't be done without it. */
export function noAnswer(said: string): TryAgain {
  return new TryAgain(`Strava gave no answer: ${said}`);
}

function limited(untilMs: number): Ended {
  return { kind: "wait", outcome: "Strava's limit", untilMs };
}
