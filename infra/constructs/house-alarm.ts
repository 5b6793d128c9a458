import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

export interface HouseAlarmProps {
  readonly metric: IMetric;
  /** The alarm rings when the metric reaches this within its period; 1 by default. */
  readonly threshold?: number;
  /**
   * For what is measured in each period if all is well: rings after as many in a row that reach the threshold. Where
   * nothing is measured any more it takes longer, five periods for 3: as long as CloudWatch finds anything in these, that
   * counts for what is missing. By default one rings, and no data is no fault.
   */
  readonly inARow?: number;
  /** In plain words: what a runner notices, and what the operator should do. */
  readonly errorImpact: string;
  readonly topic: ITopic;
}

/** An alarm that says what its failure means to a runner. */
export class HouseAlarm extends Construct {
  constructor(scope: Construct, id: string, props: HouseAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, "Alarm", {
      metric: props.metric,
      alarmDescription: props.errorImpact,
      threshold: props.threshold ?? 1,
      evaluationPeriods: props.inARow ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData:
        props.inARow === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(props.topic));
  }
}

export const alarmPeriod = Duration.minutes(5);
