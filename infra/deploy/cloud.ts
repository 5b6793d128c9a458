import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectsCommand,
  NoSuchBucket,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
  SESv2ServiceException,
  SendEmailCommand,
} from "@aws-sdk/client-sesv2";
import { paginateListSubscriptionsByTopic, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type Tally, tallyOf } from "./tally.ts";

export interface DnsRecord {
  readonly name: string;
  readonly type: "CNAME";
  readonly value: string;
}

/** What SES knows about an address or a domain that mail is sent from or, in the sandbox, to. */
export interface MailIdentity {
  readonly verified: boolean;
  /**
   * Nobody clicked AWS's link within its 24 hours, or set a domain's records within 72: AWS doesn't look
   * again by itself.
   */
  readonly hasExpired: boolean;
  /** A domain's DKIM records; none for an address. */
  readonly records: readonly DnsRecord[];
}

export interface MailAccount {
  /** As every account begins: mail goes to verified addresses only. */
  readonly sandbox: boolean;
  /** False if AWS paused the account. */
  readonly sending: boolean;
  readonly perDay: number;
  readonly sentInADay: number;
  readonly perSecond: number;
}

export interface StackState {
  readonly status: string;
  readonly changedAt: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  /** The queue's URL, the alarm's name, the topic's ARN and so on. */
  readonly physicalId: string;
}

/** Addresses (or whatever else an owner had alarms sent to). */
export interface AlarmReaders {
  readonly confirmed: readonly string[];
  /** AWS waits 48 hours for a confirmation, and then forgets the address. */
  readonly pending: readonly string[];
}

/** What the commands ask of the owner's account. When AWS refuses, the SDK's error is thrown. */
export interface Cloud {
  /** Null if none is set. */
  region(): Promise<string | null>;
  accountId(): Promise<string>;
  /** Null if the account isn't bootstrapped for the CDK in this region. */
  bootstrapVersion(): Promise<number | null>;
  functionsAtOnce(): Promise<number>;
  mailAccount(): Promise<MailAccount>;
  mailIdentity(name: string): Promise<MailIdentity | null>;
  /** SES then emails an address a link; for a domain it makes the DKIM records. */
  addMailIdentity(name: string): Promise<MailIdentity>;
  removeMailIdentity(name: string): Promise<void>;
  /** Null if it was sent; otherwise SES's reason. */
  sendMail(mail: {
    readonly from: string;
    readonly to: string;
    readonly subject: string;
    readonly text: string;
  }): Promise<string | null>;
  secret(name: string): Promise<string | null>;
  putSecret(name: string, value: string): Promise<void>;
  stack(name: string): Promise<StackState | null>;
  stackResources(name: string): Promise<StackResource[]>;
  /** CloudFormation doesn't delete a bucket that holds anything. */
  emptyBucket(name: string): Promise<void>;
  waitingMessages(queueUrl: string): Promise<number>;
  /** The names of those of these alarms that are ringing now. */
  ringing(names: readonly string[]): Promise<string[]>;
  alarmReaders(topicArn: string): Promise<AlarmReaders>;
  /** AWS then emails this address a link to confirm it. */
  addAlarmReader(topicArn: string, address: string): Promise<void>;
  tally(tableName: string, mostPages?: number): Promise<Tally>;
}

/**
 * Clients that find credentials as the AWS CLI and the CDK do, or these would look at one account and the CDK deploy to
 * another: the SDK prefers a profile to keys, and knows only the newer of two variables, for a profile as for a region.
 * Their region is the terminal's, or else cdk.json's, or else the terminal's default.
 */
export function clientsFor(
  env: Readonly<Record<string, string | undefined>>,
  { region: home }: Readonly<Record<string, unknown>>,
) {
  const region = typeof home === "string" ? home : env["AWS_DEFAULT_REGION"];
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = env["AWS_SESSION_TOKEN"];
  const profile = env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"];
  const config = {
    ...(accessKeyId &&
      secretAccessKey && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      }),
    ...(profile && { profile }),
    ...(region && !env["AWS_REGION"] && { region }),
  };
  return {
    sts: new STSClient(config),
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamo: new DynamoDBClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client(config),
    // SES takes about one such call a second, and each runner to be verified takes three.
    ses: new SESv2Client({ ...config, maxAttempts: 8 }),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    ssm: new SSMClient(config),
  };
}

