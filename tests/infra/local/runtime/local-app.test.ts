import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listen } from "../../../../infra/local/engines/listen.ts";
import {
  type LocalApp,
  type LocalOptions,
  startLocal,
} from "../../../../infra/local/runtime/local-app.ts";
import { manualClock } from "../../../support/local-clock.ts";
import { synthesizeFixture } from "../../../support/local-fixture.ts";
import { until } from "../../../support/local-wait.ts";

let fixture: ReturnType<typeof synthesizeFixture>;
let cacheDir: string;
beforeAll(() => {
  fixture = synthesizeFixture();
  cacheDir = mkdtempSync(join(tmpdir(), "stridewell-cache-"));
});
afterAll(() => {
  fixture.remove();
  rmSync(cacheDir, { recursive: true });
});

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(options: Partial<LocalOptions> = {}, clock = manualClock()) {
  const started = await startLocal({
    assemblyDir: fixture.assemblyDir,
    dataDir: "memory",
    appPort: 0,
    inboxPort: 0,
    cacheDir,
    clock,
    log: () => undefined,
    ...options,
  });
  if (started.kind === "refused") throw new Error(started.lines.join("\n"));
  const { app } = started;
  open.push(() => app.close());
  return { app, clock };
}

const post = (app: LocalApp, id: string, message: object) =>
  fetch(`${app.appUrl}/runs/${id}`, { method: "POST", body: JSON.stringify(message) });

async function stored(app: LocalApp, id: string): Promise<unknown> {
  const answer = await fetch(`${app.appUrl}/runs/${id}`);
  return answer.status === 200 ? await answer.json() : answer.status;
}

async function subjects(app: LocalApp): Promise<readonly string[]> {
  const store = z.object({ emails: z.array(z.object({ subject: z.string() })) });
  const answer = await fetch(`${app.inboxUrl}/store`);
  return store.parse(await answer.json()).emails.map(({ subject }) => subject);
}

const failing = (app: LocalApp): number =>
  Object.values(app.deadLetters()).reduce((sum, count) => sum + count, 0);

describe("a run through the application", () => {
  it("goes from the route over the queue into the table and out as a mail", async () => {
    const { app } = await start();
    const answer = await post(app, "7", { mail: "runner@example.org" });
    expect([answer.status, await answer.text()]).toEqual([202, "accepted"]);
    await app.idle();
    expect(await stored(app, "7")).toEqual({ id: "7", attempt: 1 });
    expect(await subjects(app)).toEqual(["Run 7"]);
    expect(app.denials()).toEqual([]);
  });

  it("is stored once each for a hundred at once", async () => {
    const { app } = await start();
    const ids = Array.from({ length: 100 }, (_, n) => `run-${n}`);
    const answers = await Promise.all(ids.map((id) => post(app, id, {})));
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    await app.idle();
    const runs = await Promise.all(ids.map((id) => stored(app, id)));
    expect(runs).toEqual(ids.map((id) => ({ id, attempt: 1 })));
  });

  it("answers what no route is for with 404", async () => {
    const { app } = await start();
    const answer = await fetch(`${app.appUrl}/shoes`);
    expect([answer.status, await answer.json()]).toEqual([404, { message: "Not Found" }]);
  });
});

/** Lets the message's visibility timeout pass once it has been tried this many times. */
async function comesAgain(
  { app, clock }: Awaited<ReturnType<typeof start>>,
  id: string,
  attempt: number,
): Promise<void> {
  await until(async () => (await stored(app, `${id}-attempt-${attempt}`)) !== 404);
  clock.advance(30_000);
}

describe("a message that fails", () => {
  it.each([
    ["throws", { fail: 1 }],
    ["crashes its process", { crash: 1 }],
    ["takes longer than its function may", { hang: 1 }],
  ])("because it %s comes again and is done", async (_, message) => {
    const running = await start();
    await post(running.app, "again", message);
    await comesAgain(running, "again", 1);
    await running.app.idle();
    expect(await stored(running.app, "again")).toEqual({ id: "again", attempt: 2 });
    expect(failing(running.app)).toBe(0);
  });

  it("for good is laid in the dead-letter queue, and the others of its batch are done", async () => {
    let taken = 0;
    const { app, clock } = await start({
      log: ({ text }) => {
        taken += Number(/^took (\d+) from /.exec(text)?.[1] ?? 0);
      },
    });
    await Promise.all([
      post(app, "good", {}),
      post(app, "bad", { fail: 99 }),
      post(app, "better", {}),
    ]);
    // Time moves on only once what is done is off the queue, or it would come again as well.
    for (const settled of [3, 4]) {
      await until(() => taken === settled);
      clock.advance(30_000);
    }
    await until(() => failing(app) === 1);
    await app.idle();
    expect(await stored(app, "good")).toMatchObject({ id: "good" });
    expect(await stored(app, "better")).toMatchObject({ id: "better" });
    expect(await stored(app, "bad")).toBe(404);
  });
});

