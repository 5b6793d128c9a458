import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { polarSecret } from "../../../functions/providers/polar/secret.ts";
import { type DestroyDeps, destroyApp } from "../../../infra/deploy/destroy-app.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { polarService } from "../../../infra/local/polar/polar.ts";
import { startServices } from "../../../infra/local/services/start-services.ts";
import { polarSubscribe } from "../../../infra/webhooks/polar-command.ts";
import { type FakeAccount, fakeCloud, makeAccount } from "../../support/fake-cloud.ts";
import { startStrava } from "../local/strava/make-strava.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const outputs = { TableName: "Table-1", AppUrl: "https://abc.example.com" };
const stack = { status: "CREATE_COMPLETE", changedAt: "", outputs };

async function run(
  argv: readonly string[],
  changes: Partial<FakeAccount> = {},
  given: Partial<Pick<DestroyDeps, "confirm" | "env" | "settings">> = {},
) {
  const said: string[] = [];
  const calls: string[] = [];
  const exitCode = await destroyApp(argv, {
    cloud: fakeCloud(makeAccount({ stack, ...changes })),
    settings: {},
    env: {},
    confirm: null,
    ...given,
    say: (line) => said.push(line),
    cdk: async (args) => {
      calls.push(args.join(" "));
      return 0;
    },
    fetch,
    nowMs: Date.now,
  });
  return { exitCode, said: said.join("\n"), calls };
}