/** The account that the clients' credentials give access to. */
export function cloudOf(aws: ReturnType<typeof clientsFor>): Cloud {
  const parameter = async (name: string): Promise<string | null> => {
    try {
      const found = await aws.ssm.send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      return found.Parameter?.Value ?? null;
    } catch (error) {
      if (error instanceof ParameterNotFound) return null;
      throw error;
    }
  };

  const mailIdentity = async (name: string): Promise<MailIdentity | null> => {
    try {
      const found = await aws.ses.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
      const tokens = name.includes("@") ? [] : (found.DkimAttributes?.Tokens ?? []);
      const zone = found.DkimAttributes?.SigningHostedZone ?? "dkim.amazonses.com";
      return {
        verified: found.VerifiedForSendingStatus ?? false,
        hasExpired: !found.VerifiedForSendingStatus && found.VerificationStatus === "FAILED",
        records: tokens.map((token) => ({
          name: `${token}._domainkey.${name}`,
          type: "CNAME",
          value: `${token}.${zone}`,
        })),
      };
    } catch (error) {
      if (error instanceof NotFoundException) return null;
      throw error;
    }
  };

  return {
    async region() {
      try {
        return await aws.sts.config.region();
      } catch {
        return null;
      }
    },
    async accountId() {
      return (await aws.sts.send(new GetCallerIdentityCommand({}))).Account ?? "";
    },
    async bootstrapVersion() {
      const version = await parameter("/cdk-bootstrap/hnb659fds/version");
      return version === null ? null : Number(version);
    },
    async functionsAtOnce() {
      const { AccountLimit } = await aws.lambda.send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions ?? 0;
    },
    async mailAccount() {
      const { ProductionAccessEnabled, SendingEnabled, SendQuota } = await aws.ses.send(
        new GetAccountCommand({}),
      );
      return {
        sandbox: ProductionAccessEnabled !== true,
        sending: SendingEnabled !== false,
        perDay: SendQuota?.Max24HourSend ?? 0,
        sentInADay: SendQuota?.SentLast24Hours ?? 0,
        perSecond: SendQuota?.MaxSendRate ?? 0,
      };
    },
    mailIdentity,
    async addMailIdentity(name) {
      await aws.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: name }));
      return (await mailIdentity(name)) ?? { verified: false, hasExpired: false, records: [] };
    },
    async removeMailIdentity(name) {
      await aws.ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: name }));
    },
    async sendMail({ from, to, subject, text }) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: "UTF-8" },
            Body: { Text: { Data: text, Charset: "UTF-8" } },
          },
        },
      });
      try {
        await aws.ses.send(command);
        return null;
      } catch (error) {
        if (error instanceof SESv2ServiceException && error.$fault === "client") return error.name;
        throw error;
      }
    },
    secret: parameter,
    async putSecret(name, value) {
      await aws.ssm.send(
        new PutParameterCommand({
          Name: name,
          Value: value,
          Type: "SecureString",
          Overwrite: true,
        }),
      );
    },
    async stack(name) {
      try {
        const { Stacks } = await aws.cloudFormation.send(
          new DescribeStacksCommand({ StackName: name }),
        );
        const [stack] = Stacks ?? [];
        // A first deployment that was interrupted before it began leaves this behind for good, with nothing
        // in it.
        if (stack === undefined || stack.StackStatus === "REVIEW_IN_PROGRESS") return null;
        const outputs = (stack.Outputs ?? []).map(
          ({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue] as const,
        );
        return {
          status: stack.StackStatus ?? "",
          changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? "",
          outputs: Object.fromEntries(outputs),
        };
      } catch (error) {
        // CloudFormation has no error of its own for this.
        if (error instanceof Error && /does not exist/.test(error.message)) return null;
        throw error;
      }
    },
    async stackResources(name) {
      const resources: StackResource[] = [];
      const pages = paginateListStackResources({ client: aws.cloudFormation }, { StackName: name });
      for await (const { StackResourceSummaries } of pages) {
        for (const one of StackResourceSummaries ?? []) {
          if (one.ResourceStatus === "DELETE_COMPLETE") continue;
          resources.push({
            type: one.ResourceType ?? "",
            logicalId: one.LogicalResourceId ?? "",
            physicalId: one.PhysicalResourceId ?? "",
          });
        }
      }
      return resources;
    },
    async emptyBucket(Bucket) {
      try {
        const pages = paginateListObjectsV2({ client: aws.s3 }, { Bucket });
        for await (const { Contents = [] } of pages) {
          if (Contents.length === 0) continue;
          const Objects = Contents.map(({ Key }) => ({ Key }));
          const { Errors = [] } = await aws.s3.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          const [first] = Errors;
          if (first !== undefined)
            throw new Error(`S3 did not delete ${Errors.length} files: ${first.Code}`);
        }
      } catch (error) {
        // Someone removed it by hand, and CloudFormation counts that as deleted.
        if (!(error instanceof NoSuchBucket)) throw error;
      }
    },

    async waitingMessages(queueUrl) {
      const { Attributes } = await aws.sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ["ApproximateNumberOfMessages"],
        }),
      );
      return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
    },
    async ringing(names) {
      const found: string[] = [];
      // As many names as one call may hold.
      for (let from = 0; from < names.length; from += 100) {
        const { MetricAlarms } = await aws.cloudWatch.send(
          new DescribeAlarmsCommand({
            AlarmNames: names.slice(from, from + 100),
            StateValue: "ALARM",
            MaxRecords: 100,
          }),
        );
        found.push(...(MetricAlarms ?? []).map(({ AlarmName }) => AlarmName ?? ""));
      }
      return found;
    },
    async alarmReaders(topicArn) {
      const confirmed: string[] = [];
      const pending: string[] = [];
      const pages = paginateListSubscriptionsByTopic({ client: aws.sns }, { TopicArn: topicArn });
      for await (const { Subscriptions } of pages) {
        for (const { SubscriptionArn, Endpoint = "" } of Subscriptions ?? []) {
          if (SubscriptionArn === "PendingConfirmation") pending.push(Endpoint);
          // Whoever unsubscribed is listed as "Deleted" for a while.
          else if (SubscriptionArn !== "Deleted") confirmed.push(Endpoint);
        }
      }
      return { confirmed, pending };
    },
    async addAlarmReader(topicArn, address) {
      await aws.sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: "email", Endpoint: address }),
      );
    },
    tally: (tableName, mostPages) => tallyOf(aws.dynamo, tableName, mostPages),
  };
}

/** What AWS said, in one line and without the request's own values. */
export function awsFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line = ""] = error.message.split("\n");
  return error.name === "Error" ? line : `${error.name}: ${line}`;
}
