import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountStore } from "../../functions/adapters/account-store.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { samenessStore } from "../../functions/adapters/sameness-store.ts";
import { shoeStore, toldShoeStore } from "../../functions/adapters/shoe-store.ts";
import { type Item, type Table, toItem } from "../../functions/adapters/table.ts";
import { toldActivityStore } from "../../functions/adapters/told-activity-store.ts";
import { erasureMessage } from "../../functions/messages/erasure.ts";
import { readSession, sessionCookie } from "../../functions/shared/http/session.ts";
import { everyWrite } from "../support/every-item.ts";
import { makeShoeRecord } from "../support/make-record.ts";
import { makeRunner } from "../support/make-runner.ts";
import { type Engine, freshTable, itemsOf, startDynaliteServer } from "../support/tables.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const cli = join(root, ".ci/tools/python/bin/aws");
/** `.ci/run` installs it, and fails if these tests were skipped. */
const absent = existsSync(cli) ? "" : " (skipped: the AWS CLI is not installed, .ci/run does it)";

const NOW_MS = Date.parse("2021-09-13T08:00:00.000Z");

let engine: Engine & { readonly url: string };
beforeAll(async () => {
  engine = await startDynaliteServer();
});
afterAll(() => engine.close());

/** The one block of the runbook that holds this. */
function commands(what: string, language = "sh"): string {
  const runbook = readFileSync(join(root, "docs/runbook.md"), "utf8");
  const blocks = [...runbook.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].flatMap(
    ([, block = ""]) => block,
  );
  const found = blocks.filter((block) => block.includes(what));
  if (found.length !== 1) throw new Error(`${found.length} blocks of the runbook have "${what}".`);
  return found[0] ?? "";
}

/** Runs commands as an owner would, on this machine's tables, and returns what they print. */
async function run(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  // An owner's shell goes on after a command that finds nothing; what went wrong is seen by what is printed.
  const args = ["--norc", "-c", `${script}\nexit 0`];
  const { stdout, stderr } = await promisify(execFile)("bash", args, {
    env: {
      PATH: `${dirname(cli)}:${process.env["PATH"]}`,
      AWS_ENDPOINT_URL: engine.url,
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      ...env,
    },
  });
  return `${stdout}${stderr}`.trim();
}

/** An item of every kind, of two runners. */
async function fill(table: Table): Promise<void> {
  for (const [, write] of everyWrite) await write(table);
}

async function put(table: Table, item: Item): Promise<void> {
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: toItem(item) }));
}

describe("the runbook's message that erases a runner", () => {
  it("is one that the worker takes, and begins where the page does", () => {
    const message = JSON.parse(commands("erase", "json").replace("ID", "r1"));
    expect(erasureMessage.parse(message)).toEqual({ kind: "erase", runnerId: "r1", left: false });
  });
});

