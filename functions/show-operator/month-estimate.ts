import { PRICES, type Priced, usdFor } from "../shared/prices.ts";

/*
 * What a deployment uses in a month, roughly: the counts we know, times what one of each is assumed to
 * take. Free amounts belong to the account and others may use them up. So only those for alarms and
 * dashboards are deducted, and the one for SQS, where the polls go on however few people run.
 */

type Usage = readonly (readonly [of: Priced, units: number])[];

/** A weekly digest, with the planner's share of it. */
const DIGEST: Usage = [
  ["sesMails", 1],
  ["lambdaRequests", 1],
  ["lambdaGbSeconds", 0.5],
  ["dynamodbReads", 60],
  ["dynamodbWrites", 6],
  ["sqsRequests", 4],
  ["logGb", 0.000_002],
];

/** A connected runner's day: a nightly comparison, and a run every other day with its nudges decided. */
const CONNECTED_DAY: Usage = [
  ["lambdaRequests", 4],
  ["lambdaGbSeconds", 2],
  ["dynamodbReads", 120],
  ["dynamodbWrites", 20],
  ["sqsRequests", 12],
  ["httpApiRequests", 2],
  ["kmsRequests", 4],
  ["logGb", 0.000_006],
];

/** The clocks of planner, waker and nights, however few people run. */
const CLOCK_DAY: Usage = [
  ["lambdaRequests", 672],
  ["lambdaGbSeconds", 40],
  ["dynamodbReads", 4500],
  ["schedulerInvocations", 672],
  ["logGb", 0.0005],
];

/**
 * How often Lambda polls an empty queue: five pollers that each wait 20 s, or two if nothing limits its
 * workers (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). Most of ours are limited.
 */
const POLLS_OF_MONTH = 4 * 3 * 60 * 24 * 30;

export interface Counted {
  readonly digests: number;
  readonly connections: number;
  readonly alarms: number;
  /** Those that a function works off. */
  readonly queues: number;
}

/**
 * US dollars at list prices for the first `days` days of a month.
 *
 * @example
 * monthEstimate({ digests: 1, connections: 1, alarms: 36, queues: 11 }, 30) // about 5.5: the key, alarms, polls, and cents
 */
export function monthEstimate(
  { digests, connections, alarms, queues }: Counted,
  days: number,
): number {
  const part = days / 30;
  const usage: readonly (readonly [Usage, number])[] = [
    [
      [
        ["kmsKeys", 1],
        ["alarms", Math.max(0, alarms - PRICES.alarms.free)],
        ["sqsRequests", Math.max(0, queues * POLLS_OF_MONTH - PRICES.sqsRequests.free)],
      ],
      part,
    ],
    [CLOCK_DAY, days],
    [DIGEST, (digests * days) / 7],
    [CONNECTED_DAY, connections * days],
  ];
  return usage.reduce((sum, [of, times]) => sum + times * usdOf(of), 0);
}

function usdOf(usage: Usage): number {
  return usage.reduce((sum, [of, units]) => sum + usdFor(of, units), 0);
}
