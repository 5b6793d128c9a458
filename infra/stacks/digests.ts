import type { Stack } from "aws-cdk-lib";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { allow } from "../constructs/allow.ts";
import { LogAlarm, unreadable } from "../constructs/log-alarm.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { ScheduledWorker } from "../constructs/scheduled-worker.ts";
import type { SendRate } from "../constructs/send-rate.ts";
import type { MailProps, PartProps } from "./part-props.ts";
import type { Strava } from "./strava.ts";

export interface CheckupsProps extends PartProps, MailProps {
  readonly rate: SendRate;
  readonly memoryMb: number;
  readonly strava: Strava;
}

/** What judges a runner's history and writes the digest. */
export function addCheckups(stack: Stack, props: CheckupsProps): QueueWorker {
  const { table, rate, memoryMb, strava, mailEnvironment, allowMail } = props;
  const { alarmTopic, logRetention } = props;
  const checkup = new QueueWorker(stack, "RunCheckup", {
    folder: "run-checkup",
    isItsOwnSender: true,
    timeoutS: 45,
    memoryMb,
    // One runner's failure must not hold up nine others for the length of the visibility timeout.
    batchSize: 1,
    // The queue holds the rush of a Monday morning; SES's limit decides how fast it empties.
    maxConcurrency: rate.workers,
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
      SEND_TAKES_MS: String(rate.takesMs),
    },
  });
  // A history that expired is fetched before it is judged, and its digest waits for that in its own queue.
  strava.allowHistory(checkup.fn);
  allow(checkup.fn, ["sqs:SendMessage"], [checkup.queue.queueArn]);
  new LogAlarm(stack, "DigestLeftOut", {
    fn: checkup.fn,
    pattern: FilterPattern.stringValue("$.outcome", "=", "left out, too late"),
    errorImpact:
      "At least one digest was three days late and was left out; the runner's next one says so. Either comparisons with Strava don't get done (its daily limit is too low for this many runners, or Strava doesn't answer), or digests waited too long in their queue. Check the dashboard for Strava's calls left, then see the runbook.",
    topic: alarmTopic,
  });
  allow(
    checkup.fn,
    ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    [table.tableArn],
  );
  allowMail(checkup.fn);
  return checkup;
}

export interface FindDueProps extends PartProps {
  readonly checkups: Queue;
}

/** What asks for each digest when it is due. */
export function addFindDue(stack: Stack, props: FindDueProps): void {
  const { table, checkups, alarmTopic, logRetention } = props;
  const planner = new ScheduledWorker(stack, "FindDue", {
    folder: "find-due",
    // Nearly until the next tick, so that a million runners due at once are all asked for within half an hour.
    timeoutS: 290,
    everyMinutes: 5,
    errorImpact:
      "Digests are late: the planner failed three times in a row, or isn't started any more. None is lost, and the first run that works catches up. Check its log, and the dashboard for throttling.",
    alarmTopic,
    logRetention,
    environment: { TABLE_NAME: table.tableName, CHECKUP_QUEUE_URL: checkups.queueUrl },
  });
  allow(planner.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
  allow(planner.fn, ["dynamodb:UpdateItem"], [table.tableArn]);
  allow(planner.fn, ["sqs:SendMessage"], [checkups.queueArn]);
  new LogAlarm(stack, "ProfileUnreadable", {
    fn: planner.fn,
    pattern: unreadable,
    errorImpact:
      "A runner gets no digest because their profile can't be read (an unknown time zone, say); everybody else gets theirs. The log names the item (`id`, a pk in the table) at each tick: fix it, and the next tick sends the digest that is due.",
    topic: alarmTopic,
  });
}
