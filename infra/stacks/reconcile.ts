import type { Stack } from "aws-cdk-lib";
import { allow } from "../constructs/allow.ts";
import { LogAlarm, unreadable } from "../constructs/log-alarm.ts";
import { ScheduledWorker } from "../constructs/scheduled-worker.ts";
import type { PartProps } from "./part-props.ts";
import type { Providers } from "./providers.ts";
import type { Strava } from "./strava.ts";

export interface ReconcileProps extends PartProps {
  readonly strava: Strava;
  readonly providers: Providers;
  /** Nights between comparisons with Strava. */
  readonly compareNights: number;
}

/** What asks for the comparisons of runners' runs with what their services have. */
export function addReconcile(stack: Stack, props: ReconcileProps): void {
  const { table, strava, providers, compareNights, alarmTopic, logRetention } = props;
  const nights = new ScheduledWorker(stack, "StartReconcile", {
    folder: "start-reconcile",
    timeoutS: 120,
    everyMinutes: 15,
    errorImpact:
      "Comparisons with Strava or another service are late: what asks for them failed three times in a row, or isn't started any more. Runs whose events were lost stay missing from a runner's history until it works again. Check its log, and the dashboard for throttling.",
    alarmTopic,
    logRetention,
    environment: {
      TABLE_NAME: table.tableName,
      STRAVA_COMPARE_NIGHTS: String(compareNights),
    },
  });
  allow(nights.fn, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
  allow(nights.fn, ["dynamodb:UpdateItem"], [table.tableArn]);
  strava.allowHistory(nights.fn);
  providers.allowHints(nights.fn);
  new LogAlarm(stack, "ConnectionUnreadable", {
    fn: nights.fn,
    pattern: unreadable,
    errorImpact:
      "A runner's connection can't be read, so it is not compared with the service; everybody else's is. The log names the item (`id`, a pk in the table) at each tick: fix it, and the next tick picks it up.",
    topic: alarmTopic,
  });
}
