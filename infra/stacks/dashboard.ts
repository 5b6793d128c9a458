import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct, type IConstruct } from "constructs";
import { measured } from "../constructs/measured.ts";
import { BOUNCE_RATE, COMPLAINT_RATE, reputation } from "./delivery.ts";

const hour = Duration.hours(1);
const everyFiveMinutes = { period: Duration.minutes(5) };

/** The dashboard is as wide as this. */
const WIDTH = 24;
const TEXT_WIDTH = 6;
const HEIGHT = 6;

/** Graphs, with their meaning in plain words beside them. */
function row(title: string, words: string, ...graphs: readonly Graph[]): IWidget[] {
  const width = (WIDTH - TEXT_WIDTH) / graphs.length;
  return [
    new TextWidget({ markdown: `## ${title}\n${words}`, width: TEXT_WIDTH, height: HEIGHT }),
    ...graphs.map(
      ({ title, lines, limits = [], stacked = false }) =>
        new GraphWidget({
          title,
          left: [...lines],
          leftAnnotations: limits.map(([value, label]) => ({ value, label })),
          leftYAxis: { min: 0, showUnits: false },
          stacked,
          width,
          height: HEIGHT,
        }),
    ),
  ];
}

interface Graph {
  readonly title: string;
  readonly lines: readonly IMetric[];
  readonly limits?: readonly (readonly [number, string])[];
  readonly stacked?: boolean;
}

const sums = { statistic: "Sum", period: hour };

export interface DashboardProps {
  readonly table: TableV2;
}

