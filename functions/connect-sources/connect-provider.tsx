import type { Child } from "hono/jsx";
import type { ProviderHint } from "../messages/provider-hint.ts";
import { type Fault, Field, Submit } from "../pages/field.tsx";
import { Message, WayOn } from "../pages/notes.tsx";
import { PostButton } from "../pages/post-button.tsx";
import type { ConnectionStore, ServiceConnection } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { OnceStore } from "../ports/sign-in.ts";
import type { Connected, Connecting, Provider, ProviderClient } from "../providers/provider.ts";
import { KEY_GRANT, toProviderTokens } from "../providers/tokens.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import { readRunnerToken, signRunnerToken } from "../shared/http/runner-token.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { connectAnswersOf, providerPage, wordsOf } from "../wording/providers.en.ts";
import { connectOrPassOn } from "./connect-or-pass-on.ts";
import { type MayConnectDeps, mayConnect } from "./may-connect.ts";
import type { Section } from "./section.ts";

export interface ProviderConnectDeps extends SignedInDeps, MayConnectDeps {
  readonly providers: readonly Provider[];
  readonly connectionsOf: (
    provider: Provider,
  ) => Pick<ConnectionStore, "look" | "connect" | "ownerOf" | "beginLeaving">;
  readonly openProvider: (provider: Provider) => Promise<ProviderClient | null>;
  readonly once: OnceStore;
  readonly hints: Queue<ProviderHint>;
  readonly randomId: () => string;
}

const STATE_S = 15 * 60;
/** Longer than any service's key. */
const MOST_KEY = 200;

type Seen = Omit<ServiceConnection, "tokens">;

const callbackOf = ({ name }: Provider, { publicUrl }: ProviderConnectDeps) =>
  `${publicUrl}/connect/${name}/callback`;

/** One service on the page of all sources; null for one that can't be used here. */
export async function providerSection(
  provider: Provider,
  request: SignedInRequest,
  deps: ProviderConnectDeps,
  faults: readonly Fault[],
): Promise<Section | null> {
  const [connection, client] = await Promise.all([
    deps.connectionsOf(provider).look(request.runner.id),
    deps.openProvider(provider),
  ]);
  if (client === null && connection === null) return null;
  const kind = connection?.state.kind ?? "not connected";
  const isDone = connection?.backfill?.done === true || client?.list === null;
  const isOnTheWay = kind === "leaving" || kind === "erasing" || (kind === "connected" && !isDone);
  const ways = await waysOf(provider, client, request, deps, faults);
  return {
    outcome: kind,
    isOnTheWay,
    body: bodyOf(provider, connection, ways, request.csrf),
  };
}

/** The buttons and the form with which a runner agrees. */
async function waysOf(
  provider: Provider,
  client: ProviderClient | null,
  { runner, csrf }: SignedInRequest,
  deps: ProviderConnectDeps,
  faults: readonly Fault[],
): Promise<Child> {
  const { title, name } = provider;
  const redirectUrl = callbackOf(provider, deps);
  const state = await signRunnerToken(runner, `connect-${name}`, {
    id: deps.randomId(),
    lifeS: STATE_S,
    nowMs: deps.nowMs(),
  });
  return (
    <>
      {client?.oauth ? (
        <WayOn
          to={client.oauth.authorizeUrl({ state, redirectUrl })}
          link={providerPage.connect(title)}
          look="button"
        />
      ) : null}
      {client?.connectByKey ? (
        <form method="post" action={`/connect/${name}/key`}>
          <input type="hidden" name="csrf" value={csrf} />
          <Field
            id={`${name}-key`}
            name="key"
            label={providerPage.key.label(title)}
            hint={wordsOf(name).keyHint}
            faults={faults}
          >
            {(shared) => (
              <input {...shared} type="password" autocomplete="off" required maxlength={MOST_KEY} />
            )}
          </Field>
          <Submit label={providerPage.key.button(title)} look="second" />
        </form>
      ) : null}
    </>
  );
}

function bodyOf(provider: Provider, connection: Seen | null, ways: Child, csrf: string) {
  const { title, name, policy } = provider;
  if (connection === null) {
    const words = wordsOf(name);
    return (
      <>
        <p>{words.lead}</p>
        <p>{words.reads}</p>
        <p>{providerPage.stored(title)}</p>
        {ways}
      </>
    );
  }
  switch (connection.state.kind) {
    case "connected":
      return (
        <>
          <p>{providerPage.connected(title)}</p>
          <p role="status">{historyOf(provider, connection)}</p>
          {connection.withheld === 0 ? null : (
            <p class="note">{providerPage.withheld(title, connection.withheld)}</p>
          )}
          {policy.brand === null ? null : <p class="hint">{policy.brand}</p>}
          <Disconnect provider={provider} csrf={csrf} isKey={isKey(connection)} />
        </>
      );
    case "needs-consent":
      return (
        <>
          <p class="note warn">{providerPage.needsConsent(title)}</p>
          {ways}
          <Disconnect provider={provider} csrf={csrf} isKey={isKey(connection)} />
        </>
      );
    case "leaving":
    case "erasing":
      return <p class="note">{providerPage.leaving(title)}</p>;
  }
}

const isKey = ({ granted }: Seen) => granted.includes(KEY_GRANT);

function historyOf({ title, historyDays }: Provider, { backfill }: Seen): string {
  if (backfill === null) return providerPage.fetching(historyDays);
  if (!backfill.done) return providerPage.running(historyDays, backfill.activities);
  return backfill.activities === 0
    ? providerPage.noHistory(title, historyDays)
    : providerPage.fetched(historyDays, backfill.activities);
}

