import { describe, expect, it } from "vitest";
import { doctorApp, ofTally } from "../../../infra/deploy/doctor-app.ts";
import { version } from "../../../infra/version.ts";
import { webhookKeys } from "../../../infra/webhooks/strava-keys.ts";
import { type FakeAccount, fakeCloud, makeAccount } from "../../support/fake-cloud.ts";
import { startCallback, startStrava } from "../local/strava/make-strava.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const verified = new Map([["run.example", { verified: true, hasExpired: false, records: [] }]]);
const deployed = {
  status: "UPDATE_COMPLETE",
  changedAt: "2026-11-20T10:00:00.000Z",
  outputs: { AppUrl: "https://abc.example.com", TableName: "T", Version: version },
};
const resources = [
  { type: "AWS::SQS::Queue", logicalId: "RunCheckupDeadLetters0A1B2C3D", physicalId: "dead" },
  { type: "AWS::SQS::Queue", logicalId: "RunCheckupQueue0A1B2C3D", physicalId: "work" },
  { type: "AWS::CloudWatch::Alarm", logicalId: "FindDueFailure0", physicalId: "FindDueFailure" },
  { type: "AWS::SNS::Topic", logicalId: "Alarms0", physicalId: "topic" },
];

/** `fetch` is how the app answers, and whatever else is asked. */
async function run(
  changes: Partial<FakeAccount> = {},
  given: {
    argv?: readonly string[];
    settings?: Record<string, unknown>;
    fetch?: typeof fetch;
    env?: Record<string, string>;
  } = {},
) {
  const account = makeAccount({ identities: verified, stack: deployed, resources, ...changes });
  const said: string[] = [];
  const exitCode = await doctorApp(given.argv ?? [], {
    cloud: fakeCloud(account),
    settings: { sender: "digest@run.example", ...given.settings },
    env: given.env ?? {},
    say: (line) => said.push(line),
    fetch: given.fetch ?? (async () => new Response("")),
    nowMs: () => NOW,
    nodeVersion: "v24.1.0",
  });
  return { exitCode, said, faults: said.filter((line) => line.startsWith("MISSING")) };
}

