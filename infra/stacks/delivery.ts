import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { EventBus, Rule } from "aws-cdk-lib/aws-events";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { type ConfigurationSet, EmailSendingEvent, EventDestination } from "aws-cdk-lib/aws-ses";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { HouseAlarm } from "../constructs/house-alarm.ts";
import { intoQueue } from "../constructs/into-queue.ts";
import { LogAlarm } from "../constructs/log-alarm.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import type { PartProps } from "./part-props.ts";

export interface DeliveryProps extends PartProps {
  /** What every email is sent with. */
  readonly mail: ConfigurationSet;
}

/**
 * SES reviews an account from 5 % bounces or 0.1 % complaints, and may pause it from 10 % or 0.5 %:
 * docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html. These leave time to act before.
 */
export const BOUNCE_RATE = 0.03;
export const COMPLAINT_RATE = 0.0008;

/** A rate for the whole account, which SES computes over its latest emails. */
export function reputation(of: "BounceRate" | "ComplaintRate"): Metric {
  return new Metric({
    namespace: "AWS/SES",
    metricName: `Reputation.${of}`,
    statistic: "Maximum",
    period: Duration.hours(1),
  });
}

/** What happens to an email after SES has accepted it: its events, and the alarms on email as a whole. */
export class Delivery extends Construct {
  private readonly alarmTopic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    { mail, table, alarmTopic, logRetention }: DeliveryProps,
  ) {
    super(scope, id);
    this.alarmTopic = alarmTopic;
    const record = new QueueWorker(this, "RecordDelivery", {
      folder: "record-delivery",
      timeoutS: 20,
      batchSize: 10,
      windowS: 20,
      attempts: 5,
      errorImpact:
        "A delivery report from SES could not be stored: mail may keep going to a runner's address that bounced, or a digest that arrived may be given up on. Fix the cause named in the function's log, then redrive the dead-letter queue.",
      lateAfterMinutes: 120,
      lateImpact:
        "SES's delivery reports on runners' emails have been waiting for two hours: mail may keep going to an address that bounced. Check the dashboard for throttling of the worker, then see the runbook.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName },
    });
    allow(record.fn, ["dynamodb:GetItem", "dynamodb:UpdateItem"], [table.tableArn]);

    mail.addEventDestination("Events", {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, "Bus", "default")),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    });
    new Rule(this, "Rule", {
      eventPattern: {
        source: ["aws.ses"],
        // The bus belongs to the account, so it also carries events about other applications' emails.
        detail: { mail: { tags: { "ses:configuration-set": [mail.configurationSetName] } } },
      },
      targets: [intoQueue(record.queue)],
    });

    new HouseAlarm(this, "BounceRate", {
      metric: reputation("BounceRate"),
      threshold: BOUNCE_RATE,
      errorImpact:
        "More than 3 in 100 of this account's emails bounce; from 5 in 100, SES reviews it and may stop every runner's mail. Mail to dead addresses stops by itself: check whether runners join with addresses that nobody verified, and check the account's other senders.",
      topic: alarmTopic,
    });
    new HouseAlarm(this, "ComplaintRate", {
      metric: reputation("ComplaintRate"),
      threshold: COMPLAINT_RATE,
      errorImpact:
        "Nearly 1 in 1,000 of this account's emails is reported as spam; from 1 in 1,000, SES reviews it and may stop every runner's mail. Mail to those who complained stops by itself: check whether all runners asked for their digests, and check the account's other senders.",
      topic: alarmTopic,
    });
  }

  /** Rings when SES accepts no more mail from this function for hours. */
  watch(id: string, sender: LambdaFunction): void {
    new LogAlarm(this, `${id}HeldBack`, {
      fn: sender,
      pattern: FilterPattern.stringValue("$.reason", "=", "Mail is held back*"),
      errorImpact:
        "SES accepts no more mail for now: its 24-hour quota is used up, or it has paused the account; the function's log says which. Runners' digests and nudges wait for up to 30 hours and leave by themselves (after that they go to the dead-letter queue, to be redriven); reminders are dropped. Ask AWS for a higher quota, or fix what SES's console names.",
      topic: this.alarmTopic,
    });
  }
}