describe.skipIf(absent !== "")(`the runbook's commands${absent}`, () => {
  it("find a runner by address, however its letters are written", { timeout: 60_000 }, async () => {
    const table = await freshTable(engine);
    for (const [id, email] of [
      ["r1", "Ada@Club.example"],
      ["r2", "bea@club.example"],
    ] as const) {
      await runnerStore(table).create(makeRunner({ id, email }));
    }
    const script = commands("--arg email").replace(
      /^ *TABLE=.*$/m,
      `TABLE=${table.name} EMAIL=ada@club.example`,
    );
    expect(await run(script, {})).toBe("r1");
  });

  it("sign every runner out, and change nothing else", { timeout: 60_000 }, async () => {
    const table = await freshTable(engine);
    await fill(table);
    const runners = runnerStore(table);
    const before = await itemsOf(table);
    const cookies = await Promise.all(
      ["r1", "r2"].map(async (id) => {
        const runner = await runners.find(id);
        if (runner === null) throw new Error("The table lacks a runner.");
        const [set = ""] = (await sessionCookie(runner, NOW_MS)).split(";");
        const [name = "", value = ""] = set.split("=");
        return new Map([[name, value]]);
      }),
    );
    const signedIn = () => Promise.all(cookies.map((one) => readSession(one, runners, NOW_MS)));
    expect((await signedIn()).map((session) => session?.runner.id)).toEqual(["r1", "r2"]);

    const script = commands("SET sessionKey").replace(/^TABLE=.*$/m, `TABLE=${table.name}`);
    expect(await run(script, {})).toBe("");

    expect(await signedIn()).toEqual([null, null]);
    const keys = (await itemsOf(table)).flatMap(({ sessionKey }) => sessionKey ?? []);
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(String(key)))).toBe(true);
    expect(new Set(keys).size).toBe(2);
    const without = (items: readonly Item[]) => items.map(({ sessionKey: _, ...rest }) => rest);
    expect(without(await itemsOf(table))).toEqual(without(before));
  });

  it("bring back one runner's items, but no connection, no copy, nothing newer and nothing of a service left since", {
    timeout: 120_000,
  }, async () => {
    const [live, then] = [await freshTable(engine), await freshTable(engine)];
    await fill(then);
    await samenessStore(then).keepApart("r1", ["file:9", "strava:9"]);
    const lost = (await itemsOf(then)).filter(({ pk }) => pk === "RUNNER#r1");
    const profile = lost.find(({ sk }) => sk === "PROFILE");
    const newer = { ...profile, zone: "Europe/Paris" };
    await put(live, newer);
    const connection = (name: string) => lost.find(({ sk }) => sk === `CONNECTION#${name}`);
    await put(live, { ...connection("polar"), state: "connected" });
    await put(live, { ...connection("strava"), state: "erasing" });
    const connections = (await itemsOf(live)).filter(({ sk }) => sk !== "PROFILE");

    const script = commands("copy ID").replace(/^copy ID$/m, "copy r1");
    expect(await run(script, { NOW: live.name, THEN: then.name })).toBe("");

    // As who leaves them has it done.
    for (const source of ["strava", "suunto", "intervals"]) {
      await toldActivityStore(then).eraseSource("r1", source);
      await toldShoeStore(then).eraseSource("r1", source);
    }
    const kept = (await itemsOf(then)).filter(({ pk }) => pk === "RUNNER#r1");
    expect(lost.length - kept.length).toBeGreaterThan(2);
    const wanted = kept.filter(({ sk }) => !/^CONNECTION#|#TOGETHER#/.test(String(sk)));
    expect(wanted.some(({ sk }) => String(sk).startsWith("ACTIVITY#polar#"))).toBe(true);
    const bySk = (items: readonly Item[]) =>
      items.toSorted((a, b) => (String(a["sk"]) < String(b["sk"]) ? -1 : 1));
    expect(bySk(await itemsOf(live))).toEqual(
      bySk([...connections, ...wanted.map((item) => (item["sk"] === "PROFILE" ? newer : item))]),
    );
  });

  it("move a kept table into a new deployment, but no connection and nobody who was being erased", {
    timeout: 120_000,
  }, async () => {
    const [kept, live] = [await freshTable(engine), await freshTable(engine)];
    await fill(kept);
    const left = makeRunner({ id: "left", email: "left@example.com" });
    await runnerStore(kept).create(left);
    await shoeStore(kept).save("left", makeShoeRecord());
    await accountStore(kept).beginErasing("left", left, new Date(NOW_MS).toISOString());
    const tables = `OLD=${kept.name} NOW=${live.name}`;
    const joined = commands('joined "$OLD"').replace(/^OLD=.*$/m, tables);
    const move = `${tables}\n${commands("batch-write-item")}`;

    expect(await run(joined, {})).toBe("");
    expect(await run(move, {})).toBe("");

    const moved = await itemsOf(live);
    const wanted = (await itemsOf(kept)).filter(
      ({ pk, sk, runnerId }) =>
        /^(RUNNER|EMAIL)#/.test(String(pk)) &&
        !/^CONNECTION#|#TOGETHER#/.test(String(sk)) &&
        pk !== "RUNNER#left" &&
        runnerId !== "left",
    );
    expect(wanted.length).toBeGreaterThan(25);
    expect(moved).toEqual(wanted);
    const runners = runnerStore(live);
    const { id, email } = makeRunner();
    expect(await runners.findByEmail(email)).toMatchObject({ id });
    expect(await runners.findByEmail(left.email)).toBeNull();

    // Once more after an interruption, which changes nothing.
    expect([await run(joined, {}), await run(move, {})]).toEqual(["", ""]);
    expect(await itemsOf(live)).toEqual(moved);
    await runners.create(makeRunner({ id: "new", email: "new@example.com" }));
    expect(await run(joined, {})).toBe("new");
  });

  it("bring back everyone's items, but nothing of who deleted the account since", {
    timeout: 120_000,
  }, async () => {
    const [live, then] = [await freshTable(engine), await freshTable(engine)];
    const runner = (id: string) => makeRunner({ id, email: `${id}@example.com` });
    for (const id of ["one", "other", "left"]) {
      await runnerStore(then).create(runner(id));
      await shoeStore(then).save(id, makeShoeRecord());
    }
    for (const id of ["one", "other"]) await runnerStore(live).create(runner(id));

    const one = commands("copy ID").replace(/^copy ID$/m, "");
    const script = `${one}\n${commands('copy "$id"')}`;
    expect(await run(script, { NOW: live.name, THEN: then.name })).toBe("");

    const shoes = (await itemsOf(live)).filter(({ sk }) => String(sk).startsWith("SHOE#"));
    expect(shoes.map(({ pk }) => pk).sort()).toEqual(["RUNNER#one", "RUNNER#other"]);
  });
});
