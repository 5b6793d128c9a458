import type { Child } from "hono/jsx";
import type { ProviderEvent } from "../messages/provider-event.ts";
import { assets } from "../pages/assets.ts";
import { Message, WayOn } from "../pages/notes.tsx";
import { PostButton } from "../pages/post-button.tsx";
import type { ConnectionStore, ProviderTokens, ServiceConnection } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { OnceStore } from "../ports/sign-in.ts";
import type { StravaClient } from "../providers/strava/application.ts";
import { STRAVA_HISTORY_DAYS } from "../providers/strava/facts.ts";
import { type Scope, scopesMissingFrom } from "../providers/strava/oauth.ts";
import { isAhead } from "../shared/ahead.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import { readRunnerToken, signRunnerToken } from "../shared/http/runner-token.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { connectAnswers, connectPage } from "../wording/connect.en.ts";
import { connectOrPassOn } from "./connect-or-pass-on.ts";
import { type MayConnectDeps, mayConnect } from "./may-connect.ts";
import type { Section } from "./section.ts";

export interface StravaConnectDeps extends SignedInDeps, MayConnectDeps {
  readonly connections: Pick<ConnectionStore, "look" | "connect" | "ownerOf" | "beginLeaving">;
  readonly once: OnceStore;
  readonly events: Queue<ProviderEvent>;
  /** Null if the owner has set up no application at Strava. */
  readonly openStrava: () => Promise<StravaClient | null>;
  readonly randomId: () => string;
}

const DAY_S = 24 * 3600;
const STATE_S = 15 * 60;

type Seen = Omit<ServiceConnection, "tokens">;

/** Whether Strava is connected, how much of its history is here, and what can be done about it. */
export async function stravaSection(
  request: SignedInRequest,
  deps: StravaConnectDeps,
): Promise<Section> {
  const [connection, strava] = await Promise.all([
    deps.connections.look(request.runner.id),
    deps.openStrava(),
  ]);
  if (strava === null && connection === null) {
    return { outcome: "not set up", isOnTheWay: false, body: <p>{connectPage.notSetUp}</p> };
  }
  const state = await signRunnerToken(request.runner, "strava-state", {
    id: deps.randomId(),
    lifeS: STATE_S,
    nowMs: deps.nowMs(),
  });
  const link = (askAgain: boolean) => strava?.oauth.authorizeUrl({ state, askAgain }) ?? "/connect";
  const kind = connection?.state.kind;
  // Today judges nothing until then.
  const isCompared = isAhead(connection?.completeUntilMs, deps.nowMs());
  const isOnTheWay =
    kind === "leaving" || kind === "erasing" || (kind === "connected" && !isCompared);
  const body = sourceOf(connection, { link, isCompared }, request.csrf);
  return { outcome: kind ?? "not connected", isOnTheWay, body };
}

function sourceOf(
  connection: Seen | null,
  { link, isCompared }: { link: (askAgain: boolean) => string; isCompared: boolean },
  csrf: string,
) {
  if (connection === null) return <Unconnected link={link(false)} />;
  switch (connection.state.kind) {
    case "connected":
      return (
        <Connected connection={connection} isCompared={isCompared} link={link(true)} csrf={csrf} />
      );
    case "needs-consent":
      return (
        <>
          <p class="note warn">{connectPage.needsConsent[connection.state.reason]}</p>
          {connection.completeUntilMs === null ? null : <p>{connectPage.needsConsent.noDigest}</p>}
          <StravaButton link={link(true)} label={connectPage.needsConsent.button} />
          <Disconnect csrf={csrf} />
        </>
      );
    case "leaving":
    case "erasing":
      return <p class="note">{connectPage.leaving.lead}</p>;
  }
}

