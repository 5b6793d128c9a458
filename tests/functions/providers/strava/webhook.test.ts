import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../../functions/providers/strava/json.ts";
import {
  answerChallenge,
  isKey,
  parseEvent,
  verifySignature,
} from "../../../../functions/providers/strava/webhook.ts";
import { makeStravaEvent } from "../../../support/make-strava-event.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function eventOf(raw: string) {
  const read = parseEvent(raw);
  if (read.kind !== "event") throw new Error(read.reason);
  return read.event;
}

describe("a pushed event", () => {
  it("is told in our words", () => {
    expect(eventOf(makeStravaEvent())).toEqual({
      object: "activity",
      objectId: "16181809559",
      aspect: "create",
      ownerId: "26462176",
      subscriptionId: "131300",
      atS: 1_796_000_000,
      revokesAccess: false,
    });
  });

  it("keeps every digit of its 64-bit ids", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n - 1n), (id) => {
        const raw = makeStravaEvent()
          .replace("16181809559", String(id))
          .replace("26462176", String(id));
        const { objectId, ownerId } = eventOf(raw);
        expect([objectId, ownerId]).toEqual([String(id), String(id)]);
      }),
    );
  });

  it.each([
    ["athlete", "update", { authorized: "false" }, true],
    ["athlete", "update", { authorized: false }, true],
    ["athlete", "delete", {}, true],
    ["athlete", "update", {}, false],
    ["athlete", "update", { authorized: { toString: null } }, false],
    ["athlete", "update", [], false],
    ["athlete", "update", { authorized: "true" }, false],
    ["activity", "delete", {}, false],
    ["activity", "update", { authorized: "false" }, false],
    ["activity", "update", undefined, false],
  ])("about an %s with %s and %j revokes access: %s", (object_type, aspect_type, updates, is) => {
    expect(eventOf(makeStravaEvent({ object_type, aspect_type, updates })).revokesAccess).toBe(is);
  });

  it.each([
    ["an empty body", "", "not-json"],
    ["half a body", makeStravaEvent().slice(0, 40), "not-json"],
    ["another shape", "{}", "not-an-event"],
    ["a list", "[]", "not-an-event"],
    ["null", "null", "not-an-event"],
    ["an object of another kind", makeStravaEvent({ object_type: "club" }), "not-an-event"],
    ["another aspect", makeStravaEvent({ aspect_type: "like" }), "not-an-event"],
    ["an id that is no number", makeStravaEvent({ object_id: "1; drop" }), "not-an-event"],
    ["an id below 0", makeStravaEvent({ owner_id: -1 }), "not-an-event"],
    ["an id with a fraction", makeStravaEvent({ owner_id: 1.5 }), "not-an-event"],
    ["an id rounded by an exponent", makeStravaEvent().replace("26462176", "1e21"), "not-an-event"],
    ["an id that is true", makeStravaEvent({ owner_id: true }), "not-an-event"],
    ["a time that is text", makeStravaEvent({ event_time: "now" }), "not-an-event"],
    [
      "an id of too many digits",
      makeStravaEvent().replace("26462176", "9".repeat(21)),
      "not-an-event",
    ],
    ["no subscription", makeStravaEvent({ subscription_id: undefined }), "not-an-event"],
    [
      "more than any event needs",
      makeStravaEvent({ updates: { title: "x".repeat(8192) } }),
      "too-large",
    ],
    [
      "more bytes than characters",
      makeStravaEvent({ updates: { title: "漢".repeat(2800) } }),
      "too-large",
    ],
  ])("is refused: %s", (_what, raw, reason) => {
    expect(parseEvent(raw)).toEqual({ kind: "refused", reason });
  });

  it("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (raw) => {
        expect(() => parseEvent(raw)).not.toThrow();
      }),
    );
  });
});

