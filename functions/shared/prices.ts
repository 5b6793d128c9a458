/** What AWS charges for one of the things that it meters. */
export interface Price {
  /** US dollars for `per` units. */
  readonly usd: number;
  readonly per: number;
  /** What is metered, in the plural. */
  readonly unit: string;
  /** Units that an account gets free each month, indefinitely and not only in its first year. */
  readonly free: number;
  readonly source: string;
  readonly readOn: string;
}

const CLOUDWATCH =
  "factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards, June 2026; free amounts: aws.amazon.com/cloudwatch/pricing";
const CLOUDBURN = "cloudburn.io, March 2026, and others";

/**
 * AWS's list prices in us-east-1 without tax, where we could read a page that names them. They come from
 * web pages, not from Amazon's own price list: check with the AWS Pricing Calculator before you quote one.
 * What is billed but not listed here is in `UNPRICED`.
 */
export const PRICES = {
  lambdaRequests: {
    usd: 0.2,
    per: 1e6,
    unit: "requests",
    free: 1e6,
    source: "aws.amazon.com/lambda/pricing",
    readOn: "2026-11-22",
  },
  lambdaGbSeconds: {
    usd: 0.0000133334,
    per: 1,
    unit: "GB-seconds on arm64",
    free: 400_000,
    source: "cloudchipr.com, git.mcrn.ar; free amount: aws.amazon.com/lambda/pricing",
    readOn: "2026-11-22",
  },
  dynamodbWrites: {
    usd: 0.625,
    per: 1e6,
    unit: "write request units, on demand",
    free: 0,
    source: "airbyte.com, after the cut of November 2024",
    readOn: "2026-11-22",
  },
  dynamodbReads: {
    usd: 0.125,
    per: 1e6,
    unit: "read request units, on demand",
    free: 0,
    source: "airbyte.com, after the cut of November 2024",
    readOn: "2026-11-22",
  },
  dynamodbGbMonths: {
    usd: 0.25,
    per: 1,
    unit: "GB stored for a month",
    free: 25,
    source: "aws.amazon.com/dynamodb/pricing",
    readOn: "2026-11-25",
  },
  sqsRequests: {
    usd: 0.4,
    per: 1e6,
    unit: "requests to standard queues",
    free: 1e6,
    source: CLOUDBURN,
    readOn: "2026-11-22",
  },
  httpApiRequests: {
    usd: 1,
    per: 1e6,
    unit: "requests, the first 300 million",
    free: 0,
    source: "learnaws.org, awsforengineers.com",
    readOn: "2026-11-22",
  },
  schedulerInvocations: {
    usd: 1,
    per: 1e6,
    unit: "invocations",
    free: 14e6,
    source: CLOUDBURN,
    readOn: "2026-11-22",
  },
  sesMails: {
    usd: 0.1,
    per: 1000,
    unit: "mails",
    free: 0,
    source: "acecloudinterviews.com/tutorials/aws/ses",
    readOn: "2026-11-22",
  },
  logGb: {
    usd: 0.5,
    per: 1,
    unit: "GB of logs taken in",
    free: 5,
    source: CLOUDWATCH,
    readOn: "2026-11-25",
  },
  logGbMonths: {
    usd: 0.03,
    per: 1,
    unit: "GB of logs kept for a month",
    free: 0,
    source: "hykell.com/kb/platform-specific-guides/aws-cloudwatch-logs-pricing",
    readOn: "2026-11-25",
  },
  metrics: {
    usd: 0.3,
    per: 1,
    unit: "metrics of one's own",
    free: 10,
    source: "signoz.io/guides/cloudwatch-pricing, February 2026",
    readOn: "2026-11-25",
  },
  alarms: {
    usd: 0.1,
    per: 1,
    unit: "alarms",
    free: 10,
    source: CLOUDWATCH,
    readOn: "2026-11-25",
  },
  dashboards: {
    usd: 3,
    per: 1,
    unit: "dashboards, if of 50 metrics at most",
    free: 3,
    source: CLOUDWATCH,
    readOn: "2026-11-25",
  },
  kmsKeys: {
    usd: 1,
    per: 1,
    unit: "keys, and as much again for each of the first two yearly rotations",
    free: 0,
    source: "aws.amazon.com/kms/pricing",
    readOn: "2026-11-25",
  },
  kmsRequests: {
    usd: 0.03,
    per: 10_000,
    unit: "requests",
    free: 20_000,
    source: "wring.co/blog/aws-kms-pricing-guide; free amount: aws.amazon.com/kms/pricing",
    readOn: "2026-11-25",
  },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;

/** What AWS also bills, but no page that we could read puts a figure on. */
export const UNPRICED = [
  "bytes that leave AWS: pages, calls to Strava, and a mail's attachments at SES",
  "the table's backups (point-in-time recovery)",
  "alarms' own mails by SNS",
  "parameters of the standard tier and their reads, which AWS calls free",
  "events of AWS's own services on EventBridge, which AWS calls free",
] as const;

/**
 * US dollars for this many units at the list price, before any free amount.
 *
 *     usdFor("sqsRequests", 2_500_000) // 1
 */
export function usdFor(priced: Priced, units: number): number {
  const { usd, per } = PRICES[priced];
  return (units / per) * usd;
}

/**
 * US dollars for a month's units, after the monthly free amount.
 *
 *     usdAfterFree("sqsRequests", 2_500_000) // 0.6
 */
export function usdAfterFree(priced: Priced, units: number): number {
  return usdFor(priced, Math.max(0, units - PRICES[priced].free));
}
