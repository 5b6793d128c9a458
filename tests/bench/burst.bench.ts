import { webhookKeys } from "../../infra/webhooks/strava-keys.ts";
import { assemble } from "../support/assembly.ts";
import { startWebhookApp } from "../support/webhook-app.ts";

/**
 * 5,000 events at once through the whole application on this machine: `npm run bench -- burst`. Prints how
 * long an acknowledgement takes and how fast readers that only read drain the queue. Exits with 1 if an event
 * is lost, arrives twice or isn't acknowledged; the times decide nothing.
 */

const EVENTS = 5000;
/** How many of Strava's requests are open at once; the function runs in 3 processes here. */
const AT_ONCE = 32;
const READERS = 2;
const CLIENT_SECRET = "a client secret of no application";

const { app, take } = await startWebhookApp(await assemble(), CLIENT_SECRET);
const url = `${app.appUrl}/webhooks/strava/${webhookKeys(CLIENT_SECRET).pathKey}`;

/** Activity IDs beyond 2^53, so that a digit lost on the way means an event lost. */
const ids = Array.from({ length: EVENTS }, (_, i) => String(9_007_199_254_740_993n + BigInt(i)));

async function push(id: string): Promise<{ status: number; tookMs: number }> {
  const body = `{"object_type":"activity","object_id":${id},"aspect_type":"create","updates":{},"owner_id":26462176,"subscription_id":131300,"event_time":1796000000}`;
  const startMs = performance.now();
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  await response.body?.cancel();
  return { status: response.status, tookMs: performance.now() - startMs };
}

// The first one starts the function; Strava's 2 s apply to it too.
const cold = await push("1");
await take();

const waiting = ids.values();
const answers: { status: number; tookMs: number }[] = [];
const pushStartMs = performance.now();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const id of waiting) answers.push(await push(id));
  }),
);
const pushS = (performance.now() - pushStartMs) / 1000;

const seen = new Map<string, number>();
const drainStartMs = performance.now();
await Promise.all(
  Array.from({ length: READERS }, async () => {
    for (let batch = await take(); batch.length > 0; batch = await take()) {
      for (const message of batch) {
        const id = message.kind === "event" ? message.event.objectId : message.kind;
        seen.set(id, (seen.get(id) ?? 0) + 1);
      }
    }
  }),
);
const drainS = (performance.now() - drainStartMs) / 1000;
await app.close();

const tookMs = answers.map((answer) => answer.tookMs).sort((a, b) => a - b);
const quantile = (share: number) => tookMs[Math.ceil(share * tookMs.length) - 1] ?? Number.NaN;
const refused = answers.filter(({ status }) => status !== 200).length;
const lost = ids.filter((id) => !seen.has(id)).length;
const repeated = [...seen.values()].filter((times) => times > 1).length;

const print = (line: string) => process.stdout.write(`${line}\n`);
const rate = (seconds: number) => Math.round(EVENTS / seconds);
print(`${EVENTS} events, ${AT_ONCE} at once, on this machine`);
print(`first acknowledgement, with the function's start: ${Math.round(cold.tookMs)} ms`);
print(
  `acknowledgement: p50 ${quantile(0.5).toFixed(0)}, p99 ${quantile(0.99).toFixed(0)}, longest ${quantile(1).toFixed(0)} ms; ${rate(pushS)} a second`,
);
print(`drained: ${rate(drainS)} a second by ${READERS} readers`);
print(`${refused} not acknowledged, ${lost} lost, ${repeated} more than once`);
if (refused + lost + repeated > 0) process.exitCode = 1;
