/** Where the stack is: what AWS would know and the template doesn't say. */
export interface Place {
  readonly partition: string;
  readonly urlSuffix: string;
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  readonly urls: { readonly app: string; readonly queue: (queueName: string) => string };
}

/** A resource, as far as its names depend on it. */
export interface Named {
  readonly logicalId: string;
  /** The physical name: the given one, or else one made from the stack's name and the logical id. */
  readonly name: string;
  readonly place: Place;
  /** A property as text, or undefined if it isn't given. */
  readonly property: (name: string) => string | undefined;
}

/** The AWS partition that a region belongs to, and how its host names end. */
export function partitionOf(region: string): { partition: string; urlSuffix: string } {
  if (region.startsWith("cn-")) return { partition: "aws-cn", urlSuffix: "amazonaws.com.cn" };
  if (region.startsWith("us-gov-")) return { partition: "aws-us-gov", urlSuffix: "amazonaws.com" };
  return { partition: "aws", urlSuffix: "amazonaws.com" };
}

type Told = (resource: Named) => string;

export interface ResourceType {
  /** The property that gives the physical name, and the longest name that the service allows. */
  readonly nameProperty?: string;
  readonly maxLength?: number;
  readonly ref: Told;
  readonly attributes: Readonly<Record<string, Told>>;
}

const name: Told = ({ name }) => name;

/** `tail` is the part of the ARN after the account. */
function arn(service: string, tail: Told): Told {
  return (resource) => {
    const { partition, region, accountId } = resource.place;
    return `arn:${partition}:${service}:${region}:${accountId}:${tail(resource)}`;
  };
}

/** A type whose Ref is its name, and which has an ARN. */
function named(nameProperty: string, maxLength: number, arnOf: Told): ResourceType {
  return { nameProperty, maxLength, ref: name, attributes: { Arn: arnOf } };
}

/** A type that is only ever asked for its Ref, which is an id. */
const identified: ResourceType = { ref: name, attributes: {} };

/** An HTTP API's id: letters and digits only, because it is part of a host name. */
const apiId: Told = ({ name }) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

const tableArn = arn("dynamodb", ({ name }) => `table/${name}`);
const table: ResourceType = {
  nameProperty: "TableName",
  maxLength: 255,
  ref: name,
  attributes: {
    Arn: tableArn,
    StreamArn: (resource) => `${tableArn(resource)}/stream/2000-01-01T00:00:00.000`,
  },
};

const keyArn = arn("kms", ({ name }) => `key/${name}`);

/** No capitals, because a bucket's name can be a host name. */
const bucketName: Told = ({ name }) => name.toLowerCase();

const topicArn = arn("sns", name);

/** Only AWS can make DKIM tokens, but an output that shows them still needs something to show. */
const dkim = Object.fromEntries(
  [1, 2, 3].flatMap((n) => [
    [`DkimDNSTokenName${n}`, (r: Named) => `local${n}._domainkey.${r.property("EmailIdentity")}`],
    [`DkimDNSTokenValue${n}`, () => `local${n}.dkim.amazonses.com`],
  ]),
);

