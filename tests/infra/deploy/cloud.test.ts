import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  MessageRejected,
  NotFoundException,
  SESv2Client,
  SendEmailCommand,
} from "@aws-sdk/client-sesv2";
import { ListSubscriptionsByTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { clientsFor, cloudOf } from "../../../infra/deploy/cloud.ts";
import { cloudFor } from "../../../infra/deploy/surroundings.ts";
import { startParameters } from "../../../infra/local/engines/parameters.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { type Engine, engines, freshTable } from "../../support/tables.ts";

const settings = {
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

function clientsOf(): ReturnType<typeof clientsFor> {
  return {
    sts: new STSClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    dynamo: new DynamoDBClient(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client(settings),
    ses: new SESv2Client(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
    ssm: new SSMClient(settings),
  };
}

const notFound = () => new NotFoundException({ message: "", $metadata: {} });

describe("the region", () => {
  it.each([
    ["the terminal's", { AWS_REGION: "us-east-1" }, "eu-north-1", "us-east-1"],
    ["cdk.json's where the terminal names none", { AWS_REGION: "" }, "eu-north-1", "eu-north-1"],
    [
      "the terminal's default before any cdk.json",
      { AWS_DEFAULT_REGION: "us-east-1" },
      undefined,
      "us-east-1",
    ],
    ["cdk.json's before that", { AWS_DEFAULT_REGION: "us-east-1" }, "eu-north-1", "eu-north-1"],
    ["the profile's where neither does", { AWS_CONFIG_FILE: "" }, undefined, null],
    // Else npm run destroy -- --elsewhere --yes removes the very one that it was to leave alone.
    [
      "the terminal's default for who means another place than cdk.json's",
      { AWS_DEFAULT_REGION: "us-east-1" },
      "eu-north-1",
      "us-east-1",
      ["--yes", "--elsewhere"],
    ],
  ])("is %s", async (_, env, home, region, argv: readonly string[] = []) => {
    const noFile = { AWS_CONFIG_FILE: "/nowhere", AWS_SHARED_CREDENTIALS_FILE: "/nowhere" };
    for (const [name, value] of Object.entries({
      AWS_REGION: "",
      AWS_DEFAULT_REGION: "",
      ...noFile,
      ...env,
    })) {
      vi.stubEnv(name, value === "" ? undefined : value);
    }
    try {
      expect(await cloudFor({ region: home }, argv).region()).toBe(region);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("the credentials", () => {
  const folder = mkdtempSync(join(tmpdir(), "stridewell-profiles-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "credentials");
  const named = (name: string) =>
    `[${name}]\naws_access_key_id = of-${name}\naws_secret_access_key = ${name}\n`;
  writeFileSync(file, ["default", "club", "own"].map(named).join(""));
  const keys = { AWS_ACCESS_KEY_ID: "of-terminal", AWS_SECRET_ACCESS_KEY: "secret" };

  // The CDK's way, and the AWS CLI's: with the SDK's own, one account was looked at and another deployed to.
  it.each([
    [
      "the terminal's keys, whatever profile it names",
      { ...keys, AWS_PROFILE: "club" },
      "terminal",
    ],
    ["its profile's", { AWS_PROFILE: "club", AWS_DEFAULT_PROFILE: "own" }, "club"],
    ["the profile's that it names by the older variable", { AWS_DEFAULT_PROFILE: "own" }, "own"],
    ["the default profile's", {}, "default"],
  ])("are %s", async (_, env, of) => {
    const none = {
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      ...{ AWS_SESSION_TOKEN: undefined, AWS_PROFILE: undefined, AWS_DEFAULT_PROFILE: undefined },
    };
    const files = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: "/nowhere" };
    for (const [name, value] of Object.entries({ ...none, ...files, ...env })) {
      vi.stubEnv(name, value);
    }
    try {
      const clients = Object.values(clientsFor(process.env, { region: "eu-west-1" }));
      const found = await Promise.all(clients.map(({ config }) => config.credentials()));
      expect(new Set(found.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set([`of-${of}`]));
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("are a session's with its token", async () => {
    const env = { ...keys, AWS_SESSION_TOKEN: "token" };
    expect(await clientsFor(env, { region: "eu-west-1" }).sts.config.credentials()).toMatchObject({
      sessionToken: "token",
    });
  });
});

describe("a call to SES", () => {
  it("is tried often enough for a club's addresses: three attempts gave up after seven of them", async () => {
    const { ses, ssm } = clientsFor({}, { region: "eu-west-1" });
    expect(await ssm.config.maxAttempts()).toBe(3);
    expect(await ses.config.maxAttempts()).toBe(8);
  });
});

describe("the account", () => {
  it("is told with its quotas", async () => {
    const clients = clientsOf();
    mockClient(clients.sts).on(GetCallerIdentityCommand).resolves({ Account: "123456789012" });
    mockClient(clients.lambda)
      .on(GetAccountSettingsCommand)
      .resolves({ AccountLimit: { ConcurrentExecutions: 10 } });
    mockClient(clients.ses)
      .on(GetAccountCommand)
      .resolves({
        ProductionAccessEnabled: false,
        SendingEnabled: true,
        SendQuota: { Max24HourSend: 200, SentLast24Hours: 3, MaxSendRate: 1 },
      });
    const cloud = cloudOf(clients);
    expect(await cloud.region()).toBe("eu-west-1");
    expect(await cloud.accountId()).toBe("123456789012");
    expect(await cloud.functionsAtOnce()).toBe(10);
    expect(await cloud.mailAccount()).toEqual({
      sandbox: true,
      sending: true,
      perDay: 200,
      sentInADay: 3,
      perSecond: 1,
    });
  });

  it("has the version of CDK's bootstrap, or none, from Parameter Store itself", async () => {
    const engine = await startParameters({ "/cdk-bootstrap/hnb659fds/version": "28" });
    const empty = await startParameters({});
    try {
      const at = (endpoint: string) =>
        cloudOf({ ...clientsOf(), ssm: new SSMClient({ ...settings, endpoint }) });
      expect(await at(engine.url).bootstrapVersion()).toBe(28);
      expect(await at(empty.url).bootstrapVersion()).toBeNull();
      expect(await at(empty.url).secret("/stridewell/strava")).toBeNull();
    } finally {
      await engine.close();
      await empty.close();
    }
  });

  it("is given a secret as a SecureString only", async () => {
    const clients = clientsOf();
    const ssm = mockClient(clients.ssm).on(PutParameterCommand).resolves({});
    await cloudOf(clients).putSecret("/stridewell/strava", "{}");
    expect(ssm.commandCalls(PutParameterCommand).map(({ args }) => args[0].input)).toEqual([
      { Name: "/stridewell/strava", Value: "{}", Type: "SecureString", Overwrite: true },
    ]);
  });
});

describe("an identity of SES", () => {
  it("that is a domain comes with its DKIM records, where SES publishes them", async () => {
    const clients = clientsOf();
    mockClient(clients.ses)
      .on(GetEmailIdentityCommand)
      .resolves({
        VerifiedForSendingStatus: false,
        DkimAttributes: { Tokens: ["a", "b"], SigningHostedZone: "dkim.eu-south-2.amazonses.com" },
      });
    expect(await cloudOf(clients).mailIdentity("club.example")).toEqual({
      verified: false,
      hasExpired: false,
      records: ["a", "b"].map((token) => ({
        name: `${token}._domainkey.club.example`,
        type: "CNAME",
        value: `${token}.dkim.eu-south-2.amazonses.com`,
      })),
    });
    // For an address the same answer holds its domain's tokens, which nobody has to set for the address.
    expect((await cloudOf(clients).mailIdentity("a@club.example"))?.records).toEqual([]);
  });

  it("that nobody proved in time has expired, an address and a domain", async () => {
    const clients = clientsOf();
    mockClient(clients.ses)
      .on(GetEmailIdentityCommand)
      .resolves({ VerifiedForSendingStatus: false, VerificationStatus: "FAILED" });
    const cloud = cloudOf(clients);
    const found = await Promise.all(["a@b.example", "b.example"].map(cloud.mailIdentity));
    expect(found.map((one) => one?.hasExpired)).toEqual([true, true]);
  });

  it("that SES does not know is null", async () => {
    const clients = clientsOf();
    mockClient(clients.ses).on(GetEmailIdentityCommand).rejects(notFound());
    expect(await cloudOf(clients).mailIdentity("club.example")).toBeNull();
  });

  it("that may not send yet is the reason given for the test mail", async () => {
    const clients = clientsOf();
    mockClient(clients.ses)
      .on(SendEmailCommand)
      .rejects(new MessageRejected({ message: "not verified", $metadata: {} }));
    const mail = { from: "a@b.example", to: "a@b.example", subject: "s", text: "t" };
    expect(await cloudOf(clients).sendMail(mail)).toBe("MessageRejected");
  });
});

describe("a stack", () => {
  it("is told with its outputs, and is null where there is none", async () => {
    const clients = clientsOf();
    mockClient(clients.cloudFormation)
      .on(DescribeStacksCommand, { StackName: "Here" })
      .resolves({
        Stacks: [
          {
            StackName: "Here",
            StackStatus: "CREATE_COMPLETE",
            CreationTime: new Date("2026-11-20T10:00:00Z"),
            Outputs: [{ OutputKey: "AppUrl", OutputValue: "https://abc.example.com" }],
          },
        ],
      })
      .on(DescribeStacksCommand, { StackName: "BrokenOff" })
      .resolves({
        Stacks: [
          {
            StackName: "BrokenOff",
            StackStatus: "REVIEW_IN_PROGRESS",
            CreationTime: new Date("2026-11-20T10:00:00Z"),
          },
        ],
      })
      .on(DescribeStacksCommand, { StackName: "Away" })
      .rejects(new Error("Stack with id Away does not exist"));
    expect(await cloudOf(clients).stack("Here")).toEqual({
      status: "CREATE_COMPLETE",
      changedAt: "2026-11-20T10:00:00.000Z",
      outputs: { AppUrl: "https://abc.example.com" },
    });
    expect(await cloudOf(clients).stack("Away")).toBeNull();
    expect(await cloudOf(clients).stack("BrokenOff")).toBeNull();
  });

  it("is listed to its last page, without what is deleted", async () => {
    const clients = clientsOf();
    const row = (id: string, ResourceStatus: "CREATE_COMPLETE" | "DELETE_COMPLETE") => ({
      LogicalResourceId: id,
      PhysicalResourceId: id,
      ResourceType: "AWS::SQS::Queue",
      ResourceStatus,
      LastUpdatedTimestamp: new Date(0),
    });
    mockClient(clients.cloudFormation)
      .on(ListStackResourcesCommand)
      .resolvesOnce({
        StackResourceSummaries: [row("a", "CREATE_COMPLETE"), row("b", "DELETE_COMPLETE")],
        NextToken: "more",
      })
      .resolvesOnce({ StackResourceSummaries: [row("c", "CREATE_COMPLETE")] });
    const found = await cloudOf(clients).stackResources("Here");
    expect(found.map(({ logicalId }) => logicalId)).toEqual(["a", "c"]);
  });

  it("has its bucket emptied to its last page, and says what is kept from that", async () => {
    const clients = clientsOf();
    const s3 = mockClient(clients.s3);
    s3.on(ListObjectsV2Command)
      .resolvesOnce({
        Contents: [{ Key: "uploads/a" }, { Key: "uploads/b" }],
        IsTruncated: true,
        NextContinuationToken: "more",
      })
      .resolvesOnce({ Contents: [{ Key: "uploads/c" }] })
      .resolvesOnce({})
      .resolvesOnce({ Contents: [{ Key: "uploads/d" }] });
    s3.on(DeleteObjectsCommand)
      .resolvesOnce({})
      .resolvesOnce({})
      .resolvesOnce({ Errors: [{ Key: "uploads/d", Code: "AccessDenied" }] });
    const cloud = cloudOf(clients);
    await cloud.emptyBucket("files");
    expect(
      s3
        .commandCalls(DeleteObjectsCommand)
        .flatMap(({ args }) => args[0].input.Delete?.Objects?.map(({ Key }) => Key)),
    ).toEqual(["uploads/a", "uploads/b", "uploads/c"]);
    await cloud.emptyBucket("empty");
    expect(s3.commandCalls(DeleteObjectsCommand)).toHaveLength(2);
    await expect(cloud.emptyBucket("kept")).rejects.toThrow("AccessDenied");
    const gone = new NoSuchBucket({ message: "none", $metadata: {} });
    s3.on(ListObjectsV2Command, { Bucket: "removed by hand" }).rejects(gone);
    await cloud.emptyBucket("removed by hand");
  });

  it("is asked for its alarms by the hundred", async () => {
    const clients = clientsOf();
    const watch = mockClient(clients.cloudWatch)
      .on(DescribeAlarmsCommand)
      .callsFake((input: { AlarmNames: string[] }) => ({
        MetricAlarms: input.AlarmNames.filter((name) => name.endsWith("7")).map((AlarmName) => ({
          AlarmName,
        })),
      }));
    const names = Array.from({ length: 120 }, (_, n) => `alarm-${n}`);
    expect(await cloudOf(clients).ringing(names)).toHaveLength(12);
    expect(watch.commandCalls(DescribeAlarmsCommand)).toHaveLength(2);
  });

  it("is asked for what waits in a queue", async () => {
    const clients = clientsOf();
    mockClient(clients.sqs)
      .on(GetQueueAttributesCommand)
      .resolves({ Attributes: { ApproximateNumberOfMessages: "4" } });
    expect(await cloudOf(clients).waitingMessages("https://q.example/q")).toBe(4);
  });

  it("is asked to its last page who is told of alarms, and has AWS ask another", async () => {
    const clients = clientsOf();
    const sns = mockClient(clients.sns);
    sns
      .on(ListSubscriptionsByTopicCommand)
      .resolvesOnce({
        Subscriptions: [
          { SubscriptionArn: "PendingConfirmation", Endpoint: "a@b.example" },
          { SubscriptionArn: "Deleted", Endpoint: "gone@b.example" },
        ],
        NextToken: "more",
      })
      .resolvesOnce({
        Subscriptions: [{ SubscriptionArn: "arn:aws:sns:…", Endpoint: "c@b.example" }],
      })
      .resolves({});
    const cloud = cloudOf(clients);
    expect(await cloud.alarmReaders("topic")).toEqual({
      confirmed: ["c@b.example"],
      pending: ["a@b.example"],
    });
    expect(await cloud.alarmReaders("topic")).toEqual({ confirmed: [], pending: [] });
    sns.on(SubscribeCommand).resolves({});
    await cloud.addAlarmReader("topic", "a@b.example");
    expect(sns.commandCalls(SubscribeCommand).map(({ args }) => args[0].input)).toEqual([
      { TopicArn: "topic", Protocol: "email", Endpoint: "a@b.example" },
    ]);
  });
});

for (const { name, missing, start } of engines) {
  const title = missing === null ? `on ${name}` : `on ${name} (skipped: ${missing})`;
  describe.skipIf(missing !== null)(`the tally ${title}`, () => {
    let engine: Engine;
    let table: Table;
    beforeAll(async () => {
      engine = await start();
      table = await freshTable(engine);
    });
    afterAll(() => engine.close());

    it("counts what the stores wrote, and takes along nothing of anybody", async () => {
      const vault = { seal: async (text: string) => text, open: async (text: string) => text };
      const [runners, notices] = [runnerStore(table), noticeStore(table)];
      for (const id of ["r1", "r2"]) {
        await runners.create(makeRunner({ id, email: `${id}@run.example` }));
      }
      for (const [day, at] of [
        ["2026-11-16", "2026-11-16T05:00:00.000Z"],
        ["2026-11-09", "2026-11-09T05:00:00.000Z"],
      ] as const) {
        const notice = { runnerId: "r1", notice: `digest:${day}` } as const;
        await notices.claim(notice, { tips: [] }, at);
        await notices.markSent(notice, "m", at);
      }
      const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: 1 };
      for (const name of ["strava", "polar"]) {
        const store = connectionStore(table, vault, { name, pollMinutes: null });
        const given = { runnerId: "r1", accountId: "7", granted: [], tokens };
        expect(await store.connect(given, 0)).toBe("connected");
      }
      const tally = await cloudOf({ ...clientsOf(), dynamo: engine.client }).tally(table.name);
      expect(tally).toEqual({
        runners: 2,
        connections: { strava: { connected: 1 }, polar: { connected: 1 } },
        lastDigestAt: "2026-11-16T05:00:00.000Z",
        unerased: [],
        whole: true,
      });
    });

    it("tells who is not erased yet, and since when: an account, or what came from a service", async () => {
      const own = await freshTable(engine);
      const { tally } = cloudOf({ ...clientsOf(), dynamo: engine.client });
      const runners = runnerStore(own);
      const vault = { seal: async (text: string) => text, open: async (text: string) => text };
      const service = connectionStore(own, vault, { name: "polar", pollMinutes: null });
      for (const id of ["stays", "goes", "leaves", "goes-and-leaves"]) {
        await runners.create(makeRunner({ id, email: `${id}@run.example` }));
        const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: 1 };
        await service.connect({ runnerId: id, accountId: id, granted: [], tokens }, 0);
      }
      expect((await tally(own.name)).unerased).toEqual([]);
      const keys = { linkKey: "k", sessionKey: "k" };
      for (const id of ["goes", "goes-and-leaves"]) {
        await accountStore(own).beginErasing(id, keys, "2026-11-22T12:00:00.000Z");
      }
      for (const id of ["leaves", "goes-and-leaves"]) await service.beginLeaving(id, 1);
      const { unerased } = await tally(own.name, Number.POSITIVE_INFINITY);
      const sinceMs = Date.parse("2026-11-22T12:00:00.000Z");
      expect(unerased).toHaveLength(4);
      expect(unerased).toEqual(
        expect.arrayContaining([
          { runnerId: "goes", isAccount: true, sinceMs },
          { runnerId: "leaves", isAccount: false, sinceMs: 1 },
          { runnerId: "goes-and-leaves", isAccount: true, sinceMs },
          { runnerId: "goes-and-leaves", isAccount: false, sinceMs: 1 },
        ]),
      );
    });
  });
}
