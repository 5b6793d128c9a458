import { Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";

/** A metric that the functions report themselves, as named in `functions/shared/measure.ts`. */
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
