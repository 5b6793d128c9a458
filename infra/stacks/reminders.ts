import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { ScheduledWorker } from "../constructs/scheduled-worker.ts";
import type { SendRate } from "../constructs/send-rate.ts";
import type { MailProps, PagesProps } from "./part-props.ts";

export interface RemindersProps extends PagesProps, MailProps {
  readonly rate: SendRate;
}

/** What reminds a runner of the exercises: emails on their days, and the feed that a calendar reads. */
export class Reminders extends Construct {
  readonly sender: LambdaFunction;

  constructor(scope: Construct, id: string, props: RemindersProps) {
    super(scope, id);
    const { web, table, rate, alarmTopic, logRetention } = props;
    const worker = new QueueWorker(this, "SendReminders", {
      folder: "send-reminders",
      timeoutS: 45,
      memoryMb: 512,
      batchSize: 1,
      maxConcurrency: rate.workers,
      attempts: 6,
      holdsBack: true,
      errorImpact:
        "A runner was not reminded of their exercises. Find the reason in the function's log, fix it, and purge the dead-letter queue: reminders are not sent late.",
      // A third of the time in which a reminder may still be sent.
      lateAfterMinutes: 60,
      lateImpact:
        "Runners' reminders have been waiting for an hour; after three they are dropped. Check the dashboard to see whether SES is holding mail back or Lambda is throttling the worker, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        SEND_TAKES_MS: String(rate.takesMs),
        ...props.mailEnvironment,
      },
    });
    this.sender = worker.fn;
    allow(
      this.sender,
      ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      [table.tableArn],
    );
    props.allowMail(this.sender);

    const planner = new ScheduledWorker(this, "FindReminders", {
      folder: "find-reminders",
      timeoutS: 120,
      everyMinutes: 5,
      errorImpact:
        "Runners' reminders are late, and those more than three hours late are dropped: the planner failed three times in a row, or isn't started any more. Check its log, and the dashboard for throttling.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName, REMINDER_QUEUE_URL: worker.queue.queueUrl },
    });
    allow(planner.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
    allow(
      planner.fn,
      ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      [table.tableArn],
    );
    allow(planner.fn, ["sqs:SendMessage"], [worker.queue.queueArn]);

    const feed = web.page(
      "SendCalendar",
      { path: "/calendar/{runnerId}/{token}", methods: [HttpMethod.GET] },
      {
        folder: "send-calendar",
        timeoutS: 10,
        logRetention,
        environment: { TABLE_NAME: table.tableName, PUBLIC_URL: web.url },
      },
    );
    allow(feed, ["dynamodb:GetItem", "dynamodb:Query"], [table.tableArn]);
  }
}