describe("JSON with numbers of 64 bits", () => {
  it("is otherwise read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(
        fc.json().filter((text) => !/\d{16}/.test(text)),
        (text) => {
          expect(parseJson(text)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it("leaves a large figure with a fraction or an exponent a number", () => {
    expect(parseJson("[9007199254740993,1e300,-9007199254740993]")).toEqual([
      "9007199254740993",
      1e300,
      "-9007199254740993",
    ]);
  });
});

describe("Strava's challenge", () => {
  const query = (overrides: Record<string, string | undefined> = {}) => ({
    "hub.mode": "subscribe",
    "hub.verify_token": "right",
    "hub.challenge": "15f7d1a91c1f40",
    ...overrides,
  });

  it("is answered where the token is right", () => {
    expect(answerChallenge(query(), sha256("right"))).toEqual({
      kind: "confirmed",
      body: { "hub.challenge": "15f7d1a91c1f40" },
    });
  });

  it.each([
    ["another token", { "hub.verify_token": "wrong" }, "wrong-token"],
    [
      "the token's hash in place of the token",
      { "hub.verify_token": sha256("right") },
      "wrong-token",
    ],
    ["no token", { "hub.verify_token": undefined }, "not-a-challenge"],
    ["no challenge", { "hub.challenge": undefined }, "not-a-challenge"],
    ["an empty challenge", { "hub.challenge": "" }, "not-a-challenge"],
    ["a challenge as long as a book", { "hub.challenge": "x".repeat(257) }, "not-a-challenge"],
    ["another mode", { "hub.mode": "unsubscribe" }, "not-a-challenge"],
  ])("is refused with %s", (_with, overrides, reason) => {
    expect(answerChallenge(query(overrides), sha256("right"))).toEqual({ kind: "refused", reason });
  });
});

describe("a key in the path", () => {
  it.each([
    ["itself", "k3y", sha256("k3y"), true],
    ["itself, the hash in capitals", "k3y", sha256("k3y").toUpperCase(), true],
    ["another", "k4y", sha256("k3y"), false],
    ["nothing", "", sha256("k3y"), false],
    ["a key, where no hash is configured", "k3y", "", false],
    ["nothing, where no hash is configured", "", "", false],
    ["a key, where the hash is cut short", "k3y", sha256("k3y").slice(0, 62), false],
  ])("given %s", (_given, key, hash, fits) => {
    expect(isKey(key, hash)).toBe(fits);
  });
});

describe("a signature", () => {
  const nowS = 1_796_000_000;
  const raw = makeStravaEvent();
  const sign = (t: number, key = "secret", text = raw) =>
    createHmac("sha256", key).update(`${t}.${text}`).digest("hex");
  const header = (t = nowS) => `t=${t},v1=${sign(t)}`;
  const signed = { kind: "accepted", how: "signed" };

  it.each([
    ["fresh", header()],
    ["300 s old", header(nowS - 300)],
    ["300 s ahead", header(nowS + 300)],
    ["with spaces", `t=${nowS}, v1=${sign(nowS)}`],
    ["beside one of another version", `t=${nowS},v0=00,v1=${sign(nowS)}`],
    ["beside one under an older key", `t=${nowS},v1=${sign(nowS, "old")},v1=${sign(nowS)}`],
  ])("is accepted: %s", (_how, given) => {
    expect(verifySignature(given, raw, "secret", nowS)).toEqual(signed);
  });

  it.each([
    ["none at all", undefined, "missing"],
    ["an empty one", "", "malformed"],
    ["no time", `v1=${sign(nowS)}`, "malformed"],
    ["no digest", `t=${nowS}`, "malformed"],
    ["301 s old", header(nowS - 301), "stale"],
    ["301 s ahead", header(nowS + 301), "stale"],
    ["under another key", `t=${nowS},v1=${sign(nowS, "other")}`, "wrong"],
    ["of another body", `t=${nowS},v1=${sign(nowS, "secret", "{}")}`, "wrong"],
    ["of another time", `t=${nowS},v1=${sign(nowS - 1)}`, "wrong"],
    ["no hex", `t=${nowS},v1=${"z".repeat(64)}`, "wrong"],
    ["half of it", `t=${nowS},v1=${sign(nowS).slice(0, 32)}`, "wrong"],
  ])("is refused: %s", (_how, given, reason) => {
    expect(verifySignature(given, raw, "secret", nowS)).toEqual({ kind: "refused", reason });
  });

  it.each([undefined, "t=1,v1=00", "nonsense"])("is not looked at without a key: %s", (given) => {
    expect(verifySignature(given, raw, null, nowS)).toEqual({ kind: "accepted", how: "unchecked" });
  });
});
