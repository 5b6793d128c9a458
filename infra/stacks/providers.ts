import { existsSync, readdirSync } from "node:fs";
import { Stack } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import { LogAlarm } from "../constructs/log-alarm.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import type { PagesProps } from "./part-props.ts";

export interface ProvidersProps extends PagesProps {
  readonly tokenKey: IKey;
}

/**
 * Each service's secret is stored here under the service's name, as a SecureString that the owner writes:
 * `/stridewell/services/polar`.
 */
export const SECRETS = "/stridewell/services/";

const FOLDERS = new URL("../../functions/providers/", import.meta.url);

/**
 * The services whose owner has a secret, by their folders: a function may read the secrets of these and
 * no other parameter. A test holds them to functions/providers/table.ts.
 */
export const SERVICES = readdirSync(FOLDERS)
  .filter((name) => existsSync(new URL(`${name}/secret.ts`, FOLDERS)))
  .sort();

/**
 * The services other than Strava: one webhook, one queue and one worker for all of them (ADR 16).
 */
export class Providers extends Construct {
  readonly follower: LambdaFunction;
  private readonly worker: QueueWorker;

  constructor(scope: Construct, id: string, props: ProvidersProps) {
    super(scope, id);
    const { web, table, tokenKey, alarmTopic, logRetention } = props;
    this.worker = new QueueWorker(this, "FollowProvider", {
      folder: "follow-provider",
      isItsOwnSender: true,
      timeoutS: 60,
      memoryMb: 512,
      batchSize: 1,
      // The services' limits apply to the whole application.
      maxConcurrency: 4,
      attempts: 10,
      errorImpact:
        "An event from a service other than Strava could not be processed: a runner's history is behind until the next comparison; or a runner who disconnected the service has not been erased yet. Fix the cause that the function's log names, then redrive the dead-letter queue.",
      lateAfterMinutes: 120,
      lateImpact:
        "An event from a service other than Strava has been waiting for two hours: runners' new runs arrive late, and are missing from their pages and emails until then. Their limits are not the cause, because events that wait for them are sent again. Check the dashboard for throttling of the worker and for a service that doesn't answer, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName, TOKEN_KEY_ARN: tokenKey.keyArn },
    });
    this.follower = this.worker.fn;
    allow(this.follower, EVERY_ITEM_ACTION, [table.tableArn]);
    allow(this.follower, ["kms:Encrypt", "kms:Decrypt"], [tokenKey.keyArn]);
    this.allowSecrets(this.follower);
    // What waits for a service's limit goes back to its own queue.
    this.allowHints(this.follower);
    new LogAlarm(this, "ServiceRefusesApplication", {
      fn: this.follower,
      pattern: FilterPattern.stringValue("$.reason", "=", "A service refuses the application*"),
      errorImpact:
        "A service refuses the application itself, so no runner's runs arrive from there: its secret is wrong, or the application was ended. The log names the service: give its new secret with `npm run deploy -- --ask`, then redrive the dead-letter queue.",
      topic: alarmTopic,
    });

    const receive = web.webhook(
      "ReceiveHint",
      [
        { path: "/webhooks/{provider}", methods: [HttpMethod.POST] },
        { path: "/webhooks/{provider}/{key}", methods: [HttpMethod.POST] },
      ],
      // Far above what a club runs. What is turned away comes again, or is found by the next comparison.
      { ratePerS: 50, burst: 200 },
      {
        folder: "receive-hint",
        timeoutS: 5,
        // More memory brings more processor time, and so a quicker cold start.
        memoryMb: 512,
        logRetention,
      },
    );
    this.allowSecrets(receive);
    this.allowHints(receive);
  }

  /** Lets a function ask for something to be looked up at a service. */
  allowHints(fn: LambdaFunction): void {
    fn.addEnvironment("PROVIDER_HINTS_QUEUE_URL", this.worker.queue.queueUrl);
    allow(fn, ["sqs:SendMessage"], [this.worker.queue.queueArn]);
  }

  /** Lets a function read the owner's secrets for the services, and no others. */
  allowSecrets(fn: LambdaFunction): void {
    fn.addEnvironment("PROVIDER_SECRETS", SECRETS);
    const arns = SERVICES.map((name) =>
      Stack.of(this).formatArn({ service: "ssm", resource: `parameter${SECRETS}${name}` }),
    );
    allow(fn, ["ssm:GetParameter"], arns);
  }
}
