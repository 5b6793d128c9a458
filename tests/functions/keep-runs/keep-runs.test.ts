import { beforeEach, describe, expect, it } from "vitest";
import { activityStore, manualRunStore } from "../../../functions/adapters/activity-store.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import { settingsStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { secondsOf, typedTime } from "../../../functions/keep-runs/read-form.ts";
import { runsPages } from "../../../functions/keep-runs/routes.ts";
import type { NudgeMessage } from "../../../functions/messages/nudge.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { expectFault, faultyFields, itRefuses } from "../../support/refused-form.ts";
import { shownBy } from "../../support/shown-by.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const HOSTILE = `"><script>alert(1)</script><b>'&`;

let table: Table;
let asked: NudgeMessage[];

beforeEach(async () => {
  table = await freshTable();
  asked = [];
});

const signedIn = (overrides: Partial<Runner> & Pick<Runner, "id">) => {
  const deps = {
    ...runnerData(table),
    manualRuns: manualRunStore(table),
    nudges: { send: async (messages: readonly NudgeMessage[]) => void asked.push(...messages) },
    nudgeDelayS: 60,
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
    randomId: () => "id-of-the-page",
  };
  const zone = "Europe/Copenhagen";
  return signInTo((request) => runsPages(request, deps), deps, { zone, ...overrides });
};

const runsOf = (runnerId: string) => activityStore(table).all(runnerId);
const scan = () => itemsOf(table);

const RUN = {
  id: "form-of-the-test",
  day: "2021-09-12",
  at: "07:30",
  distance: "8,25",
  time: "45:30",
  kind: "trail-run",
  name: "Along the shore",
  effort: "5",
};

