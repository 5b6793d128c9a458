import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { HouseAlarm } from "./house-alarm.ts";
import { HouseFunction, type HouseFunctionProps } from "./house-function.ts";

export interface ScheduledWorkerProps extends HouseFunctionProps {
  readonly everyMinutes: number;
  readonly errorImpact: string;
  readonly alarmTopic: ITopic;
}

/** A tick that fails is made up for by the next; this many in a row are a fault. */
const MISSED_TICKS = 3;

/** A function that runs on a schedule, with an alarm for when it keeps failing, or isn't started at all. */
export class ScheduledWorker extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, props: ScheduledWorkerProps) {
    super(scope, id);
    this.fn = new HouseFunction(this, "Worker", props).fn;
    const clock = new Role(this, "ClockRole", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    clock.addToPolicy(
      new PolicyStatement({
        actions: ["lambda:InvokeFunction"],
        resources: [this.fn.functionArn],
      }),
    );
    const every = Duration.minutes(props.everyMinutes);
    const schedule = new Schedule(this, "Schedule", {
      schedule: ScheduleExpression.rate(every),
      // It hands each tick over once. Lambda itself tries one that fails twice more; the next does what is left.
      target: new LambdaInvoke(this.fn, {
        retryAttempts: 0,
        // CDK's own grant would add every version and alias of the function.
        role: clock.withoutPolicyUpdates(),
      }),
    });
    // It ticks as soon as it is made, which its role must allow by then.
    schedule.node.addDependency(clock);
    new HouseAlarm(this, "FailureAlarm", {
      // Lambda reports 0 for a tick that succeeds.
      metric: this.fn.metricErrors({ period: every }),
      inARow: MISSED_TICKS,
      errorImpact: props.errorImpact,
      topic: props.alarmTopic,
    });
  }
}
