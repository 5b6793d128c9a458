import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { RunnerStore } from "../../../functions/ports.ts";
import { unsubscribeUrl } from "../../../functions/shared/links.ts";
import { unsubscribe } from "../../../functions/unsubscribe/unsubscribe.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { type Engine, freshTable, startDynalite } from "../../support/tables.ts";

let engine: Engine;
let runners: RunnerStore;

beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(async () => {
  await engine?.close();
});
beforeEach(async () => {
  runners = runnerStore(await freshTable(engine));
  await runners.create(makeRunner());
  await runners.create(makeRunner({ id: "r2", linkKey: "another key" }));
});

const tokenOf = (runner = makeRunner()) =>
  unsubscribeUrl("", runner, "digest").split("/").at(-1) ?? "";

function request(method: string, overrides: Record<string, string> = {}) {
  return { method, path: { runnerId: "r1", topic: "digest", token: tokenOf(), ...overrides } };
}

async function isOn(id: string) {
  return (await runners.find(id))?.digest.on;
}

describe("the unsubscribe link", () => {
  it("opened only asks, since mail scanners open every link", async () => {
    const answer = await unsubscribe(request("GET"), { runners });
    expect(answer.status).toBe(200);
    expect(String(await answer.body)).toContain('<form method="post">');
    expect(await isOn("r1")).toBe(true);
  });

  it("posted stops the digest of this runner and nobody else's", async () => {
    const answer = await unsubscribe(request("POST"), { runners });
    expect(answer).toMatchObject({ status: 200, outcome: "stopped" });
    expect(await isOn("r1")).toBe(false);
    expect(await isOn("r2")).toBe(true);
  });

  it("of the reminders stops them alone, and leaves the days to the calendar", async () => {
    const reminders = { weekdays: [2], hour: 18, email: true } as const;
    const runner = makeRunner({ id: "r3", reminders, linkKey: "a third key" });
    await runners.create(runner);
    const token = unsubscribeUrl("", runner, "reminder").split("/").at(-1) ?? "";
    const asking = (method: string) =>
      request(method, { runnerId: "r3", topic: "reminder", token });
    expect((await unsubscribe(asking("GET"), { runners })).title).toBe("Stop the reminders?");
    expect((await runners.find("r3"))?.reminders).toEqual(reminders);
    await unsubscribe(asking("POST"), { runners });
    await unsubscribe(asking("POST"), { runners });
    expect(await runners.find("r3")).toEqual({
      ...runner,
      reminders: { ...reminders, email: false },
    });
  });

  it.each(["load", "rest", "form", "shoes", "connection"] as const)(
    "of the topic %s stops that one alone, in words of its own",
    async (topic) => {
      const token = unsubscribeUrl("", makeRunner(), topic).split("/").at(-1) ?? "";
      const asked = await unsubscribe(request("GET", { topic, token }), { runners });
      expect(asked.title).toMatch(
        /^Stop messages about your? ?\w+.*\?$|^Stop messages about rest days\?$/,
      );
      expect((await runners.find("r1"))?.nudges.topicsOff).toEqual([]);
      await unsubscribe(request("POST", { topic, token }), { runners });
      await unsubscribe(request("POST", { topic, token }), { runners });
      expect(await runners.find("r1")).toMatchObject({
        digest: { on: true },
        nudges: { topicsOff: [topic] },
      });
      expect((await runners.find("r2"))?.nudges.topicsOff).toEqual([]);
      const other = await unsubscribe(request("POST", { topic, token: tokenOf() }), { runners });
      expect(other.status).toBe(404);
    },
  );

  it("posted twice is no error", async () => {
    await unsubscribe(request("POST"), { runners });
    expect((await unsubscribe(request("POST"), { runners })).status).toBe(200);
  });

  it.each([
    ["another runner's token", { token: tokenOf(makeRunner({ linkKey: "another key" })) }],
    ["this token on another runner", { runnerId: "r2" }],
    ["an unknown runner", { runnerId: "nobody" }],
    ["no runner", { runnerId: "" }],
    ["a runner's id longer than any", { runnerId: "x".repeat(3000) }],
    ["an unknown topic", { topic: "everything" }],
    ["no token", { token: "" }],
    ["a token cut short", { token: tokenOf().slice(0, -1) }],
    ["a token with something behind it", { token: `${tokenOf()}=` }],
    ["a very long token", { token: "x".repeat(100_000) }],
  ])("with %s is refused in the same words, and nothing is changed", async (_, path) => {
    for (const method of ["GET", "POST"]) {
      const answer = await unsubscribe(request(method, path), { runners });
      expect(answer.status).toBe(404);
      expect(answer.title).toBe("This link doesn't work");
    }
    expect(await isOn("r1")).toBe(true);
    expect(await isOn("r2")).toBe(true);
  });
});
