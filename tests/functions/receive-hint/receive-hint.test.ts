import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { intervals } from "../../../functions/providers/intervals/intervals.ts";
import { suunto } from "../../../functions/providers/suunto/suunto.ts";
import { type ReceiveHintDeps, receiveHint } from "../../../functions/receive-hint/receive-hint.ts";
import { TryAgain } from "../../../functions/shared/errors.ts";

/* What holds for every service's events, shown with one; the contract tests show the rest with each. */

const KEY = "for notifications";
const SECRET = JSON.stringify({
  clientId: "a",
  clientSecret: "b",
  subscriptionKey: "c",
  notificationSecret: KEY,
});
const DELETED = JSON.stringify({ type: "WORKOUT_DELETED", username: "ada" });
const CREATED = JSON.stringify({
  type: "WORKOUT_CREATED",
  username: "ada",
  workout: {
    workoutKey: "w1",
    activityId: 1,
    startTime: 1_796_000_000_000,
    totalTime: 1800,
    totalDistance: 5000,
  },
});

async function receive(body: string, changed: Partial<ReceiveHintDeps> = {}, key = KEY) {
  const sent: unknown[] = [];
  const signature = createHmac("sha256", key).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-hmac-sha256-signature": signature };
  const answer = await receiveHint(
    { provider: "suunto", key: "", headers, body },
    {
      findProvider: () => suunto,
      secretOf: async () => SECRET,
      send: async (hint) => void sent.push(hint),
      nowMs: () => 0,
      ...changed,
    },
  );
  return { ...answer, sent: sent.length };
}

it("an event that the service signed is queued and acknowledged", async () => {
  expect(await receive(CREATED)).toMatchObject({ status: 200, sent: 1 });
  expect(await receive(DELETED)).toMatchObject({ status: 200, sent: 0 });
});

it.each<[string, Partial<ReceiveHintDeps>, string]>([
  [
    "the queue takes nothing",
    { send: () => Promise.reject(new TryAgain("SQS answered 403")) },
    "suunto: queue unavailable: SQS answered 403",
  ],
  [
    "the secret can't be had",
    { secretOf: () => Promise.reject(new DOMException("too late for ada", "TimeoutError")) },
    "suunto: secret unavailable: TimeoutError",
  ],
])(
  "an event that comes while %s is to be sent again, and the log says why",
  async (_, changed, outcome) => {
    expect(await receive(CREATED, changed)).toEqual({ status: 503, sent: 0, outcome });
  },
);

it("more than 128 KB is refused, counted in bytes", async () => {
  expect((await receive("é".repeat(64 * 1024))).status).toBe(400);
  expect((await receive(`${"é".repeat(64 * 1024)}.`)).status).toBe(413);
});

it.each([KEY, "", "undefined", "null"])(
  "nothing is believed, though signed with %j, while the owner has set no secret for it",
  async (key) => {
    const { notificationSecret: _, ...rest } = JSON.parse(SECRET);
    const secretOf = async () => JSON.stringify(rest);
    expect(await receive(CREATED, { secretOf }, key)).toMatchObject({ status: 401, sent: 0 });
  },
);

it.each([
  ["there isn't", null],
  ["tells nothing", { ...suunto, webhook: null }],
])(
  "an event of a service that %s is nobody's, and no secret is looked for",
  async (_, provider) => {
    let looked = 0;
    const secretOf = async () => {
      looked += 1;
      return SECRET;
    };
    const answer = await receive(CREATED, { findProvider: () => provider, secretOf });
    expect({ ...answer, looked }).toMatchObject({ status: 404, sent: 0, looked: 0 });
  },
);

it.each([
  [50, { status: 200, sent: 50 }],
  [51, { status: 413, sent: 0 }],
])(
  "a request about %i runs, which takes that long to queue, is answered %j",
  async (count, expected) => {
    const secret = "sixteen characters or more";
    const events = Array.from({ length: count }, (_, n) => ({
      athlete_id: "i7",
      type: "ACTIVITY_ANALYZED",
      activity: { id: `a${n}` },
    }));
    const secretOf = async () => JSON.stringify({ webhookSecret: secret });
    const told = JSON.stringify({ secret, events });
    expect(await receive(told, { findProvider: () => intervals, secretOf })).toMatchObject(
      expected,
    );
  },
);
