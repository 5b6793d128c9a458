import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { rateBudgetStore } from "../../../functions/adapters/rate-budget-store.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import type { Retention } from "../../../functions/follow-event/store-activity.ts";
import { trainingPages } from "../../../functions/show-training/routes.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { type House, makeHint, makeHouse } from "../../support/make-follow.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

const DAY_MS = 24 * 3_600_000;
const COMING = "from Strava again";

let table: Table;
let strava: Strava;
let house: House;
let athlete: string;

beforeEach(async () => {
  table = await freshTable();
  strava = await startStrava();
});
afterEach(() => strava.close());

/** A runner with two years of runs, one every ten days; connected and compared once. */
async function connected(retention: Retention = "cache") {
  house = makeHouse(strava, table, { retention });
  athlete = strava.control.addAthlete({}).id;
  for (let back = 5; back < 730; back += 10) {
    const startAt = new Date(strava.clock.now() - back * DAY_MS).toISOString();
    strava.control.addActivity(athlete, { startAt, name: `${back} days ago` }, true);
  }
  // The stores go by the simulator's clock, so what has expired is not read.
  const deps = {
    ...runnerData(table),
    ...caseStores(table, strava.clock.now),
    windows: windowStore(table),
    events: house.deps.events,
    publicUrl: PUBLIC_URL,
    nowMs: strava.clock.now,
  };
  const ada = await signInTo((request) => trainingPages(request, deps), deps, { id: "ada" });
  await house.connect("ada", athlete);
  await night();
  const show = async (weeks: string) => (await ada.get("/training", {}, { weeks })).html;
  return { year: () => show("52"), show };
}

const night = () => house.compare("ada");

const daysBack = async () => {
  const stored = await house.deps.activities.ofSource("ada", "strava");
  const known = stored.map(({ record }) => Date.parse(record.startAt));
  return Math.max(...known.map((startMs) => Math.floor((strava.clock.now() - startMs) / DAY_MS)));
};

/** The weeks in the page's first table. */
const weeksIn = (html: string) =>
  html.slice(html.indexOf("<table"), html.indexOf("</table")).match(/<th scope="row"/g)?.length;

describe("a chart of a year", () => {
  it("has what is no longer here listed again, follows by itself, and is then whole", async () => {
    const { year } = await connected();
    expect(await daysBack()).toBe(175);
    const before = await year();
    expect(before).toContain(COMING);
    expect(weeksIn(before)).toBe(26);
    // Reloaded while the runs come in, the page asks for nothing more.
    await year();
    expect(house.queue).toHaveLength(1);
    expect(await house.drain()).toEqual(["looked back: page 1", "looked back: done"]);
    expect(await daysBack()).toBe(395);
    const after = await year();
    expect(after).not.toContain(COMING);
    expect(weeksIn(after)).toBe(52);
    expect(house.queue).toEqual([]);
  });

  it("asks once for all that open it at the same moment, as each would use up calls that all runners share", async () => {
    const { year } = await connected();
    const pages = await Promise.all(Array.from({ length: 20 }, year));
    expect(house.queue).toHaveLength(1);
    for (const page of pages) expect(page).toContain(COMING);
  });

  it("asks again once the first of the copies may have expired, and they do expire", async () => {
    const { year } = await connected();
    await year();
    await house.drain();
    for (let day = 1; day <= 3; day += 1) {
      strava.clock.advance(DAY_MS);
      await night();
      if (day < 3) expect(await year()).not.toContain(COMING);
    }
    expect(await year()).toContain(COMING);
    await house.drain();
    for (let day = 1; day <= 6; day += 1) {
      strava.clock.advance(DAY_MS);
      await night();
    }
    expect(await daysBack()).toBeLessThanOrEqual(180);
  });

  it("holds for as long as it is said to be here, also where a run leaves the window meanwhile", async () => {
    const { year } = await connected();
    const edge = new Date(strava.clock.now() - 176.5 * DAY_MS).toISOString();
    strava.control.addActivity(athlete, { startAt: edge, name: "at the edge" }, true);
    for (let day = 0; day < 5; day += 1) {
      await night();
      strava.clock.advance(DAY_MS);
    }
    await year();
    await house.drain();
    const before = await daysBack();
    const names = async () =>
      (await house.deps.activities.ofSource("ada", "strava")).map(({ record }) => record.name);
    expect(await names()).toContain("at the edge");
    strava.clock.advance(1.5 * DAY_MS);
    const startAt = new Date(strava.clock.now() - DAY_MS / 10).toISOString();
    strava.control.addActivity(athlete, { startAt }, true);
    await night();
    expect(await year()).not.toContain(COMING);
    expect(await names()).toContain("at the edge");
    expect(await daysBack()).toBeGreaterThan(before);
  });

  it("asks once where the owner keeps what was fetched", async () => {
    const { year } = await connected("keep");
    await year();
    await house.drain();
    strava.clock.advance(40 * DAY_MS);
    await night();
    expect(await year()).not.toContain(COMING);
    expect(await daysBack()).toBe(435);
  });

  it("waits for a limit of Strava's, and tells nobody of the old runs", async () => {
    const { year } = await connected();
    house.asked.length = 0;
    strava.control.setLimits({ overall: [100, 1000], read: [5, 1000] });
    const { tokens } = (await house.deps.connections.find("ada")) ?? {};
    for (let n = 0; n < 5; n += 1) {
      const { budget } = await strava.api.athlete(tokens?.accessToken ?? "");
      if (budget !== null) await rateBudgetStore(table).note(budget, strava.clock.now());
    }
    await year();
    expect(await house.drain()).toContain("waits: Strava's limit");
    expect(weeksIn(await year())).toBe(52);
    expect(house.asked).toEqual([]);
  });

  it("forgets an old run that the runner deletes, and all of them with the connection", async () => {
    const { year } = await connected();
    await year();
    await house.drain();
    const old = strava.control.activitiesOf(athlete).find(({ name }) => name === "305 days ago");
    strava.control.remove(old?.id ?? "");
    house.send(makeHint(athlete, { objectId: old?.id ?? "", aspect: "delete" }));
    await house.drain();
    expect(await year()).not.toContain("305 days ago");
    strava.control.revoke(athlete);
    house.send(
      makeHint(athlete, {
        object: "athlete",
        objectId: athlete,
        aspect: "update",
        revokesAccess: true,
      }),
    );
    await house.drain();
    expect(await house.deps.activities.ofSource("ada", "strava")).toEqual([]);
  });

  it("of twelve weeks asks for nothing", async () => {
    const { show } = await connected();
    expect(await show("12")).not.toContain(COMING);
    expect(house.queue).toEqual([]);
  });
});
