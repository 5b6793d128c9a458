import { PRICES, type Priced, usdFor } from "../shared/prices.ts";

/*
 * What a deployment uses in a month, roughly: the counts we know, times what one of each took when
 * `npm run cost -- --runners 1 --nights 1` last counted it (26 November 2026), rounded up. Free amounts
 * belong to the account and others may use them up. So only that for alarms is deducted, and the one for
 * SQS, where the polls go on however few people run; the one dashboard is free.
 */

type Usage = readonly (readonly [of: Priced, units: number])[];

/** A weekly digest, with the planner's share of it and what SES reports. */
const DIGEST: Usage = [
  ["sesMails", 1],
  ["lambdaRequests", 3],
  ["lambdaGbSeconds", 0.35],
  ["dynamodbReads", 8],
  ["dynamodbWrites", 5],
  ["sqsRequests", 7],
  ["logGb", 0.000_001_1],
];

/** A connected runner's day: a nightly comparison, and 5 runs a week with a look for nudges each. */
const CONNECTED_DAY: Usage = [
  ["lambdaRequests", 1.5],
  ["lambdaGbSeconds", 0.8],
  ["dynamodbReads", 8],
  ["dynamodbWrites", 9],
  ["sqsRequests", 7],
  ["httpApiRequests", 0.8],
  ["kmsRequests", 0.01],
  ["logGb", 0.000_000_9],
];

/**
 * The clocks' ticks, however few people run. Each asks the index's eight shards; the count of reads is
 * ours, as the local engine charges nothing for an empty answer and AWS half a unit.
 */
const CLOCK_DAY: Usage = [
  ["lambdaRequests", 965],
  ["lambdaGbSeconds", 28],
  ["dynamodbReads", 4500],
  ["schedulerInvocations", 965],
  ["logGb", 0.0003],
];

/**
 * How often Lambda polls an empty queue: five pollers that each wait 20 s, or two if nothing limits its
 * workers (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). Most of ours are limited, so
 * four is the mean.
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
 * monthEstimate({ digests: 1, connections: 1, alarms: 36, queues: 10 }, 30) // 5.342…: the key, alarms, polls, and cents
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
