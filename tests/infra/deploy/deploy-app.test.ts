import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stage } from "aws-cdk-lib";
import { afterEach, describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../functions/providers/table.ts";
import { deployApp } from "../../../infra/deploy/deploy-app.ts";
import type { Ask } from "../../../infra/deploy/questions.ts";
import { settingsFile } from "../../../infra/deploy/settings-file.ts";
import { webhookKeys } from "../../../infra/webhooks/strava-keys.ts";
import { type FakeAccount, fakeCloud, makeAccount } from "../../support/fake-cloud.ts";
import { withStack } from "../../support/stack.ts";
import { startCallback, startStrava } from "../local/strava/make-strava.ts";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const example = { sender: "stridewell@example.com", owner: "you@stridewell.test" };
const alone = ["--owner", "me@run.example", "--sender", "me@run.example"];

function cdkJson(stridewell: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  open.push({ close: () => rmSync(folder, { recursive: true }) });
  const path = join(folder, "cdk.json");
  writeFileSync(path, JSON.stringify({ app: "x", context: { other: ["aws"], stridewell } }));
  return path;
}

/** The simulator in Strava's place, and a server that answers as the deployed app would. */
async function startStravaAndApp() {
  const strava = await startStrava();
  open.push(strava);
  const app = await startCallback(webhookKeys(strava.application.clientSecret).verifyTokenHash);
  open.push(app);
  return { strava, appUrl: new URL(app.url).origin };
}

interface Surroundings {
  account?: FakeAccount;
  path?: string;
  env?: Record<string, string>;
  ask?: Ask;
  stdin?: string;
  appUrl?: string;
  outputs?: Record<string, string>;
  cdkCode?: number;
  nodeVersion?: string;
  fetch?: typeof fetch;
  zone?: string | undefined;
}

async function run(argv: readonly string[], given: Surroundings = {}) {
  const account = given.account ?? makeAccount();
  const path = given.path ?? cdkJson(example);
  const said: string[] = [];
  const calls: string[] = [];
  const regions: string[] = [];
  /** What cdk.json held at each deployment. */
  const deployed: Record<string, unknown>[] = [];
  const exitCode = await deployApp(argv, {
    cloud: fakeCloud(account),
    settings: settingsFile(path),
    env: given.env ?? {},
    ask: given.ask ?? null,
    stdin: async () => given.stdin ?? "",
    say: (line) => said.push(line),
    cdk: async (args, region) => {
      calls.push(args.join(" "));
      regions.push(region);
      if (args[0] === "deploy") deployed.push({ ...settingsFile(path).raw() });
      if (given.cdkCode !== undefined) return given.cdkCode;
      account.stack = {
        status: "UPDATE_COMPLETE",
        changedAt: "2026-11-22T10:00:00.000Z",
        outputs: {
          AppUrl: given.appUrl ?? "https://abc.example.com",
          TableName: "T",
          AlarmTopicArn: "topic",
          ...given.outputs,
        },
      };
      return 0;
    },
    fetch: given.fetch ?? fetch,
    nowMs: Date.now,
    nodeVersion: given.nodeVersion ?? "v24.1.0",
    zone: "zone" in given ? given.zone : "Europe/Berlin",
  });
  return { exitCode, said: said.join("\n"), calls, regions, deployed, account, path };
}

describe("when it is deployed, the command", () => {
  it("names the dashboard, and the record of a name whose DNS is elsewhere", async () => {
    const outputs = { DashboardUrl: "https://board.example", DomainTarget: "d-1.aws.example" };
    const { exitCode, said } = await run(alone, { appUrl: "https://run.example.com", outputs });
    expect(exitCode).toBe(0);
    expect(said).toContain("Dashboard: https://board.example");
    expect(said).toContain("run.example.com  CNAME  d-1.aws.example");
    expect(said).toMatch(/unless it is there already, and then run npm run deploy again/);
  });

  it("tells of no record where none is to be set", async () => {
    expect((await run(alone)).said).not.toContain("to the name's DNS");
  });
});

describe("before anything is changed, deploying", () => {
  const lacks: [what: string, given: Surroundings, line: string][] = [
    ["a region", { account: makeAccount({ region: null }) }, "MISSING No valid region is set"],
    [
      "credentials",
      { account: makeAccount({ denied: new Set(["accountId"]) }) },
      "MISSING AWS accepts no credentials in eu-west-1 (AccessDeniedException",
    ],
    // The SDK can't ask for it ("requires multi-factor authentication, but no MFA code callback was provided").
    [
      "the code that a profile wants",
      { account: makeAccount({ denied: new Set(["accountId"]) }) },
      '(MFA) then `eval "$(aws configure export-credentials --format env)"`',
    ],
    // The CDK and the AWS CLI use them whatever profile is named: an hour after that line they are expired keys.
    [
      "keys that hide a profile",
      { account: makeAccount({ denied: new Set(["accountId"]) }) },
      "first `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`",
    ],
    // AWS says the same of a region that isn't enabled for the account.
    [
      "a region that is enabled",
      { account: makeAccount({ denied: new Set(["accountId"]) }) },
      "must first be enabled for the account: https://console.aws.amazon.com/",
    ],
    [
      "SES in its region",
      { account: makeAccount({ region: "eu-south-2", hasMail: false }) },
      "MISSING SES can't be checked: getaddrinfo ENOTFOUND. Does eu-south-2 have it?",
    ],
    [
      "a way to AWS, as in a region that there is none of",
      { account: makeAccount({ region: "eu-west-99", unreachable: "ENOTFOUND" }) },
      "MISSING AWS can't be reached in eu-west-99 (getaddrinfo ENOTFOUND)",
    ],
    ["a new Node", { nodeVersion: "v18.2.0" }, "MISSING Node v18.2.0 is too old"],
    [
      "CDK bootstrap",
      { account: makeAccount({ bootstrapVersion: null }) },
      "npx cdk bootstrap aws://123456789012/eu-west-1",
    ],
    [
      "leave to ask SES",
      { account: makeAccount({ denied: new Set(["mailAccount"]) }) },
      "MISSING SES can't be checked: AccessDeniedException",
    ],
    [
      "a stack at rest",
      {
        account: makeAccount({
          stack: { status: "UPDATE_IN_PROGRESS", changedAt: "", outputs: {} },
        }),
      },
      "is being changed right now",
    ],
  ];
  it.each(lacks)("says in one line that it lacks %s, and stops", async (_, given, line) => {
    const path = cdkJson(example);
    const before = readFileSync(path, "utf8");
    const { exitCode, said, calls, account } = await run(alone, { ...given, path });
    expect(exitCode).toBe(1);
    expect(said.split("\n").some((one) => one.includes(line))).toBe(true);
    expect(calls).toEqual([]);
    expect(account.identities.size + account.secrets.size).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it.each([
    ["where it is not so that it can be deployed", { budgetUsd: "8" }, "stridewell.budgetUsd"],
    [
      "of more addresses than a function's environment holds",
      { mayJoin: Array.from({ length: 150 }, (_, n) => `runner-${n}@club.example`) },
      "stridewell.mayJoin must be 3,000 characters in all at most",
    ],
    [
      "with a certificate of another region, which API Gateway would refuse after minutes",
      {
        domain: {
          name: "run.example.com",
          certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0f0f0f0f-1111",
        },
      },
      "stridewell.domain must have a certificate of the region it is deployed to",
    ],
    ["and nothing of addresses that a fork need not hold", { owner: undefined }, null],
  ])("says what is wrong in cdk.json %s", async (_, changes, named) => {
    const path = cdkJson({ ...example, ...changes });
    const { exitCode, said, calls, account } = await run(alone, { path });
    expect(exitCode).toBe(named === null ? 0 : 1);
    expect(said.includes(`MISSING Unusable settings in cdk.json: ${named}`)).toBe(named !== null);
    expect(calls).toHaveLength(named === null ? 1 : 0);
    expect(account.identities.size).toBe(named === null ? 1 : 0);
  });

  it.each([
    ["eu-north-1", {}, 1],
    ["eu-north-1", { budgetUsd: 0 }, 0],
    ["eu-west-1", {}, 0],
  ])("says in %s with %j whether the bill goes without a budget", async (region, chosen, lines) => {
    const path = cdkJson({ ...example, ...chosen });
    const { exitCode, said } = await run(["--check"], { account: makeAccount({ region }), path });
    expect(exitCode).toBe(0);
    expect(
      said.match(/^note +AWS's CloudFormation makes no budgets in eu-north-1/gm) ?? [],
    ).toHaveLength(lines);
  });

  it("names cdk.json where it is no JSON", async () => {
    const path = cdkJson(example);
    writeFileSync(path, readFileSync(path, "utf8").replace("{", "{,"));
    const { exitCode, said, account } = await run(alone, { path });
    expect(exitCode).toBe(1);
    expect(said).toMatch(/^MISSING cdk\.json isn't valid JSON: /m);
    expect(account.identities.size).toBe(0);
  });

  it.each([
    ["[]", "cdk.json must be an object: {…}"],
    ['{"context": 3}', "context in cdk.json must be an object: {…}"],
    ['{"context": {"stridewell": []}}', "stridewell in cdk.json must be an object: {…}"],
  ])("says what is wrong where cdk.json is %s", (text, words) => {
    const path = cdkJson(example);
    writeFileSync(path, text);
    expect(() => settingsFile(path).raw()).toThrow(new Error(words));
  });

  it("takes a cdk.json without settings for one in which nothing is set", () => {
    const path = cdkJson(example);
    writeFileSync(path, '{"app": "node infra/app.ts"}');
    expect(settingsFile(path).raw()).toEqual({});
  });

  it("stops in another region than cdk.json's, where a second Stridewell would be made", async () => {
    const path = cdkJson({ ...example, region: "eu-west-1" });
    const account = makeAccount({ region: "us-east-1" });
    const { exitCode, said, calls } = await run(alone, { account, path });
    expect([exitCode, calls, account.identities.size]).toEqual([1, [], 0]);
    expect(said).toContain("MISSING cdk.json says that this Stridewell is in eu-west-1");
    expect(said).toContain("`export AWS_REGION=eu-west-1`");
    expect((await run(alone, { path })).exitCode).toBe(0);
  });

  it("stops in another account than cdk.json's, as with another profile in the terminal", async () => {
    const path = cdkJson({ ...example, region: "eu-west-1", accountEndsIn: "9012" });
    const account = makeAccount({ accountId: "210987654321" });
    const { exitCode, said, calls } = await run(alone, { account, path });
    expect([exitCode, calls, account.identities.size]).toEqual([1, [], 0]);
    expect(said).toMatch(
      /^MISSING cdk\.json says .* ends in 9012, not in 210987654321: `export AWS_PROFILE=…`/m,
    );
    // A profile chooses no other account while there are keys in the terminal.
    expect(said).toContain("first `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY");
    expect((await run(alone, { path })).exitCode).toBe(0);
  });

  it("goes on in another account and region for who says so, and cdk.json then names those", async () => {
    const path = cdkJson({ ...example, region: "eu-west-1", accountEndsIn: "9012" });
    const account = makeAccount({ accountId: "210987654321", region: "us-east-1" });
    const { exitCode, deployed } = await run([...alone, "--elsewhere"], { account, path });
    expect(exitCode).toBe(0);
    expect(deployed).toMatchObject([{ region: "us-east-1", accountEndsIn: "4321" }]);
  });

  it("asks nothing about the account where an older version's cdk.json names none", async () => {
    const { path, account } = await run(alone);
    const settings = settingsFile(path);
    settings.change({ accountEndsIn: undefined });
    const { exitCode, deployed } = await run([], { path, account });
    expect(exitCode).toBe(0);
    expect(deployed).toMatchObject([{ accountEndsIn: "9012" }]);
  });

  it("names what each choice may be, when asked for help", async () => {
    const { said } = await run(["--help"]);
    expect(said).toMatch(/--for +alone or club; Who is it for\? \(STRIDEWELL_FOR\)/);
  });

  it("only looks when asked to", async () => {
    const { exitCode, calls } = await run(["--check"]);
    expect([exitCode, calls]).toEqual([0, []]);
  });

  it.each([
    ["--check", "npm_config_check", "true"],
    ["--may-join", "npm_config_may_join", "a@b.example"],
  ])(
    "changes nothing where npm kept %s for itself, for lack of two dashes before it",
    async (flag, name, value) => {
      const { exitCode, said, calls } = await run(alone, { env: { [name]: value } });
      expect([exitCode, calls]).toEqual([2, []]);
      expect(said).toContain(`npm run deploy -- ${flag}`);
    },
  );

  it("asks nobody anything while CDK bootstrap is missing", async () => {
    const asked: string[] = [];
    const account = makeAccount({ bootstrapVersion: null });
    const ask: Ask = async ({ text }) => {
      asked.push(text);
      return null;
    };
    const { exitCode } = await run([], { account, ask });
    expect([exitCode, asked]).toEqual([1, []]);
  });

  it("that only looks ends with exit code 1 while CDK bootstrap is missing", async () => {
    const account = makeAccount({ bootstrapVersion: null });
    expect((await run(["--check"], { account })).exitCode).toBe(1);
  });

  // The stack is synthesized first, which takes seconds on a busy machine.
  it("takes CDK's bootstrap from the version on that the stack itself asks for", {
    timeout: 120_000,
  }, async () => {
    const needed = withStack({}, (stack) => {
      const root = stack.node.root;
      if (!Stage.isStage(root)) throw new Error("The stack is in no app.");
      const artifact = root.synth().getStackByName(stack.stackName);
      return artifact.requiresBootstrapStackVersion ?? Number.NaN;
    });
    const check = async (bootstrapVersion: number) =>
      (await run(["--check"], { account: makeAccount({ bootstrapVersion }) })).said;
    expect(await check(needed)).toContain(`ok      CDK bootstrap, version ${needed}`);
    expect(await check(needed - 1)).toContain(
      `note    The CDK bootstrap is too old (version ${needed - 1}): run \`npx cdk bootstrap`,
    );
  });

  it("stops where CDK bootstrap fails", async () => {
    const account = makeAccount({ bootstrapVersion: null });
    const { exitCode, said, calls } = await run([...alone, "--bootstrap"], {
      account,
      cdkCode: 1,
    });
    expect([exitCode, calls.length, account.identities.size]).toEqual([1, 1, 0]);
    expect(said).toContain("The CDK bootstrap failed");
  });

  it("runs CDK bootstrap when told to", async () => {
    const account = makeAccount({ bootstrapVersion: null });
    const { exitCode, calls } = await run([...alone, "--bootstrap"], { account });
    expect(exitCode).toBe(0);
    expect(calls[0]).toBe("bootstrap aws://123456789012/eu-west-1");
  });

  it.each([
    [[], "give --owner or STRIDEWELL_OWNER"],
    [["--owner", "nobody"], "--owner or STRIDEWELL_OWNER must be one email address"],
    [[...alone, "--for", "team"], "--for or STRIDEWELL_FOR must be alone or club"],
    [[...alone, "--for", "club"], "give --may-join or STRIDEWELL_MAY_JOIN"],
    [
      [...alone, "--may-join", "club.example"],
      "STRIDEWELL_MAY_JOIN must be addresses or domains such as @club.example",
    ],
    [
      [
        ...alone,
        "--may-join",
        Array.from({ length: 150 }, (_, n) => `runner-${n}@a.example`).join(),
      ],
      "STRIDEWELL_MAY_JOIN must be 3,000 characters in all at most: name whole domains instead.",
    ],
    [[...alone, "--strava-client-id", "7"], "give STRAVA_CLIENT_SECRET"],
    [["--owners", "me"], "Unknown option"],
  ])("with nobody to ask, %j is refused and named", async (argv, words) => {
    const { exitCode, said, calls } = await run(argv);
    expect(exitCode).toBe(2);
    expect(said).toContain(words);
    expect(calls).toEqual([]);
  });
});

describe("deploying for oneself", () => {
  it("writes the settings, deploys, and says what to click", async () => {
    const account = makeAccount({
      mail: { sandbox: true, sending: true, perDay: 200, sentInADay: 0, perSecond: 1 },
    });
    const { exitCode, said, deployed, path } = await run(alone, { account });
    expect(exitCode).toBe(0);
    expect(deployed).toEqual([
      {
        sender: "me@run.example",
        owner: "me@run.example",
        zone: "Europe/Berlin",
        mayJoin: [],
        emailsPerSecond: 1,
        region: "eu-west-1",
        accountEndsIn: "9012",
      },
    ]);
    expect([...account.identities.keys()]).toEqual(["me@run.example"]);
    expect(said).toContain("https://abc.example.com");
    expect(said).toContain(
      'me@run.example: open AWS\'s email "Email Address Verification Request"',
    );
    expect(account.mails).toEqual([]);
    // The rest of the file is as it was, in the formatter's own layout.
    expect(readFileSync(path, "utf8")).toContain('"other": ["aws"]');
  });

  it.each([
    [0.5, 1],
    [14.9, 14],
    [5000, 2000],
  ])(
    "has SES's %d emails a second as a whole number that can be set: %d",
    async (perSecond, emailsPerSecond) => {
      const mail = { ...makeAccount().mail, perSecond };
      const { deployed } = await run(alone, { account: makeAccount({ mail }) });
      expect(deployed).toMatchObject([{ emailsPerSecond }]);
    },
  );

  it("leaves every other line of cdk.json where it is, so that a later pull meets no conflict", async () => {
    const path = cdkJson(example);
    const own = readFileSync(new URL("../../../cdk.json", import.meta.url), "utf8");
    writeFileSync(path, own);
    expect((await run(alone, { path })).exitCode).toBe(0);
    const settings = /"stridewell": \{.*?\}/s;
    expect(readFileSync(path, "utf8").split(settings)).toEqual(own.split(settings));
  });

  it("is repeated once the link is clicked, asks nothing anew, and sends a test mail", async () => {
    const account = makeAccount();
    const first = await run(alone, { account });
    account.identities.set("me@run.example", { verified: true, hasExpired: false, records: [] });
    const ask: Ask = async (question) => (question.empty === undefined ? null : "");
    const { exitCode, said } = await run([], { account, path: first.path, ask });
    expect(exitCode).toBe(0);
    expect(account.mails).toEqual([{ from: "me@run.example", to: "me@run.example" }]);
    expect(said).toContain("A test email is on its way");
    expect(said).not.toContain("Verification Request");
  });

  it("goes through while AWS has the account's mail paused, and says so before and after", async () => {
    const mail = { sandbox: false, sending: false, perDay: 200, sentInADay: 0, perSecond: 1 };
    const identities = new Map([
      ["me@run.example", { verified: true, hasExpired: false, records: [] }],
    ]);
    const account = makeAccount({ mail, identities });
    const { exitCode, said, calls } = await run(alone, { account });
    expect([exitCode, calls.length, account.mails]).toEqual([0, 1, []]);
    expect(said).toMatch(/^note +AWS has paused this account's mail/m);
    expect(said).toMatch(/^- AWS has paused this account's mail, so no test email was sent/m);
  });

  it("says what is left to do where the test mail meets a fault of AWS", async () => {
    const account = makeAccount({ denied: new Set(["sendMail"]) });
    account.identities.set("me@run.example", { verified: true, hasExpired: false, records: [] });
    const { exitCode, said } = await run(alone, { account });
    expect(exitCode).toBe(0);
    expect(said).toContain(
      "SES did not accept the test email: AccessDeniedException: not authorized.",
    );
    expect(said).toContain("- Sign in as me@run.example at https://abc.example.com/sign-in.");
  });

  it("suggests to whoever joins the time zone of whoever deploys, unless it is told another", async () => {
    const { deployed, path } = await run([...alone, "--zone", "Pacific/Auckland"]);
    expect(deployed[0]).toMatchObject({ zone: "Pacific/Auckland" });
    expect((await run([], { path })).deployed[0]).toMatchObject({ zone: "Pacific/Auckland" });
    const refused = await run([], { path, env: { STRIDEWELL_ZONE: "Mars/Olympus" } });
    expect([refused.exitCode, refused.deployed]).toEqual([2, []]);
    expect(refused.said).toContain("STRIDEWELL_ZONE must be a time zone such as Europe/Berlin.");
  });

  it.each([undefined, "Etc/Unknown"])(
    "suggests UTC where the machine knows no time zone: %s",
    async (zone) => {
      expect((await run(alone, { zone })).deployed[0]).toMatchObject({ zone: "UTC" });
    },
  );

  it("asks for no time zone in an upgrade of one that was deployed without", async () => {
    const account = makeAccount();
    const { path } = await run(alone, { account });
    const before = settingsFile(path).raw();
    const { zone: _, ...older } = before;
    const asked: string[] = [];
    const ask: Ask = async ({ flag, empty }) => {
      asked.push(flag ?? "");
      return empty === undefined ? null : "";
    };
    const { exitCode, deployed } = await run([], { account, path: cdkJson(older), ask });
    expect([exitCode, asked.includes("zone")]).toEqual([0, false]);
    expect(deployed[0]).toMatchObject({ zone: "UTC" });
  });

  it("lets in whoever is named later", async () => {
    const { path } = await run(alone);
    const { exitCode, deployed } = await run(["--may-join", "a@b.example"], { path });
    expect(exitCode).toBe(0);
    expect(deployed[0]).toMatchObject({ mayJoin: ["a@b.example"] });
  });

  it("writes from an address that is verified, while its domain is not yet", async () => {
    const account = makeAccount();
    for (const name of ["run.example", "me@run.example"]) {
      const verified = name.includes("@");
      account.identities.set(name, { verified, hasExpired: false, records: [] });
    }
    const { said } = await run(alone, { account });
    expect(said).toContain("A test email is on its way to me@run.example");
  });

  it("asks a person what neither a flag nor cdk.json tells", async () => {
    const asked: string[] = [];
    const ask: Ask = async ({ flag, variable }, initial) => {
      asked.push(flag ?? variable);
      if (flag === "owner") return "me@run.example";
      return initial ?? "";
    };
    const { exitCode, deployed } = await run([], { ask });
    expect(exitCode).toBe(0);
    expect(asked).toEqual([
      ...["owner", "sender", "zone", "for"],
      ...["verify", "strava-client-id", "services"],
    ]);
    expect(deployed[0]).toMatchObject({
      owner: "me@run.example",
      sender: "me@run.example",
      zone: "Europe/Berlin",
    });
  });

  it("says before it asks that another checkout's settings would be lost", async () => {
    const line = /copy it here first/;
    const breakOff: Ask = async () => null;
    const account = makeAccount();
    expect((await run([], { account, ask: breakOff })).said).not.toMatch(line);
    const { path } = await run(alone, { account });
    expect((await run([], { account, ask: breakOff })).said).toMatch(line);
    expect((await run([], { account, path, ask: breakOff })).said).not.toMatch(line);
    // As in a workflow, whose variables say what cdk.json doesn't.
    expect((await run(alone, { account })).said).not.toMatch(line);
  });

  it("takes nobody's name for one who is to be alone, since it would be dropped", async () => {
    const { exitCode, said, calls } = await run([
      ...alone,
      ...["--for", "alone", "--may-join", "friend@run.example"],
    ]);
    expect([exitCode, calls]).toEqual([2, []]);
    expect(said).toContain(
      "--for or STRIDEWELL_FOR is alone, and --may-join or STRIDEWELL_MAY_JOIN names others",
    );
  });

  it("changes nothing where the person breaks off", async () => {
    const { exitCode, said, calls, account } = await run([], { ask: async () => null });
    expect(exitCode).toBe(2);
    expect(said).toContain("nothing was changed");
    expect([calls, account.identities.size]).toEqual([[], 0]);
  });

  describe("says who still has to confirm that alarms reach them", () => {
    const clicks = async (changes: Partial<FakeAccount>) => {
      const account = makeAccount(changes);
      const { exitCode, said } = await run(alone, { account });
      expect(exitCode).toBe(0);
      const lines = said.split("\n").filter((line) => line.includes("Subscription Confirmation"));
      return { lines: lines.map((line) => line.split(":")[0]), account, said };
    };

    it("as long as AWS waits for that, after a first deployment or with a new owner", async () => {
      const pending = ["new@run.example"];
      const { lines, account } = await clicks({ alarmReaders: { confirmed: [], pending } });
      expect(lines).toEqual(["- new@run.example"]);
      expect(account.alarmReaders.pending).toEqual(["new@run.example"]);
    });

    it("and nobody once that is done, but whom else they reach, who may be an owner of before", async () => {
      const { lines, said } = await clicks({
        alarmReaders: { confirmed: ["me@run.example", "before@run.example"], pending: [] },
      });
      expect(lines).toEqual([]);
      expect(said).toContain("Alarms reach me@run.example and before@run.example. Who should not");
      const alone = await clicks({ alarmReaders: { confirmed: ["me@run.example"], pending: [] } });
      expect(alone.said).toMatch(/^Alarms reach me@run\.example\.$/m);
    });

    it("having AWS ask again where nobody did in time, or someone unsubscribed", async () => {
      const { lines, account } = await clicks({ alarmReaders: { confirmed: [], pending: [] } });
      expect(lines).toEqual(["- me@run.example"]);
      expect(account.alarmReaders.pending).toEqual(["me@run.example"]);
    });

    it("or that it may not ask, as with GitHub's role of an older version", async () => {
      const { lines, said } = await clicks({ denied: new Set(["alarmReaders"]) });
      expect(lines).toEqual([]);
      expect(said).toMatch(/^note +Whether alarms reach anyone can't be checked: AccessDenied/m);
    });
  });

  it("goes to the region that was looked at, wherever else CDK would take one from", async () => {
    const { regions } = await run([...alone, "--bootstrap"], {
      account: makeAccount({ bootstrapVersion: null, region: "eu-north-1" }),
    });
    expect(regions).toEqual(["eu-north-1", "eu-north-1"]);
  });

  it("ends with exit code 1 where CDK fails, and says what runs on", async () => {
    const { exitCode, said, account } = await run(alone, { cdkCode: 1 });
    expect(exitCode).toBe(1);
    expect(said).toMatch(/CDK did not deploy: see above\. Run this again\.$/);
    expect(account.mails).toEqual([]);

    const running = (await run(alone)).account;
    const mails = running.mails.length;
    const again = await run(alone, { account: running, cdkCode: 1 });
    expect(again.exitCode).toBe(1);
    expect(again.said).toMatch(/What ran before is still running\. Run this again\.$/);
    expect(running.mails.length).toBe(mails);
  });

  it("says what a first attempt that fails leaves: CloudFormation keeps it, and the next makes it anew", async () => {
    const stack = { status: "ROLLBACK_COMPLETE", changedAt: "2026-09-06T10:00:00Z", outputs: {} };
    const { said } = await run(alone, { account: makeAccount({ stack }), cdkCode: 1 });
    expect(said).toMatch(/^CDK did not deploy: see above\. Run this again\.$/m);
    expect(said).toMatch(/its empty table stays.* tableKey .* its key, \$1 a month/);
    expect(said).not.toContain("still running");
  });

  it("doesn't say that what ran before is still running where AWS could not go back to it", async () => {
    const { account } = await run(alone);
    const { stack } = account;
    if (stack === null) throw new Error("Nothing was deployed.");
    account.stack = { ...stack, status: "UPDATE_ROLLBACK_FAILED" };
    const { exitCode, said } = await run(alone, { account, cdkCode: 1 });
    expect(exitCode).toBe(1);
    expect(said).not.toContain("What ran before is still running.");
    expect(said).toContain('"A deployment that could not be undone" in docs/runbook.md');
  });
});

describe("what a removal that failed left", () => {
  it("has to go before anything is asked, changed or deployed: CloudFormation takes no update of it", async () => {
    const { account } = await run(alone);
    const { stack } = account;
    if (stack === null) throw new Error("Nothing was deployed.");
    account.stack = { ...stack, status: "DELETE_FAILED" };
    const { exitCode, said, regions } = await run(alone, { account });
    expect(exitCode).toBe(1);
    expect(said).toContain("run npm run destroy again");
    expect(said).not.toContain("still running");
    expect(regions).toEqual([]);
  });
});

describe("the sender", () => {
  const notes = async (sender: string) => {
    const { exitCode, said } = await run(["--owner", "me@run.example", "--sender", sender]);
    expect(exitCode).toBe(0);
    return said.split("\n").filter((line) => line.startsWith("note") && line.includes("DMARC"));
  };

  it.each([
    "me@gmail.com",
    "Me@GMail.com",
    "me@outlook.com",
    "me@hotmail.co.uk",
    "me@yahoo.de",
    "me@yahoo.com.br",
    "me@icloud.com",
    "me@proton.me",
    "me@gmx.net",
  ])(
    "%s, a mailbox provider's, is told in one line to fail DMARC, and what to do",
    async (sender) => {
      const lines = await notes(sender);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`as ${sender.replace("@GMail", "@gmail")} fails DMARC`);
      expect(lines[0]).toContain("a domain of your own");
    },
  );

  it.each(["digest@run.example", "me@gmail.com.run.example", "me@notgmail.com", "me@live.run"])(
    "%s, of a domain that may be one's own, goes without a word",
    async (sender) => {
      expect(await notes(sender)).toEqual([]);
    },
  );
});

describe("deploying for a club", () => {
  it("prints the DKIM records to set and lets the club in", async () => {
    const { exitCode, said, deployed, account } = await run([
      ...["--owner", "me@run.example", "--sender", "digest@club.example"],
      ...["--for", "club", "--may-join", "@club.example, a@b.example"],
    ]);
    expect(exitCode).toBe(0);
    expect(deployed[0]).toMatchObject({
      mayJoin: ["@club.example", "a@b.example"],
      emailsPerSecond: 14,
    });
    expect(said).toContain("Besides you it lets in: @club.example, a@b.example.");
    // Outside the sandbox, no recipient has to be verified.
    expect([...account.identities.keys()]).toEqual(["club.example"]);
    for (const n of [1, 2, 3]) {
      expect(said).toContain(`t${n}._domainkey.club.example  CNAME  t${n}.dkim.amazonses.com`);
    }
  });

  it("in SES's sandbox has AWS write to each address that may join, and says who has to click", async () => {
    const account = makeAccount({
      mail: { sandbox: true, sending: true, perDay: 200, sentInADay: 0, perSecond: 1 },
    });
    const known = { hasExpired: false, records: [] };
    account.identities.set("b@b.example", { ...known, verified: true });
    account.identities.set("c@c.example", { ...known, verified: false, hasExpired: true });
    const { exitCode, said } = await run(
      [
        ...["--owner", "me@run.example", "--sender", "me@run.example", "--for", "club"],
        ...["--verify", "address"],
        ...["--may-join", "@club.example,a@b.example,b@b.example,c@c.example"],
      ],
      { account },
    );
    expect(exitCode).toBe(0);
    expect([...account.identities.keys()].sort()).toEqual([
      "a@b.example",
      "b@b.example",
      "c@c.example",
      "me@run.example",
    ]);
    expect(account.identities.get("c@c.example")?.hasExpired).toBe(false);
    const clicks = said.split("\n").filter((line) => line.includes("Verification Request"));
    expect(clicks.map((line) => line.split(":")[0])).toEqual([
      "- me@run.example",
      "- a@b.example",
      "- c@c.example",
    ]);
  });

  it("in SES's sandbox needs no click from an address of the domain that the sender is proven by", async () => {
    const account = makeAccount({ mail: { ...makeAccount().mail, sandbox: true } });
    const { exitCode, said } = await run(
      [
        ...["--owner", "me@club.example", "--sender", "digest@club.example", "--verify", "domain"],
        ...["--for", "club", "--may-join", "a@club.example,b@b.example"],
      ],
      { account },
    );
    expect(exitCode).toBe(0);
    expect([...account.identities.keys()]).toEqual(["club.example", "b@b.example"]);
    const clicks = said.split("\n").filter((line) => line.includes("Verification Request"));
    expect(clicks.map((line) => line.split(":")[0])).toEqual(["- b@b.example"]);
  });

  it("in SES's sandbox names once an address that sends and may join, or that is listed twice", async () => {
    const account = makeAccount({ mail: { ...makeAccount().mail, sandbox: true } });
    const { said } = await run(
      [
        ...["--owner", "me@run.example", "--sender", "digest@club.example", "--verify", "address"],
        ...["--for", "club", "--may-join", "digest@club.example,a@b.example,a@b.example"],
      ],
      { account },
    );
    const clicks = said.split("\n").filter((line) => line.includes("Verification Request"));
    expect(clicks.map((line) => line.split(":")[0])).toEqual([
      "- digest@club.example",
      "- me@run.example",
      "- a@b.example",
    ]);
  });

  it("says that AWS gave up on a domain, whose identity is the owner's to delete", async () => {
    const account = makeAccount();
    const record = { name: "t._domainkey.club.example", type: "CNAME", value: "t" } as const;
    account.identities.set("club.example", {
      verified: false,
      hasExpired: true,
      records: [record],
    });
    const { exitCode, said } = await run(
      ["--owner", "me@run.example", "--sender", "digest@club.example"],
      { account },
    );
    expect(exitCode).toBe(0);
    expect(account.identities.get("club.example")?.hasExpired).toBe(true);
    expect(said).toContain("AWS gave up looking for the DNS records of club.example");
    // A plain one would print none where the address is verified meanwhile.
    expect(said).toContain("repeat this command: it prints new records");
    expect(said).not.toContain("t._domainkey");
  });

  describe("that is a new one, while mail leaves as another", () => {
    const stack = {
      status: "UPDATE_COMPLETE",
      changedAt: "",
      outputs: { AppUrl: "https://abc.example.com", Sender: "old@run.example" },
    };
    const verified = { verified: true, hasExpired: false, records: [] };
    const change = async (account: FakeAccount) => {
      const path = cdkJson({ ...example, sender: "old@run.example" });
      const argv = ["--owner", "me@run.example", "--sender", "digest@club.example"];
      const done = await run([...argv, "--verify", "domain"], { account, path });
      return { ...done, sender: settingsFile(path).raw()["sender"] };
    };

    it("waits for its proof, since until then no mail would leave at all", async () => {
      const account = makeAccount({ stack, identities: new Map([["old@run.example", verified]]) });
      const { exitCode, said, calls, sender } = await change(account);
      expect([exitCode, calls, sender]).toEqual([1, [], "old@run.example"]);
      expect(said).toContain("- Add these records to the DNS of club.example");
      expect(said).toContain("Mail still leaves as old@run.example");

      account.identities.set("club.example", verified);
      expect(await change(account)).toMatchObject({ exitCode: 0, sender: "digest@club.example" });
    });

    it("doesn't wait for its domain's records where its address is verified", async () => {
      const account = makeAccount({
        stack,
        identities: new Map([
          ["old@run.example", verified],
          ["digest@club.example", verified],
        ]),
      });
      expect(await change(account)).toMatchObject({ exitCode: 0, sender: "digest@club.example" });
    });

    it("doesn't wait where the one before was never proven either", async () => {
      const { exitCode, calls } = await change(makeAccount({ stack }));
      expect([exitCode, calls.length]).toEqual([0, 1]);
    });
  });

  describe("that SES has already", () => {
    const at = async (identities: readonly [string, boolean][], how?: string, ask?: Ask) => {
      const known = { hasExpired: false, records: [] };
      const account = makeAccount({
        identities: new Map(identities.map(([name, verified]) => [name, { ...known, verified }])),
      });
      const sender = ["--owner", "me@run.example", "--sender", "digest@club.example"];
      const argv = how === undefined ? sender : [...sender, "--verify", how];
      const { exitCode, said } = await run(ask ? [...argv, "--ask"] : argv, {
        account,
        ...(ask && { ask }),
      });
      return { exitCode, said, names: [...account.identities.keys()] };
    };

    it("is left as it is where nothing else is asked for", async () => {
      for (const identity of ["club.example", "digest@club.example"]) {
        const { exitCode, said, names } = await at([[identity, true]]);
        expect([exitCode, names]).toEqual([0, [identity]]);
        expect(said).toContain("A test email is on its way to me@run.example");
      }
    });

    it("gets its domain's records where that is asked for, verified by email or not", async () => {
      for (const verified of [true, false]) {
        const { exitCode, said, names } = await at([["digest@club.example", verified]], "domain");
        expect([exitCode, names]).toEqual([0, ["digest@club.example", "club.example"]]);
        expect(said).toContain("t1._domainkey.club.example  CNAME  t1.dkim.amazonses.com");
      }
    });

    it("gets a link where that is asked for, while nobody has set its domain's records", async () => {
      const { exitCode, said, names } = await at([["club.example", false]], "address");
      expect([exitCode, names]).toEqual([0, ["club.example", "digest@club.example"]]);
      expect(said).toContain("- digest@club.example: open AWS's email");
      expect(said).not.toContain("Add these records");
    });

    it("waits for its link, and no longer for the records of a domain that AWS gave up on", async () => {
      const account = makeAccount();
      account.identities.set("club.example", { verified: false, hasExpired: true, records: [] });
      const argv = ["--owner", "me@run.example", "--sender", "digest@club.example"];
      await run([...argv, "--verify", "address"], { account });
      const { exitCode, said } = await run(argv, { account });
      expect(exitCode).toBe(0);
      expect(said).toContain("- digest@club.example: open AWS's email");
      expect(said).not.toContain("AWS gave up");
    });

    it("is told to need no link where its domain is verified", async () => {
      const { exitCode, said, names } = await at([["club.example", true]], "address");
      expect([exitCode, names]).toEqual([0, ["club.example"]]);
      expect(said).toContain("digest@club.example needs no link of its own");
      expect(said).toContain("A test email is on its way to me@run.example");
    });

    it("is asked about again with --ask, as what it is", async () => {
      const seen: (string | undefined)[] = [];
      const ask: Ask = async ({ flag }, initial) => {
        if (flag === "verify") seen.push(initial);
        return initial ?? "";
      };
      const { exitCode, names } = await at([["digest@club.example", true]], undefined, ask);
      expect([exitCode, names, seen]).toEqual([0, ["digest@club.example"], ["address"]]);
    });
  });

  it("at a mailbox provider is verified by email, because nobody can set its records", async () => {
    const argv = ["--owner", "me@gmail.com", "--sender", "me@gmail.com"];
    const club = await run([...argv, "--for", "club", "--may-join", "a@b.example"]);
    expect([club.exitCode, [...club.account.identities.keys()]]).toEqual([0, ["me@gmail.com"]]);

    // Earlier versions offered the domain to SES.
    const known = { verified: false, hasExpired: false, records: [] };
    const account = makeAccount({ identities: new Map([["gmail.com", known]]) });
    for (let time = 1; time <= 2; time += 1) {
      const again = await run([...argv, "--for", "club", "--may-join", "a@b.example"], { account });
      expect(again.exitCode).toBe(0);
      expect(again.said).toContain("- me@gmail.com: open AWS's email");
    }

    const domain = await run([...argv, "--verify", "domain"]);
    expect([domain.exitCode, domain.calls, domain.account.identities.size]).toEqual([2, [], 0]);
    expect(domain.said).toContain("Nobody but gmail.com can add records to its DNS");
  });
});

describe("deploying with Strava", () => {
  it("keeps the secret in the account, subscribes, and takes only that subscription's events", async () => {
    const { strava, appUrl } = await startStravaAndApp();
    const { clientId, clientSecret } = strava.application;
    const keys = webhookKeys(clientSecret);
    const env = { STRAVA_API_BASE_URL: strava.apiBaseUrl };
    const { exitCode, said, deployed, account, path, calls } = await run(
      [...alone, "--strava-client-id", clientId, "--strava-secret-stdin"],
      { env, appUrl, stdin: `${clientSecret}\n` },
    );
    expect(exitCode, said).toBe(0);
    expect(JSON.parse(account.secrets.get("/stridewell/strava") ?? "")).toEqual({
      clientId,
      clientSecret,
    });
    const listed = await strava.subscriptions.list();
    if (listed.kind !== "ok") throw new Error(listed.kind);
    expect(listed.value.map(({ callback_url }) => callback_url)).toEqual([
      `${appUrl}/webhooks/strava/${keys.pathKey}`,
    ]);
    // Once to have a URL to subscribe, and once more with the subscription's id.
    expect(deployed.map((one) => one["stravaSubscriptionId"])).toEqual([
      undefined,
      listed.value[0]?.id,
    ]);
    expect(deployed[0]).toMatchObject({
      stravaPathKeySha256: keys.pathKeyHash,
      stravaVerifyTokenSha256: keys.verifyTokenHash,
    });
    const everything = said + calls.join() + readFileSync(path, "utf8");
    for (const secret of [clientSecret, keys.pathKey, keys.verifyToken]) {
      expect(everything).not.toContain(secret);
    }

    const again = await run([], { account, path, env, appUrl });
    expect(again.exitCode, again.said).toBe(0);
    expect(again.deployed).toHaveLength(1);

    // As in a workflow, whose checkout holds no id: the first deployment has it nevertheless.
    const fresh = await run(alone, { account, env, appUrl });
    expect(fresh.deployed.map((one) => one["stravaSubscriptionId"])).toEqual([listed.value[0]?.id]);
  });

  it("subscribes again where the app was too slow for Strava the first time", async () => {
    const { strava, appUrl } = await startStravaAndApp();
    const { clientId, clientSecret } = strava.application;
    let posts = 0;
    const slowAtFirst: typeof fetch = async (input, init) => {
      if (init?.method === "POST") posts += 1;
      return init?.method === "POST" && posts === 1
        ? Response.json({ message: "Bad Request", errors: [] }, { status: 400 })
        : fetch(input, init);
    };
    const { exitCode, said } = await run([...alone, "--strava-client-id", clientId], {
      env: { STRAVA_API_BASE_URL: strava.apiBaseUrl, STRAVA_CLIENT_SECRET: clientSecret },
      appUrl,
      fetch: slowAtFirst,
    });
    expect(exitCode, said).toBe(0);
    expect(strava.control.subscription()).not.toBeNull();
  });

  it.each([
    ["client ID", { clientId: "1" }],
    ["client secret", { clientSecret: "0123456789abcdef" }],
  ])("changes nothing where Strava doesn't know the %s that is given", async (what, wrong) => {
    const { strava, appUrl } = await startStravaAndApp();
    const { clientId, clientSecret } = { ...strava.application, ...wrong };
    const { exitCode, said, calls, account } = await run(
      [...alone, "--strava-client-id", clientId],
      {
        env: { STRAVA_API_BASE_URL: strava.apiBaseUrl, STRAVA_CLIENT_SECRET: clientSecret },
        appUrl,
      },
    );
    expect([exitCode, calls]).toEqual([2, []]);
    expect(account.secrets.size + account.identities.size).toBe(0);
    expect(said).toContain(`Strava doesn't know this ${what}`);
    expect(said).toContain("Nothing was changed");
    expect(said).not.toContain(clientSecret);
  });

  it("takes an empty client ID for no way to give up Strava, which would go on sending runs", async () => {
    const kept = JSON.stringify({ clientId: "1", clientSecret: "0123456789abcdef" });
    const account = makeAccount({ secrets: new Map([["/stridewell/strava", kept]]) });
    const { exitCode, said, calls } = await run([...alone, "--strava-client-id", ""], { account });
    expect([exitCode, calls]).toEqual([2, []]);
    expect(said).toContain("docs/connecting-services.md says how to give up a service");
  });

  it("asks for nothing of Strava in advance that it can't say right now", async () => {
    const { exitCode, calls, account } = await run([...alone, "--strava-client-id", "7"], {
      env: { STRAVA_API_BASE_URL: "http://127.0.0.1:9", STRAVA_CLIENT_SECRET: "0123456789abcdef" },
    });
    expect([exitCode, calls.length, account.secrets.size]).toEqual([1, 1, 1]);
  });

  it("says what Strava has against a secret that is kept, once the rest is done", async () => {
    const { strava, appUrl } = await startStravaAndApp();
    const { clientSecret } = strava.application;
    const account = makeAccount({
      secrets: new Map([["/stridewell/strava", JSON.stringify({ clientId: "1", clientSecret })]]),
    });
    const env = { STRAVA_API_BASE_URL: strava.apiBaseUrl };
    const { exitCode, said } = await run(alone, { account, env, appUrl });
    expect(exitCode).toBe(1);
    expect(said).toContain(`Stridewell is running at ${appUrl}`);
    expect(said).toMatch(
      /Strava: Strava did not .+\. Enter both again with npm run deploy -- --ask\.$/,
    );
  });
});

describe("deploying with other services", () => {
  const secrets = {
    POLAR_CLIENT_SECRET: "polar-client-secret",
    SUUNTO_CLIENT_SECRET: "suunto-client-secret",
    SUUNTO_SUBSCRIPTION_KEY: "suunto-subscription-key",
  };
  const env = { ...secrets, POLAR_CLIENT_ID: "p1" };
  const signatureKey = "polar-signature-key";
  const named = [...alone, "--services", "polar,suunto", "--suunto-client-id", "s1"];

  /** As much of Polar as its webhook needs: none at first, then the one that was made. */
  function polarAlone() {
    const made: unknown[] = [];
    const call: typeof fetch = async (_, init) => {
      if (init?.method !== "POST") return Response.json({ data: made });
      made.push({ id: "w1", ...JSON.parse(String(init.body)) });
      return Response.json({ data: { signature_secret_key: signatureKey } });
    };
    return { made, call };
  }

  it("keeps each secret in the account, has Polar send events, and says what to set", async () => {
    const { made, call } = polarAlone();
    const { exitCode, said, calls, account, path } = await run(named, { env, fetch: call });
    expect(exitCode, said).toBe(0);
    const kept = (name: string) =>
      JSON.parse(account.secrets.get(`/stridewell/services/${name}`) ?? "null");
    expect(kept("polar")).toMatchObject({
      clientId: "p1",
      clientSecret: secrets.POLAR_CLIENT_SECRET,
      signatureKey,
    });
    expect(kept("suunto")).toEqual({
      clientId: "s1",
      clientSecret: secrets.SUUNTO_CLIENT_SECRET,
      subscriptionKey: secrets.SUUNTO_SUBSCRIPTION_KEY,
    });
    expect(kept("intervals")).toBeNull();
    expect(made).toMatchObject([{ url: "https://abc.example.com/webhooks/polar" }]);
    expect(said).toContain("https://abc.example.com/connect/suunto/callback");
    const everything = said + calls.join() + readFileSync(path, "utf8");
    for (const secret of [...Object.values(secrets), signatureKey]) {
      expect(everything).not.toContain(secret);
    }

    const before = new Map(account.secrets);
    const again = await run([], {
      account,
      path,
      fetch: call,
      ask: async ({ variable }) => (variable === "STRAVA_CLIENT_ID" ? "" : null),
    });
    expect(again.exitCode, again.said).toBe(0);
    expect(account.secrets).toEqual(before);
    expect(again.said).not.toContain("is kept encrypted");
    expect(made).toHaveLength(1);
  });

  it("asks a person for the services named, and the rest of what each needs", async () => {
    const asked: string[] = [];
    const answers: Record<string, string> = {
      STRIDEWELL_ZONE: "Europe/Berlin",
      STRIDEWELL_FOR: "alone",
      STRIDEWELL_VERIFY: "address",
      STRIDEWELL_SERVICES: "intervals",
      INTERVALS_CLIENT_ID: "i1",
      INTERVALS_CLIENT_SECRET: "intervals-client-secret",
    };
    const { exitCode, account, said } = await run(alone, {
      ask: async ({ variable }) => {
        asked.push(variable);
        return answers[variable] ?? "";
      },
    });
    expect(exitCode, said).toBe(0);
    expect(asked.slice(-4)).toEqual([
      "STRIDEWELL_SERVICES",
      "INTERVALS_CLIENT_ID",
      "INTERVALS_CLIENT_SECRET",
      "INTERVALS_WEBHOOK_SECRET",
    ]);
    expect(JSON.parse(account.secrets.get("/stridewell/services/intervals") ?? "")).toEqual({
      application: { clientId: "i1", clientSecret: "intervals-client-secret" },
    });
  });

  it("changes nothing where a service is unknown, or a secret would be of no use", async () => {
    const unknown = await run([...alone, "--services", "garmin"]);
    expect([unknown.exitCode, unknown.calls]).toEqual([2, []]);
    expect(unknown.said).toContain(
      `must be from ${Object.keys(PROVIDERS).join(", ")}; there is no garmin`,
    );
    const short = { ...env, SUUNTO_NOTIFICATION_SECRET: "tooshort12" };
    const useless = await run(named, { env: short });
    expect([useless.exitCode, useless.calls, useless.account.secrets.size]).toEqual([2, [], 0]);
    expect(useless.said).toContain("SUUNTO_NOTIFICATION_SECRET must be one word of 16 characters");
    expect(useless.said).not.toContain("tooshort12");
  });

  it("says what Polar has against it, once the rest is done", async () => {
    const { exitCode, said } = await run([...alone, "--services", "polar"], {
      env: { POLAR_CLIENT_ID: "p1", POLAR_CLIENT_SECRET: secrets.POLAR_CLIENT_SECRET },
      fetch: async () => new Response("", { status: 401 }),
    });
    expect(exitCode).toBe(1);
    expect(said).toContain("Stridewell is running at https://abc.example.com");
    expect(said).toMatch(/^Polar: Polar .+\.$/m);
  });
});
