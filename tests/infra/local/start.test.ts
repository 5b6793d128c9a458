import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listen } from "../../../infra/local/engines/listen.ts";
import { assembleForStart } from "../../support/assembly.ts";
import { until } from "../../support/local-wait.ts";

const script = fileURLToPath(new URL("../../../infra/local/start.ts", import.meta.url));
/** Synthesizing the whole CDK app takes a while if nothing has done it before. */
const limitMs = 180_000;

let dataDir: string;
const running = new Set<ChildProcess>();
beforeAll(assembleForStart, limitMs);
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), "stridewell-start-")), "data");
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  rmSync(join(dataDir, ".."), { recursive: true, force: true });
});

function start(...options: readonly string[]) {
  const ports = ["--port", "0", "--inbox-port", "0", "--strava-port", "0"];
  const argv = [...ports, "--data", dataDir, ...options];
  const child = spawn(process.execPath, [script, ...argv]);
  running.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) =>
    child.on("close", (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  const address = (name: string) =>
    until(() => new RegExp(`${name} +(http://\\S+)`).exec(stdout)?.[1], limitMs);
  return { child, ended, address, stdout: () => stdout, stderr: () => stderr };
}

async function mails(inboxUrl: string): Promise<readonly string[]> {
  const store = z.object({ emails: z.array(z.object({ messageId: z.string() })) });
  const answer = await fetch(`${inboxUrl}/store`);
  return store.parse(await answer.json()).emails.map(({ messageId }) => messageId);
}

describe("npm start", () => {
  it(
    "runs the application with a digest in the inbox, stops on Ctrl-C and carries on where it was",
    async () => {
      const first = start();
      expect((await fetch(await first.address("App"))).status).toBe(200);
      const strava = await (await fetch(await first.address("Strava"))).text();
      expect(strava).toContain("Simulated Strava");
      const inbox = await first.address("Inbox");
      const sent = await until(async () => {
        const found = await mails(inbox);
        return found.length > 0 ? found : undefined;
      }, limitMs);
      await until(() => first.stdout().includes("is in the inbox"), limitMs);
      first.child.kill("SIGINT");
      expect(await first.ended).toBe(0);

      const second = start();
      expect(await mails(await second.address("Inbox"))).toEqual(sent);
      second.child.kill("SIGTERM");
      expect(await second.ended).toBe(0);
      expect(first.stderr() + second.stderr()).toBe("");
    },
    2 * limitMs,
  );

  it(
    "says in one line that a port is in use",
    async () => {
      const taken = await listen(createServer());
      const { ended, stderr } = start("--port", String(taken.port));
      expect(await ended).toBe(1);
      expect(stderr()).toBe(
        `Port ${taken.port} is in use: stop what uses it, or choose another with --port N.\n`,
      );
      await taken.close();
    },
    limitMs,
  );

  it("says in one line that an export is not there, before anything is started", async () => {
    const { ended, stderr, stdout } = start("--import", "/nowhere/export.zip");
    expect(await ended).toBe(1);
    expect(stderr()).toMatch(/^\/nowhere\/export\.zip does not exist.*\n$/);
    expect(stdout()).toBe("");
  });

  it("says in one line that an option is wrong", async () => {
    const { ended, stderr, stdout } = start("--fersh");
    expect(await ended).toBe(1);
    expect(stderr()).toBe("Unknown option '--fersh': see npm start -- --help.\n");
    expect(stdout()).toBe("");
  });
});
