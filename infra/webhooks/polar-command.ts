import { parseArgs } from "node:util";
import * as z from "zod";
import { basic, call } from "../../functions/providers/call.ts";
import { polarSecret } from "../../functions/providers/polar/secret.ts";
import type { Answer } from "../../functions/providers/provider.ts";
import { type CommandResult, done, failed, wrong } from "../command-result.ts";
import { whyWrong } from "../wrong-options.ts";

const USAGE = `npm run polar -- subscribe --app URL   make Polar send events to the app at this address
npm run polar -- status                whether it does; with --app URL, whether it sends them there
npm run polar -- unsubscribe           make it stop; with --app URL, only if it sends them there

  --force    also replace a webhook that points elsewhere
  POLAR_CLIENT_ID, POLAR_CLIENT_SECRET  in the environment, the first time: your application's, from
                                        admin.polaraccesslink.com; they are kept in Parameter Store
`;

const ACTIONS = ["subscribe", "status", "unsubscribe"] as const;

type Secret = ReturnType<typeof polarSecret>;

/** Where the owner's secret for Polar is kept. */
export interface SecretPlace {
  read(): Promise<string | null>;
  write(secret: string): Promise<void>;
}

const webhook = z.object({
  id: z.string().min(1),
  url: z.string(),
  events: z.array(z.string()).default([]),
  /** Not every version of the API returns it; if it is left out, it counts as on. */
  active: z.boolean().default(true),
});
// A list or a single one: both have been seen.
const found = z.object({
  data: z.union([z.array(webhook), webhook.transform((one) => [one])]).nullish(),
});
const made = z.object({ data: z.object({ signature_secret_key: z.string().min(1) }) });

/**
 * `polar`, from its arguments to its output. Every action may be repeated: it looks first, and then does what
 * is left to do. No key or client secret is ever printed.
 */
export async function polarCommand(
  argv: readonly string[],
  surroundings: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly fetch: typeof fetch;
    readonly place: SecretPlace;
  },
): Promise<CommandResult> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return wrong(`${whyWrong(error)}: see npm run polar -- --help.`);
  }
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) return { exitCode: 0, stdout: USAGE, stderr: "" };
  const asked = positionals.join(" ");
  const action = ACTIONS.find((name) => name === asked);
  if (action === undefined) {
    return wrong(`There is no command "${asked}": see npm run polar -- --help.`);
  }
  const { env, place, fetch } = surroundings;
  const kept = await place.read();
  const clientId = env["POLAR_CLIENT_ID"];
  const clientSecret = env["POLAR_CLIENT_SECRET"];
  const before = kept === null ? {} : polarSecret(kept);
  const given = clientId && clientSecret ? { clientId, clientSecret } : {};
  const all = { ...before, ...given };
  if (!("clientId" in all)) {
    return wrong(
      "Polar isn't set up: npm run deploy -- --services polar asks for its client ID and secret, or give POLAR_CLIENT_ID and POLAR_CLIENT_SECRET.",
    );
  }
  const secret = polarSecret(JSON.stringify(all));
  switch (action) {
    case "subscribe": {
      const app = URL.parse(values.app ?? "");
      if (app?.protocol !== "https:") return wrong("--app must be the app's https address.");
      const { force } = values;
      return polarSubscribe(app.origin, secret, { fetch, force, keep: place.write });
    }
    case "status":
      return status(secret, fetch, values.app);
    case "unsubscribe":
      return unsubscribe(secret, fetch, values.app);
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      app: { type: "string" },
      force: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}

/** Creates the webhook, or reactivates it if Polar deactivated it after a week of failures. */
export async function polarSubscribe(
  appUrl: string,
  secret: Secret,
  how: {
    readonly fetch: typeof fetch;
    readonly force: boolean;
    /** Stores the secret with the signature key, which Polar reveals only once. */
    readonly keep?: (secret: string) => Promise<void>;
  },
): Promise<CommandResult> {
  const { fetch, force, keep = async () => undefined } = how;
  const url = `${appUrl}/webhooks/polar`;
  const listed = await list(secret, fetch);
  if (listed.kind !== "ok") return refused(listed, "list the webhook");
  const [one] = listed.value;
  if (one !== undefined && one.url === url && secret.signatureKey !== undefined) {
    if (one.active) return done("Polar sends events here: the webhook was already in place.");
    const woken = await ask(secret, fetch, "/activate", { method: "POST" }, z.unknown());
    return woken.kind === "ok"
      ? done("Polar sends events here: the webhook was inactive and has been activated.")
      : refused(woken, "activate the webhook");
  }
  if (one !== undefined) {
    if (one.url !== url && !force) {
      return elsewhere(one, appUrl);
    }
    const removed = await remove(secret, fetch, one.id);
    if (removed.kind !== "ok" && removed.kind !== "not-found") {
      return refused(removed, "remove the previous webhook");
    }
  }
  const created = await ask(
    secret,
    fetch,
    "",
    { method: "POST", body: JSON.stringify({ events: ["EXERCISE"], url }) },
    made,
  );
  if (created.kind !== "ok") return refused(created, "create the webhook");
  await keep(JSON.stringify({ ...secret, signatureKey: created.value.data.signature_secret_key }));
  return done("Polar sends events here: the webhook was created, and its key stored.");
}

