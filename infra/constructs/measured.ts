import { Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";

/** What the functions measure themselves, as `functions/shared/measure.ts` names it. */
export function measured(
  metricName: string,
  dimensions: Readonly<Record<string, string>>,
  options: MetricOptions,
): Metric {
  return new Metric({
    namespace: "Stridewell",
    metricName,
    dimensionsMap: { service: "stridewell", ...dimensions },
    ...options,
  });
}
