import { beforeEach, describe, expect, it } from "vitest";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import { ownShoeStore, toldShoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { shoesPages } from "../../../functions/keep-shoes/routes.ts";
import type { ActivityRecord } from "../../../functions/messages/activity.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { loadCase } from "../../../functions/shared/runner/load-case.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { tellShoe } from "../../support/make-shoe.ts";
import { expectFault, faultyFields, itRefuses } from "../../support/refused-form.ts";
import { shownBy } from "../../support/shown-by.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const TODAY = dayNumberOf("2021-09-12");
const HOSTILE = `"><script>alert(1)</script><b>'&`;
const MILE = 1609.344;

let table: Table;
let ids: number;

beforeEach(async () => {
  table = await freshTable();
  ids = 0;
});

const signedIn = (overrides: Partial<Runner> & Pick<Runner, "id">) => {
  const deps = {
    ...runnerData(table),
    ownShoes: ownShoeStore(table),
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
    randomId: () => `new-pair-${++ids}`,
  };
  return signInTo((request) => shoesPages(request, deps), deps, overrides);
};

async function run(runnerId: string, back: number, overrides: Partial<ActivityRecord> = {}) {
  const day = isoDay(TODAY - back);
  const startAt = `${day}T16:00:00.000Z`;
  const record = makeRecord({ sourceId: day, day, startAt, ...overrides });
  await runnerData(table).activities.save(runnerId, record);
}

/** A pair whose total Strava keeps. */
const told = (runnerId: string) =>
  tellShoe(table, runnerId, {
    shoe: { source: "strava", sourceId: "g1", name: "Strava pair" },
    distanceM: 300_000,
    retired: false,
    notificationDistanceM: 400_000,
    atMs: NOW_MS,
    untilMs: null,
  });

const pairs = (runnerId: string) => runnerData(table).shoes.all(runnerId);
const wear = (runnerId: string) => runnerData(table).wear.read(runnerId);
const scan = () => itemsOf(table);

const NEW = { id: "form-of-the-test", name: "Blue pair", start: "", notice: "", replace: "" };

describe("adding a pair", () => {
  it("keeps what was typed, and shows it with its bar and limit", async () => {
    const ada = await signedIn({ id: "ada" });
    const form = { ...NEW, start: "120,5", notice: "400", replace: "600" };
    expect(await ada.post("/shoes/add", form)).toMatchObject({ to: "/shoes?done=added" });
    expect(await pairs("ada")).toEqual([
      {
        source: "own",
        sourceId: "form-of-the-test",
        name: "Blue pair",
        startDistanceM: 120_500,
        noticeAtM: 400_000,
        replaceAtM: 600_000,
        retired: false,
        providerDistanceM: null,
      },
    ]);
    const { html } = await ada.get("/shoes", {}, { done: "added" });
    expect(html).toContain("Pair added.");
    expect(html).toContain('aria-label="Blue pair: 121 km of 600 km"');
    expect(html).toMatch(/<progress[^>]* max="600000" value="120500"/);
  });

  it("tells of several pairs what part of the last six weeks each took", async () => {
    const ada = await signedIn({ id: "ada" });
    await told("ada");
    const worn = { source: "strava", shoeSourceId: "g1" };
    await run("ada", 3, { ...worn, distanceM: 9000 });
    expect((await ada.get("/shoes")).html).not.toContain("the last six weeks");
    await ada.post("/shoes/add", NEW);
    await ada.post("/shoes/add", { ...NEW, id: "another-form-of-the-test", name: "Third pair" });
    await run("ada", 2, { shoeSourceId: "form-of-the-test", source: "own", distanceM: 3000 });
    const { html } = await ada.get("/shoes");
    expect(html).toContain("75% of the distance in your pairs in the last six weeks.");
    expect(html).toContain("25% of the distance in your pairs in the last six weeks.");
    expect(html).toContain(">0% of the distance in your pairs in the last six weeks.");
  });

  it.each([
    ["a name of sixty characters", { name: "x".repeat(60) }],
    ["no more than a kilometre", { notice: "1", replace: "1" }],
    [
      "as many kilometres as any pair may have",
      { start: "20000", notice: "20000", replace: "20000" },
    ],
    ["nothing behind it, with blanks around that", { start: " 0 " }],
  ])("takes %s", async (_, typed) => {
    const ada = await signedIn({ id: "ada" });
    expect((await ada.post("/shoes/add", { ...NEW, ...typed })).status).toBe(303);
    expect(await pairs("ada")).toHaveLength(1);
  });

  it("with its form sent twice adds one pair", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const _ of [1, 2]) expect((await ada.post("/shoes/add", NEW)).status).toBe(303);
    expect(await pairs("ada")).toHaveLength(1);
  });

  it.each(["another-form-of-the-page", NEW.id])(
    "with its form sent again as %s after going back adds it once",
    async (id) => {
      const ada = await signedIn({ id: "ada" });
      await ada.post("/shoes/add", NEW);
      const { status, html } = await ada.post("/shoes/add", { ...NEW, id });
      expect(status).toBe(id === NEW.id ? 303 : 422);
      expect(html.includes("you already have a pair called “Blue pair”")).toBe(id !== NEW.id);
      expect(await pairs("ada")).toHaveLength(1);
      await ada.post("/shoes/add", { ...NEW, id, name: "Red pair" });
      expect((await pairs("ada")).map(({ name }) => name).sort()).toEqual([
        "Blue pair",
        "Red pair",
      ]);
    },
  );

  it("doesn't say it added a pair that differs from the one its form added before", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const { status, html } = await ada.post("/shoes/add", { ...NEW, start: "200" });
    expect(status).toBe(422);
    expect(html).toContain("you already have a pair called “Blue pair”");
    expect(await pairs("ada")).toMatchObject([{ startDistanceM: 0 }]);
  });

  it("takes the name of a retired pair", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    await ada.post("/shoes/change", { ...NEW, shoe: `own:${NEW.id}`, start: "0", retired: "yes" });
    expect((await ada.post("/shoes/add", { ...NEW, id: "the-next-form" })).status).toBe(303);
    expect(await pairs("ada")).toHaveLength(2);
  });

  it("takes miles from a runner who uses miles, and the house's limits where none is typed", async () => {
    const ada = await signedIn({ id: "ada", units: "mi" });
    await ada.post("/shoes/add", { ...NEW, start: "100" });
    const [pair] = await pairs("ada");
    expect(pair?.startDistanceM).toBeCloseTo(100 * MILE, 6);
    expect(pair).toMatchObject({ noticeAtM: null, replaceAtM: null });
    expect((await ada.get("/shoes")).html).toContain("100 mi of 500 mi");
  });

  describe("wrongly", () => {
    let ada: Awaited<ReturnType<typeof signedIn>>;
    beforeEach(async () => {
      ada = await signedIn({ id: "ada" });
    });
    itRefuses(
      [
        ["no name", { name: "  " }, "Name: enter 1 to 60 characters"],
        ["a name that is too long", { name: "x".repeat(61) }, "Name: enter 1 to 60 characters"],
        ["words for a distance", { start: "a lot" }, "Distance before you added it (km): enter"],
        ["a negative distance", { start: "-3" }, "Distance before you added it (km): enter"],
        ["a distance without end", { start: "1e9" }, "Distance before you added it (km): enter"],
        ["more than any pair runs", { replace: "20001" }, "Replace at (km): enter a plain number"],
        ["a limit of nothing", { replace: "0" }, "Replace at (km): enter a plain number from 1"],
        [
          "a thousand with a comma",
          { notice: "1,200" },
          "First notice at (km): enter a plain number",
        ],
        [
          "a notice beyond the limit",
          { notice: "700", replace: "600" },
          "700.0 km is more than 600.0",
        ],
        ["a notice beyond the house's limit", { notice: "900" }, "900.0 km is more than 804.7 km"],
      ],
      {
        send: (typed) => ada.post("/shoes/add", { ...NEW, ...typed }),
        kept: ["name", "Blue pair"],
        stored: scan,
      },
    );

    it("in several fields hears of all of them at once, and begins with the first", async () => {
      const wrong = { name: "", start: "a lot", notice: "far", replace: "0" };
      const { html } = await ada.post("/shoes/add", { ...NEW, ...wrong });
      expect(faultyFields(html)).toEqual(["name", "start", "notice", "replace"]);
      expectFault(html, "name", "Name: enter 1 to 60 characters");

      await ada.post("/shoes/add", NEW);
      const change = { shoe: "own:form-of-the-test", ...wrong };
      const changed = await ada.post("/shoes/change", change);
      expect(faultyFields(changed.html)).toEqual(["name", "start", "notice", "replace"]);
      expectFault(changed.html, "name", "Name: enter 1 to 60 characters");
    });
  });

  it("ends at a hundred pairs", async () => {
    const ada = await signedIn({ id: "ada" });
    const pair = { startDistanceM: 0, noticeAtM: null, replaceAtM: null, retired: true };
    for (let number = 0; number < 100; number += 1) {
      await ownShoeStore(table).add("ada", { ...pair, sourceId: `p${number}`, name: "Pair" });
    }
    const answer = await ada.post("/shoes/add", NEW);
    expect(answer.status).toBe(422);
    expect(answer.html).toContain("You already have 100 pairs");
    expect(await pairs("ada")).toHaveLength(100);
  });
});