function Disconnect(props: { provider: Provider; csrf: string; isKey: boolean }) {
  const { name, title } = props.provider;
  const { disconnect } = providerPage;
  return (
    <details>
      <summary>{disconnect.title(title)}</summary>
      <p>{props.isKey ? disconnect.textOfKey(title) : disconnect.text(title)}</p>
      <PostButton
        action={`/connect/${name}/disconnect`}
        csrf={props.csrf}
        label={disconnect.button(title)}
        look="danger"
      />
    </details>
  );
}

type Work<D = ProviderConnectDeps, A = HttpAnswer> = (
  provider: Provider,
  request: SignedInRequest,
  deps: D,
) => Promise<A>;

/** The work of a page under `/connect/{provider}`, if there is such a service. */
export function ofProvider<D extends ProviderConnectDeps>(work: Work<D>) {
  return async (request: SignedInRequest, deps: D): Promise<HttpAnswer> => {
    const provider = deps.providers.find(({ name }) => name === request.path["provider"]);
    if (provider === undefined) return { outcome: "unknown service", redirect: "/connect" };
    return work(provider, request, deps);
  };
}

/** Where the service sends the runner back to. */
export const takeProviderAnswer: Work = async (provider, request, deps) => {
  const { runner, query } = request;
  const state = query.get("state") ?? "";
  const known = await readRunnerToken(state, runner, `connect-${provider.name}`, deps.nowMs());
  if (known === null) return told(provider, "not-ours", 400);
  // Used up before anything else: the same URL opened twice does nothing more, and shows what the first one did.
  if (!(await deps.once.use(known.id, known.untilS * 1000))) {
    return { outcome: "used before", redirect: `/connect#${provider.name}` };
  }
  if (!(await mayConnect(runner.id, deps))) return told(provider, "too-often", 429);
  const client = await deps.openProvider(provider);
  if (!client?.oauth) return told(provider, "not-set-up", 503);
  const redirectUrl = callbackOf(provider, deps);
  const came = await client.oauth.connect({ query, redirectUrl, memberId: deps.randomId() });
  return connected(provider, client, came, request, deps);
};

/** A runner entered a key of their own; one that can't be used is a fault of its field. */
export const connectByKey: Work<ProviderConnectDeps, HttpAnswer | Fault> = async (
  provider,
  request,
  deps,
) => {
  const client = await deps.openProvider(provider);
  const key = (request.form.get("key") ?? "").trim();
  if (!client?.connectByKey) return told(provider, "not-set-up", 503);
  const { faults } = providerPage.key;
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > MOST_KEY) {
    return { field: "key", text: faults.noKey(provider.title) };
  }
  if (!(await mayConnect(request.runner.id, deps))) return told(provider, "too-often", 429);
  const came = await client.connectByKey(key);
  return came.kind === "unauthorized" || came.kind === "not-found"
    ? { field: "key", text: faults.refused(provider.title) }
    : connected(provider, client, came, request, deps);
};

/** Stores what the service granted, and has the history fetched. */
async function connected(
  provider: Provider,
  client: ProviderClient,
  came: Connecting,
  { runner }: SignedInRequest,
  deps: ProviderConnectDeps,
): Promise<HttpAnswer> {
  switch (came.kind) {
    case "ok":
      break;
    case "denied":
      return told(provider, "denied", 200);
    case "unauthorized":
    case "not-found":
      return told(provider, "refused", 400);
    case "forbidden":
      return told(provider, "forbidden", 403);
    case "application-refused":
      return told(provider, "application-refused", 503);
    case "rate-limited":
    case "unavailable":
      return told(provider, "try-again", 503);
  }
  const given: Connected = came.value;
  const { accountId, granted, tokens } = given;
  const connect = (runnerId: string) => connectRunner(provider, runnerId, given, deps);
  // Entering a key changes nothing at the service, so there is nothing to pass on or give back.
  const outcome = granted.includes(KEY_GRANT)
    ? await connect(runner.id)
    : await connectOrPassOn(runner.id, {
        connect,
        ownerOf: () => deps.connectionsOf(provider).ownerOf(accountId),
        revoke: async () => client.revoke?.({ accountId, token: tokens.accessToken, isKey: false }),
      });
  return outcome === "connected"
    ? { outcome, redirect: `/connect#${provider.name}` }
    : told(provider, outcome, 409);
}

async function connectRunner(
  provider: Provider,
  runnerId: string,
  { accountId, granted, tokens }: Connected,
  { connectionsOf, hints, nowMs }: ProviderConnectDeps,
) {
  const connection = { runnerId, accountId, granted, tokens: toProviderTokens(tokens) };
  const outcome = await connectionsOf(provider).connect(connection, nowMs());
  if (outcome === "connected") {
    await hints.send([{ kind: "reconcile", provider: provider.name, runnerId }], 0);
  }
  return outcome;
}

/** The worker withdraws the access and erases: it can wait for the service, a page can't. */
export const disconnectProvider: Work = async (provider, { runner }, deps) => {
  const begun = await deps.connectionsOf(provider).beginLeaving(runner.id, deps.nowMs());
  // Sent again even if leaving had begun before: the first message may have been lost.
  const hint = { kind: "reconcile", provider: provider.name, runnerId: runner.id } as const;
  await deps.hints.send([hint], 0);
  return { outcome: `disconnect: ${begun}`, redirect: `/connect#${provider.name}` };
};

function told(
  { title }: Provider,
  what: Parameters<typeof connectAnswersOf>[0],
  status: number,
): PageAnswer {
  const words = connectAnswersOf(what, title);
  const { back } = providerPage;
  const body = <Message text={words.text} to="/connect" link={back} look="button second" />;
  return { outcome: what, status, title: words.title, body };
}