describe("the doctor", () => {
  it("finds nothing missing where all is well", async () => {
    const { exitCode, faults, said } = await run();
    expect([exitCode, faults]).toEqual([0, []]);
    expect(said.filter((line) => line.startsWith("note"))).toEqual([
      expect.stringContaining("Strava is not set up"),
    ]);
    for (const words of [
      `Stack: version ${version}, changed 2026-11-20T10:00Z`,
      "https://abc.example.com answers",
      "SES sends as run.example",
      "None of 1 alarms is in alarm",
      "Alarms reach me@run.example",
      "No dead letters in 1 queues",
    ]) {
      expect(said).toContain(`ok      ${words}`);
    }
  });

  const ills: [what: string, changes: Partial<FakeAccount>, line: string][] = [
    ["that nothing is deployed", { stack: null }, "Nothing is deployed here"],
    [
      "a first deployment that failed",
      { stack: { status: "ROLLBACK_COMPLETE", changedAt: "", outputs: {} } },
      "The first deployment did not succeed (ROLLBACK_COMPLETE)",
    ],
    ["a sender that SES does not know", { identities: new Map() }, "SES doesn't know the sender"],
    [
      "a sender that is not verified",
      {
        identities: new Map([["run.example", { verified: false, hasExpired: false, records: [] }]]),
      },
      "SES does not send as run.example yet",
    ],
    ["a dead letter", { waiting: new Map([["dead", 1]]) }, "1 dead letter from RunCheckup"],
    ["dead letters", { waiting: new Map([["dead", 3]]) }, "3 dead letters from RunCheckup"],
    [
      "an alarm",
      { ringing: ["FindDueFailure"] },
      "FindDueFailure is in alarm: see docs/runbook.md",
    ],
    [
      "an owner who gets no alarms yet",
      { alarmReaders: { confirmed: [], pending: ["me@run.example"] } },
      'No alarm reaches me@run.example: confirm AWS\'s email "Subscription Confirmation" first.',
    ],
    [
      "alarms that nobody gets, since AWS waited two days in vain or someone unsubscribed",
      { alarmReaders: { confirmed: [], pending: [] } },
      "Alarms reach nobody",
    ],
    [
      "a secret that is none",
      { secrets: new Map([["/stridewell/strava", "{}"]]) },
      "/stridewell/strava is not usable",
    ],
    [
      "another service's secret that is none",
      { secrets: new Map([["/stridewell/services/suunto", "{}"]]) },
      "/stridewell/services/suunto is not usable",
    ],
    [
      "a service that sends no events",
      {
        secrets: new Map([
          ["/stridewell/services/polar", '{"clientId":"p1","clientSecret":"secret"}'],
        ]),
      },
      "Polar: Polar",
    ],
    [
      "an account whose mail AWS paused, and tells the rest",
      { mail: { sandbox: false, sending: false, perDay: 200, sentInADay: 0, perSecond: 1 } },
      "No mail leaves while AWS has it paused",
    ],
    [
      "that it may not list what the stack holds, and tells the rest",
      { denied: new Set(["stackResources"]) },
      "What the stack holds can't be checked: AccessDeniedException",
    ],
    [
      "what it may not look at, and tells the rest",
      { denied: new Set(["tally"]) },
      "The table can't be checked: AccessDeniedException",
    ],
  ];
  it.each(ills)("names %s", async (what, changes, line) => {
    const { exitCode, faults, said } = await run(changes);
    if (what.endsWith("tells the rest")) expect(said.join("\n")).toContain("SES sends as");
    expect(exitCode).toBe(1);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(line);
  });

  it("takes a sender as verified by its address while its domain is not yet", async () => {
    const identities = new Map([
      ["run.example", { verified: false, hasExpired: false, records: [] }],
      ["digest@run.example", { verified: true, hasExpired: false, records: [] }],
    ]);
    expect(await run({ identities })).toMatchObject({ exitCode: 0, faults: [] });
  });

  it.each([
    ["--help", 0, /^npm run doctor {5}checks/],
    ["--fix", 2, /^npm run doctor takes nothing but --help\.$/],
  ])("asked %s says how it is used, and looks at nothing", async (flag, code, words) => {
    const { exitCode, said } = await run({}, { argv: [flag] });
    expect([exitCode, said.length]).toEqual([code, 1]);
    expect(said[0]).toMatch(words);
  });

  it("looks at the sender that is deployed, where cdk.json holds the example", async () => {
    const stack = { ...deployed, outputs: { ...deployed.outputs, Sender: "digest@run.example" } };
    const { exitCode, said } = await run(
      { stack },
      { settings: { sender: "stridewell@example.com" } },
    );
    expect(exitCode).toBe(0);
    expect(said.join("\n")).toContain("SES sends as run.example");
  });

  it.each([
    ["region", { region: "us-east-1" }, "is in us-east-1, not in eu-west-1"],
    ["account", { accountEndsIn: "4321" }, "ends in 4321, not in 123456789012"],
  ])("looks for nothing in another %s than cdk.json's", async (_, settings, words) => {
    const { exitCode, faults } = await run({ stack: null }, { settings });
    expect(exitCode).toBe(1);
    expect(faults).toEqual([expect.stringContaining(words)]);
  });

  it.each(["UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED"])(
    "notes that the last deployment did not succeed, where the stack is in %s",
    async (status) => {
      const { exitCode, said } = await run({ stack: { ...deployed, status } });
      expect(exitCode).toBe(0);
      expect(said.join("\n")).toMatch(`\nnote    The last deployment did not succeed (${status})`);
    },
  );

  it("misses a deployment that could not be undone either, which every later one needs first", async () => {
    const { exitCode, faults } = await run({
      stack: { ...deployed, status: "UPDATE_ROLLBACK_FAILED" },
    });
    expect(exitCode).toBe(1);
    expect(faults).toEqual([
      expect.stringContaining('"A deployment that could not be undone" in docs/runbook.md'),
    ]);
  });

  it("misses the rest of a removal that failed, and doesn't say that anything is still running", async () => {
    const { exitCode, said, faults } = await run({
      stack: { ...deployed, status: "DELETE_FAILED" },
    });
    expect(exitCode).toBe(1);
    expect(faults).toEqual([expect.stringContaining("run npm run destroy again")]);
    expect(said.join("\n")).not.toContain("still running");
  });

  it("names an app that does not answer", async () => {
    const refuse = () => Promise.reject(new TypeError("fetch failed"));
    const { faults } = await run({}, { fetch: refuse });
    expect(faults).toEqual(["MISSING https://abc.example.com does not answer."]);
  });

  it.each<[string, Partial<FakeAccount>, string]>([
    ["are quiet while one rings", { ringing: ["FindDueFailure"] }, "None of 1 alarms"],
    [
      "reach anyone who has yet to confirm",
      { alarmReaders: { confirmed: [], pending: ["me@run.example"] } },
      "ok      Alarms reach",
    ],
    [
      "reach anyone where nobody is left",
      { alarmReaders: { confirmed: [], pending: [] } },
      "ok      Alarms reach",
    ],
  ])("doesn't say that alarms %s", async (_, changes, words) => {
    expect((await run(changes)).said.join("\n")).not.toContain(words);
  });

  it("counts one who gets alarms beside one who still has to confirm", async () => {
    const alarmReaders = { confirmed: ["me@run.example"], pending: ["you@run.example"] };
    const { faults } = await run({ alarmReaders });
    expect(faults).toEqual([expect.stringContaining("No alarm reaches you@run.example")]);
  });

  it("says of a service that sends no events to be asked about that its secret is kept", async () => {
    const parts = {
      clientId: "s1",
      clientSecret: "secret-of-suunto",
      subscriptionKey: "key-of-it",
    };
    const secrets = new Map([["/stridewell/services/suunto", JSON.stringify(parts)]]);
    expect((await run({ secrets })).said).toContain("ok      Suunto: its secret is kept");
  });

  it("asks Strava whether it sends events to the app, and only those that the app takes", async () => {
    const strava = await startStrava();
    const { clientId, clientSecret } = strava.application;
    const callback = await startCallback(webhookKeys(clientSecret).verifyTokenHash);
    try {
      const path = `/webhooks/strava/${webhookKeys(clientSecret).pathKey}`;
      const secrets = new Map([["/stridewell/strava", JSON.stringify({ clientId, clientSecret })]]);
      const { origin } = new URL(callback.url);
      const look = async (stravaSubscriptionId?: string, AppUrl = origin) => {
        const env = { STRAVA_API_BASE_URL: strava.apiBaseUrl };
        const stack = { ...deployed, outputs: { ...deployed.outputs, AppUrl } };
        const real: typeof fetch = (input, init) =>
          String(input) === AppUrl ? Promise.resolve(new Response("")) : fetch(input, init);
        const settings = stravaSubscriptionId === undefined ? {} : { stravaSubscriptionId };
        return await run({ secrets, stack }, { settings, env, fetch: real });
      };
      expect((await look()).faults).toEqual([
        expect.stringMatching(/^MISSING Strava: Strava sends no events/),
      ]);
      const { verifyToken } = webhookKeys(clientSecret);
      const made = await strava.subscriptions.create({ callbackUrl: origin + path, verifyToken });
      if (made.kind !== "ok") throw new Error(made.kind);
      const { faults, said } = await look(made.value);
      expect(faults).toEqual([]);
      expect(said).toContain(
        `ok      Strava: Subscription ${made.value} sends events to ${origin}, and the app accepts them.`,
      );
      expect((await look("1")).faults).toEqual([
        expect.stringContaining(`stravaSubscriptionId 1 and Strava has ${made.value}`),
      ]);
      // As after it was taken to another app of the owner's, on their own machine for instance, which takes them too.
      const taken = await look(undefined, deployed.outputs.AppUrl);
      expect(taken.faults).toEqual([
        `MISSING Strava: Subscription ${made.value} sends events to ${origin}, not to https://abc.example.com: npm run deploy repairs it, or npm run strava -- subscribe --app https://abc.example.com.`,
      ]);
    } finally {
      await callback.close();
      await strava.close();
    }
  });

  it("names an app that answers with an error", async () => {
    const answer = async () => new Response("", { status: 500 });
    expect((await run({}, { fetch: answer })).faults).toEqual([
      "MISSING https://abc.example.com answers 500: look at the functions' logs.",
    ]);
  });

  it("does not take messages that are being worked on for dead letters", async () => {
    expect((await run({ waiting: new Map([["work", 9]]) })).exitCode).toBe(0);
  });

  it("notes a sender whose mail lands in spam, though SES sends as it", async () => {
    const sender = "me@gmail.com";
    const identities = new Map([[sender, { verified: true, hasExpired: false, records: [] }]]);
    const { exitCode, said } = await run({ identities }, { settings: { sender } });
    expect(exitCode).toBe(0);
    expect(said.join("\n")).toMatch(/ok +SES sends as me@gmail.com\nnote +gmail.com lets nobody/);
  });

  it("notes another version than these sources'", async () => {
    const stack = { ...deployed, outputs: { ...deployed.outputs, Version: "0.0.1" } };
    const { exitCode, said } = await run({ stack });
    expect(exitCode).toBe(0);
    expect(said.join("\n")).toContain("npm run deploy upgrades it");
  });
});

