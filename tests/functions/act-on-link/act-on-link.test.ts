import { beforeEach, describe, expect, it } from "vitest";
import { type ActOnLinkDeps, actOnLink } from "../../../functions/act-on-link/act-on-link.tsx";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { actionUrl } from "../../../functions/shared/http/action-links.ts";
import { makeVisitor } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable } from "../../support/tables.ts";

const SENT_MS = Date.parse("2021-09-13T05:00:00Z");
const runner = makeRunner();
let table: Table;
let now: string;
let deps: ActOnLinkDeps;

beforeEach(async () => {
  table = await freshTable();
  now = "2021-09-14T18:00:00.000Z";
  deps = { runners: runnerStore(table), exercises: exerciseLogStore(table), now: () => now };
  await runnerStore(table).create(runner);
});

function call(
  method: string,
  overrides: { runnerId?: string; token?: string } = {},
  query: Record<string, string> = {},
) {
  const link = actionUrl(
    "https://run.example",
    runner,
    { do: "exercises-done", day: "2021-09-14", tips: ["G1", "G6-bird-dog"] },
    SENT_MS,
  );
  const path = { runnerId: "r1", token: link.split("/").at(-1) ?? "", ...overrides };
  const visitor = makeVisitor((request) => actOnLink(request, deps));
  return visitor.visit(`${method} /act`, { path, query });
}

const log = () => exerciseLogStore(table).all("r1");

describe("a 'done' link", () => {
  it("opened shows the exercises and one button, and changes nothing", async () => {
    const { status, html: page } = await call("GET");
    expect(status).toBe(200);
    expect(page).toContain("Clamshells");
    expect(page).toContain("Tuesday 14 September 2021");
    expect(page.match(/<button/g)).toHaveLength(1);
    expect(await log()).toEqual([]);
  });

  it("posted marks each of them for the day they were meant for, however often", async () => {
    for (const _ of [1, 2, 3]) expect((await call("POST")).outcome).toBe("exercises-done");
    expect(await log()).toEqual([
      { day: "2021-09-14", tip: "G1", done: true },
      { day: "2021-09-14", tip: "G6-bird-dog", done: true },
    ]);
  });

  it("posted leads to a page that says so, and that can be loaded again", async () => {
    expect(await call("POST")).toMatchObject({ status: 303, to: "/act?noted" });
    const after = await call("GET", {}, { noted: "" });
    expect(after.outcome).toBe("shown");
    expect(after.html).not.toContain("<button");
    expect(after.html).toContain("/routine");
  });

  it("opened again says that it is done, and asks for nothing", async () => {
    await call("POST");
    const before = await log();
    const again = await call("GET");
    expect(again).toMatchObject({ status: 200, outcome: "already done" });
    expect(again.html).not.toContain("<button");
    expect(again.html).toContain("Tuesday 14 September 2021");
    expect(again.html).toContain("/routine");
    expect(await log()).toEqual(before);
  });

  it.each([
    ["only some of them are done", [{ day: "2021-09-14", tip: "G1", done: true }]],
    [
      "one was unticked since",
      [
        { day: "2021-09-14", tip: "G1", done: true },
        { day: "2021-09-14", tip: "G6-bird-dog", done: false },
      ],
    ],
    [
      "other exercises of that day are done",
      [
        { day: "2021-09-14", tip: "G2", done: true },
        { day: "2021-09-14", tip: "G4", done: true },
      ],
    ],
    [
      "another day's are done",
      [
        { day: "2021-09-13", tip: "G1", done: true },
        { day: "2021-09-13", tip: "G6-bird-dog", done: true },
      ],
    ],
  ] as const)("opened when %s still asks", async (_, entries) => {
    await exerciseLogStore(table).save("r1", entries);
    const { outcome, html } = await call("GET");
    expect(outcome).toBe("asked");
    expect(html.match(/<button/g)).toHaveLength(1);
  });

  it.each(["GET", "POST"])("for a day to come (%s) says so and changes nothing", async (method) => {
    now = "2021-09-13T21:59:00.000Z";
    const { status, html } = await call(method);
    expect(status).toBe(409);
    expect(html).toContain("Tuesday 14 September 2021");
    expect(html).toContain("/routine");
    expect(html).not.toContain("<button");
    expect(await log()).toEqual([]);
  });

  it("may be used as soon as its day has begun where the runner lives", async () => {
    now = "2021-09-13T22:00:00.000Z";
    expect((await call("POST")).outcome).toBe("exercises-done");
  });

  it.each(["GET", "POST"])("too old (%s) says so and changes nothing", async (method) => {
    now = "2021-09-27T05:00:00.000Z";
    expect(await call(method)).toMatchObject({ status: 410, outcome: "expired" });
    expect(await log()).toEqual([]);
  });

  it.each([
    ["an unknown runner", { runnerId: "r2" }],
    ["what can't be a runner", { runnerId: "" }],
    ["what no table takes as a key", { runnerId: "r".repeat(3000) }],
    ["a wrong token", { token: "abc.def" }],
  ])(
    "of %s is refused with one and the same answer, which leads to the routine",
    async (_, overrides) => {
      for (const method of ["GET", "POST"]) {
        const refused = await call(method, overrides);
        expect(refused).toMatchObject({ status: 404, outcome: "refused" });
        expect(refused.html).toContain('<a href="/routine">');
      }
      expect(await log()).toEqual([]);
    },
  );
});
