/**
 * What a synthesized CloudFormation template declares, every intrinsic resolved, in the terms the local
 * runtime needs. The template stays the only description of the infrastructure: nothing here is written by
 * hand.
 */
export interface Model {
  readonly region: string;
  readonly accountId: string;
  readonly functions: readonly FunctionModel[];
  readonly routes: readonly RouteModel[];
  readonly queues: readonly QueueModel[];
  readonly queueSources: readonly QueueSourceModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly tables: readonly TableModel[];
  readonly buckets: readonly BucketModel[];
  /** Rules on the account's own event bus. */
  readonly eventRules: readonly EventRuleModel[];
  /** What SES reports to that bus about the emails sent with a configuration set. */
  readonly mailEvents: readonly MailEventsModel[];
  /** Who may do what on a queue, besides roles. */
  readonly queuePolicies: readonly QueuePolicyModel[];
  /** ARNs of the KMS keys. */
  readonly keyArns: readonly string[];
  readonly roles: readonly RoleModel[];
  /** Who may invoke a function, besides roles: AWS::Lambda::Permission. */
  readonly permissions: readonly PermissionModel[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface FunctionModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** e.g. `index.handler` */
  readonly handler: string;
  /** Absolute path of the bundled asset's folder. */
  readonly codeDir: string;
  readonly timeoutS: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
}

export interface RouteModel {
  /** `GET /unsubscribe`, `POST /webhooks/{key}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionArn: string;
  /** What the gateway gives as its source when it asks to invoke. */
  readonly sourceArn: string;
}

export interface QueueModel {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityS: number;
  readonly retentionS: number;
  readonly deadLetter: { readonly queueArn: string; readonly maxReceiveCount: number } | null;
}

export interface QueueSourceModel {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowS: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumConcurrency: number | null;
}

export interface ScheduleModel {
  readonly name: string;
  readonly everyMs: number;
  /** A function's. */
  readonly targetArn: string;
  /** The role that the scheduler assumes to reach the target. */
  readonly roleArn: string;
}

export interface TableModel {
  readonly name: string;
  /** The body of a CreateTable call. */
  readonly create: Readonly<Record<string, unknown>>;
  readonly ttlAttribute: string | null;
}

export interface BucketModel {
  readonly name: string;
  readonly arn: string;
  /** Whether it reports on its objects to the account's bus. */
  readonly tellsBus: boolean;
  /** The origins whose scripts may post to it. */
  readonly postOrigins: readonly string[];
}

export interface EventRuleModel {
  readonly name: string;
  readonly arn: string;
  readonly pattern: EventPattern;
  readonly queueArns: readonly string[];
}

/** Every field must have one of its values; only exact values are supported. */
export interface EventPattern {
  readonly [field: string]: readonly (string | number | boolean | null)[] | EventPattern;
}

export interface MailEventsModel {
  readonly configurationSet: string;
  readonly types: readonly MailEventType[];
}

export type MailEventType = "send" | "reject" | "bounce" | "complaint" | "delivery";

export interface QueuePolicyModel {
  readonly queueArn: string;
  readonly statements: readonly (Statement & {
    /** Services. */
    readonly principals: readonly string[];
    /** The ARNs, wildcards included, one of which the caller must show as its source. */
    readonly sourceArns: readonly string[];
  })[];
}

export interface RoleModel {
  readonly logicalId: string;
  readonly arn: string;
  /** Service principals that may assume it, e.g. `lambda.amazonaws.com`. */
  readonly trusts: readonly string[];
  readonly statements: readonly Statement[];
}

/** What is allowed: nothing here is denied, other than by not being allowed. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** If set, it applies only to email from these addresses (`ses:FromAddress`); otherwise to any call. */
  readonly fromAddresses?: readonly string[];
}

export interface PermissionModel {
  readonly functionArn: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn: string | null;
}
