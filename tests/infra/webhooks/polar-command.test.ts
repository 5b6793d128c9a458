import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { polarSecret } from "../../../functions/providers/polar/secret.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { polarService } from "../../../infra/local/polar/polar.ts";
import type { RunningService } from "../../../infra/local/services/service.ts";
import { type Services, startServices } from "../../../infra/local/services/start-services.ts";
import { polarCommand, polarSubscribe } from "../../../infra/webhooks/polar-command.ts";

const APP = "https://runs.example.org";

let services: Services;
let polar: RunningService;
/** The status with which an app on this machine answers a ping. */
let answer: number;
let app: Awaited<ReturnType<typeof listen>>;
let kept: string | null;

beforeEach(async () => {
  services = await startServices({ port: 0, services: [polarService] });
  polar = services.of("polar");
  answer = 200;
  kept = null;
  const server = createServer((_, response) => response.writeHead(answer).end());
  app = await listen(server);
});
afterEach(async () => {
  await services.close();
  await app.close(0);
});

/** The owner's secret before Polar has given out the signature key. */
const secret = () => {
  const { signatureKey: _, ...rest } = polarService.secret(polar.kit);
  return polarSecret(JSON.stringify(rest));
};
const keep = async (text: string) => {
  kept = text;
};
const subscribe = (force = false) =>
  polarSubscribe(app.url, kept === null ? secret() : polarSecret(kept), { fetch, force, keep });
const place = { read: async () => kept, write: keep };
const command = (argv: readonly string[], env: Record<string, string> = {}) =>
  polarCommand(argv, { env, fetch, place });
const note = (name: string) => polar.control.note(name);

describe("npm run polar -- subscribe", () => {
  it("makes the webhook, and keeps the key that is told once, and prints neither", async () => {
    const { exitCode, stdout } = await subscribe();
    expect(exitCode).toBe(0);
    expect(note("webhook")).toBe(`${app.url}/webhooks/polar`);
    const { signatureKey = "" } = polarSecret(kept ?? "");
    expect(signatureKey).toBe(polarService.secret(polar.kit)["signatureKey"]);
    expect(stdout).not.toContain(signatureKey);
  });

  it("a second time finds it in place", async () => {
    await subscribe();
    const id = note("webhook id");
    expect((await subscribe()).stdout).toContain("was already in place");
    expect(note("webhook id")).toBe(id);
  });

  it("wakes one that was put to sleep, though the simulated list tells that it sleeps", async () => {
    await subscribe();
    polar.control.setNote("active", null);
    expect((await command(["status"])).stderr).toContain("has deactivated");
    expect((await subscribe()).stdout).toContain("has been activated");
    expect(note("active")).toBe("yes");
  });

  it("replaces one whose key was never kept", async () => {
    await subscribe();
    kept = null;
    expect(await subscribe()).toMatchObject({ exitCode: 0 });
    expect(kept).not.toBeNull();
  });

  it("leaves one alone that leads elsewhere, unless told to", async () => {
    polar.control.setNote("webhook", "https://another.example.org/hook");
    polar.control.setNote("webhook id", "w1");
    expect(await subscribe()).toMatchObject({
      exitCode: 1,
      stderr: `Polar sends events to https://another.example.org: npm run polar -- subscribe --app ${app.url} --force makes it send them here.\n`,
    });
    expect(note("webhook")).toBe("https://another.example.org/hook");
    expect(await subscribe(true)).toMatchObject({ exitCode: 0 });
    expect(note("webhook")).toBe(`${app.url}/webhooks/polar`);
  });

  it("says that the app did not answer the ping, and keeps nothing", async () => {
    answer = 503;
    expect((await subscribe()).stderr).toContain("did not answer its ping");
    expect(kept).toBeNull();
  });

  it.each([
    ["fails", { serverErrors: 1 }],
    ["breaks the connection", { cutConnections: 1 }],
  ])("says it where Polar %s", async (_, faults) => {
    polar.control.setFaults(faults);
    expect(await subscribe()).toMatchObject({ exitCode: 1, stdout: "" });
    expect(await subscribe()).toMatchObject({ exitCode: 0 });
  });

  it("says that Polar does not know the client, and how to name it again", async () => {
    const wrong = { ...secret(), clientSecret: "wrong" };
    const { stderr } = await polarSubscribe(app.url, wrong, { fetch, force: false, keep });
    expect(stderr).toBe(
      "Polar did not list the webhook: it doesn't know the client ID and secret (npm run deploy -- --ask --services polar asks for them again).\n",
    );
  });
});

describe("npm run polar", () => {
  it.each([
    [[], 0, "npm run polar -- subscribe"],
    [["--help"], 0, "npm run polar -- subscribe"],
  ])("%j explains itself", async (argv, exitCode, words) => {
    const told = await command(argv);
    expect(told).toMatchObject({ exitCode, stdout: expect.stringContaining(words) });
  });

  it.each([
    [["subscribe", "--app", APP], {}, "npm run deploy -- --services polar"],
    [["subscribe"], { POLAR_CLIENT_ID: "a", POLAR_CLIENT_SECRET: "b" }, "https address"],
    [
      ["subscribe", "--app", "http://x"],
      { POLAR_CLIENT_ID: "a", POLAR_CLIENT_SECRET: "b" },
      "https address",
    ],
    [["dance"], { POLAR_CLIENT_ID: "a", POLAR_CLIENT_SECRET: "b" }, 'no command "dance"'],
    [["status", "please"], {}, 'no command "status please"'],
    [["status", "--aloud"], {}, "Unknown option '--aloud': see npm run polar -- --help."],
    [["subscribe", "--app", "-x"], {}, "argument is ambiguous: see npm run polar -- --help."],
  ])("%j is answered with one line when it is wrong", async (argv, env, words) => {
    const { exitCode, stderr, stdout } = await command(argv, env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("tells how it is, and has it stop", async () => {
    kept = JSON.stringify(secret());
    expect((await command(["status"])).stderr).toContain("sends no events: npm run deploy");
    await subscribe();
    expect((await command(["status"])).stdout).toContain(app.url);
    expect((await command(["status", "--app", app.url])).exitCode).toBe(0);
    expect(await command(["status", "--app", "https://here.example"])).toMatchObject({
      exitCode: 1,
      stderr: `Polar sends events to ${app.url}: npm run polar -- subscribe --app https://here.example --force makes it send them here.\n`,
    });
    expect(await command(["unsubscribe"])).toMatchObject({ exitCode: 0 });
    expect(note("webhook")).toBeNull();
    expect(await command(["unsubscribe"])).toMatchObject({ exitCode: 0 });
  });
});