describe("changing a pair", () => {
  const added = { shoe: "own:form-of-the-test" };

  it("writes what was changed and nothing else", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", { ...NEW, start: "100" });
    const form = { ...added, name: "Red pair", start: "100", notice: "", replace: "700" };
    expect((await ada.post("/shoes/change", form)).to).toBe("/shoes?done=changed");
    expect(await pairs("ada")).toMatchObject([
      { name: "Red pair", startDistanceM: 100_000, noticeAtM: null, replaceAtM: 700_000 },
    ]);
  });

  it("reads the units of its form, whatever the runner chose since", async () => {
    const ada = await signedIn({ id: "ada", units: "mi" });
    await ada.post("/shoes/add", { ...NEW, start: "100", units: "km" });
    const form = { ...added, name: "Blue pair", start: "100", notice: "", units: "km" };
    await ada.post("/shoes/change", { ...form, replace: "700" });
    expect(await pairs("ada")).toMatchObject([{ startDistanceM: 100_000, replaceAtM: 700_000 }]);
    expect((await ada.get("/shoes")).html).toContain('name="units" value="mi"');
  });

  it("sets one of its limits and leaves the other", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", { ...NEW, notice: "400", replace: "600" });
    const form = { ...added, name: NEW.name, start: "0", notice: " 400 " };
    await ada.post("/shoes/change", { ...form, replace: "650,25" });
    expect(await pairs("ada")).toMatchObject([{ noticeAtM: 400_000, replaceAtM: 650_250 }]);
    await ada.post("/shoes/change", { ...form, notice: "500", replace: "650.3" });
    // It came back as it was shown, so its rounding is not what the runner said.
    expect(await pairs("ada")).toMatchObject([{ noticeAtM: 500_000, replaceAtM: 650_250 }]);
  });

  it("is renamed though its notice is beyond what the runner's own limit has become", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", { ...NEW, notice: "700" });
    const now = await signedIn({ id: "ada", limits: { shoeReplaceM: 600_000 } });
    const form = { ...added, name: "Red pair", start: "0", notice: "700", replace: "" };
    expect((await now.post("/shoes/change", form)).status).toBe(303);
    expect(await pairs("ada")).toMatchObject([{ name: "Red pair", noticeAtM: 700_000 }]);
  });

  it("without a name is refused", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const form = { ...added, name: " ", start: "0", notice: "", replace: "" };
    const { status, html } = await ada.post("/shoes/change", form);
    expect(status).toBe(422);
    expect(html).toContain("Name: enter 1 to 60 characters");
    expect(await pairs("ada")).toMatchObject([{ name: NEW.name }]);
  });

  it("retires it and takes it back", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const form = { ...added, name: "Blue pair", start: "0", notice: "", replace: "" };
    await ada.post("/shoes/change", { ...form, retired: "yes" });
    expect(await pairs("ada")).toMatchObject([{ retired: true }]);
    expect((await ada.get("/shoes")).html).toContain("<h2>Retired</h2>");
    await ada.post("/shoes/change", form);
    expect(await pairs("ada")).toMatchObject([{ retired: false }]);
  });

  it("of a service sets its limits here, and not the name or total that the service keeps", async () => {
    const ada = await signedIn({ id: "ada" });
    await told("ada");
    const form = { shoe: "strava:g1", name: "Mine", start: "5", notice: "400", replace: "500" };
    expect((await ada.post("/shoes/change", form)).to).toBe("/shoes?done=changed");
    expect(await pairs("ada")).toMatchObject([
      { name: "Strava pair", startDistanceM: 0, replaceAtM: 500_000, providerDistanceM: 300_000 },
    ]);
    // The notice came back as it was shown, so it remains Strava's.
    expect(JSON.stringify(await scan())).not.toContain('"noticeAtM":400000');
  });

  it("in an older tab changes only what was changed there", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", { ...NEW, start: "100" });
    const older = { ...added, ...NEW, start: "100", was: shownBy((await ada.get("/shoes")).html) };
    const newer = { ...older, name: "Red pair", replace: "700", retired: "yes" };
    await ada.post("/shoes/change", newer);
    const refused = await ada.post("/shoes/change", { ...older, start: "far" });
    expect(shownBy(refused.html)).toBe(older.was);
    await ada.post("/shoes/change", { ...older, start: "120" });
    expect(await pairs("ada")).toMatchObject([
      { name: "Red pair", startDistanceM: 120_000, replaceAtM: 700_000, retired: true },
    ]);
  });

  it("with a fault holds that it was to be retired", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const form = { ...added, ...NEW, start: "far", retired: "yes" };
    expect((await ada.post("/shoes/change", form)).html).toContain('value="yes" checked=""');
  });

  it("with a fault opens that pair's form again and writes nothing", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const before = await scan();
    const form = { ...added, name: "Red pair", start: "0", notice: "800", replace: "500" };
    const answer = await ada.post("/shoes/change", form);
    expect(answer.status).toBe(422);
    expect(answer.html).toMatch(/<details open="?"?>/);
    expect(answer.html).toContain('value="Red pair"');
    expect(await scan()).toEqual(before);
  });

  it.each(["own:form-of-the-test", "strava:g1", "", "own:", HOSTILE, "own:a#b"])(
    "of another runner, or of none (%s), is a clear no",
    async (shoe) => {
      const bob = await signedIn({ id: "bob" });
      await bob.post("/shoes/add", NEW);
      await told("bob");
      const ada = await signedIn({ id: "ada" });
      const before = await scan();
      const answer = await ada.post("/shoes/change", {
        shoe,
        name: "Ada was here",
        retired: "yes",
      });
      expect(answer).toMatchObject({ status: 404, outcome: "unknown pair" });
      expect(await scan()).toEqual(before);
    },
  );
});

