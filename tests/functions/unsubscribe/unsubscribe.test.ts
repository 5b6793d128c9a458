import { beforeEach, describe, expect, it } from "vitest";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { RunnerStore } from "../../../functions/ports/runner.ts";
import { unsubscribeUrl } from "../../../functions/shared/http/links.ts";
import { unsubscribe } from "../../../functions/unsubscribe/unsubscribe.ts";
import { makeVisitor } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable } from "../../support/tables.ts";

let runners: RunnerStore;

beforeEach(async () => {
  runners = runnerStore(await freshTable());
  await runners.create(makeRunner());
  await runners.create(makeRunner({ id: "r2", linkKey: "another key" }));
});

const tokenOf = (runner = makeRunner()) =>
  unsubscribeUrl("", runner, "digest").split("/").at(-1) ?? "";

/** Asks as a mail program posts, unless `form` is that of our own page. */
function ask(
  method: string,
  overrides: Record<string, string> = {},
  form: Record<string, string> = { "List-Unsubscribe": "One-Click" },
) {
  const path = { runnerId: "r1", topic: "digest", token: tokenOf(), ...overrides };
  return makeVisitor((request) => unsubscribe(request, { runners })).visit(
    `${method} /unsubscribe`,
    {
      path,
      ...(method === "POST" && { form }),
    },
  );
}

async function isOn(id: string) {
  return (await runners.find(id))?.digest.on;
}

describe("the unsubscribe link", () => {
  it("opened only asks, since mail scanners open every link", async () => {
    const answer = await ask("GET");
    expect(answer.status).toBe(200);
    expect(answer.html).toContain('<form method="post">');
    expect(await isOn("r1")).toBe(true);
  });

  it("posted stops the digest of this runner and nobody else's", async () => {
    const answer = await ask("POST");
    expect(answer).toMatchObject({ status: 200, outcome: "stopped" });
    expect(await isOn("r1")).toBe(false);
    expect(await isOn("r2")).toBe(true);
  });

  it("of the reminders stops them alone, and leaves the days to the calendar", async () => {
    const reminders = { weekdays: [2], hour: 18, email: true } as const;
    const runner = makeRunner({ id: "r3", reminders, linkKey: "a third key" });
    await runners.create(runner);
    const token = unsubscribeUrl("", runner, "reminder").split("/").at(-1) ?? "";
    const asking = (method: string) => ask(method, { runnerId: "r3", topic: "reminder", token });
    expect((await asking("GET")).answer).toMatchObject({ title: "Stop the reminders?" });
    expect((await runners.find("r3"))?.reminders).toEqual(reminders);
    await asking("POST");
    await asking("POST");
    expect(await runners.find("r3")).toEqual({
      ...runner,
      reminders: { ...reminders, email: false },
    });
  });

  it.each(["load", "rest", "form", "shoes", "connection"] as const)(
    "of the topic %s stops that one alone, in words of its own",
    async (topic) => {
      const token = unsubscribeUrl("", makeRunner(), topic).split("/").at(-1) ?? "";
      const asked = await ask("GET", { topic, token });
      expect(asked.answer).toMatchObject({
        title: expect.stringMatching(
          /^Stop messages about your? ?\w+.*\?$|^Stop messages about rest days\?$/,
        ),
      });
      expect((await runners.find("r1"))?.nudges.topicsOff).toEqual([]);
      await ask("POST", { topic, token });
      await ask("POST", { topic, token });
      expect(await runners.find("r1")).toMatchObject({
        digest: { on: true },
        nudges: { topicsOff: [topic] },
      });
      expect((await runners.find("r2"))?.nudges.topicsOff).toEqual([]);
      const other = await ask("POST", { topic, token: tokenOf() });
      expect(other.status).toBe(404);
    },
  );

  it.each(["digest", "reminder", "load"] as const)(
    "of the topic %s pressed on our page leads back there, where it says that it is stopped and leads to the settings",
    async (topic) => {
      const reminders = { weekdays: [2], hour: 18, email: true } as const;
      const runner = makeRunner({ id: "r3", reminders, linkKey: "a third key" });
      await runners.create(runner);
      const token = unsubscribeUrl("", runner, topic).split("/").at(-1) ?? "";
      const path = { runnerId: "r3", topic, token };
      const { html } = await ask("GET", path);
      const [, name = "", value = ""] = /name="(\w+)" value="(\w+)"/.exec(html) ?? [];
      const pressed = await ask("POST", path, { [name]: value });
      expect(pressed).toMatchObject({ status: 303, to: "/unsubscribe", outcome: "stopped" });
      const after = await ask("GET", path);
      expect(after).toMatchObject({ status: 200, outcome: "stopped" });
      expect(after.html).toContain('<a href="/settings">');
    },
  );

  it("posted twice is no error", async () => {
    await ask("POST");
    expect((await ask("POST")).status).toBe(200);
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
  ])(
    "with %s is refused in the same words with a way on, and nothing is changed",
    async (_, path) => {
      for (const method of ["GET", "POST"]) {
        const answer = await ask(method, path);
        expect(answer.status).toBe(404);
        expect(answer.answer).toMatchObject({ title: "This link doesn't work" });
        expect(answer.html).toContain('<a href="/settings">');
      }
      expect(await isOn("r1")).toBe(true);
      expect(await isOn("r2")).toBe(true);
    },
  );
});