/**
 * One page that shows how everything is going. Created last: it shows whatever the stack holds by then. It costs
 * nothing as long as it draws 50 metrics at most; beyond that AWS bills $3 a month.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { table }: DashboardProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const all = stack.node.findAll();
    const working = all
      .filter((one) => one instanceof Queue)
      .filter(({ deadLetterQueue }) => deadLetterQueue !== undefined);
    const alarms = all.filter((one) => one instanceof Alarm);

    // Dashboard names are shared by all of the account's regions.
    const dashboardName = `${stack.stackName}-${stack.region}`;
    const dashboard = new CloudWatchDashboard(this, "Board", { dashboardName });
    const show = (...widgets: IWidget[]) => dashboard.addWidgets(...widgets);

    show(
      new AlarmStatusWidget({
        title: "Alarms: docs/runbook.md has an entry for each",
        alarms,
        width: WIDTH,
        height: 4,
      }),
    );
    show(
      ...row(
        "Runs in, and check-ups",
        "How many new activities came in from services (not from files or runners' own webhooks), and how many histories were judged for a digest, each hour. Runs follow the runners' day, check-ups the hours that digests are set to. **No run for a day** although you have runners: look at Strava's graphs below.",
        { title: "Runs in an hour", lines: [measured("RunsIn", {}, { ...sums, label: "runs" })] },
        {
          title: "Check-ups in an hour",
          lines: [measured("Checkups", {}, { ...sums, label: "check-ups" })],
        },
      ),
    );
    const mails = (outcome: string, of: string) =>
      ["digest", "nudge", "account"].map((kind) =>
        measured("Mails", { kind, outcome }, { ...sums, label: `${kind}${of}` }),
      );
    show(
      ...row(
        "Emails",
        "What was sent, by kind: digests (or the email that says why there is none), nudges between two digests (red flags and reminders included), and account emails (sign-in, a new address, goodbye). Beside it, what SES **refused** and what **may have been sent** without SES confirming it. Refused emails are tried again; the alarm on dead letters covers those given up.",
        { title: "Sent in an hour", lines: mails("sent", ""), stacked: true },
        {
          title: "Not sent, or unknown",
          lines: [...mails("refused", ", refused"), ...mails("unknown", ", unknown")],
        },
      ),
    );
    show(
      ...row(
        "Bounces and complaints",
        "The share of the account's emails that bounced, and that somebody reported as spam. Above the line our alarm rings; SES reviews an account from 5 % bounces or 0.1 % complaints. While little mail is sent, nothing is drawn.",
        {
          title: "Bounce rate",
          lines: [reputation("BounceRate").with({ label: "bounces" })],
          limits: [[BOUNCE_RATE, "alarm"]],
        },
        {
          title: "Complaint rate",
          lines: [reputation("ComplaintRate").with({ label: "complaints" })],
          limits: [[COMPLAINT_RATE, "alarm"]],
        },
      ),
    );
    const faults = ["limited", "refused", "no answer"];
    const left = { statistic: "Minimum", ...everyFiveMinutes };
    show(
      ...row(
        "Strava",
        "Calls that failed: a limit used up (**limited**), the whole application turned away (**refused**), or **no answer**. Beside it, how many calls Strava still allows. Below three tenths of a limit comparisons wait, and below a fifth runs do, for the next quarter of an hour or for midnight UTC; if that happens often, ask Strava for a higher limit.",
        {
          title: "Failed calls in an hour",
          lines: faults.map((fault) =>
            measured("StravaFaults", { fault }, { ...sums, label: fault }),
          ),
          stacked: true,
        },
        {
          title: "Calls left",
          lines: [
            measured(
              "StravaCallsLeftQuarterHour",
              {},
              { ...left, label: "this quarter of an hour" },
            ),
            measured("StravaCallsLeftDay", {}, { ...left, label: "today" }),
          ],
        },
      ),
    );
    show(
      ...row(
        "Other services",
        "Failed calls to services other than Strava (Polar, Suunto, intervals.icu): a limit used up (**limited**), the whole application turned away (**refused**), or **no answer**. They are tried again; the worker's log names the service. Beside it, calls that any service, **Strava included**, refused although their token should be good: many are an outage, which rings, and if it lasts a day, its runners are asked to connect again. A token that can't be refreshed (Polar, intervals.icu) counts once, as its runner may have withdrawn access there.",
        {
          title: "Failed calls in an hour, other services",
          lines: faults.map((fault) =>
            measured("ServiceFaults", { fault }, { ...sums, label: fault }),
          ),
          stacked: true,
        },
        {
          title: "Tokens refused in an hour, all services",
          lines: [measured("TokensRefused", {}, { ...sums, label: "refused" })],
        },
      ),
    );
    show(
      ...row(
        "Queues",
        "How long the oldest message in each queue has been waiting, in seconds. Minutes are fine; a Monday's digests may take an hour, and a night's comparisons several. A line that only climbs means a stalled worker, or email that SES doesn't accept. Beside it, the messages that **wait** on purpose: in _RunCheckup_ digests whose history has to be fetched first, in the others what waits for a service's limit or the end of its outage (and each nudge, for a minute). What is given up after its last attempt rings, and that alarm's own graph shows since when.",
        {
          title: "Age of the oldest message, s",
          lines: working.map((queue) =>
            queue.metricApproximateAgeOfOldestMessage({
              label: nameOf(queue),
              ...everyFiveMinutes,
            }),
          ),
        },
        {
          title: "Waiting on purpose",
          lines: working.map((queue) =>
            queue.metricApproximateNumberOfMessagesDelayed({
              label: nameOf(queue),
              ...everyFiveMinutes,
            }),
          ),
          stacked: true,
        },
      ),
    );
    show(
      ...row(
        "Functions",
        "All functions of the account in this region together: invocations that failed or were cut off, invocations that AWS put off because too many ran at once (**throttles**: request more in Service Quotas), and how many ran at once. CloudWatch's own page for each function is under _Dashboards_, _Automatic dashboards_, _Lambda_.",
        {
          title: "Errors",
          lines: [LambdaFunction.metricAllErrors({ label: "errors", ...everyFiveMinutes })],
        },
        {
          title: "Throttles",
          lines: [LambdaFunction.metricAllThrottles({ label: "throttles", ...everyFiveMinutes })],
        },
        {
          title: "At once",
          lines: [
            LambdaFunction.metricAllConcurrentExecutions({
              label: "functions",
              ...everyFiveMinutes,
            }),
          ],
        },
      ),
    );
    show(
      ...row(
        "Cost",
        "The account's bill this month so far, in US dollars. AWS draws it only if _Receive CloudWatch billing alerts_ is ticked in its billing preferences; the budget's email comes without that. Beside it, what grows with the number of runners: the table's requests (from $0.125 a million read, $0.625 a million written, in us-east-1).",
        {
          title: "Bill so far, US$",
          // Published in this region only.
          lines: [
            new Metric({
              namespace: "AWS/Billing",
              metricName: "EstimatedCharges",
              dimensionsMap: { Currency: "USD" },
              statistic: "Maximum",
              period: Duration.hours(6),
              region: "us-east-1",
              label: "whole account",
            }),
          ],
        },
        {
          title: "Table, requests a day",
          lines: [
            table.metricConsumedReadCapacityUnits({
              ...sums,
              period: Duration.days(1),
              label: "read",
            }),
            table.metricConsumedWriteCapacityUnits({
              ...sums,
              period: Duration.days(1),
              label: "written",
            }),
          ],
        },
      ),
    );

    new CfnOutput(stack, "DashboardUrl", {
      value: `https://${stack.region}.console.aws.amazon.com/cloudwatch/home?region=${stack.region}#dashboards/dashboard/${dashboardName}`,
    });
  }
}

/** What a queue is called in a graph: its path in the stack. */
function nameOf({ node }: IConstruct): string {
  return node.path.split("/").slice(1, -1).join(" ");
}
