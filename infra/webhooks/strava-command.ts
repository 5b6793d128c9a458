import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { DEFAULT_API_BASE_URL, type StravaAnswer } from "../../functions/providers/strava/api.ts";
import {
  type StravaSubscriptions,
  stravaSubscriptions,
} from "../../functions/providers/strava/subscriptions.ts";
import type { WireSubscription } from "../../functions/providers/strava/wire.ts";
import { type CommandResult, done, failed, wrong } from "../command-result.ts";
import { whyWrong } from "../wrong-options.ts";
import { type WebhookKeys, webhookKeys } from "./strava-keys.ts";

const WEBHOOK_PATH = "/webhooks/strava/";
/** Strava's own limit. */
const MAX_CALLBACK_LENGTH = 255;
/** How long Strava waits for an answer to the same question. */
const CHALLENGE_DEADLINE_MS = 2000;

const USAGE = `npm run strava -- subscribe --app URL   make Strava send events to the app at this address
npm run strava -- status                whether it does, and whether the app accepts them; with --app URL, whether
                                        it sends them there
npm run strava -- unsubscribe           make it stop; with --app URL, only if it sends them there
npm run strava -- expose [--port N]     how Strava can reach an app on this machine (default port: 3000)

  --force         also replace or remove a subscription that Stridewell did not make
  STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET  in the environment: your application's, from strava.com/settings/api
`;

export interface CommandSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /**
   * The part of `stridewell` in cdk.json that is about the webhook; the next deployment takes it from there.
   */
  readonly settings: WebhookSettings;
}

export interface WebhookSettings {
  readonly stravaPathKeySha256?: string | undefined;
  readonly stravaVerifyTokenSha256?: string | undefined;
  readonly stravaSubscriptionId?: string | undefined;
}

interface Asked {
  readonly action: "subscribe" | "status" | "unsubscribe" | "expose";
  /** Without a slash at the end; null if none is given. */
  readonly app: string | null;
  readonly force: boolean;
  /** The port of the app on this machine. */
  readonly port: string;
}

interface Work {
  readonly asked: Asked;
  readonly keys: WebhookKeys;
  readonly subscriptions: StravaSubscriptions;
  readonly surroundings: CommandSurroundings;
  /** Whether this is Strava itself, which can't reach this machine's own addresses; the simulator can. */
  readonly isPublic: boolean;
}

/**
 * `strava`, from its arguments to its output. Every action may be repeated: it looks first, and then does
 * what is left to do. No key, token or client secret is ever printed.
 */
export async function stravaCommand(
  argv: readonly string[],
  surroundings: CommandSurroundings,
): Promise<CommandResult> {
  const asked = readArguments(argv);
  if (asked === "help") return { exitCode: 0, stdout: USAGE, stderr: "" };
  if (typeof asked === "string") return wrong(asked);
  if (asked.action === "expose") return done(exposeSteps(asked.port));
  const { env } = surroundings;
  const clientId = env["STRAVA_CLIENT_ID"];
  const clientSecret = env["STRAVA_CLIENT_SECRET"];
  if (!clientId || !clientSecret) {
    return wrong(
      "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET must be in the environment: both are shown at strava.com/settings/api.",
    );
  }
  const apiBaseUrl = env["STRAVA_API_BASE_URL"] || DEFAULT_API_BASE_URL;
  const api = URL.parse(apiBaseUrl);
  if (api === null)
    return wrong("STRAVA_API_BASE_URL isn't an address: leave it out to use Strava's own.");
  const work: Work = {
    asked,
    keys: webhookKeys(clientSecret),
    subscriptions: stravaSubscriptions({ ...surroundings, apiBaseUrl, clientId, clientSecret }),
    surroundings,
    isPublic: !isLoopback(api),
  };
  switch (asked.action) {
    case "subscribe":
      return subscribe(work);
    case "status":
      return status(work);
    case "unsubscribe":
      return unsubscribe(work);
  }
}

async function subscribe(work: Work): Promise<CommandResult> {
  const { asked, keys, subscriptions, surroundings } = work;
  const app = appAddress(asked.app, work.isPublic);
  if ("wrong" in app) return wrong(app.wrong);
  const callbackUrl = `${app.url}${WEBHOOK_PATH}${keys.pathKey}`;
  if (callbackUrl.length > MAX_CALLBACK_LENGTH) return wrong("--app is too long for Strava.");

  // Before anything is removed, and with a more helpful answer than Strava's "not verifiable".
  const fault = await challengeFault(callbackUrl, work);
  if (fault !== null) return failed(fault);

  const listed = await subscriptions.list();
  if (listed.kind !== "ok") return failed(refusal(listed, "list the subscription"));
  const kept = listed.value.find((one) => one.callback_url === callbackUrl);
  const others = listed.value.filter((one) => one !== kept);
  const foreign = others.find((one) => !isOurs(one));
  if (foreign !== undefined && !asked.force) return failed(foreignLine(foreign, "replace"));
  for (const other of others) {
    const removed = await subscriptions.remove(other.id);
    if (removed.kind !== "ok" && removed.kind !== "not-found") {
      return failed(refusal(removed, "remove the previous subscription"));
    }
  }
  if (kept !== undefined) return inPlace(kept.id, "was already in place", surroundings.settings);

  const created = await subscriptions.create({ callbackUrl, verifyToken: keys.verifyToken });
  const how = others.length > 0 ? "replaces the previous one" : "was created";
  if (created.kind === "ok") return inPlace(created.value, how, surroundings.settings);
  // The answer may have been lost, or another run of this command may have been quicker.
  const again = await subscriptions.list();
  const made =
    again.kind === "ok" ? again.value.find((one) => one.callback_url === callbackUrl) : undefined;
  if (made !== undefined) return inPlace(made.id, how, surroundings.settings);
  return failed(refusal(created, "create the subscription"));
}