async function status(
  secret: Secret,
  fetch: typeof globalThis.fetch,
  app: string | undefined,
): Promise<CommandResult> {
  const listed = await list(secret, fetch);
  if (listed.kind !== "ok") return refused(listed, "list the webhook");
  const [one] = listed.value;
  if (one === undefined)
    return failed(
      "Polar sends no events: npm run deploy makes it send them, or npm run polar -- subscribe --app URL.",
    );
  if (app !== undefined && !isOf(one, app)) return elsewhere(one, app);
  const repair = `npm run deploy repairs it, or npm run polar -- subscribe --app ${originOf(one.url)}`;
  if (secret.signatureKey === undefined) return failed(`Its key isn't stored: ${repair}.`);
  if (!one.active) return failed(`Polar has deactivated the webhook: ${repair}.`);
  return done(`Polar sends events to ${originOf(one.url)}.`);
}

async function unsubscribe(
  secret: Secret,
  fetch: typeof globalThis.fetch,
  app: string | undefined,
): Promise<CommandResult> {
  const listed = await list(secret, fetch);
  if (listed.kind !== "ok") return refused(listed, "list the webhook");
  const other = listed.value.find((one) => app !== undefined && !isOf(one, app));
  if (other !== undefined) {
    return done(
      `Polar goes on sending events to ${originOf(other.url)}. If that isn't another Stridewell of yours, npm run polar -- unsubscribe makes it stop.`,
    );
  }
  for (const one of listed.value) {
    const removed = await remove(secret, fetch, one.id);
    if (removed.kind !== "ok" && removed.kind !== "not-found") {
      return refused(removed, "remove the webhook");
    }
  }
  return done("Polar sends no events.");
}

async function list(
  secret: Secret,
  fetch: typeof globalThis.fetch,
): Promise<Answer<readonly z.infer<typeof webhook>[]>> {
  const answer = await ask(secret, fetch, "", {}, found);
  if (answer.kind === "not-found") return { kind: "ok", value: [] };
  return answer.kind === "ok" ? { kind: "ok", value: answer.value.data ?? [] } : answer;
}

const remove = (secret: Secret, fetch: typeof globalThis.fetch, id: string) =>
  ask(secret, fetch, `/${encodeURIComponent(id)}`, { method: "DELETE" }, z.unknown());

function ask<S extends z.ZodType>(
  secret: Secret,
  fetch: typeof globalThis.fetch,
  path: string,
  init: RequestInit,
  schema: S,
) {
  const url = `${secret.apiBaseUrl}/v3/webhooks${path}`;
  const headers = {
    authorization: basic(secret.clientId, secret.clientSecret),
    accept: "application/json",
    ...(init.body !== undefined && { "content-type": "application/json" }),
  };
  return call({ url, init: { ...init, headers }, schema }, { fetch, nowMs: Date.now });
}

type Webhook = z.infer<typeof webhook>;

const isOf = ({ url }: Webhook, app: string) => originOf(url) === URL.parse(app)?.origin;

const elsewhere = ({ url }: Webhook, app: string) =>
  failed(
    `Polar sends events to ${originOf(url)}: npm run polar -- subscribe --app ${app} --force makes it send them here.`,
  );

const originOf = (url: string) => URL.parse(url)?.origin ?? "another address";

function refused(answer: { readonly kind: string; readonly reason?: string }, what: string) {
  const why = {
    unauthorized:
      "it doesn't know the client ID and secret (npm run deploy -- --ask --services polar asks for them again)",
    "status 400": "the app did not answer its ping",
    "status 409": "another webhook is in the way",
  }[answer.reason ?? answer.kind];
  return failed(`Polar did not ${what}: ${why ?? answer.reason ?? answer.kind}.`);
}
