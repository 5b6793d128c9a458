import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, RetentionDays } from "aws-cdk-lib/aws-logs";
import { ConfigurationSet, SuppressionReasons } from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { capacityFor } from "../constructs/capacity.ts";
import { addDataKey, dataKeyOf } from "../constructs/data-key.ts";
import { HouseAlarm } from "../constructs/house-alarm.ts";
import { LogAlarm } from "../constructs/log-alarm.ts";
import { measured } from "../constructs/measured.ts";
import { FurtherQueue, QueueWorker } from "../constructs/queue-worker.ts";
import { ScheduledWorker } from "../constructs/scheduled-worker.ts";
import { sendRates } from "../constructs/send-rate.ts";
import { Web } from "../constructs/web.ts";
import type { Settings } from "../settings.ts";
import { version } from "../version.ts";
import { Account } from "./account.ts";
import { makesBudgets } from "./budget-regions.ts";
import { CheckInPages } from "./check-in.ts";
import { Dashboard } from "./dashboard.ts";
import { Delivery } from "./delivery.ts";
import { mayMail } from "./mail.ts";
import { Nudges } from "./nudges.ts";
import { Operator } from "./operator.ts";
import { OwnRuns } from "./own-runs.ts";
import { Providers } from "./providers.ts";
import { Reminders } from "./reminders.ts";
import { SignIn } from "./sign-in.ts";
import { Spending } from "./spending.ts";
import { Training } from "./training.ts";
import { Uploads } from "./uploads.ts";

export interface StridewellStackProps extends StackProps {
  readonly settings: Settings;
}

const retention: Record<Settings["logRetentionDays"], RetentionDays> = {
  7: RetentionDays.ONE_WEEK,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
};

/**
 * Holds `{"clientId": "…", "clientSecret": "…"}` as a SecureString, which the owner writes: a secret
 * never goes through a template.
 */
const stravaParameter = "/stridewell/strava";

/** What a planner logs about an item that it skips. */
const unreadable = FilterPattern.stringValue("$.message", "=", "item unreadable");

/** All of Stridewell, in the order in which a run passes through it: stored, judged, written about. */
export class StridewellStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StridewellStackProps) {
    super(scope, id, { ...props, analyticsReporting: false });
    if (settings.tableKey === "customer-managed") addDataKey(this);
    const dataKey = dataKeyOf(this);
    const logRetention = retention[settings.logRetentionDays];