describe("deleting a pair", () => {
  const USUAL = { ...NEW, id: "the-usual-pair", name: "Red pair", start: "10" };

  it("that was added by mistake leaves nothing of it, and its runs to the usual pair", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    await ada.post("/shoes/add", USUAL);
    await run("ada", 1);
    await ada.post("/shoes/defaults", { run: "own:the-usual-pair" });
    const day = isoDay(TODAY - 1);
    await ada.post("/shoes/worn", { run: `${makeRecord().source}:${day}`, shoe: `own:${NEW.id}` });
    expect((await ada.get("/shoes")).html).toContain("5 km of 805 km");
    expect(await ada.post("/shoes/remove", { shoe: `own:${NEW.id}` })).toMatchObject({
      to: "/shoes?done=removed",
    });
    const { html } = await ada.get("/shoes");
    expect(html).not.toContain("Blue pair");
    expect(html).toContain("15 km of 805 km");
    expect(html).not.toContain("no pair named");
  });

  it("is for pairs of the runner's own: one that a service lists would come back", async () => {
    const ada = await signedIn({ id: "ada" });
    await told("ada");
    expect((await ada.get("/shoes")).html).not.toContain("Delete this pair");
    const before = await scan();
    expect(await ada.post("/shoes/remove", { shoe: "strava:g1" })).toMatchObject({ status: 404 });
    expect(await ada.post("/shoes/remove", { shoe: "own:none" })).toMatchObject({ status: 404 });
    expect(await scan()).toEqual(before);
  });

  it("says in the other of two tabs that it may already be deleted", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    await ada.post("/shoes/remove", { shoe: `own:${NEW.id}` });
    for (const door of ["/shoes/remove", "/shoes/change"]) {
      const { status, html } = await ada.post(door, { ...NEW, shoe: `own:${NEW.id}` });
      expect(status).toBe(404);
      expect(html).toContain("It may already be deleted");
    }
  });

  it("that was the usual one leaves the runs that named none without a pair, as it says", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", USUAL);
    await run("ada", 1);
    await ada.post("/shoes/defaults", { run: "own:the-usual-pair" });
    const before = (await ada.get("/shoes")).html;
    expect(before).toContain("if there is neither, for none");
    expect(before).not.toContain("no pair named");
    await ada.post("/shoes/remove", { shoe: "own:the-usual-pair" });
    await ada.post("/shoes/add", NEW);
    expect((await ada.get("/shoes")).html).toContain("no pair named");
  });

  it("that another name was joined to leaves that one as it was", async () => {
    const ada = await signedIn({ id: "ada" });
    await told("ada");
    await ada.post("/shoes/add", NEW);
    await ada.post("/shoes/same", { shoe: "strava:g1", as: `own:${NEW.id}` });
    await ada.post("/shoes/remove", { shoe: `own:${NEW.id}` });
    const { html } = await ada.get("/shoes");
    expect(html).toContain("<strong>Strava pair</strong>");
    expect(html).not.toContain("Blue pair");
  });
});