async function status(work: Work): Promise<CommandResult> {
  const { asked, keys, subscriptions, surroundings } = work;
  const listed = await subscriptions.list();
  if (listed.kind !== "ok") return failed(refusal(listed, "list the subscription"));
  const [one] = listed.value;
  if (one === undefined) {
    return failed(
      "Strava sends no events: npm run deploy makes it send them, or npm run strava -- subscribe --app URL.",
    );
  }
  if (!isOurs(one)) return failed(foreignLine(one, "replace"));
  const { app } = asked;
  const repair = `npm run deploy repairs it, or npm run strava -- subscribe --app ${app ?? originOf(one)}`;
  if (app !== null && !isOf(one, app)) {
    return failed(
      `Subscription ${one.id} sends events to ${originOf(one)}, not to ${app}: ${repair}.`,
    );
  }
  if (!one.callback_url.endsWith(`${WEBHOOK_PATH}${keys.pathKey}`)) {
    return failed(`Subscription ${one.id} was made with another client secret: ${repair}.`);
  }
  const fault = await challengeFault(one.callback_url, work);
  if (fault !== null) return failed(fault);
  const { stravaSubscriptionId: known } = surroundings.settings;
  if (known !== undefined && known !== one.id) {
    return failed(
      `cdk.json has stravaSubscriptionId ${known} and Strava has ${one.id}, so events are rejected: npm run deploy takes the new one.`,
    );
  }
  return done(`Subscription ${one.id} sends events to ${originOf(one)}, and the app accepts them.`);
}

async function unsubscribe({ asked, subscriptions }: Work): Promise<CommandResult> {
  const listed = await subscriptions.list();
  if (listed.kind !== "ok") return failed(refusal(listed, "list the subscription"));
  const { app } = asked;
  const other = listed.value.find((one) => app !== null && !isOf(one, app));
  if (other !== undefined) {
    return done(
      `Subscription ${other.id} stays: it sends events to ${originOf(other)}. If that isn't another Stridewell of yours, npm run strava -- unsubscribe removes it.`,
    );
  }
  const foreign = listed.value.find((one) => !isOurs(one));
  if (foreign !== undefined && !asked.force) return failed(foreignLine(foreign, "remove"));
  for (const { id } of listed.value) {
    const removed = await subscriptions.remove(id);
    if (removed.kind !== "ok" && removed.kind !== "not-found") {
      return failed(refusal(removed, "remove the subscription"));
    }
  }
  const ids = listed.value.map(({ id }) => id).join(", ");
  return done(ids === "" ? "There was no subscription." : `Subscription ${ids} was removed.`);
}

/** Strava only calls addresses on the internet, so this machine has to be lent one. */
function exposeSteps(port: string): string {
  return `Strava has to be able to reach this machine, to send runners back and to send events.

1. Give the machine an https address, which any of these prints and keeps for as long as it runs:
     cloudflared tunnel --url http://localhost:${port}
     ngrok http ${port}
     tailscale funnel ${port}
2. Under strava.com/settings/api set "Authorization Callback Domain" to that address's host, without https://.
3. Start the app with it, and with the application shown on the same page:
     STRIDEWELL_PUBLIC_URL=https://HOST STRAVA_CLIENT_ID=… STRAVA_CLIENT_SECRET=… npm start${port === "3000" ? "" : ` -- --port ${port}`}
4. Make Strava send its events there (an application has only one subscription: this takes it from a deployed app, until you run npm run deploy again):
     STRAVA_CLIENT_ID=… STRAVA_CLIENT_SECRET=… npm run strava -- subscribe --app https://HOST

Anyone who knows the address can reach the app: close the tunnel when you are done.`;
}

function readArguments(argv: readonly string[]): Asked | "help" | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        app: { type: "string" },
        force: { type: "boolean", default: false },
        port: { type: "string", default: "3000" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return "help";
    const [word, ...more] = positionals;
    const action = (["subscribe", "status", "unsubscribe", "expose"] as const).find(
      (name) => name === word,
    );
    if (action === undefined || more.length > 0) {
      return "Say subscribe, status, unsubscribe or expose: see npm run strava -- --help.";
    }
    const { force, port } = values;
    if (!/^\d{1,5}$/.test(port)) return `--port ${port} isn't a port: give the app's.`;
    return { action, app: values.app?.replace(/\/+$/, "") ?? null, force, port };
  } catch (error) {
    return `${whyWrong(error)}: see npm run strava -- --help.`;
  }
}