describe("destroying", () => {
  it("says what stays and what it costs, and does nothing unless told to", async () => {
    const { exitCode, said, calls } = await run([]);
    expect(exitCode).toBe(2);
    expect(said).toContain("Table-1: all runners' data");
    expect(said).toMatch(/\$1 a month/);
    expect(said).toContain("delete the stack stridewell-github");
    expect(said).toContain("the access that runners gave at Strava");
    // CloudFormation sets it with the certificate, and doesn't remove it with it.
    expect(said).toContain("the CNAME that proved it to AWS");
    expect(said).toMatch(
      /Runs from Strava leave it within a week by themselves \(with\s+stravaRetention keep, never\)/,
    );
    expect(said).toMatch(
      /turn off the table's point-in-time recovery \(otherwise AWS keeps one\s+last backup of it for 35 days, and Strava's terms allow 30\)/,
    );
    expect(said).toContain("docs/runbook.md says how to copy there, before anyone signs in");
    expect(said).toContain("ask runners to save theirs first");
    expect(calls).toEqual([]);
  });

  it("says how it is used, and looks at nothing", async () => {
    const { exitCode, said, calls } = await run(["--help"]);
    expect([exitCode, calls]).toEqual([0, []]);
    expect(said).toMatch(/^npm run destroy {4}says what goes/);
  });

  it("says in which account and region it looks, before anything else", async () => {
    const first = async (changes: Partial<FakeAccount>) =>
      (await run(["--yes"], changes)).said.split("\n")[0];
    expect(await first({ stack: null })).toBe("ok      Account 123456789012 in eu-west-1");
    expect(await first({ region: null })).toContain("MISSING No valid region is set");
    expect(await first({ denied: new Set(["accountId"]) })).toContain("`aws configure`");
  });

  it.each([
    ["region", { region: "us-east-1" }, "is in us-east-1, not in eu-west-1"],
    ["account", { accountEndsIn: "4321" }, "ends in 4321, not in 123456789012"],
  ])("does nothing in another %s than cdk.json's, unless that is meant", async (_, home, words) => {
    const { exitCode, said, calls } = await run(["--yes"], {}, { settings: home });
    expect([exitCode, calls]).toEqual([1, []]);
    expect(said).toContain(words);
    const meant = await run(["--yes", "--elsewhere"], {}, { settings: home });
    expect([meant.exitCode, meant.calls]).toEqual([0, ["destroy Stridewell --force"]]);
  });

  it("does nothing where the name is not typed", async () => {
    const { exitCode, calls } = await run([], {}, { confirm: async () => false });
    expect([exitCode, calls]).toEqual([1, []]);
  });

  it("stops before anything is undone while the stack is being changed", async () => {
    const secrets = new Map([["/stridewell/strava", '{"clientId":"1","clientSecret":"s"}']]);
    const changing = { ...stack, status: "UPDATE_IN_PROGRESS" };
    const { exitCode, said, calls } = await run(["--yes"], { stack: changing, secrets });
    expect([exitCode, calls]).toEqual([1, []]);
    expect(said).toContain("MISSING The stack is being changed right now (UPDATE_IN_PROGRESS)");
    expect(said).not.toContain("Strava");
  });

  it("removes the stack when told to", async () => {
    const { exitCode, calls } = await run(["--yes"]);
    expect([exitCode, calls]).toEqual([0, ["destroy Stridewell --force"]]);
  });

  describe("with files that nobody has read", () => {
    const resources = [
      { type: "AWS::S3::Bucket", logicalId: "UploadsBucket1", physicalId: "the-uploads" },
      { type: "AWS::SQS::Queue", logicalId: "Queue1", physicalId: "https://queue" },
    ];

    it("removes them before the bucket, which AWS keeps otherwise", async () => {
      const emptied: string[] = [];
      const { exitCode } = await run(["--yes"], { resources, emptied });
      expect([exitCode, emptied]).toEqual([0, ["the-uploads"]]);
    });

    it("says so and removes nothing more where it may not", async () => {
      const { exitCode, said, calls } = await run(["--yes"], {
        resources,
        denied: new Set(["emptyBucket"] as const),
      });
      expect([exitCode, calls]).toEqual([1, []]);
      expect(said).toContain("The files that nobody has read can't be removed: ");
    });
  });

  describe("while runners are not erased yet, whose items the kept table would hold for good", () => {
    const left = (...ids: readonly string[]) => ({
      tally: {
        ...makeAccount().tally,
        unerased: ids.map((runnerId) => ({ runnerId, isAccount: true, sinceMs: 0 })),
      },
    });
    const oneLeft = left("r1");

    it("says so and undoes nothing", async () => {
      const emptied: string[] = [];
      const asked: string[] = [];
      const confirm = async (name: string) => asked.push(name) > 0;
      const { exitCode, said, calls } = await run([], { ...oneLeft, emptied }, { confirm });
      expect([exitCode, calls, emptied, asked]).toEqual([1, [], [], []]);
      expect(said).toContain("MISSING 1 runner is not erased yet");
      const more = await run(["--yes"], left("r1", "r2"));
      expect([more.exitCode, more.calls]).toEqual([1, []]);
      expect(more.said).toContain("MISSING 2 runners are not erased yet");
    });

    it("goes on for who says so", async () => {
      const { exitCode, calls } = await run(["--yes", "--unerased"], oneLeft);
      expect([exitCode, calls]).toEqual([0, ["destroy Stridewell --force"]]);
    });

    it("stops too where the table can't be looked at, and says how to go on", async () => {
      const { exitCode, said, calls } = await run(["--yes"], {
        denied: new Set(["tally"] as const),
      });
      expect([exitCode, calls]).toEqual([1, []]);
      expect(said).toContain("MISSING Whether runners are still to be erased can't be checked (");
      expect(said).toContain("npm run destroy -- --unerased");
    });

    it("finds nobody in a table that was deleted by hand", async () => {
      const { exitCode } = await run(["--yes"], { tableIsGone: true });
      expect(exitCode).toBe(0);
    });

    it("looks for nobody where the first deployment failed", async () => {
      const failed = { ...stack, outputs: {} };
      const { exitCode } = await run(["--yes"], { ...oneLeft, stack: failed });
      expect(exitCode).toBe(0);
    });
  });

  it("has nothing to do where nothing is deployed", async () => {
    const { exitCode, calls } = await run(["--yes"], { stack: null });
    expect([exitCode, calls]).toEqual([0, []]);
  });

  it("has Strava stop first", async () => {
    const strava = await startStrava();
    open.push(strava);
    const { clientId, clientSecret } = strava.application;
    const secret = JSON.stringify({ clientId, clientSecret });
    const secrets = new Map([["/stridewell/strava", secret]]);
    const env = { STRAVA_API_BASE_URL: strava.apiBaseUrl };
    const { exitCode, said } = await run(["--yes"], { secrets }, { env });
    expect(exitCode).toBe(0);
    expect(said).toContain("Strava: There was no subscription.");
    expect(said).not.toContain(clientSecret);
  });

  it("has Polar stop too, but not from sending to another deployment", async () => {
    const services = await startServices({ port: 0, services: [polarService] });
    const app = await listen(createServer((_, response) => response.writeHead(200).end()));
    open.push(services, { close: () => app.close(0) });
    const polar = services.of("polar");
    const secret = JSON.stringify(polarService.secret(polar.kit));
    await polarSubscribe(app.url, polarSecret(secret), { fetch, force: true });
    expect(polar.control.note("webhook")).toBe(`${app.url}/webhooks/polar`);
    const secrets = new Map([["/stridewell/services/polar", secret]]);
    const another = await run(["--yes"], { secrets });
    expect(another.said).toContain(`Polar goes on sending events to ${app.url}.`);
    // As after a domain was added, to which Polar is told to send by hand only.
    expect(another.said).toContain("npm run polar -- unsubscribe makes it stop");
    expect([another.exitCode, polar.control.note("webhook")]).toEqual([
      0,
      `${app.url}/webhooks/polar`,
    ]);
    const here = { ...stack, outputs: { ...outputs, AppUrl: app.url } };
    const { exitCode, said } = await run(["--yes"], { secrets, stack: here });
    expect([exitCode, polar.control.note("webhook")]).toEqual([0, null]);
    expect(said).toContain("Polar sends no events.");
  });

  it("asks no service to stop where the first deployment failed, so that none was ever told to send", async () => {
    const secrets = new Map([["/stridewell/strava", '{"clientId":"1","clientSecret":"s"}']]);
    const failed = { ...stack, outputs: {} };
    const { exitCode, said, calls } = await run(["--yes"], { secrets, stack: failed });
    expect([exitCode, calls]).toEqual([0, ["destroy Stridewell --force"]]);
    expect(said).not.toMatch(/^Strava/m);
  });

  it("goes on where neither can be asked, and says how to make them stop", async () => {
    const { exitCode, said } = await run(["--yes"], { denied: new Set(["secret"] as const) });
    expect(exitCode).toBe(0);
    expect(said).toContain("Strava's subscription could not be removed: see strava.com");
    expect(said).toContain("Later, npm run polar -- unsubscribe makes it stop.");
  });
});