describe("a run and its pair", () => {
  async function withRun(id = "ada") {
    const runner = await signedIn({ id });
    await runner.post("/shoes/add", NEW);
    await run(id, 3, { source: "strava", sourceId: "77" });
    return runner;
  }
  const WORN = { run: "strava:77", shoe: "own:form-of-the-test" };

  it("are brought together, and the pair's distance counts the run", async () => {
    const ada = await withRun();
    expect((await ada.get("/shoes")).html).toContain("1 run with no pair named");
    expect((await ada.post("/shoes/worn", WORN)).to).toBe("/shoes?done=worn");
    const { html } = await ada.get("/shoes");
    expect(html).toContain("5 km of 805 km");
    expect(html).not.toContain("with no pair named");
  });

  it("stay together when the source tells the run again, and a newer word counts", async () => {
    const ada = await withRun();
    await ada.post("/shoes/worn", WORN);
    await run("ada", 3, { source: "strava", sourceId: "77", shoeSourceId: "g9", distanceM: 7000 });
    expect((await ada.get("/shoes")).html).toContain("7 km of 805 km");
    await ada.post("/shoes/add", { ...NEW, id: "second-pair", name: "Red pair" });
    await ada.post("/shoes/worn", { ...WORN, shoe: "own:second-pair" });
    const { html } = await ada.get("/shoes");
    expect(html).toContain('aria-label="Red pair: 7 km of 805 km"');
    expect(html).toContain('aria-label="Blue pair: 0 km of 805 km"');
  });

  it("stay together when the source that counted is disconnected, and another one tells the run too", async () => {
    const ada = await withRun();
    await run("ada", 3, { source: "polar", sourceId: "p1" });
    await ada.post("/shoes/worn", { ...WORN, run: "polar:p1" });
    await toldActivityStore(table).eraseSource("ada", "polar");
    const { html } = await ada.get("/shoes");
    expect(html).toContain("5 km of 805 km");
    expect(html).not.toContain("with no pair named");
  });

  it("are forgotten together with what came from the source", async () => {
    const ada = await withRun();
    await ada.post("/shoes/worn", WORN);
    await toldActivityStore(table).eraseSource("ada", "strava");
    expect((await wear("ada")).runs.size).toBe(0);
    expect(JSON.stringify(await scan())).not.toContain("strava");
  });

  it.each([
    ["another runner's run", { run: "strava:88" }, "Run: choose one"],
    ["a run of nobody", { run: HOSTILE }, "Run: choose one"],
    ["no run", { run: "" }, "Run: choose one"],
    ["another runner's pair", { shoe: "own:bobs-own-pair" }, "Pair: choose one"],
    ["no pair", { shoe: "" }, "Pair: choose one"],
  ])("with %s change nothing", async (_, typed, said) => {
    const bob = await signedIn({ id: "bob" });
    await bob.post("/shoes/add", { ...NEW, id: "bobs-own-pair" });
    await run("bob", 1, { source: "strava", sourceId: "88" });
    const ada = await withRun();
    const before = await scan();
    const answer = await ada.post("/shoes/worn", { ...WORN, ...typed });
    expect(answer.status).toBe(422);
    expectFault(answer.html, Object.keys(typed).join(), said);
    expect(answer.html).not.toContain("bobs-own-pair");
    expect(await scan()).toEqual(before);
  });

  it("are asked about further down, where the top of the page leads", async () => {
    const { html } = await (await withRun()).get("/shoes");
    const [, top = ""] = /<nav class="parts"[^>]*>(.*?)<\/nav>/s.exec(html) ?? [];
    const links = [...top.matchAll(/href="#(\w+)">([^<]+)/g)];
    expect(links.map(([, id]) => id)).toEqual(["worn", "usual", "add"]);
    for (const [, id, title] of links) expect(html).toContain(`<h2 id="${id}">${title}</h2>`);
  });

  it("are not asked about while there is no run to choose", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const { html } = await ada.get("/shoes");
    const [, top = ""] = /<nav class="parts"[^>]*>(.*?)<\/nav>/s.exec(html) ?? [];
    expect([...top.matchAll(/href="#(\w+)"/g)].map(([, id]) => id)).toEqual(["usual", "add"]);
    expect(html).not.toContain('id="worn"');
  });

  it("with neither a run nor a pair hear of both", async () => {
    const ada = await withRun();
    const { html } = await ada.post("/shoes/worn", { run: "", shoe: "" });
    expect(faultyFields(html)).toEqual(["run", "shoe"]);
    expectFault(html, "run", "Run: choose one from the list.");
  });
});

