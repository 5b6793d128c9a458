import { PRICES, type Priced, usdFor } from "../shared/prices.ts";

/*
 * What a deployment uses in a month, roughly: counts that we know, times what one of each was assumed to
 * take. Free amounts are the account's and may be used up by others, so only those of alarms and
 * dashboards are taken off, and SQS's, which goes on polls whoever runs.
 */

type Usage = readonly (readonly [of: Priced, units: number])[];

/** A weekly digest, with the planner's part of it. */
const DIGEST: Usage = [
  ["sesMails", 1],
  ["lambdaRequests", 1],
  ["lambdaGbSeconds", 0.5],
  ["dynamodbReads", 60],
  ["dynamodbWrites", 6],
  ["sqsRequests", 4],
  ["logGb", 0.000_002],
];

/** A connected runner's day: a night's comparison, and a run every other day with its nudges decided. */
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

/** The clocks of planner, waker and nights, whoever runs. */
const CLOCK_DAY: Usage = [
  ["lambdaRequests", 672],
  ["lambdaGbSeconds", 40],
  ["dynamodbReads", 4500],
  ["schedulerInvocations", 672],
  ["logGb", 0.0005],
];

/**
 * What Lambda asks an empty queue: five pollers, each 20 s at a time, two where nothing limits its workers
 * (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). Most of ours are limited.
 */
const POLLS_OF_MONTH = 4 * 3 * 60 * 24 * 30;

export interface Counted {
  readonly digests: number;
  readonly connections: number;
  readonly alarms: number;
  /** That a function works off. */
  readonly queues: number;
}

/**
 * US dollars at list prices for the month up to a day of it, the first one being 1.
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