describe("a run typed in", () => {
  it("is kept as it was typed, and listed", async () => {
    const ada = await signedIn({ id: "ada" });
    expect(await ada.post("/runs/add", RUN)).toMatchObject({ to: "/runs?done=added" });
    expect(await runsOf("ada")).toEqual([
      {
        source: "manual",
        sourceId: "form-of-the-test",
        name: "Along the shore",
        sport: "trail-run",
        startAt: "2021-09-12T05:30:00.000Z",
        day: "2021-09-12",
        startMinute: 450,
        distanceM: 8250,
        movingS: 2730,
        elapsedS: 2730,
        averageHeartRateBpm: null,
        maxHeartRateBpm: null,
        sessionRpe: 5,
        cadenceSpm: null,
        shoeSourceId: null,
      },
    ]);
    const { html } = await ada.get("/runs", {}, { done: "added" });
    expect(html).toContain("Run saved.");
    expect(html).toContain("45:30, Along the shore");
  });

  it("is named by what opens its form, which others have too", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/runs/add", RUN);
    const [, summary] = /<summary>(.*?)<\/summary>/.exec((await ada.get("/runs")).html) ?? [];
    expect(summary).toMatch(/^Change or delete<span class="unseen">: 12 September 2021, .*shore/);
  });

  it("needs a day and a time, and nothing else", async () => {
    const ada = await signedIn({ id: "ada" });
    const least = { ...RUN, at: "", distance: "", time: "40", name: "", effort: "" };
    expect((await ada.post("/runs/add", least)).status).toBe(303);
    expect(await runsOf("ada")).toMatchObject([
      { startMinute: 0, distanceM: 0, movingS: 2400, sessionRpe: null },
    ]);
    expect((await ada.get("/runs")).html).toContain("12 September 2021, 40:00, Run<");
  });

  it("twice by the same form is one run", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const _ of [1, 2]) expect((await ada.post("/runs/add", RUN)).status).toBe(303);
    expect(await runsOf("ada")).toHaveLength(1);
  });

  describe("and sent again after going back", () => {
    it.each(["another-form-of-the-page", RUN.id])("as %s is not another run", async (id) => {
      const ada = await signedIn({ id: "ada" });
      await ada.post("/runs/add", RUN);
      const { status, html } = await ada.post("/runs/add", { ...RUN, id });
      expect(status).toBe(id === RUN.id ? 303 : 422);
      expect(html.includes("This run is already in your list.")).toBe(id !== RUN.id);
      expect(await runsOf("ada")).toHaveLength(1);
    });

    it.each(["another-form-of-the-page", RUN.id])(
      "as %s with something changed is another run, and the first one stays",
      async (id) => {
        const ada = await signedIn({ id: "ada" });
        await ada.post("/runs/add", RUN);
        await ada.post("/runs/add", { ...RUN, id, at: "18:00" });
        const starts = (await runsOf("ada")).map(({ startMinute }) => startMinute);
        expect(starts.sort((a, b) => a - b)).toEqual([450, 1080]);
      },
    );
  });

  it("counts miles for a runner who uses miles", async () => {
    const ada = await signedIn({ id: "ada", units: "mi" });
    await ada.post("/runs/add", { ...RUN, distance: "5" });
    expect((await runsOf("ada"))[0]?.distanceM).toBe(8047);
  });

  it("counts in the units of its form, whatever the runner chose since", async () => {
    const ada = await signedIn({ id: "ada", units: "mi" });
    await ada.post("/runs/add", { ...RUN, distance: "5", units: "km" });
    expect((await runsOf("ada"))[0]?.distanceM).toBe(5000);
    const change = { ...RUN, run: RUN.id, units: "km", distance: "far" };
    const { html } = await ada.post("/runs/change", change);
    expect(html).toContain("Distance (km): enter a plain number");
    expect(html).toContain('name="units" value="km"');
    expect((await ada.get("/runs")).html).toContain('name="units" value="mi"');
  });

  it("has the runner's nudges decided where it is news, and not where it is old", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/runs/add", { ...RUN, day: "2021-08-01" });
    expect(asked).toEqual([]);
    await ada.post("/runs/add", { ...RUN, id: "another-form" });
    expect(asked).toEqual([{ runnerId: "ada" }]);
  });

  it("shows a hostile name as text", async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/runs/add", { ...RUN, name: HOSTILE });
    const { html } = await ada.get("/runs");
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("&lt;script&gt;");
  });

  describe("wrongly", () => {
    let ada: Awaited<ReturnType<typeof signedIn>>;
    beforeEach(async () => {
      ada = await signedIn({ id: "ada" });
    });
    itRefuses(
      [
        ["a day that does not exist", { day: "2021-02-30" }, "Day: choose a real date"],
        ["a day in the future", { day: "2021-09-13" }, "Day: choose a real date"],
        ["a day before any watch", { day: "1889-09-13" }, "Day: choose a real date"],
        ["a time of day that is none", { at: "25:00" }, "Start time: enter a time"],
        [
          "a start that is still to come",
          { day: "2021-09-12", at: "22:01" },
          "Start time: choose one that",
        ],
        ["words for a distance", { distance: "far" }, "Distance (km): enter a plain number"],
        ["a negative distance", { distance: "-8" }, "Distance (km): enter a plain number"],
        ["more than anybody runs", { distance: "501" }, "Distance (km): enter a plain number"],
        ["no time", { time: "" }, "Moving time: enter minutes"],
        ["a time of nothing", { time: "0:00" }, "Moving time: enter minutes"],
        ["a time over two days", { time: "48:00:01" }, "Moving time: enter minutes"],
        ["a speed of nobody", { distance: "80" }, "nobody runs that fast"],
        ["an unknown kind", { kind: "ride" }, "Kind: choose one"],
        ["an effort off the scale", { effort: "11" }, "How hard: choose one"],
        ["a name without end", { name: "x".repeat(101) }, "Name: enter 100"],
      ],
      {
        send: (typed) => ada.post("/runs/add", { ...RUN, ...typed }),
        kept: ["time", "45:30"],
        stored: async () => [await scan(), asked],
      },
    );

    it("in several fields hears of all of them at once, and begins with the first", async () => {
      const { html } = await ada.post("/runs/add", {
        ...RUN,
        day: "2021-09-13",
        distance: "far",
        time: "soon",
        effort: "11",
        kind: "ride",
      });
      expect(faultyFields(html)).toEqual(["day", "distance", "time", "effort", "kind"]);
      expectFault(html, "day", "Day: choose a real date");
      const [, said = ""] = /role="alert">([^<]*)/.exec(html) ?? [];
      expect(said).toContain("Nothing was changed. Day: choose a real date");
      expect(said).toContain(" Moving time: enter minutes");
    });
  });

  it("tomorrow where the runner is already there", async () => {
    const ada = await signedIn({ id: "ada", zone: "Pacific/Auckland" });
    expect((await ada.post("/runs/add", { ...RUN, day: "2021-09-13", at: "" })).status).toBe(303);
  });
});