describe("the usual pair", () => {
  it("of a kind of run takes the runs that name none", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    await run("ada", 3);
    await run("ada", 4, { sport: "trail-run" });
    const form = { run: "own:form-of-the-test", "trail-run": "", "virtual-run": "" };
    expect((await ada.post("/shoes/defaults", form)).to).toBe("/shoes?done=defaults");
    const { html } = await ada.get("/shoes");
    expect(html).toContain("5 km of 805 km");
    expect(html).toContain("1 run with no pair named");
    expect(html).toContain('<option value="own:form-of-the-test" selected="">');
  });

  it("in an older tab changes only what was changed there", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const name of ["blue-pair", "grey-pair"]) {
      await ada.post("/shoes/add", { ...NEW, name, id: name });
    }
    const { html } = await ada.get("/shoes");
    const was = shownBy(html.slice(html.indexOf('action="/shoes/defaults"')));
    const none = { run: "", "trail-run": "", "virtual-run": "", was };
    await ada.post("/shoes/defaults", { ...none, run: "own:blue-pair" });
    await ada.post("/shoes/defaults", { ...none, "trail-run": "own:grey-pair" });
    expect((await wear("ada")).defaults).toEqual({
      run: "own:blue-pair",
      "trail-run": "own:grey-pair",
    });
  });

  it("is what every check-up judges by", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    await ada.post("/shoes/defaults", { run: "own:form-of-the-test" });
    const { known } = await loadCase(makeRunner({ id: "ada" }), TODAY, runnerData(table));
    expect(known.options?.defaultShoes).toEqual({ run: "own:form-of-the-test" });
  });

  it.each(["own:bobs-own-pair", HOSTILE])("can't be %s", async (shoe) => {
    const bob = await signedIn({ id: "bob" });
    await bob.post("/shoes/add", { ...NEW, id: "bobs-own-pair" });
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    const before = await scan();
    const form = { run: "own:form-of-the-test", "trail-run": shoe };
    const { status, html } = await ada.post("/shoes/defaults", form);
    expect(status).toBe(422);
    expectFault(html, "trail-run", "Trail runs: choose a pair from the list.");
    expect(await scan()).toEqual(before);

    const both = await ada.post("/shoes/defaults", { run: shoe, "virtual-run": shoe });
    expect(faultyFields(both.html)).toEqual(["run", "virtual-run"]);
  });
});