describe("time", () => {
  it("runs the schedules when it has come", async () => {
    const { app, clock } = await start({}, manualClock(Date.UTC(2026, 0, 5, 6, 24)));
    expect(await stored(app, "tick")).toBe(404);
    clock.advance(60_000);
    await app.idle();
    expect(await stored(app, "tick")).toMatchObject({ id: "tick" });
  });

  it("ends items of the table", async () => {
    const { app, clock } = await start();
    const expiresAt = Math.floor(clock.now() / 1000) + 60;
    await post(app, "short-lived", { expiresAt });
    await app.idle();
    expect(await app.sweepTables()).toBe(0);
    clock.advance(30_000);
    expect(await stored(app, "short-lived")).not.toBe(404);
    clock.advance(90_000);
    await until(async () => (await stored(app, "short-lived")) === 404);
  });
});

describe("a restart", () => {
  function dataFolder(): string {
    const dir = mkdtempSync(join(tmpdir(), "stridewell-data-"));
    open.push(() => rmSync(dir, { recursive: true }));
    return dir;
  }

  it("carries on: table, inbox and a message whose work was cut off", async () => {
    const dataDir = dataFolder();
    const first = await start({ dataDir });
    await post(first.app, "before", { mail: "runner@example.org" });
    await first.app.idle();
    await post(first.app, "cut", { fail: 1 });
    await first.app.close();

    const second = await start({ dataDir });
    await second.app.idle();
    expect(await stored(second.app, "before")).toEqual({ id: "before", attempt: 1 });
    expect(await stored(second.app, "cut")).toMatchObject({ id: "cut" });
    expect(await subjects(second.app)).toEqual(["Run before"]);
  });

  it("with fresh begins anew", async () => {
    const dataDir = dataFolder();
    const first = await start({ dataDir });
    await post(first.app, "old", { mail: "runner@example.org" });
    await first.app.idle();
    await first.app.close();
    const second = await start({ dataDir, fresh: true });
    expect(await stored(second.app, "old")).toBe(404);
    expect(await subjects(second.app)).toEqual([]);
  });

  it("is refused while another has the folder", async () => {
    const dataDir = dataFolder();
    await start({ dataDir });
    await expect(start({ dataDir })).rejects.toThrow(/Another Stridewell is using .*--data DIR/);
  });

  it("is the next start's when what runs beside can't be had", async () => {
    const dataDir = dataFolder();
    const beside = async () => ({ kind: "refused", line: "No service here." }) as const;
    await expect(start({ dataDir, beside })).rejects.toThrow("No service here.");
    await start({ dataDir });
  });
});

describe("what runs beside", () => {
  it("has its say in what functions are told, and ends after them", async () => {
    const ends: string[] = [];
    const { app } = await start({
      environment: { QUEUE_URL: "from the options" },
      beside: async () => ({
        kind: "started",
        parameters: {},
        environment: { TABLE_NAME: "from beside" },
        close: async () => void ends.push("beside"),
      }),
    });
    const told = app.model.functions.map(({ environment }) => environment);
    expect(told.flatMap(Object.values).sort()).toEqual([
      "from beside",
      "from beside",
      "from beside",
      "from the options",
    ]);
    await app.close();
    expect(ends).toEqual(["beside"]);
  });
});

describe("a start that can't be", () => {
  it.each(["appPort", "inboxPort"])("says so when the %s is in use", async (which) => {
    const taken = await listen(createServer());
    open.push(() => taken.close());
    await expect(start({ [which]: taken.port })).rejects.toThrow(
      `Port ${taken.port} is in use: stop what uses it, or choose another with --`,
    );
  });

  it("says so when a value is given to a variable that nothing declares", async () => {
    await expect(start({ environment: { TABEL_NAME: "x" } })).rejects.toThrow(
      "No function of the template declares TABEL_NAME.",
    );
  });

  it("says so when there is nothing synthesized", async () => {
    await expect(start({ assemblyDir: tmpdir() })).rejects.toThrow("manifest.json cannot be read");
  });
});
