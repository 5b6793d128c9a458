import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { ConfigurationSet, SuppressionReasons } from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { capacityFor } from "../constructs/capacity.ts";
import { addDataKey } from "../constructs/data-key.ts";
import { sendRates } from "../constructs/send-rate.ts";
import { Web } from "../constructs/web.ts";
import type { Settings } from "../settings.ts";
import { version } from "../version.ts";
import { Account } from "./account.ts";
import { addAlarmTopic } from "./alarm-topic.ts";
import { makesBudgets } from "./budget-regions.ts";
import { CheckInPages } from "./check-in.ts";
import { addConnect } from "./connect.ts";
import { Dashboard } from "./dashboard.ts";
import { Delivery } from "./delivery.ts";
import { addCheckups, addFindDue } from "./digests.ts";
import { mayMail } from "./mail.ts";
import { Nudges } from "./nudges.ts";
import { Operator } from "./operator.ts";
import { OwnRuns } from "./own-runs.ts";
import { Providers } from "./providers.ts";
import { addReconcile } from "./reconcile.ts";
import { Reminders } from "./reminders.ts";
import { SignIn } from "./sign-in.ts";
import { Spending } from "./spending.ts";
import { Strava } from "./strava.ts";
import { addTable } from "./table.ts";
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

/** All of Stridewell, in the order in which a run passes through it: stored, judged, written about. */
export class StridewellStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StridewellStackProps) {
    super(scope, id, { ...props, analyticsReporting: false });
    if (settings.tableKey === "customer-managed") addDataKey(this);
    const logRetention = retention[settings.logRetentionDays];
    const alarmTopic = addAlarmTopic(this, settings.owner);
    const table = addTable(this, settings.tableKey);
    const withTable = { logRetention, environment: { TABLE_NAME: table.tableName } };

    const mail = new ConfigurationSet(this, "Mail", {
      // Whoever complained gets nothing from us unless they ask for it (`mailStopped`). On SES's own list, which
      // only the owner can change, they would not get the email to sign in either, nor ever be written to again.
      suppressionReasons: SuppressionReasons.BOUNCES_ONLY,
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
    const part = { table, alarmTopic, logRetention };
    const pages = { ...part, web };
    const mails = { mailEnvironment, allowMail };
    new SignIn(this, "SignIn", { ...pages, ...mails, settings });
    const unsubscribe = web.page(
      "Unsubscribe",
      {
        path: "/unsubscribe/{runnerId}/{topic}/{token}",
        methods: [HttpMethod.GET, HttpMethod.POST],
      },
      { folder: "unsubscribe", timeoutS: 10, ...withTable },
    );
    allow(unsubscribe, ["dynamodb:GetItem", "dynamodb:UpdateItem"], [table.tableArn]);

    const actOnLink = web.page(
      "ActOnLink",
      { path: "/act/{runnerId}/{token}", methods: [HttpMethod.GET, HttpMethod.POST] },
      { folder: "act-on-link", timeoutS: 10, ...withTable },
    );
    allow(actOnLink, ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"], [table.tableArn]);

    const tokenKey = new Key(this, "TokenKey", {
      description: "Seals what opens runners' accounts at other services",
      enableKeyRotation: true,
      // Without it every runner has to connect again. It goes only with a first deployment that fails.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const capacity = capacityFor(settings);
    const strava = new Strava(this, { ...part, tokenKey, settings, capacity });
    new Training(this, "Training", { ...pages, strava });
    const providers = new Providers(this, "Providers", { ...pages, tokenKey });
    addConnect({ ...pages, tokenKey, strava, providers });
    const compareNights = settings.stravaCompareNights;
    addReconcile(this, { ...part, strava, providers, compareNights });
    strava.addWebhook(web);

    const rates = sendRates(settings.emailsPerSecond);
    const nudges = new Nudges(this, "Nudges", { ...part, ...mails, rate: rates.nudges });
    const reminders = new Reminders(this, "Reminders", {
      ...pages,
      ...mails,
      rate: rates.reminders,
    });
    nudges.allowAsking(strava.follower);
    nudges.allowAsking(providers.follower);
    const uploads = new Uploads(this, "Uploads", { ...pages, nudges });
    new Account(this, "Account", { ...pages, ...mails, strava, providers, uploads });
    new CheckInPages(this, "CheckIn", { ...pages, nudges });
    new OwnRuns(this, "OwnRuns", { ...pages, nudges });

    const checkup = addCheckups(this, {
      ...part,
      ...mails,
      strava,
      rate: rates.digests,
      memoryMb: capacity.checkupMb,
    });
    const delivery = new Delivery(this, "Delivery", { ...part, mail });
    delivery.watch("Digests", checkup.fn);
    delivery.watch("Nudges", nudges.sender);
    delivery.watch("Reminders", reminders.sender);

    addFindDue(this, { ...part, checkups: checkup.queue });

    new Operator(this, "Operator", { ...pages, owner: settings.owner });
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