/** What the local runtime runs, or bases decisions on. */
const run: Record<string, ResourceType> = {
  "AWS::ApiGatewayV2::Api": {
    ref: apiId,
    attributes: { ApiId: apiId, ApiEndpoint: ({ place }) => place.urls.app },
  },
  "AWS::ApiGatewayV2::ApiMapping": identified,
  "AWS::ApiGatewayV2::DomainName": {
    ref: ({ property }) => property("DomainName") ?? "",
    attributes: {
      RegionalDomainName: () => "localhost",
      RegionalHostedZoneId: () => "ZLOCAL",
    },
  },
  "AWS::ApiGatewayV2::Integration": identified,
  "AWS::ApiGatewayV2::Route": identified,
  "AWS::ApiGatewayV2::Stage": { nameProperty: "StageName", ref: name, attributes: {} },
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::DynamoDB::Table": table,
  "AWS::Events::Rule": named(
    "Name",
    64,
    arn("events", ({ name }) => `rule/${name}`),
  ),
  "AWS::IAM::Policy": identified,
  "AWS::IAM::Role": named("RoleName", 64, ({ name, place, property }) => {
    return `arn:${place.partition}:iam::${place.accountId}:role${property("Path") ?? "/"}${name}`;
  }),
  "AWS::KMS::Key": { ref: name, attributes: { Arn: keyArn, KeyId: name } },
  "AWS::Lambda::EventSourceMapping": identified,
  "AWS::Lambda::Function": named(
    "FunctionName",
    64,
    arn("lambda", ({ name }) => `function:${name}`),
  ),
  "AWS::Lambda::Permission": identified,
  "AWS::S3::Bucket": {
    nameProperty: "BucketName",
    maxLength: 63,
    ref: bucketName,
    attributes: {
      Arn: (resource) => `arn:${resource.place.partition}:s3:::${bucketName(resource)}`,
    },
  },
  "AWS::S3::BucketPolicy": identified,
  "AWS::Scheduler::Schedule": named(
    "Name",
    64,
    arn("scheduler", ({ name, property }) => {
      return `schedule/${property("GroupName") ?? "default"}/${name}`;
    }),
  ),
  "AWS::Scheduler::ScheduleGroup": named(
    "Name",
    64,
    arn("scheduler", ({ name }) => `schedule-group/${name}`),
  ),
  "AWS::SES::ConfigurationSetEventDestination": identified,
  "AWS::SQS::Queue": {
    nameProperty: "QueueName",
    maxLength: 80,
    ref: ({ name, place }) => place.urls.queue(name),
    attributes: {
      Arn: arn("sqs", name),
      QueueName: name,
      QueueUrl: ({ name, place }) => place.urls.queue(name),
    },
  },
  "AWS::SQS::QueuePolicy": identified,
};

/** What a local start can do without. Its names still resolve, because other resources refer to them. */
const withoutCounterpart: Record<string, ResourceType> = {
  "AWS::Budgets::Budget": identified,
  "AWS::CDK::Metadata": identified,
  "AWS::CertificateManager::Certificate": identified,
  "AWS::CloudWatch::Alarm": named(
    "AlarmName",
    255,
    arn("cloudwatch", ({ name }) => `alarm:${name}`),
  ),
  "AWS::CloudWatch::CompositeAlarm": named(
    "AlarmName",
    255,
    arn("cloudwatch", ({ name }) => `alarm:${name}`),
  ),
  "AWS::CloudWatch::Dashboard": {
    nameProperty: "DashboardName",
    maxLength: 255,
    ref: name,
    attributes: {},
  },
  "AWS::KMS::Alias": { nameProperty: "AliasName", ref: name, attributes: {} },
  "AWS::Logs::LogGroup": named(
    "LogGroupName",
    512,
    arn("logs", ({ name }) => `log-group:${name}:*`),
  ),
  "AWS::Logs::MetricFilter": identified,
  "AWS::Route53::RecordSet": identified,
  "AWS::SES::ConfigurationSet": { nameProperty: "Name", maxLength: 64, ref: name, attributes: {} },
  "AWS::SES::EmailIdentity": { nameProperty: "EmailIdentity", ref: name, attributes: dkim },
  "AWS::SNS::Subscription": { ref: topicArn, attributes: { Arn: topicArn } },
  "AWS::SNS::Topic": {
    nameProperty: "TopicName",
    maxLength: 256,
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: name },
  },
  "AWS::SNS::TopicPolicy": identified,
};

const types: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({ ...run, ...withoutCounterpart }),
);

/** The names and attributes of resources of this type, or undefined if the type is unknown. */
export function resourceType(type: string): ResourceType | undefined {
  return types.get(type);
}

/**
 * The name of a resource that isn't given one.
 *
 * If it gets too long, the stack's name is cut before the logical id, and the id's beginning before its end:
 * CDK ends an id with the hash that tells it from its neighbours.
 *
 * @example
 * physicalName("Stridewell", "DlqD1FAA4AD", 64) // "Stridewell-DlqD1FAA4AD"
 * physicalName("Stridewell", "DlqD1FAA4AD", 14) // "St-DlqD1FAA4AD"
 */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const room = maxLength - logicalId.length - 1;
  if (room < 1) return logicalId.slice(-maxLength);
  return `${stackName.slice(0, room)}-${logicalId}`;
}
