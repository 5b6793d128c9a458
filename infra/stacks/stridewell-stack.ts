import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import {
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { ConfigurationSet, SuppressionReasons } from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { ScheduledWorker } from "../constructs/scheduled-worker.ts";
import { Web } from "../constructs/web.ts";
import type { Settings } from "../settings.ts";

export interface StridewellStackProps extends StackProps {
  readonly settings: Settings;
}

const retention: Record<Settings["logRetentionDays"], RetentionDays> = {
  7: RetentionDays.ONE_WEEK,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
};

/** All of Stridewell. It reads as the way of a run through the house: stored, judged, written about. */
export class StridewellStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StridewellStackProps) {
    super(scope, id, { ...props, analyticsReporting: false });
    const logRetention = retention[settings.logRetentionDays];

    const alarmTopic = new Topic(this, "Alarms", { enforceSSL: true });
    if (settings.operator !== undefined) {
      alarmTopic.addSubscription(new EmailSubscription(settings.operator));
    }

    const table = new TableV2(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: "due",
          partitionKey: { name: "dueShard", type: AttributeType.STRING },
          sortKey: { name: "dueAt", type: AttributeType.STRING },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ["runnerId", "zone", "digestWeekday", "digestHour"],
        },
      ],
      timeToLiveAttribute: "expiresAt",
      billing: Billing.onDemand(),
      encryption:
        settings.tableKey === "aws-managed"
          ? TableEncryptionV2.awsManagedKey()
          : TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // By hand, since the table's own grant would add every index.
    const grant = (to: NodejsFunction, ...actions: string[]) =>
      allow(to, actions, [table.tableArn]);
    const withTable = { logRetention, environment: { TABLE_NAME: table.tableName } };

    const mail = new ConfigurationSet(this, "Mail", {
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });

    const web = new Web(this, "Web", { alarmTopic });
    web.page(
      "ShowWelcome",
      { path: "/", methods: [HttpMethod.GET] },
      {
        folder: "show-welcome",
        timeoutS: 10,
        logRetention,
      },
    );
    const unsubscribe = web.page(
      "Unsubscribe",
      {
        path: "/unsubscribe/{runnerId}/{topic}/{token}",
        methods: [HttpMethod.GET, HttpMethod.POST],
      },
      { folder: "unsubscribe", timeoutS: 10, ...withTable },
    );
    grant(unsubscribe, "dynamodb:GetItem", "dynamodb:UpdateItem");

    const ingest = new QueueWorker(this, "IngestActivity", {
      folder: "ingest-activity",
      timeoutS: 30,
      batchSize: 10,
      attempts: 5,
      errorImpact:
        "A run or a shoe could not be stored: a runner's next check-up judges an incomplete history. Mend the cause, then redrive the dead-letter queue.",
      alarmTopic,
      ...withTable,
    });
    grant(ingest.fn, "dynamodb:PutItem", "dynamodb:UpdateItem");

    const checkup = new QueueWorker(this, "RunCheckup", {
      folder: "run-checkup",
      timeoutS: 45,
      memoryMb: 512,
      // One runner's failure must not hold up nine others for the length of the visibility timeout.
      batchSize: 1,
      attempts: 6,
      errorImpact:
        "A runner did not get a digest. Look into the function's log for the reason (is the sender verified with SES?), mend it, then redrive the dead-letter queue.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        PUBLIC_URL: web.api.apiEndpoint,
        SENDER: settings.sender,
        CONFIGURATION_SET: mail.configurationSetName,
      },
    });
    grant(
      checkup.fn,
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    );
    allow(
      checkup.fn,
      ["ses:SendEmail"],
      [
        ...identitiesOf(settings.sender).map((name) => this.sesArn("identity", name)),
        this.sesArn("configuration-set", mail.configurationSetName),
      ],
    );

    const planner = new ScheduledWorker(this, "FindDue", {
      folder: "find-due",
      timeoutS: 120,
      everyMinutes: 5,
      errorImpact:
        "Digests may be late: the planner failed. None is lost, the next run catches up. Look into its log if it keeps failing.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName, CHECKUP_QUEUE_URL: checkup.queue.queueUrl },
    });
    allow(planner.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
    grant(planner.fn, "dynamodb:UpdateItem");
    allow(planner.fn, ["sqs:SendMessage"], [checkup.queue.queueArn]);

    new CfnOutput(this, "AppUrl", { value: web.api.apiEndpoint });
    new CfnOutput(this, "TableName", { value: table.tableName });
    new CfnOutput(this, "IngestQueueUrl", { value: ingest.queue.queueUrl });
    new CfnOutput(this, "CheckupQueueUrl", { value: checkup.queue.queueUrl });
  }

  private sesArn(resource: string, resourceName: string): string {
    return this.formatArn({ service: "ses", resource, resourceName });
  }
}

/** SES checks the address's own identity where there is one, else its domain's. */
function identitiesOf(sender: string): string[] {
  return [sender, sender.slice(sender.indexOf("@") + 1)];
}
