import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProviderEvent, providerEvent } from "../../../functions/messages/provider-event.ts";
import {
  receiveWebhook,
  type WebhookDeps,
  type WebhookRequest,
} from "../../../functions/receive-webhook/receive-webhook.ts";
import { makeStravaEvent } from "../../support/make-strava-event.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const NOW_S = 1_796_000_000;

function post(overrides: Partial<WebhookRequest> = {}): WebhookRequest {
  return {
    method: "POST",
    key: "k3y",
    query: {},
    body: makeStravaEvent(),
    signature: undefined,
    ...overrides,
  };
}

function get(query: WebhookRequest["query"], key = "k3y"): WebhookRequest {
  return { method: "GET", key, query, body: "", signature: undefined };
}

/** The webhook with a list in place of the queue. */
function webhook(changed: Partial<WebhookDeps> = {}) {
  const sent: ProviderEvent[] = [];
  const deps: WebhookDeps = {
    pathKeyHash: sha256("k3y"),
    verifyTokenHash: sha256("token"),
    subscriptionId: "131300",
    signingKey: null,
    send: async (message) => void sent.push(message),
    nowMs: () => NOW_S * 1000,
    ...changed,
  };
  return { sent, ask: (request: WebhookRequest) => receiveWebhook(request, deps) };
}

const sign = (t: number, key = "secret", text = makeStravaEvent()) =>
  `t=${t},v1=${createHmac("sha256", key).update(`${t}.${text}`).digest("hex")}`;

describe("an event", () => {
  it("is laid in the queue once and acknowledged", async () => {
    const { sent, ask } = webhook();
    expect(await ask(post())).toEqual({ status: 200, outcome: "queued activity create" });
    expect(sent).toEqual([
      {
        kind: "event",
        provider: "strava",
        event: {
          object: "activity",
          objectId: "16181809559",
          aspect: "create",
          ownerId: "26462176",
          subscriptionId: "131300",
          atS: NOW_S,
          revokesAccess: false,
        },
      },
    ]);
  });

  it("of any ids of 64 bits arrives as a message that its reader takes, with every digit", async () => {
    const id = fc.bigInt(0n, 2n ** 63n - 1n);
    await fc.assert(
      fc.asyncProperty(id, id, async (object, owner) => {
        const { sent, ask } = webhook();
        const raw = makeStravaEvent()
          .replace("16181809559", `${object}`)
          .replace("26462176", `${owner}`);
        expect((await ask(post({ body: raw }))).status).toBe(200);
        const message = JSON.parse(JSON.stringify(sent[0]));
        expect(providerEvent.parse(message)).toMatchObject({
          event: { objectId: `${object}`, ownerId: `${owner}` },
        });
      }),
    );
  });

  it("of whoever it is, is acknowledged alike: nobody is looked up", async () => {
    const { sent, ask } = webhook();
    const answers = await Promise.all(
      [1, 26_462_176, 999_999_999_999].map((owner_id) =>
        ask(post({ body: makeStravaEvent({ owner_id }) })),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(sent).toHaveLength(3);
  });

  it("that comes twice is laid in the queue twice: to see that is the reader's", async () => {
    const { sent, ask } = webhook();
    await ask(post());
    await ask(post());
    expect(sent).toHaveLength(2);
  });

  it("of any subscription is taken while ours is not known", async () => {
    const { sent, ask } = webhook({ subscriptionId: null });
    expect((await ask(post({ body: makeStravaEvent({ subscription_id: 7 }) }))).status).toBe(200);
    expect(sent).toHaveLength(1);
  });

  it("is not acknowledged while the queue is down, so that Strava sends it again", async () => {
    let down = true;
    const sent: ProviderEvent[] = [];
    const { ask } = webhook({
      send: async (message) => {
        if (down) throw new Error("SQS answered 503 for k3y");
        sent.push(message);
      },
    });
    expect(await ask(post())).toEqual({ status: 503, outcome: "queue-unavailable: Error" });
    down = false;
    expect((await ask(post())).status).toBe(200);
    expect(sent).toHaveLength(1);
  });
});

describe("a hostile request", () => {
  const large = makeStravaEvent({ updates: { title: "x".repeat(8192) } });
  it.each<[what: string, request: WebhookRequest, status: number, outcome: string]>([
    ["another key", post({ key: "k4y" }), 404, "wrong-key"],
    ["no key", post({ key: "" }), 404, "wrong-key"],
    ["the key's hash for the key", post({ key: sha256("k3y") }), 404, "wrong-key"],
    ["another key and a body of 1 MB", post({ key: "x", body: "x".repeat(1e6) }), 404, "wrong-key"],
    ["another key for the challenge", get({ "hub.mode": "subscribe" }, "k4y"), 404, "wrong-key"],
    ["too large a body", post({ body: large }), 413, "too-large"],
    ["no body", post({ body: "" }), 400, "not-json"],
    ["half a body", post({ body: makeStravaEvent().slice(0, 50) }), 400, "not-json"],
    ["another shape", post({ body: '{"object_type":"activity"}' }), 400, "not-an-event"],
    ["a polluting shape", post({ body: '{"__proto__":{"a":1}}' }), 400, "not-an-event"],
    ["a nest", post({ body: "[".repeat(300) + "]".repeat(300) }), 400, "not-an-event"],
    ["an id below 0", post({ body: makeStravaEvent({ owner_id: -1 }) }), 400, "not-an-event"],
    [
      "an id beyond 64 bits",
      post({ body: makeStravaEvent({ owner_id: "9".repeat(21) }) }),
      400,
      "not-an-event",
    ],
    [
      "another subscription",
      post({ body: makeStravaEvent({ subscription_id: 131_301 }) }),
      403,
      "unknown-subscription",
    ],
  ])("with %s is turned away and reaches no queue", async (_what, request, status, outcome) => {
    const { sent, ask } = webhook();
    expect(await ask(request)).toEqual({ status, outcome });
    expect(sent).toEqual([]);
  });

  it("a thousand times over leaves the queue empty, and the next event comes through", async () => {
    const { sent, ask } = webhook();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => ask(post({ key: `guess-${i}` }))),
    );
    expect(answers.every(({ status }) => status === 404)).toBe(true);
    expect(sent).toEqual([]);
    expect((await ask(post())).status).toBe(200);
  });

  it("is turned away where no key was ever set", async () => {
    const { ask } = webhook({ pathKeyHash: "" });
    for (const key of ["", "k3y", sha256("")]) expect((await ask(post({ key }))).status).toBe(404);
  });

  it("nested as deep as its size allows is turned away, whatever a parser makes of it", async () => {
    const { ask } = webhook();
    const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect((await ask(post({ body: deep(4096) }))).status).toBe(400);
    expect((await ask(post({ body: deep(1e6) }))).status).toBe(413);
  });

  it("with anything at all as its body never throws and never reaches the queue", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (raw) => {
        const { sent, ask } = webhook();
        expect([400, 413]).toContain((await ask(post({ body: raw }))).status);
        expect(sent).toEqual([]);
      }),
    );
  });
});