    const alarmTopic = new Topic(this, "Alarms", {
      enforceSSL: true,
      ...(dataKey !== undefined && { masterKey: dataKey }),
    });
    // A topic's own policy replaces the default one, which lets the whole account publish.
    alarmTopic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [alarmTopic.topicArn],
        conditions: {
          ArnLike: {
            "aws:SourceArn": this.formatArn({
              service: "cloudwatch",
              resource: "alarm",
              resourceName: "*",
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    alarmTopic.addSubscription(new EmailSubscription(settings.owner));

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
        settings.tableKey === "aws-owned"
          ? TableEncryptionV2.dynamoOwnedKey()
          : TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (dataKey !== undefined) {
      // CDK's own way needs to know the region at synthesis, and here only the credentials know it.
      const resource = table.node.defaultChild;
      if (!(resource instanceof CfnGlobalTable)) throw new Error("The table has no resource.");
      resource.addPropertyOverride("Replicas.0.SSESpecification.KMSMasterKeyId", dataKey.keyArn);
    }
    // Granted by hand, because the table's own grant would add every index.
    const grant = (to: LambdaFunction, ...actions: string[]) =>
      allow(to, actions, [table.tableArn]);
    const withTable = { logRetention, environment: { TABLE_NAME: table.tableName } };

    const mail = new ConfigurationSet(this, "Mail", {
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });

    const web = new Web(this, "Web", { alarmTopic, domain: settings.domain });
    const showWelcome = web.page(
      "ShowWelcome",
      [
        { path: "/", methods: [HttpMethod.GET] },
        { path: "/assets/{name}", methods: [HttpMethod.GET] },
      ],
      { folder: "show-welcome", timeoutS: 10, logRetention },
    );
    web.elsewhere("Elsewhere", showWelcome);
    const mailEnvironment = {
      PUBLIC_URL: web.url,
      SENDER: settings.sender,
      REPLY_TO: settings.owner,
      CONFIGURATION_SET: mail.configurationSetName,
    };
    const allowMail = (to: LambdaFunction) => mayMail(to, settings.sender, mail);
    new SignIn(this, "SignIn", {
      web,
      table,
      mailEnvironment,
      allowMail,
      settings,
      logRetention,
      alarmTopic,
    });
    const unsubscribe = web.page(
      "Unsubscribe",
      {
        path: "/unsubscribe/{runnerId}/{topic}/{token}",
        methods: [HttpMethod.GET, HttpMethod.POST],
      },
      { folder: "unsubscribe", timeoutS: 10, ...withTable },
    );
    grant(unsubscribe, "dynamodb:GetItem", "dynamodb:UpdateItem");

    const actOnLink = web.page(
      "ActOnLink",
      { path: "/act/{runnerId}/{token}", methods: [HttpMethod.GET, HttpMethod.POST] },
      { folder: "act-on-link", timeoutS: 10, ...withTable },
    );
    grant(actOnLink, "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem");

    const tokenKey = new Key(this, "TokenKey", {
      description: "Seals what opens runners' accounts at other services",
      enableKeyRotation: true,
      // Without it every runner has to connect again. It goes only with a first deployment that fails.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const capacity = capacityFor(settings);
    const follow = new QueueWorker(this, "FollowEvent", {
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
        STRAVA_PARAMETER: stravaParameter,
        STRAVA_RETENTION: settings.stravaRetention,
      },
    });
    // For long work: otherwise a run would wait behind a night's comparisons, and its batch take as long as theirs.
    const history = new FurtherQueue(this, "FollowHistory", {
      worker: follow,
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
    const allowEvents = (to: LambdaFunction) => {
      to.addEnvironment("PROVIDER_EVENTS_QUEUE_URL", follow.queue.queueUrl);
      allow(to, ["sqs:SendMessage"], [follow.queue.queueArn]);
    };
    const allowHistory = (to: LambdaFunction) => {
      to.addEnvironment("PROVIDER_HISTORY_QUEUE_URL", history.queue.queueUrl);
      allow(to, ["sqs:SendMessage"], [history.queue.queueArn]);
    };
    new Training(this, "Training", { web, table, allowHistory, logRetention });
    grant(
      follow.fn,
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
    );
    allow(follow.fn, ["kms:Encrypt", "kms:Decrypt"], [tokenKey.keyArn]);
    const stravaSecretArn = this.formatArn({
      service: "ssm",
      resource: `parameter${stravaParameter}`,
    });
    allow(follow.fn, ["ssm:GetParameter"], [stravaSecretArn]);
    // What waits for Strava's limit goes back to its own queue.
    allowEvents(follow.fn);
    allowHistory(follow.fn);
    new LogAlarm(this, "StravaApplicationRefused", {
      fn: follow.fn,
      pattern: FilterPattern.stringValue("$.reason", "=", "Strava refuses the application*"),
      errorImpact:
        "Strava refuses the application itself, so no runner's runs arrive: its subscription has lapsed, its secret is wrong, or it has reached its limit of athletes. Fix that in Strava's API settings; the nightly comparison then fetches what is missing.",
      topic: alarmTopic,
    });
    new HouseAlarm(this, "TokensRefused", {
      metric: measured("TokensRefused", {}, { statistic: "Sum", period: Duration.hours(1) }),
      // One runner's call at Strava is tried five times within eight minutes: a fault that is over sooner doesn't ring.
      threshold: 5,
      errorImpact:
        "Strava or another service refuses tokens that should be good. Runs from there are late, and digests may have to wait. It mostly passes by itself; if it lasts a whole day, the runners concerned are asked to connect again. See the runbook.",
      topic: alarmTopic,
    });
    const providers = new Providers(this, "Providers", {
      web,
      table,
      tokenKey,
      alarmTopic,
      logRetention,
    });
    const connect = web.page(
      "ConnectSources",
      [
        { path: "/connect", methods: [HttpMethod.GET] },
        { path: "/connect/strava/callback", methods: [HttpMethod.GET] },
        { path: "/connect/strava/disconnect", methods: [HttpMethod.POST] },
        { path: "/connect/webhook/make", methods: [HttpMethod.POST] },
        { path: "/connect/webhook/end", methods: [HttpMethod.POST] },
        { path: "/connect/{provider}/callback", methods: [HttpMethod.GET] },
        { path: "/connect/{provider}/key", methods: [HttpMethod.POST] },
        { path: "/connect/{provider}/disconnect", methods: [HttpMethod.POST] },
      ],
      {
        folder: "connect-sources",
        // It waits for the service's own answer, at most ten seconds.
        timeoutS: 20,
        memoryMb: 512,
        logRetention,
        environment: {
          TABLE_NAME: table.tableName,
          PUBLIC_URL: web.url,
          TOKEN_KEY_ARN: tokenKey.keyArn,
          STRAVA_PARAMETER: stravaParameter,
        },
      },
    );
    grant(connect, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem");
    // The page itself erases what came through a runner's own webhook: there is no service to notify.
    grant(connect, "dynamodb:Query", "dynamodb:DeleteItem");
    // It seals new tokens and can't open any.
    allow(connect, ["kms:GenerateDataKey"], [tokenKey.keyArn]);
    allow(connect, ["ssm:GetParameter"], [stravaSecretArn]);
    allowEvents(connect);
    allowHistory(connect);
    providers.allowSecrets(connect);
    providers.allowHints(connect);
    const nights = new ScheduledWorker(this, "StartReconcile", {
      folder: "start-reconcile",
      timeoutS: 120,
      everyMinutes: 15,
      errorImpact:
        "Comparisons with Strava or another service are late: three times in a row, what asks for them failed or wasn't started. Runs whose events were lost stay missing from a runner's history until it works again. Check its log, and the dashboard for throttling.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        STRAVA_COMPARE_NIGHTS: String(settings.stravaCompareNights),
      },
    });
    allow(nights.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
    grant(nights.fn, "dynamodb:UpdateItem");
    allowHistory(nights.fn);
    providers.allowHints(nights.fn);
    new LogAlarm(this, "ConnectionUnreadable", {
      fn: nights.fn,
      pattern: unreadable,
      errorImpact:
        "A runner's connection can't be read, so it is not compared with the service; everybody else's is. The log names the item (`id`, a pk in the table) at each tick: fix it, and the next tick picks it up.",
      topic: alarmTopic,
    });
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
    allowEvents(receive);

    const rates = sendRates(settings.emailsPerSecond);
    const nudges = new Nudges(this, "Nudges", {
      table,
      rate: rates.nudges,
      mailEnvironment,
      allowMail,
      alarmTopic,
      logRetention,
    });
    const reminders = new Reminders(this, "Reminders", {
      web,
      table,
      rate: rates.reminders,
      mailEnvironment,
      allowMail,
      alarmTopic,
      logRetention,
    });
    nudges.allowAsking(follow.fn);
    nudges.allowAsking(providers.follower);
    const uploads = new Uploads(this, "Uploads", {
      web,
      table,
      nudges,
      alarmTopic,
      logRetention,
    });
    new Account(this, "Account", {
      web,
      table,
      allowEvents,
      providers,
      uploads,
      mailEnvironment,
      allowMail,
      alarmTopic,
      logRetention,
    });
    new CheckInPages(this, "CheckIn", { web, table, nudges, logRetention });
    new OwnRuns(this, "OwnRuns", { web, table, nudges, logRetention });

    const checkup = new QueueWorker(this, "RunCheckup", {
      folder: "run-checkup",
      isItsOwnSender: true,
      timeoutS: 45,
      memoryMb: capacity.checkupMb,
      // One runner's failure must not hold up nine others for the length of the visibility timeout.
      batchSize: 1,
      // The queue holds the rush of a Monday morning; SES's limit decides how fast it empties.
      maxConcurrency: rates.digests.workers,
      attempts: 6,
      holdsBack: true,
      errorImpact:
        "A runner did not get a digest. Find the reason in the function's log (is the sender verified with SES?), fix it, then redrive the dead-letter queue.",
      lateAfterMinutes: 120,
      lateImpact:
        "A digest has been waiting for two hours: runners get theirs late. Check the dashboard to see whether SES is holding mail back, or whether more digests are due at once than its rate allows, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        ...mailEnvironment,
        SEND_TAKES_MS: String(rates.digests.takesMs),
      },
    });
    // A history that expired is fetched before it is judged, and its digest waits for that in its own queue.
    allowHistory(checkup.fn);
    allow(checkup.fn, ["sqs:SendMessage"], [checkup.queue.queueArn]);
    new LogAlarm(this, "DigestLeftOut", {
      fn: checkup.fn,
      pattern: FilterPattern.stringValue("$.outcome", "=", "left out, too late"),
      errorImpact:
        "At least one digest was three days late and was left out; the runner's next one says so. Either comparisons with Strava don't get done (its daily limit is too low for this many runners, or Strava doesn't answer), or digests waited too long in their queue. Check the dashboard for Strava's calls left, then see the runbook.",
      topic: alarmTopic,
    });
    grant(
      checkup.fn,
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    );
    allowMail(checkup.fn);

    const delivery = new Delivery(this, "Delivery", { mail, table, alarmTopic, logRetention });
    delivery.watch("Digests", checkup.fn);
    delivery.watch("Nudges", nudges.sender);
    delivery.watch("Reminders", reminders.sender);

    const planner = new ScheduledWorker(this, "FindDue", {
      folder: "find-due",
      // Nearly until the next tick, so that a million runners due at once are all asked for within half an hour.
      timeoutS: 290,
      everyMinutes: 5,
      errorImpact:
        "Digests are late: three times in a row, the planner failed or wasn't started. None is lost, and the first run that works catches up. Check its log, and the dashboard for throttling.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName, CHECKUP_QUEUE_URL: checkup.queue.queueUrl },
    });
    allow(planner.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
    grant(planner.fn, "dynamodb:UpdateItem");
    allow(planner.fn, ["sqs:SendMessage"], [checkup.queue.queueArn]);
    new LogAlarm(this, "ProfileUnreadable", {
      fn: planner.fn,
      pattern: unreadable,
      errorImpact:
        "A runner gets no digest because their profile can't be read (an unknown time zone, say); everybody else gets theirs. The log names the item (`id`, a pk in the table) at each tick: fix it, and the next tick sends the digest that is due.",
      topic: alarmTopic,
    });

    new Operator(this, "Operator", { web, table, owner: settings.owner, logRetention });
    if (settings.budgetUsd > 0 && makesBudgets(settings.region)) {
      new Spending(this, "Spending", settings);
    }
    new Dashboard(this, "Dashboard", { table });

    new CfnOutput(this, "Version", { value: version });
    new CfnOutput(this, "AppUrl", { value: web.url });
    // For anyone looking from a checkout that holds no address.
    new CfnOutput(this, "Sender", { value: settings.sender });
    new CfnOutput(this, "AlarmTopicArn", { value: alarmTopic.topicArn });
    new CfnOutput(this, "TableName", { value: table.tableName });
    new CfnOutput(this, "CheckupQueueUrl", { value: checkup.queue.queueUrl });
  }
}