describe("one pair that two sources list", () => {
  const OWN = "own:form-of-the-test";
  const said = async (runnerId: string) => [
    ...(await runnerData(table).sameness.read(runnerId)).pairs,
  ];

  /** A pair of the runner's own that began with 120 km, and one that Strava says has run 300 km. */
  async function twoPairs() {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", { ...NEW, start: "120" });
    await told("ada");
    return ada;
  }

  it("is one by the runner's word, under the name that was chosen, with both said and the way back", async () => {
    const ada = await twoPairs();
    const before = (await ada.get("/shoes")).html;
    expect(before).toContain('<option value="strava:g1">Strava pair (Strava)</option>');
    const form = { shoe: OWN, as: "strava:g1" };
    expect(await ada.post("/shoes/same", form)).toMatchObject({ to: "/shoes?done=joined" });
    const { html } = await ada.get("/shoes", {}, { done: "joined" });
    expect(html).toContain("They are now one pair.");
    expect(html.match(/<article/g)).toHaveLength(1);
    expect(html).toContain('aria-label="Strava pair: 300 km of');
    expect(html).toContain("Also Blue pair (your own list)");
    expect(html).toContain("each name gives a distance, and the largest counts");
    expect(html).not.toContain('action="/shoes/same"');
    expect(await ada.post("/shoes/two", { shoe: OWN })).toMatchObject({ to: "/shoes?done=parted" });
    expect((await ada.get("/shoes")).html.match(/<article/g)).toHaveLength(2);
    expect(await said("ada")).toEqual([]);
  });

  it("takes runs and is a usual pair under its counted name, also after it is two again", async () => {
    const ada = await twoPairs();
    await ada.post("/shoes/same", { shoe: OWN, as: "strava:g1" });
    await run("ada", 2);
    const { html } = await ada.get("/shoes");
    expect(html).toContain(`<option value="${OWN}">Strava pair</option>`);
    expect(await ada.post("/shoes/defaults", { run: "strava:g1" })).toMatchObject({ status: 303 });
    await ada.post("/shoes/worn", { run: "strava-export:2021-09-10", shoe: OWN });
    const { runs, defaults } = await wear("ada");
    expect([...runs.values(), defaults.run]).toEqual([OWN, OWN]);
    expect((await ada.get("/shoes")).html).toContain("(now: Strava pair)");
    await ada.post("/shoes/two", { shoe: OWN });
    expect((await ada.get("/shoes")).html).toContain('aria-label="Blue pair: 125 km of');
  });

  it("counts its runs from two services once, and is never the sum of its names", async () => {
    const ada = await twoPairs();
    const strava = toldShoeStore(table);
    const known = await strava.toldOf("ada", "strava");
    const now = { told: [], gone: ["g1"], atMs: NOW_MS, isWhole: true };
    await strava.save("ada", "strava", known, now);
    await runnerData(table).shoes.save("ada", { source: "polar", sourceId: "p1", name: "Nimbus" });
    await runnerData(table).sameness.joinPairs("ada", OWN, "polar:p1", "2021-09-09");
    await run("ada", 3, { source: "polar", shoeSourceId: "p1" });
    await run("ada", 2, { source: "polar", shoeSourceId: "p1" });
    await run("ada", 2, { source: "strava", shoeSourceId: "g9" });
    // The 120 km include what was run up to the day on which the two were called one pair.
    expect((await ada.get("/shoes")).html).toContain('aria-label="Nimbus: 125 km of');
  });

  it.each([
    ["two from one source", { shoe: OWN, as: "own:other-of-the-test" }, 422],
    ["a pair and itself", { shoe: OWN, as: OWN }, 422],
    ["one that is not there", { shoe: OWN, as: "strava:g9" }, 422],
    ["nothing", { shoe: OWN, as: "" }, 422],
    ["another runner's pair", { shoe: "strava:g9", as: OWN }, 404],
  ])("is refused for %s, and nothing is written", async (_, form, status) => {
    const ada = await twoPairs();
    await ada.post("/shoes/add", { ...NEW, id: "other-of-the-test", name: "Red pair" });
    const answer = await ada.post("/shoes/same", form);
    expect(answer.status).toBe(status);
    if (status === 422) expectFault(answer.html, "as", "The same pair as: choose one");
    expect(await said("ada")).toEqual([]);
  });

  it("has no third pair of a source that it has already", async () => {
    const ada = await twoPairs();
    await ada.post("/shoes/add", { ...NEW, id: "other-of-the-test", name: "Red pair" });
    await ada.post("/shoes/same", { shoe: OWN, as: "strava:g1" });
    const form = { shoe: "own:other-of-the-test", as: "strava:g1" };
    expect((await ada.post("/shoes/same", form)).status).toBe(422);
    expect(await said("ada")).toEqual([[OWN, { sameAs: "strava:g1", since: "2021-09-12" }]]);
  });

  it("is two again even where both were called each other", async () => {
    const ada = await twoPairs();
    const { sameness } = runnerData(table);
    await sameness.joinPairs("ada", OWN, "strava:g1", "2021-09-12");
    await sameness.joinPairs("ada", "strava:g1", OWN, "2021-09-12");
    expect((await ada.get("/shoes")).html.match(/<article/g)).toHaveLength(1);
    await ada.post("/shoes/two", { shoe: "strava:g1" });
    expect((await ada.get("/shoes")).html.match(/<article/g)).toHaveLength(2);
  });

  it("that is not joined can't be parted", async () => {
    const ada = await twoPairs();
    for (const shoe of [OWN, "strava:g9", ""]) {
      expect((await ada.post("/shoes/two", { shoe })).status).toBe(404);
    }
  });
});