function appAddress(
  app: string | null,
  isPublic: boolean,
): { readonly url: string } | { readonly wrong: string } {
  if (app === null)
    return { wrong: "Give the app's address: --app https://…, as npm run deploy prints it." };
  const url = URL.parse(app);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    return { wrong: "--app isn't an address: give one such as https://abc.example.com." };
  }
  if (isPublic && isLoopback(url)) {
    return {
      wrong: `Strava can't reach ${url.hostname}: open a tunnel, such as \`cloudflared tunnel --url ${url.origin}\`, and give its https address.`,
    };
  }
  if (isPublic && url.protocol !== "https:") {
    return { wrong: "--app must begin with https://, since the address holds a key." };
  }
  return { url: app };
}

/** Asks the app what Strava will ask it. Null if the answer is right. */
async function challengeFault(
  callbackUrl: string,
  { keys, surroundings }: Work,
): Promise<string | null> {
  const url = new URL(callbackUrl);
  const challenge = randomUUID();
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.verify_token", keys.verifyToken);
  url.searchParams.set("hub.challenge", challenge);
  let response: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(CHALLENGE_DEADLINE_MS);
    response = await surroundings.fetch(url, { signal, redirect: "manual" });
    text = await response.text();
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError"
      ? `${url.origin} did not answer within 2 s, which is as long as Strava waits: try again once it is warm.`
      : `${url.origin} can't be reached: is the app running there?`;
  }
  if (response.status === 200 && text === JSON.stringify({ "hub.challenge": challenge })) {
    return null;
  }
  if (response.status === 404 || response.status === 403) {
    return `The app at ${url.origin} does not know this application's key: set ${settingsLine(keys)} under stridewell in cdk.json, deploy, and run this again.`;
  }
  return `${url.origin} answered ${response.status} instead of returning Strava's challenge: is it Stridewell?`;
}

function settingsLine(keys: WebhookKeys): string {
  return `"stravaPathKeySha256": "${keys.pathKeyHash}", "stravaVerifyTokenSha256": "${keys.verifyTokenHash}"`;
}

function inPlace(
  id: string,
  how: string,
  { stravaSubscriptionId }: WebhookSettings,
): CommandResult {
  const lines = [`Subscription ${id} ${how}: Strava sends events to the app.`];
  if (stravaSubscriptionId !== id) {
    const without =
      stravaSubscriptionId === undefined
        ? "until then any is accepted"
        : "until then none is accepted";
    lines.push(
      `Set "stravaSubscriptionId": "${id}" under stridewell in cdk.json and deploy, so that only its events are accepted; ${without}.`,
    );
  }
  return done(lines.join("\n"));
}

function isOurs(one: WireSubscription): boolean {
  return URL.parse(one.callback_url)?.pathname.includes(WEBHOOK_PATH) ?? false;
}

/** Where it leads, without the path, because that holds the key. */
function originOf(one: WireSubscription): string {
  return URL.parse(one.callback_url)?.origin ?? "an invalid address";
}

function isOf(one: WireSubscription, app: string): boolean {
  return originOf(one) === URL.parse(app)?.origin;
}

function foreignLine(one: WireSubscription, verb: "replace" | "remove"): string {
  const how =
    verb === "replace" ? "subscribe --app URL --force replaces" : "unsubscribe --force removes";
  return `Subscription ${one.id} sends this application's events to ${originOf(one)} and is not Stridewell's: npm run strava -- ${how} it.`;
}

function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === "localhost" || hostname.endsWith(".localhost") || /^(127\.|\[::1\])/.test(hostname)
  );
}

type Refused = Exclude<StravaAnswer<unknown>, { kind: "ok" }>;

function refusal(answer: Refused, doing: string): string {
  const couldNot = `Strava did not ${doing}`;
  switch (answer.kind) {
    case "unauthorized":
      return `${couldNot}: STRAVA_CLIENT_SECRET is not this application's.`;
    case "app-inactive":
      return `${couldNot}: the application is inactive. See strava.com/settings/api.`;
    case "rate-limited":
      return `${couldNot}: its rate limit is used up until ${new Date(answer.retryAtMs).toISOString()}.`;
    case "forbidden-scope":
    case "not-found":
      return `${couldNot} (${answer.kind}).`;
    case "unavailable":
      return `${couldNot}: ${unavailable(answer)}`;
  }
}

function unavailable(answer: Extract<Refused, { kind: "unavailable" }>): string {
  if (answer.reason === "no-connection") return "it can't be reached. Try again.";
  if (answer.reason === "timeout") return "it did not answer in time. Try again.";
  if (answer.said?.includes("client_id") === true) {
    return "it doesn't know an application with this STRAVA_CLIENT_ID.";
  }
  if (answer.said?.includes("not verifiable") === true) {
    return "it could not reach the app from outside, or got no answer within 2 s. Try again.";
  }
  return `${answer.said ?? answer.reason} (status ${answer.status}).`;
}
