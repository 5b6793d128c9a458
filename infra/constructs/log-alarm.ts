import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, type IFilterPattern } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { alarmPeriod, HouseAlarm } from "./house-alarm.ts";

export interface LogAlarmProps {
  readonly fn: LambdaFunction;
  readonly pattern: IFilterPattern;
  readonly errorImpact: string;
  readonly topic: ITopic;
}

/** What a planner logs about an item that it skips. */
export const unreadable = FilterPattern.stringValue("$.message", "=", "item unreadable");

/** An alarm on a line in a function's log; the metric has the construct's name. */
export class LogAlarm extends Construct {
  constructor(scope: Construct, id: string, { fn, pattern, errorImpact, topic }: LogAlarmProps) {
    super(scope, id);
    const lines = fn.logGroup.addMetricFilter(id, {
      filterPattern: pattern,
      metricNamespace: "Stridewell",
      metricName: id,
    });
    new HouseAlarm(this, "Ring", {
      metric: lines.metric({ statistic: "Sum", period: alarmPeriod }),
      errorImpact,
      topic,
    });
  }
}
