import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ownRun, parseOwn } from "../../../../functions/providers/webhook/parse.ts";
import { curlExample } from "../../../../functions/wording/webhook.en.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const RUN = { start: "2026-11-22T08:49:30+01:00", distanceM: 8200, durationS: 2730 };
const read = (body: unknown, zone = "UTC") =>
  parseOwn(typeof body === "string" ? body : JSON.stringify(body), zone, NOW_MS);
const record = (changed: object) => {
  const message = read({ ...RUN, ...changed }, "Europe/Copenhagen");
  if (message.kind !== "run") throw new Error(JSON.stringify(message));
  return message.record;
};
const DOCS = readFileSync(new URL("../../../../docs/your-own-webhook.md", import.meta.url), "utf8");

describe("what a script tells", () => {
  it.each([
    [
      "an offset is the runner's own time, wherever that was",
      "2026-11-21T23:30:00-08:00",
      "2026-11-21",
      1410,
    ],
    ["UTC is told in the runner's zone", "2026-11-21T23:30:00Z", "2026-11-22", 30],
    ["fractions of a second", "2026-11-22T08:49:30.500+01:00", "2026-11-22", 529.5],
  ])("with %s", (_, start, day, startMinute) => {
    expect(record({ start })).toMatchObject({ day, startMinute });
  });

  it.each([
    ["a number as text", { distanceM: "8200" }, { distanceM: 8200 }],
    ["a comma", { distanceM: "8200,5" }, { distanceM: 8200.5 }],
    ["no distance measured", { distanceM: 0 }, { distanceM: 0 }],
    ["pauses", { elapsedS: 3000 }, { elapsedS: 3000 }],
    ["pauses that can't be", { elapsedS: 10 }, { elapsedS: 2730 }],
    ["another sport", { sport: "trail-run" }, { sport: "trail-run" }],
    ["a name of two lines", { name: "past the\nmill" }, { name: "past the mill" }],
    ["a rating of nothing", { sessionRpe: 0 }, { sessionRpe: 0 }],
  ])("may have %s", (_, changed, expected) => {
    expect(record(changed)).toMatchObject(expected);
  });

  it.each(["../users/7", "a/b?c#d", "http://169.254.169.254/", "x\u0000y", "<script>", "🏃"])(
    "may be called %j, of which only a hash is kept",
    (id) => {
      expect(record({ id }).sourceId).toMatch(/^[\w-]{32}$/);
    },
  );

  it.each([
    ["no JSON", "{", /^The body must be one JSON object, in UTF-8/],
    ["a list", "[]", /^The body must be one JSON object with the fields/],
    ["null", "null", /^The body/],
    ["nothing", "{}", /^start: write the time with its offset/],
    ["a day for a start", { ...RUN, start: "2026-11-22" }, /^start: write/],
    ["a start without its offset", { ...RUN, start: "2026-11-22T08:49:30" }, /^start: write/],
    [
      "the day after tomorrow",
      { ...RUN, start: "2026-11-24T08:00:00Z" },
      /^start: when a run really began/,
    ],
    ["1969", { ...RUN, start: "1969-11-24T08:00:00Z" }, /^start: when a run really began/],
    ["no distance", { ...RUN, distanceM: undefined }, /^distanceM: metres/],
    ["a distance below nothing", { ...RUN, distanceM: -1 }, /^distanceM: metres/],
    ["kilometres with their unit", { ...RUN, distanceM: "8.2 km" }, /^distanceM: metres/],
    ["no number at all", { ...RUN, distanceM: true }, /^distanceM: metres/],
    ["no time", { ...RUN, durationS: 0 }, /^durationS: seconds in motion/],
    ["two weeks", { ...RUN, durationS: 1_209_600 }, /^durationS/],
    ["a pulse of a bird", { ...RUN, maxHeartRateBpm: 900 }, /^maxHeartRateBpm: beats a minute/],
    ["eleven of ten", { ...RUN, sessionRpe: 11 }, /^sessionRpe: how hard/],
    ["a sport of the mind", { ...RUN, sport: "chess" }, /^sport: one of run, trail-run/],
    ["a field that there isn't", { ...RUN, distanceKm: 8 }, /^distanceKm: no such field/],
    [
      "a key of the language",
      '{"__proto__":{"ping":true},"constructor":1}',
      /no such field|^start/,
    ],
    ["an empty id", { ...RUN, id: "" }, /^id: a text of 1 to 200/],
    ["a deletion of nothing", { deleted: true }, /^id: say which run to delete/],
    ["a deletion that isn't meant", { deleted: false, id: "x" }, /^deleted: true, with the id/],
    ["a ping that isn't one", { ping: "yes" }, /^ping: true, on its own/],
    ["a ping with a run", { ping: true, ...RUN }, /no such field/],
  ])("with %s is refused by the field and what it has to be", (_, body, text) => {
    expect(read(body)).toEqual({ kind: "unreadable", text: expect.stringMatching(text) });
  });
});

describe("a figure that a watch may well have is taken to its bounds, and none beyond", () => {
  it.each([
    ["distanceM", 0, 1_000_000],
    ["durationS", 1, 604_800],
    ["elapsedS", 0, 604_800],
    ["averageHeartRateBpm", 25, 250],
    ["maxHeartRateBpm", 25, 250],
    ["cadenceSpm", 50, 300],
    ["sessionRpe", 0, 10],
  ])("%s from %i to %i", (field, least, most) => {
    const kinds = [least - 0.5, least, most, most + 0.5].map(
      (value) => read({ ...RUN, [field]: value }).kind,
    );
    expect(kinds).toEqual(["unreadable", "run", "run", "unreadable"]);
  });

  it("too small for the table is none", () => {
    const tiny = record({ distanceM: 1e-200, sessionRpe: 5e-324 });
    expect(tiny).toMatchObject({ distanceM: 0, sessionRpe: 0 });
  });

  it.each([
    ["as a pulse", { averageHeartRateBpm: 148, maxHeartRateBpm: 171 }],
    ["as a cadence", { cadenceSpm: 172 }],
  ])("%s is kept as it is told", (_, told) => {
    expect(record(told)).toMatchObject(told);
  });

  it.each([
    ["2026-11-23T12:00:00Z", "run"],
    ["2026-11-23T12:00:01Z", "unreadable"],
    ["1970-01-02T00:00:00Z", "run"],
    ["1970-01-01T23:59:59Z", "unreadable"],
  ])("a start at %s, a day ahead at most and since there are dates, makes it %s", (start, kind) => {
    expect(read({ ...RUN, start }).kind).toBe(kind);
  });
});

describe("docs/your-own-webhook.md", () => {
  it("has the example that the page shows and the application's test runs", () => {
    expect(DOCS).toContain(curlExample("https://YOUR-APP/webhooks/own/YOUR-ID"));
  });

  it("lies beside the JSON schema of what is taken, as the code has it", () => {
    const file = new URL("../../../../docs/your-own-webhook.schema.json", import.meta.url);
    const schema = z.toJSONSchema(ownRun, { io: "input" });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it("names every field", () => {
    for (const field of Object.keys(ownRun.shape)) expect(DOCS).toContain(`\`${field}\``);
  });
});
