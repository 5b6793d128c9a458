import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { ScheduledWorker } from "../constructs/scheduled-worker.ts";
import type { SendRate } from "../constructs/send-rate.ts";
import type { MailProps, PartProps } from "./part-props.ts";

export interface NudgesProps extends PartProps, MailProps {
  readonly rate: SendRate;
}

/** Runs that arrive together are judged together. */
const delayS = 60;
const timeoutS = 45;

/** What a runner is sent between two digests, and the schedule that ends quiet hours. */
export class Nudges extends Construct {
  readonly sender: LambdaFunction;
  private readonly worker: QueueWorker;

  constructor(scope: Construct, id: string, props: NudgesProps) {
    super(scope, id);
    const { table, rate, alarmTopic, logRetention } = props;
    this.worker = new QueueWorker(this, "SendNudges", {
      folder: "send-nudges",
      timeoutS,
      memoryMb: 512,
      // Most decisions send nothing. As many as could all send two emails, one after another, within the timeout.
      batchSize: Math.max(1, Math.min(10, Math.floor((750 * timeoutS) / (2 * rate.takesMs)))),
      windowS: 5,
      // Each email is paced; a decision that sends nothing takes no time.
      maxConcurrency: rate.workers,
      attempts: 6,
      holdsBack: true,
      errorImpact:
        "A runner did not get a message that can't wait for the digest, possibly a red flag. Find the reason in the function's log (is the sender verified with SES?), fix it, then redrive the dead-letter queue.",
      lateAfterMinutes: 30,
      lateImpact:
        "A message that can't wait for the digest, possibly a red flag, has been waiting for half an hour: a runner will read it late. Check the dashboard to see whether SES is holding mail back or Lambda is throttling the worker, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        SEND_TAKES_MS: String(rate.takesMs),
        ...props.mailEnvironment,
      },
    });
    this.sender = this.worker.fn;
    allow(
      this.sender,
      ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      [table.tableArn],
    );
    props.allowMail(this.sender);

    const waker = new ScheduledWorker(this, "WakeNudges", {
      folder: "wake-nudges",
      timeoutS: 120,
      everyMinutes: 5,
      errorImpact:
        "Messages held back by a runner's quiet hours are late: what wakes them failed three times in a row, or isn't started any more. None is lost, and the first run that works catches up. Check its log, and the dashboard for throttling.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName, NUDGE_QUEUE_URL: this.worker.queue.queueUrl },
    });
    allow(waker.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
    allow(waker.fn, ["dynamodb:DeleteItem"], [table.tableArn]);
    allow(waker.fn, ["sqs:SendMessage"], [this.worker.queue.queueArn]);
  }

  /** Lets a function ask for a runner's nudges to be decided. */
  allowAsking(fn: LambdaFunction, afterS: number = delayS): void {
    fn.addEnvironment("NUDGE_QUEUE_URL", this.worker.queue.queueUrl);
    fn.addEnvironment("NUDGE_DELAY_S", String(afterS));
    allow(fn, ["sqs:SendMessage"], [this.worker.queue.queueArn]);
  }
}