describe("the page of shoes", () => {
  const POSTS = ["add", "change", "defaults", "worn", "same", "two"].map(
    (form) => `/shoes/${form}`,
  );

  it.each(POSTS)("%s takes no form without this session's token", async (path) => {
    const ada = await signedIn({ id: "ada" });
    const bob = await signedIn({ id: "bob" });
    const before = await scan();
    for (const csrf of ["", "forged", await bob.csrf()]) {
      expect(await ada.post(path, { ...NEW, csrf })).toMatchObject({ status: 403 });
    }
    expect(await scan()).toEqual(before);
  });

  it("credits Strava for the pairs that it told of, and for nothing else", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    expect((await ada.get("/shoes")).html).not.toContain("Powered by Strava");
    await told("ada");
    expect((await ada.get("/shoes")).html).toContain("Powered by Strava");
  });

  it("shows nothing of another runner", async () => {
    const bob = await signedIn({ id: "bob" });
    await bob.post("/shoes/add", { ...NEW, name: "Bob's pair" });
    await run("bob", 1, { name: "Bob's secret loop" });
    const ada = await signedIn({ id: "ada" });
    expect((await ada.get("/shoes")).html).not.toMatch(/Bob|form-of-the-test/);
  });

  it("makes hostile names and answers harmless", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", { ...NEW, name: HOSTILE });
    await run("ada", 1, { name: HOSTILE });
    const shown = await ada.get("/shoes", {}, { done: HOSTILE });
    const refused = await ada.post("/shoes/add", {
      ...NEW,
      id: HOSTILE,
      name: HOSTILE,
      start: HOSTILE,
    });
    expect(refused.status).toBe(422);
    for (const { html } of [shown, refused]) {
      expect(html).not.toContain("<script");
      expect(html).toContain("&lt;script&gt;alert(1)");
      expect(html).not.toMatch(/ style=| on[a-z]+="/);
    }
  });

  it("has a label for every field, and no id twice", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/shoes/add", NEW);
    await told("ada");
    await run("ada", 1);
    const { html } = await ada.get("/shoes");
    const idsOn = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(idsOn).size).toBe(idsOn.length);
    const labelled = [...html.matchAll(/ for="([^"]+)"/g)].map(([, id]) => id);
    const fields = [...html.matchAll(/<(?:input|select) (?:value="[^"]*" )?id="([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(labelled.toSorted()).toEqual(fields.toSorted());
  });
});