describe("a typed run", () => {
  const withRun = async () => {
    const ada = await signedIn({ id: "ada" });
    await ada.post("/runs/add", RUN);
    return ada;
  };
  const change = { ...RUN, run: RUN.id, distance: "9" };

  it("is changed under the same identity", async () => {
    const ada = await withRun();
    expect(await ada.post("/runs/change", change)).toMatchObject({ to: "/runs?done=changed" });
    expect(await runsOf("ada")).toMatchObject([{ sourceId: RUN.id, distanceM: 9000 }]);
  });

  it("isn't moved to a time that is still to come", async () => {
    const ada = await withRun();
    const answer = await ada.post("/runs/change", { ...change, at: "22:01" });
    expect(answer.status).toBe(422);
    expect(answer.html).toContain("Start time: choose one that isn&#39;t in the future");
    expect(await runsOf("ada")).toMatchObject([{ startMinute: 450, distanceM: 8250 }]);
  });

  it("in an older tab changes only what was changed there", async () => {
    const ada = await withRun();
    const was = shownBy((await ada.get("/runs")).html);
    const older = { ...RUN, run: RUN.id, distance: "8.25", was };
    await ada.post("/runs/change", { ...older, distance: "9", effort: "" });
    await ada.post("/runs/change", { ...older, name: "Along the bay" });
    expect(await runsOf("ada")).toMatchObject([
      { distanceM: 9000, sessionRpe: null, name: "Along the bay", movingS: 2730 },
    ]);
  });

  it("sent back as it was shown changes nothing", async () => {
    const ada = await withRun();
    const before = await scan();
    const shown = { ...RUN, run: RUN.id, distance: "8.25" };
    expect((await ada.post("/runs/change", shown)).status).toBe(303);
    expect(await scan()).toEqual(before);
  });

  it.each([
    ["west", "Pacific/Auckland", "2021-09-13", "Europe/Copenhagen", "2021-09-12T19:30:00.000Z"],
    ["east", "Europe/Copenhagen", "2021-09-12", "Pacific/Auckland", "2021-09-12T05:30:00.000Z"],
  ])(
    "keeps its instant after a flight %s, as its watch's own record of it does",
    async (_, from, day, to, startAt) => {
      const ada = await signedIn({ id: "ada", zone: from });
      await ada.post("/runs/add", { ...RUN, day });
      expect(await runsOf("ada")).toMatchObject([{ day, startMinute: 450, startAt }]);
      const moved = { ...ada.runner, zone: to };
      expect(await settingsStore(table).keep(ada.runner, moved)).toBe("kept");
      const answer = await ada.get("/runs");
      const was = shownBy(answer.html);
      const [, shown = ""] = answer.html.split("/runs/change");
      expect(/value="([\d-]+)"[^>]*max="([\d-]+)"/.exec(shown)?.slice(1)).toEqual([
        day,
        "2021-09-13",
      ]);
      await ada.post("/runs/change", { ...RUN, run: RUN.id, day, effort: "7", was });
      expect(await runsOf("ada")).toMatchObject([
        { day, startMinute: 450, startAt, sessionRpe: 7 },
      ]);
      await ada.post("/runs/change", { ...RUN, run: RUN.id, day, at: "07:45" });
      expect(await runsOf("ada")).toMatchObject([
        { startMinute: 465, startAt: startAt.replace(":30:", ":45:") },
      ]);
    },
  );

  it("is deleted with what was worn for it, and a second time is not there", async () => {
    const ada = await withRun();
    await runnerData(table).wear.assign(
      "ada",
      { source: "manual", sourceId: RUN.id },
      "own:blue-pair",
    );
    expect(await ada.post("/runs/remove", { run: RUN.id })).toMatchObject({
      to: "/runs?done=removed",
    });
    expect(await runsOf("ada")).toEqual([]);
    expect((await runnerData(table).wear.read("ada")).runs.size).toBe(0);
    expect((await ada.post("/runs/remove", { run: RUN.id })).status).toBe(404);
  });

  it("that is wrongly changed stays as it was, beside the fault", async () => {
    const ada = await withRun();
    const before = await scan();
    const answer = await ada.post("/runs/change", { ...change, time: "soon" });
    expect(answer.status).toBe(422);
    expect(answer.html).toMatch(/<details open/);
    expect(await scan()).toEqual(before);
  });

  it("of another runner is not there", async () => {
    await withRun();
    const eve = await signedIn({ id: "eve" });
    const before = await scan();
    for (const path of ["/runs/change", "/runs/remove"]) {
      expect((await eve.post(path, change)).status).toBe(404);
    }
    expect((await eve.get("/runs")).html).not.toContain("Along the shore");
    expect(await scan()).toEqual(before);
  });

  it("that a service told is not there", async () => {
    const ada = await signedIn({ id: "ada" });
    await activityStore(table).save("ada", makeRecord({ sourceId: "from-strava" }));
    for (const path of ["/runs/change", "/runs/remove"]) {
      expect((await ada.post(path, { ...change, run: "from-strava" })).status).toBe(404);
    }
    expect(await runsOf("ada")).toHaveLength(1);
  });

  it("beyond the fiftieth is on a page of its own, also where its change is refused", async () => {
    const ada = await signedIn({ id: "ada" });
    for (let back = 0; back < 51; back += 1) {
      const startAt = new Date(NOW_MS - back * 86_400_000).toISOString();
      await activityStore(table).save(
        "ada",
        makeRecord({ source: "manual", sourceId: `run-${back}`, startAt, name: `No. ${back};` }),
      );
    }
    const listed = (html: string) => [...html.matchAll(/(?<=No\. )\d+(?=;<\/p>)/g)].map(String);
    const newest = (await ada.get("/runs")).html;
    expect(listed(newest)).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
    expect(newest).toContain('<a href="/runs?after=50">1 older run</a>');
    const older = (await ada.get("/runs", {}, { after: "50" })).html;
    expect(listed(older)).toEqual(["50"]);
    expect(older).toContain('<a href="/runs?after=0">Newer runs</a>');
    const refused = await ada.post("/runs/change", { ...change, run: "run-50", time: "soon" });
    expect(listed(refused.html)).toEqual(["50"]);
    expectFault(refused.html, "time", "Moving time");
    // The address that Back leads to after a refusal.
    const sentTo = (html: string) => [...html.matchAll(/action="(\/runs\/(?:add|change)[^"]*)"/g)];
    expect(sentTo(older).map(([, to]) => to)).toEqual([
      "/runs/add?after=50",
      "/runs/change?after=50",
    ]);
    expect(
      sentTo(newest)
        .slice(0, 2)
        .map(([, to]) => to),
    ).toEqual(["/runs/add", "/runs/change"]);
    for (const after of ["-7", "x"]) {
      expect(listed((await ada.get("/runs", {}, { after })).html)).toHaveLength(50);
    }
    for (const after of ["51", "100000", "Infinity"]) {
      const last = (await ada.get("/runs", {}, { after })).html;
      expect([after, listed(last)]).toEqual([after, ["50"]]);
      expect(last).toContain('<a href="/runs?after=0">Newer runs</a>');
    }
    const day = new Date(NOW_MS - 50 * 86_400_000).toISOString().slice(0, 10);
    const older50 = { ...change, run: "run-50", day };
    expect((await ada.post("/runs/change", older50)).to).toBe("/runs?done=changed&after=50");
    expect((await ada.post("/runs/remove", { run: "run-50" })).to).toBe(
      "/runs?done=removed&after=50",
    );
  });
});

describe("a duration as people write it", () => {
  it.each([
    ["45", 2700],
    ["45:30", 2730],
    ["1:05:30", 3930],
    ["90", 5400],
    ["120:00", 7200],
    ["", null],
    ["1:5", null],
    ["1:75:00", null],
    ["1h", null],
    ["-5", null],
  ])("%j is %j seconds", (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it("is read back as it is shown, to the second", () => {
    for (const seconds of [1, 59, 60, 2730, 3599, 3600, 3930, 48 * 3600]) {
      expect(secondsOf(typedTime(seconds))).toBe(seconds);
    }
  });
});
