import { beforeEach, describe, expect, it } from "vitest";
import { accountStores } from "../../../functions/adapters/account-stores.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { settingsPages } from "../../../functions/keep-settings/routes.ts";
import type { ActivityRecord } from "../../../functions/messages/activity.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const SOURCES = "/settings/sources";

let table: Table;
let stores: ReturnType<typeof accountStores>;

beforeEach(async () => {
  table = await freshTable();
  stores = accountStores(table);
});

const signIn = (overrides: Partial<Runner> = {}) => {
  const deps = {
    ...stores,
    mailer: fakeMailer().mailer,
    owner: "owner@example.com",
    erasures: { send: async () => undefined },
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
    randomId: () => "random-1-of-a-good-length",
  };
  return signInTo((request) => settingsPages(request, deps), deps, { id: "ada", ...overrides });
};

/** Saves the makers' one run as each of these sources holds it. */
const save = async (...told: Partial<ActivityRecord>[]) => {
  for (const overrides of told) await stores.activities.save("ada", makeRecord(overrides));
};
const said = () => stores.sameness.read("ada");

/** The names on the list, in order. */
const listed = (html: string) =>
  [...html.matchAll(/<li><strong>([^<]*)<\/strong>/g)].map(([, name]) => name);

describe("which source counts", () => {
  it("shows the sources that the runner has and no others, in the house's order, with what they tell", async () => {
    await save({ source: "manual" }, { source: "strava" }, { source: "polar" });
    const other = { sourceId: "2", startAt: "2021-09-10T17:06:00.000Z", day: "2021-09-10" };
    await save({ source: "strava", ...other });
    const { html, status } = await (await signIn()).get(SOURCES);
    expect(status).toBe(200);
    expect(listed(html)).toEqual(["Polar", "Strava", "your own entries"]);
    expect(html).toContain("2 received, 1 of them counted");
    expect(html.match(/name="up"/g)).toHaveLength(2);
    expect(html).not.toContain("Back to the usual order");
  });

  it.each([
    ["nothing", [], "No run has reached us yet."],
    ["one source", [{ source: "strava" }], "come from one source (Strava)"],
  ])("has nothing to choose for a runner who has %s", async (_, told, words) => {
    await save(...told);
    const { html } = await (await signIn()).get(SOURCES);
    expect(html).toContain(words);
    expect(html).not.toContain("<button");
  });

  it("moves a source up by one, which holds, and goes back to the usual order", async () => {
    await save({ source: "manual" }, { source: "strava" }, { source: "polar" });
    const ada = await signIn();
    expect(await ada.post(SOURCES, { up: "manual" })).toMatchObject({
      to: "/settings/sources?done=order",
    });
    expect(listed((await ada.get(SOURCES)).html)).toEqual(["Polar", "your own entries", "Strava"]);
    await ada.post(SOURCES, { up: "manual" });
    expect((await said()).order).toEqual(["manual", "polar", "strava"]);
    await ada.post(SOURCES, { up: "manual" });
    await ada.post(SOURCES, { up: "nobody" });
    expect((await said()).order).toEqual(["manual", "polar", "strava"]);
    await ada.post(SOURCES, { usual: "yes" });
    expect(listed((await ada.get(SOURCES)).html)).toEqual(["Polar", "Strava", "your own entries"]);
  });

  it("keeps the place of a source that is away", async () => {
    await save({ source: "strava" }, { source: "polar" });
    await stores.sameness.setOrder("ada", ["file", "strava", "polar"]);
    await (await signIn()).post(SOURCES, { up: "polar" });
    expect((await said()).order).toEqual(["polar", "strava", "file"]);
  });

  it("names a source that nobody wrote a name for as it calls itself, escaped", async () => {
    await save({ source: "<b>&'\"" }, { source: "polar" });
    const { html } = await (await signIn()).get(SOURCES);
    expect(html).toContain("<strong>&lt;b&gt;&amp;");
    expect(html).not.toContain("<b>");
  });
});

describe("these are two runs", () => {
  it("is said on Training, where the page of sources leads whoever has two of them", async () => {
    await save({ source: "strava" });
    const ada = await signIn();
    expect((await ada.get(SOURCES)).html).not.toContain("say so on Training");
    await save({ source: "polar" });
    expect((await ada.get(SOURCES)).html).toMatch(/say so on Training[^<]*<a href="\/training">/);
  });

  const PAIR = JSON.stringify(["polar:1", "strava:1"]);

  it("is kept, listed, and taken back", async () => {
    await save({ source: "strava" }, { source: "polar" });
    const ada = await signIn();
    expect(await ada.post(SOURCES, { apart: PAIR })).toMatchObject({
      to: "/settings/sources?done=apart",
    });
    const { html } = await ada.get(SOURCES);
    expect(html).toContain("Two runs that look like one");
    expect(html).toMatch(/5\.00 km \((Polar|Strava)\) and .*5\.00 km \((Polar|Strava)\)/);
    expect(await ada.post(SOURCES, { apart: PAIR })).toMatchObject({ status: 303 });
    expect((await said()).apart).toHaveLength(1);
    await ada.post(SOURCES, { together: PAIR });
    expect((await said()).apart).toEqual([]);
    expect((await ada.get(SOURCES)).html).not.toContain("look like one");
  });

  it.each([
    ["nothing", {}],
    ["what is no list of two", { apart: '["polar:1"]' }],
    ["what is no JSON", { apart: "polar:1" }],
    ["ids that are not there", { apart: '["polar:1","strava:99"]' }],
    ["a run and itself", { apart: '["polar:1","polar:1"]' }],
    ["two that nobody takes for one", { apart: '["polar:1","file:far"]' }],
    ["ids longer than any", { apart: JSON.stringify(["x".repeat(301), "strava:1"]) }],
  ])("is refused for %s, and nothing is written", async (_, form) => {
    await save({ source: "strava" }, { source: "polar" });
    await save({ source: "file", sourceId: "far", startAt: "2021-09-01T17:06:00.000Z" });
    const { status, html } = await (await signIn()).post(SOURCES, form);
    expect(status).toBe(409);
    expect(html).toContain("Nothing was changed.");
    expect(await said()).toEqual({ order: [], apart: [], pairs: new Map() });
  });

  it("says nothing of another runner's runs", async () => {
    await save({ source: "strava" }, { source: "polar" });
    const eve = await signIn({ id: "eve", email: "eve@example.com" });
    expect((await eve.post(SOURCES, { apart: PAIR })).status).toBe(409);
    expect((await eve.get(SOURCES)).html).toContain("No run has reached us yet.");
  });

  it("that expired are not listed, and the word about them stays", async () => {
    await stores.sameness.keepApart("ada", ["polar:1", "strava:1"]);
    const ada = await signIn();
    expect((await ada.get(SOURCES)).html).not.toContain("look like one");
    expect((await said()).apart).toHaveLength(1);
  });
});
