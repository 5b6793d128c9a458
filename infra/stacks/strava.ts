import { Duration, type Stack } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import type { Capacity } from "../constructs/capacity.ts";
import { HouseAlarm } from "../constructs/house-alarm.ts";
import { LogAlarm } from "../constructs/log-alarm.ts";
import { measured } from "../constructs/measured.ts";
import { FurtherQueue, QueueWorker } from "../constructs/queue-worker.ts";
import type { Web } from "../constructs/web.ts";
import type { Settings } from "../settings.ts";
import type { PartProps } from "./part-props.ts";

/**
 * Holds `{"clientId": "…", "clientSecret": "…"}` as a SecureString, which the owner writes: a secret
 * never goes through a template.
 */
const SECRET = "/stridewell/strava";

export interface StravaProps extends PartProps {
  readonly tokenKey: IKey;
  readonly settings: Settings;
  readonly capacity: Capacity;
}

/** Strava's events, and the worker that follows them. Its parts belong to the stack itself. */
export class Strava {
  readonly follower: LambdaFunction;
  private readonly stack: Stack;
  private readonly props: StravaProps;
  private readonly worker: QueueWorker;
  private readonly history: FurtherQueue;

  constructor(stack: Stack, props: StravaProps) {
    this.stack = stack;
    this.props = props;
    const { table, tokenKey, settings, capacity, alarmTopic, logRetention } = props;
    this.worker = new QueueWorker(stack, "FollowEvent", {
      folder: "follow-event",
      isItsOwnSender: true,
      timeoutS: 60,
      // It mostly waits for Strava, and a batch waits together: more memory would be paid for while idle.
      memoryMb: 256,
      batchSize: 10,
      windowS: 5,
      // Strava's limits apply to the whole application: even low limits reserve enough for twenty runs at once.
      maxConcurrency: capacity.eventBatches,
      attempts: 10,
      errorImpact:
        "A Strava event could not be processed, so a runner's history is behind until the nightly comparison; or a runner who disconnected Strava has not been erased yet. Fix the cause, then redrive the dead-letter queue.",
      lateAfterMinutes: 120,
      lateImpact:
        "A Strava event has been waiting for two hours: runners' new runs arrive late, and are missing from their pages and emails until then. Strava's limits are not the cause, because events that wait for them are sent again. Check the dashboard for throttling of the worker, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        TOKEN_KEY_ARN: tokenKey.keyArn,
        STRAVA_RETENTION: settings.stravaRetention,
        STRAVA_COMPARE_NIGHTS: String(settings.stravaCompareNights),
        STRAVA_SUBSCRIPTION_ID: settings.stravaSubscriptionId ?? "",
      },
    });
    // For long work: otherwise a run would wait behind a night's comparisons, and its batch take as long as theirs.
    this.history = new FurtherQueue(stack, "FollowHistory", {
      worker: this.worker,
      batchSize: 10,
      windowS: 5,
      maxConcurrency: capacity.historyBatches,
      attempts: 10,
      errorImpact:
        "A runner's Strava history could not be fetched or compared: a new runner's runs are missing, or runs whose events were lost. Fix the cause, then redrive the dead-letter queue.",
      // Each night asks for all comparisons within four hours, and they may take as long again.
      lateAfterMinutes: 480,
      lateImpact:
        "A comparison with Strava has been waiting for eight hours: new runners' histories are late, and so are runs whose events were lost. Runs that Strava reports still arrive. Check the dashboard for throttling of the worker, and whether more runners need comparing each night than `mostRunners` allows for, then see the runbook.",
      alarmTopic,
    });
    this.follower = this.worker.fn;
    allow(this.follower, EVERY_ITEM_ACTION, [table.tableArn]);
    allow(this.follower, ["kms:Encrypt", "kms:Decrypt"], [tokenKey.keyArn]);
    this.allowSecret(this.follower);
    // What waits for Strava's limit goes back to its own queue.
    this.allowEvents(this.follower);
    this.allowHistory(this.follower);
    new LogAlarm(stack, "StravaApplicationRefused", {
      fn: this.follower,
      pattern: FilterPattern.any(
        FilterPattern.stringValue("$.reason", "=", "Strava refuses the application*"),
        FilterPattern.stringValue("$.outcome", "=", "Strava sends no events"),
      ),
      errorImpact:
        "Either Strava refuses the application itself, so no runner's runs arrive: its paid subscription has lapsed, its secret is wrong, or it has reached its limit of athletes. Or Strava no longer sends its events here, so runs arrive only with the next comparison, a day late or more. The runbook says which it is and what to do; no run is lost.",
      topic: alarmTopic,
    });
    new HouseAlarm(stack, "TokensRefused", {
      metric: measured("TokensRefused", {}, { statistic: "Sum", period: Duration.hours(1) }),
      // One runner's call at Strava is tried five times within eight minutes: a fault that is over sooner doesn't ring.
      threshold: 5,
      errorImpact:
        "Strava or another service refuses tokens that should be good. Runs from there are late, and digests may have to wait. It mostly passes by itself; if it lasts a whole day, the runners concerned are asked to connect again. See the runbook.",
      topic: alarmTopic,
    });
  }

  /** Lets a function pass on what Strava or a runner did. */
  allowEvents(fn: LambdaFunction): void {
    fn.addEnvironment("PROVIDER_EVENTS_QUEUE_URL", this.worker.queue.queueUrl);
    allow(fn, ["sqs:SendMessage"], [this.worker.queue.queueArn]);
  }

  /** Lets a function ask for a history or a comparison. */
  allowHistory(fn: LambdaFunction): void {
    fn.addEnvironment("PROVIDER_HISTORY_QUEUE_URL", this.history.queue.queueUrl);
    allow(fn, ["sqs:SendMessage"], [this.history.queue.queueArn]);
  }

  /** Lets a function read the owner's secret for Strava. */
  allowSecret(fn: LambdaFunction): void {
    fn.addEnvironment("STRAVA_PARAMETER", SECRET);
    const arn = this.stack.formatArn({ service: "ssm", resource: `parameter${SECRET}` });
    allow(fn, ["ssm:GetParameter"], [arn]);
  }

  /** The address that Strava sends its events to. */
  addWebhook(web: Web): void {
    const { settings, capacity, logRetention } = this.props;
    const receive = web.webhook(
      "ReceiveWebhook",
      [{ path: "/webhooks/strava/{key}", methods: [HttpMethod.GET, HttpMethod.POST] }],
      // Far above what they run. Strava repeats what was turned away, and the nightly comparison finds the rest.
      capacity.webhook,
      {
        folder: "receive-webhook",
        timeoutS: 5,
        // More memory brings more processor time, and so a quicker cold start.
        memoryMb: 512,
        logRetention,
        environment: {
          // Declared whatever the settings say: `npm start` gives values to declared variables only.
          STRAVA_PATH_KEY_SHA256: settings.stravaPathKeySha256 ?? "",
          STRAVA_VERIFY_TOKEN_SHA256: settings.stravaVerifyTokenSha256 ?? "",
          STRAVA_SUBSCRIPTION_ID: settings.stravaSubscriptionId ?? "",
          STRAVA_SIGNING_KEY: settings.stravaSigningKey ?? "",
        },
      },
    );
    this.allowEvents(receive);
  }
}