describe("a signature", () => {
  it.each<[what: string, signature: string | undefined, status: number, outcome: string]>([
    ["right", sign(NOW_S), 200, "queued activity create"],
    ["absent", undefined, 401, "missing-signature"],
    ["no signature at all", "yes", 401, "malformed-signature"],
    ["right and old", sign(NOW_S - 301), 401, "stale-signature"],
    ["under another key", sign(NOW_S, "other"), 401, "wrong-signature"],
    ["of another body", sign(NOW_S, "secret", "{}"), 401, "wrong-signature"],
  ])("is checked where a key is set: %s", async (_what, signature, status, outcome) => {
    const { sent, ask } = webhook({ signingKey: "secret" });
    expect(await ask(post({ signature }))).toEqual({ status, outcome });
    expect(sent).toHaveLength(status === 200 ? 1 : 0);
  });

  it.each([undefined, sign(NOW_S - 999), "nonsense"])(
    "is not looked at without a key: %s",
    async (signature) => {
      expect((await webhook().ask(post({ signature }))).status).toBe(200);
    },
  );

  it("does not let in what has another key in its path", async () => {
    const { ask } = webhook({ signingKey: "secret" });
    expect((await ask(post({ key: "k4y", signature: sign(NOW_S) }))).status).toBe(404);
  });
});

describe("Strava's challenge", () => {
  const right = { "hub.mode": "subscribe", "hub.verify_token": "token", "hub.challenge": "15f7" };

  it("comes back as JSON", async () => {
    expect(await webhook().ask(get(right))).toEqual({
      status: 200,
      outcome: "confirmed",
      body: { "hub.challenge": "15f7" },
    });
  });

  it.each<[what: string, query: WebhookRequest["query"], outcome: string]>([
    ["another token", { ...right, "hub.verify_token": "t0ken" }, "wrong-token"],
    ["an empty token", { ...right, "hub.verify_token": "" }, "wrong-token"],
    ["no token", { ...right, "hub.verify_token": undefined }, "not-a-challenge"],
    ["another mode", { ...right, "hub.mode": "unsubscribe" }, "not-a-challenge"],
    ["no challenge", { ...right, "hub.challenge": undefined }, "not-a-challenge"],
    ["nothing", {}, "not-a-challenge"],
  ])("with %s is refused", async (_what, query, outcome) => {
    expect(await webhook().ask(get(query))).toEqual({ status: 403, outcome });
  });

  it("is refused where no token was ever set", async () => {
    const { ask } = webhook({ verifyTokenHash: "" });
    expect((await ask(get({ ...right, "hub.verify_token": "" }))).status).toBe(403);
  });
});
