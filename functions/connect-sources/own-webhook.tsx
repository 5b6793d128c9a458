import { WayOn } from "../pages/notes.tsx";
import { PostButton } from "../pages/post-button.tsx";
import type { ToldActivityStore } from "../ports/activities.ts";
import type { RunnerStore, WebhookWay } from "../ports/runner.ts";
import { webhookFacts } from "../providers/webhook/facts.ts";
import { keyHash } from "../providers/webhook/verify.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { dayInZone } from "../shared/time.ts";
import { connectPage } from "../wording/connect.en.ts";
import * as en from "../wording/en.ts";
import { curlExample, ownWebhook } from "../wording/webhook.en.ts";

export interface OwnWebhookDeps extends SignedInDeps {
  readonly runners: Pick<RunnerStore, "find" | "renewWebhookKey">;
  readonly activities: Pick<ToldActivityStore, "eraseSource">;
  /** Hard to guess, a new one with each call. */
  readonly randomKey: () => string;
}

const { page, made } = ownWebhook;
const WAYS: readonly WebhookWay[] = ["signed", "sent"];
/** So that one isn't taken for the other, and a secret scanner recognises either. */
const PREFIX = { signed: "sws_", sent: "swb_" } as const;
const HERE = `/connect#${webhookFacts.name}`;

const wayIn = ({ form }: SignedInRequest) => WAYS.find((way) => way === form.get("way"));

const addressOf = ({ runner }: SignedInRequest, { publicUrl }: Pick<OwnWebhookDeps, "publicUrl">) =>
  `${publicUrl}/webhooks/own/${encodeURIComponent(runner.id)}`;

/** The runner's own webhook on the page of all sources. */
export function ownWebhookSection(
  request: SignedInRequest,
  deps: Pick<OwnWebhookDeps, "publicUrl">,
) {
  const { runner, csrf } = request;
  const { signed, sent } = runner.webhookKeys;
  return (
    <section id={webhookFacts.name}>
      <h2>{page.title}</h2>
      <p>{page.lead}</p>
      {signed === null && sent === null ? null : (
        <p>
          {page.address}: <code>{addressOf(request, deps)}</code>
        </p>
      )}
      {WAYS.map((way) => {
        const words = page[way];
        const key = runner.webhookKeys[way];
        return (
          <details>
            <summary>{words.title}</summary>
            <p>{words.text}</p>
            {way === "signed" ? (
              <>
                <p>{page.signed.steps}</p>
                <pre>{curlExample(addressOf(request, deps))}</pre>
              </>
            ) : (
              <ol>
                {page.sent.steps.map((step) => (
                  <li>{step}</li>
                ))}
              </ol>
            )}
            <p>
              {key === null
                ? page.none
                : page.since(en.dateText(dayInZone(key.madeAtMs, runner.zone)))}
            </p>
            <PostButton
              action="/connect/webhook/make"
              csrf={csrf}
              send={{ way }}
              label={key === null ? words.make : words.renew}
            />
            {key === null ? null : <End csrf={csrf} way={way} label={words.end} />}
          </details>
        );
      })}
      <details>
        <summary>{page.erase.title}</summary>
        <p>{page.erase.text}</p>
        <End csrf={csrf} way="all" label={page.erase.button} />
      </details>
    </section>
  );
}

function End({ way, ...button }: { csrf: string; way: WebhookWay | "all"; label: string }) {
  return <PostButton action="/connect/webhook/end" send={{ way }} look="danger" {...button} />;
}

/** Makes a key, which replaces the previous one, and shows it only this once. */
export async function makeKey(request: SignedInRequest, deps: OwnWebhookDeps): Promise<HttpAnswer> {
  const way = wayIn(request);
  if (way === undefined) return unknownWay();
  const key = `${PREFIX[way]}${deps.randomKey()}`;
  const kept = way === "signed" ? key : keyHash(key);
  await deps.runners.renewWebhookKey(request.runner.id, way, {
    key: kept,
    madeAtMs: deps.nowMs(),
  });
  const body = (
    <>
      <p class="note warn">{made.text}</p>
      <p>
        {made.key}: <code id="key">{key}</code>
      </p>
      <p>
        {made.address}: <code id="address">{addressOf(request, deps)}</code>
      </p>
      <WayOn to={HERE} link={made.back} look="button" />
    </>
  );
  return { outcome: `made: ${way}`, status: 200, title: made.title, body };
}

/** Revokes a key; or both, and erases all that arrived with them. */
export async function endKey(request: SignedInRequest, deps: OwnWebhookDeps): Promise<HttpAnswer> {
  const isAll = request.form.get("way") === "all";
  const way = wayIn(request);
  const ways = isAll ? WAYS : way === undefined ? [] : [way];
  if (ways.length === 0) return unknownWay();
  const { id } = request.runner;
  for (const one of ways) await deps.runners.renewWebhookKey(id, one, null);
  // After the keys, so that nothing more arrives.
  if (isAll) await deps.activities.eraseSource(id, webhookFacts.name);
  return { outcome: isAll ? "erased" : `ended: ${way}`, redirect: HERE };
}

function unknownWay(): HttpAnswer {
  const body = <WayOn to={HERE} link={connectPage.title} />;
  return { outcome: "unknown way", status: 422, title: page.title, body };
}
