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
  /** The property that gives the physical name. */
  readonly nameProperty?: string;
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
function named(nameProperty: string, arnOf: Told): ResourceType {
  return { nameProperty, ref: name, attributes: { Arn: arnOf } };
}

/** A type that is only ever asked for its Ref, which is an id. */
const identified: ResourceType = { ref: name, attributes: {} };

/** An HTTP API's id: letters and digits only, because it is part of a host name. */
const apiId: Told = ({ name }) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** No capitals, because a bucket's name can be a host name. */
const bucketName: Told = ({ name }) => name.toLowerCase();

const topicArn = arn("sns", name);

/** What the local runtime runs, or bases decisions on. */
const run: Record<string, ResourceType> = {
  "AWS::ApiGatewayV2::Api": { ref: apiId, attributes: {} },
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
  "AWS::DynamoDB::GlobalTable": named(
    "TableName",
    arn("dynamodb", ({ name }) => `table/${name}`),
  ),
  "AWS::Events::Rule": named(
    "Name",
    arn("events", ({ name }) => `rule/${name}`),
  ),
  "AWS::IAM::Policy": identified,
  "AWS::IAM::Role": named("RoleName", ({ name, place }) => {
    return `arn:${place.partition}:iam::${place.accountId}:role/${name}`;
  }),
  "AWS::KMS::Key": { ref: name, attributes: { Arn: arn("kms", ({ name }) => `key/${name}`) } },
  "AWS::Lambda::EventSourceMapping": identified,
  "AWS::Lambda::Function": named(
    "FunctionName",
    arn("lambda", ({ name }) => `function:${name}`),
  ),
  "AWS::Lambda::Permission": identified,
  "AWS::S3::Bucket": {
    nameProperty: "BucketName",
    ref: bucketName,
    attributes: {
      Arn: (resource) => `arn:${resource.place.partition}:s3:::${bucketName(resource)}`,
    },
  },
  "AWS::S3::BucketPolicy": identified,
  "AWS::Scheduler::Schedule": named(
    "Name",
    arn("scheduler", ({ name }) => `schedule/default/${name}`),
  ),
  "AWS::SES::ConfigurationSetEventDestination": identified,
  "AWS::SQS::Queue": {
    nameProperty: "QueueName",
    ref: ({ name, place }) => place.urls.queue(name),
    attributes: {
      Arn: arn("sqs", name),
      QueueName: name,
    },
  },
  "AWS::SQS::QueuePolicy": identified,
};

/** What a local start can do without. Its names still resolve, because other resources refer to them. */
const withoutCounterpart: Record<string, ResourceType> = {
  "AWS::Budgets::Budget": identified,
  "AWS::CertificateManager::Certificate": identified,
  "AWS::CloudWatch::Alarm": named(
    "AlarmName",
    arn("cloudwatch", ({ name }) => `alarm:${name}`),
  ),
  "AWS::CloudWatch::Dashboard": {
    nameProperty: "DashboardName",
    ref: name,
    attributes: {},
  },
  "AWS::Logs::LogGroup": named(
    "LogGroupName",
    arn("logs", ({ name }) => `log-group:${name}:*`),
  ),
  "AWS::Logs::MetricFilter": identified,
  "AWS::Route53::RecordSet": identified,
  "AWS::SES::ConfigurationSet": { nameProperty: "Name", ref: name, attributes: {} },
  "AWS::SNS::Subscription": identified,
  "AWS::SNS::Topic": {
    nameProperty: "TopicName",
    ref: topicArn,
    attributes: {},
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
