import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { LogAlarm } from "../constructs/log-alarm.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import type { Settings } from "../settings.ts";
import type { MailProps, PagesProps } from "./part-props.ts";

export interface SignInProps extends PagesProps, MailProps {
  readonly settings: Settings;
}

const { GET, POST } = HttpMethod;

/** Signing in: pages that take an address or a code, and the email between them. */
export class SignIn extends Construct {
  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const { web, table, settings, logRetention, alarmTopic } = props;

    const mails = new QueueWorker(this, "SendSignIn", {
      folder: "send-sign-in",
      timeoutS: 20,
      batchSize: 1,
      // A sign-in email is valid for a quarter of an hour: later attempts would send nothing.
      attempts: 5,
      errorImpact:
        "A runner who asked to sign in got no email. Find SES's reason in the function's log (is the sender verified? is the account out of the sandbox?). There is nothing to redrive: they can ask again.",
      lateAfterMinutes: 5,
      lateImpact:
        "A runner who asked to sign in has been waiting for the email for more than five minutes, and its code is valid for fifteen. Check the dashboard for throttling of the worker, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        ...props.mailEnvironment,
        MAY_JOIN: [settings.owner, ...settings.mayJoin].join(","),
      },
    });
    allow(mails.fn, ["dynamodb:GetItem", "dynamodb:UpdateItem"], [table.tableArn]);
    props.allowMail(mails.fn);
    // Whoever is named by their address is always written to.
    if (settings.mayJoin.some((one) => one.startsWith("@"))) {
      new LogAlarm(this, "NewcomersTurnedAway", {
        fn: mails.fn,
        pattern: FilterPattern.stringValue("$.outcome", "=", "not open: too many came back"),
        errorImpact:
          "Somebody new asked to sign in and got no email: five sign-in emails of the day had come back, so until midnight UTC nobody new is written to because of their address's domain alone. Runners, and addresses that mayJoin names one by one, get theirs. See the runbook.",
        topic: alarmTopic,
      });
    }

    const pages = web.page(
      "SignInPages",
      [
        { path: "/sign-in", methods: [GET, POST] },
        { path: "/sign-in/code", methods: [GET, POST] },
        { path: "/sign-in/link/{token}", methods: [GET, POST] },
        { path: "/join", methods: [GET, POST] },
        { path: "/sign-out", methods: [POST] },
      ],
      {
        folder: "sign-in",
        timeoutS: 10,
        memoryMb: 512,
        logRetention,
        environment: {
          TABLE_NAME: table.tableName,
          PUBLIC_URL: web.url,
          SIGN_IN_QUEUE_URL: mails.queue.queueUrl,
          DEFAULT_ZONE: settings.zone,
        },
      },
    );
    allow(
      pages,
      ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      [table.tableArn],
    );
    allow(pages, ["sqs:SendMessage"], [mails.queue.queueArn]);
  }
}