describe("what the table holds", () => {
  const tally = { runners: 2, connections: {}, lastDigestAt: null, unerased: [], whole: true };
  it.each([
    [
      { ...tally, connections: { strava: { connected: 1 } } },
      "good",
      "Connections with Strava: 1 connected",
    ],
    [
      { ...tally, connections: { suunto: { "needs-consent": 1, connected: 2 } } },
      "note",
      "Connections with Suunto: 2 connected, 1 needs-consent",
    ],
    [tally, "good", "Connections with intervals.icu: none"],
    [{ ...tally, lastDigestAt: "2026-11-20T05:00:00Z" }, "good", "Last digest: 2026-11-20T05:00Z"],
    [{ ...tally, lastDigestAt: "2026-11-14T12:00:00Z" }, "good", "Last digest: 2026-11-14T12:00Z"],
    [{ ...tally, lastDigestAt: "2026-11-14T11:59:59Z" }, "note", "Last digest: 2026-11-14T11:59Z"],
    [{ ...tally, runners: 1 }, "note", "Last digest: none yet"],
    [tally, "note", "Last digest: none yet"],
    [{ ...tally, runners: 0 }, "good", "Last digest: none yet"],
    [{ ...tally, whole: false }, "good", "at least 2 runners"],
  ] as const)("%j is told as counts", (given, level, words) => {
    expect(ofTally(given, NOW)).toContainEqual({
      level,
      text: expect.stringContaining(words),
    });
  });

  it("names who asked to be erased days ago and isn't, perhaps because SQS has let the dead letter go", () => {
    const since = (days: number) => NOW - days * 24 * 3_600_000;
    const unerased = [
      { runnerId: "lost", isAccount: true, sinceMs: since(20) },
      { runnerId: "under way", isAccount: true, sinceMs: since(1) },
      // A comparison tries this again each night, and their account stays.
      { runnerId: "left Strava", isAccount: false, sinceMs: since(20) },
    ];
    const lines = ofTally({ ...tally, unerased }, NOW).filter(({ level }) => level === "missing");
    expect(lines).toEqual([
      {
        level: "missing",
        text: 'Not erased, though it was asked for more than two days ago: lost. Redrive the dead letters of AccountEraseRunner; where there are none (SQS keeps them for 14 days), send the message under "Removing a runner" in docs/runbook.md.',
      },
    ]);
  });

  it("is one runner for whoever runs alone", () => {
    expect(ofTally({ ...tally, runners: 1 }, NOW)).toContainEqual({
      level: "good",
      text: "1 runner",
    });
  });
});