function Unconnected({ link }: { link: string }) {
  const { lead, reads, stored, button } = connectPage.none;
  return (
    <>
      <p>{lead}</p>
      <h3>{reads}</h3>
      <ul>
        {Object.values(connectPage.scopes).map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      <p>{stored}</p>
      <StravaButton link={link} label={button} />
    </>
  );
}

function Connected(props: { connection: Seen; isCompared: boolean; link: string; csrf: string }) {
  const { lead, missing, missingText, askAgain, profile } = connectPage.connected;
  const { accountId, granted, backfill } = props.connection;
  const withheld = scopesMissingFrom(granted);
  return (
    <>
      <p>{lead}</p>
      <h3>{connectPage.backfill.title}</h3>
      <History backfill={backfill} isCompared={props.isCompared} />
      {withheld.length === 0 ? null : (
        <>
          <h3>{missing}</h3>
          <p>{missingText}</p>
          <Scopes scopes={withheld} />
          <WayOn to={props.link} link={askAgain} look="button second" />
        </>
      )}
      <WayOn to={`https://www.strava.com/athletes/${accountId}`} link={profile} />
      <p class="strava-brand">{connectPage.brand}</p>
      <Disconnect csrf={props.csrf} />
    </>
  );
}

function History(props: Pick<Seen, "backfill"> & { isCompared: boolean }) {
  const { backfill, isCompared } = props;
  const { waiting, running, done, here, none, comparing } = connectPage.backfill;
  // A comparison fetches the same, also where the message that asked for the history was lost.
  if (isCompared && backfill?.done !== true) return <p role="status">{here}</p>;
  if (backfill === null) return <p role="status">{waiting}</p>;
  const { activities } = backfill;
  if (!backfill.done) return <p role="status">{running(activities)}</p>;
  if (activities === 0) return <p role="status">{none}</p>;
  const told = isCompared ? done(activities) : `${done(activities)} ${comparing}`;
  return <p role="status">{told}</p>;
}

function Scopes({ scopes }: { scopes: readonly Scope[] }) {
  return (
    <ul>
      {scopes.map((scope) => (
        <li>{connectPage.scopes[scope]}</li>
      ))}
    </ul>
  );
}

function StravaButton({ link, label }: { link: string; label: string }) {
  return (
    <p>
      <a class="brand" href={link}>
        <img src={assets().connectWithStrava.path} alt={label} height="48" />
      </a>
    </p>
  );
}

function Disconnect({ csrf }: { csrf: string }) {
  const { title, text, button } = connectPage.disconnect;
  return (
    <details>
      <summary>{title}</summary>
      <p>{text}</p>
      <PostButton action="/connect/strava/disconnect" csrf={csrf} label={button} look="danger" />
    </details>
  );
}

/** Where Strava sends the runner back to. */
export async function takeAnswer(
  request: SignedInRequest,
  deps: StravaConnectDeps,
): Promise<HttpAnswer> {
  const { runner, query } = request;
  const nowMs = deps.nowMs();
  const state = query.get("state") ?? "";
  const known = await readRunnerToken(state, runner, "strava-state", nowMs);
  if (known === null) return told("not-ours", 400);
  // Used up before anything else: the same URL opened twice does nothing more, and shows what the first one did.
  if (!(await deps.once.use(known.id, known.untilS * 1000))) {
    return { outcome: "used before", redirect: "/connect" };
  }
  if (!(await mayConnect(runner.id, deps))) return told("too-often", 429);
  const strava = await deps.openStrava();
  if (strava === null) return told("app-refused", 503);
  const came = await strava.oauth.connect({ query, state });
  switch (came.kind) {
    case "needs-consent":
      return told("needs-activities", 200, <Scopes scopes={came.missing} />);
    case "refused":
      return came.reason === "denied-by-runner" ? told("denied", 200) : told("invalid-grant", 400);
    case "app-refused":
      return told(came.reason === "athlete-limit" ? "athlete-limit" : "app-refused", 503);
    case "try-again-later":
      return told("try-again", 503);
    case "connected":
      break;
  }
  const { athleteId: accountId, granted, tokens } = came;
  const given = { accountId, granted, tokens };
  const outcome = await connectOrPassOn(runner.id, {
    connect: (runnerId) => connectRunner(runnerId, given, deps),
    ownerOf: () => deps.connections.ownerOf(accountId),
    revoke: () => strava.oauth.revoke(tokens.accessToken),
  });
  return outcome === "connected" ? { outcome, redirect: "/connect" } : told(outcome, 409);
}

/** Stores what was granted, and has the history fetched. */
async function connectRunner(
  runnerId: string,
  given: Pick<ServiceConnection, "accountId" | "granted"> & { readonly tokens: ProviderTokens },
  { connections, events, nowMs }: StravaConnectDeps,
) {
  const outcome = await connections.connect({ runnerId, ...given }, nowMs());
  if (outcome !== "connected") return outcome;
  const afterS = Math.floor(nowMs() / 1000) - STRAVA_HISTORY_DAYS * DAY_S;
  await events.send(
    [{ kind: "backfill", provider: "strava", runnerId, afterS, page: 1, activities: 0 }],
    0,
  );
  return outcome;
}

/** The worker withdraws the access and erases: it can wait for Strava, a page can't. */
export async function disconnect(
  { runner }: SignedInRequest,
  deps: StravaConnectDeps,
): Promise<HttpAnswer> {
  const begun = await deps.connections.beginLeaving(runner.id, deps.nowMs());
  // Sent again even if leaving had begun before: the first message may have been lost.
  await deps.events.send([{ kind: "leave", provider: "strava", runnerId: runner.id }], 0);
  return { outcome: `disconnect: ${begun}`, redirect: "/connect" };
}

type Told = Exclude<keyof typeof connectAnswers, "back">;

function told(what: Told, status: number, more: Child = null): PageAnswer {
  const { title, text } = connectAnswers[what];
  const body = (
    <Message text={text} to="/connect" link={connectAnswers.back} look="button second">
      {more}
    </Message>
  );
  return { outcome: what, status, title, body };
}
