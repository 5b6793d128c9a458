import { type Priced, usdAfterFree, usdFor } from "../../../functions/shared/prices.ts";
import { type Counts, sum } from "./tally.ts";

/** A month in weeks, since five runs and one digest are counted per week. */
export const MONTH_WEEKS = 52 / 12;
const MONTH_S = MONTH_WEEKS * 7 * 24 * 3600;

/**
 * The number of weeks to simulate so that each runner's comparisons come out even: otherwise half a
 * comparison too many or too few would count towards the month.
 *
 *     wholeWeeks(2, 4) // 4: 28 days are seven times four nights
 *     wholeWeeks(2, 7) // 2
 */
export function wholeWeeks(atLeast: number, compareNights: number): number {
  let weeks = atLeast;
  while ((weeks * 7) % compareNights !== 0) weeks += 1;
  return weeks;
}

/**
 * How long one call keeps a function waiting on AWS, in ms. Assumed, not measured: here everything answers in
 * a moment. Calls are treated as if they came one after another.
 */
export const WAIT_MS = { dynamodb: 5, sqs: 10, kms: 10, ssm: 20, ses: 60, s3: 30, strava: 300 };

/** Lambda gives a whole processor at this much memory, and a share of it below that (AWS's documentation). */
const MB_OF_A_PROCESSOR = 1769;
/** What CloudWatch adds to each line (AWS's documentation of PutLogEvents). */
const LINE_BYTES = 26;
/** START, END and REPORT, which Lambda writes for each run unless its system log is set to warnings. */
const PLATFORM_LINES = 3;
const PLATFORM_BYTES = 290;
/**
 * Lambda polls a quiet queue with five requests of 20 s at a time, or with two if nothing limits its workers.
 */
const POLLERS = 5;
const QUIET_POLLERS = 2;
const POLL_S = 20;
/** The busiest hours are this many times as busy as the mean. */
const PEAK = 3;
/** Everything is sealed with the day's data key, and sealed again within a week (`stravaCompareNights`). */
const KEYS_IN_USE = 8;
const SECRETS_AN_HOUR = 12;
const GB = 1e9;

/** A function, or one of its queues if it serves several: what a batch waits for depends on its queue. */
export interface FunctionFacts {
  readonly label: string;
  readonly memoryMb: number;
  /** The least time that an email is made to take, so that emails leave at the rate that SES allows. */
  readonly atLeastMs: number;
  readonly writesPlatformLines: boolean;
  /** Null if no queue starts it. */
  readonly queue: {
    readonly batchSize: number;
    readonly windowS: number;
    readonly isLimited: boolean;
    /** How often a schedule puts everything that is due there; null if messages come one by one. */
    readonly filledEveryMinutes: number | null;
  } | null;
  /** How often a schedule starts it; null if none does. */
  readonly everyMinutes: number | null;
  /** What one runner causes in a month. */
  readonly perRunner: Counts;
  /** Calls to Strava for one runner, and how often they are waited for: a few go at once. */
  readonly strava: { readonly calls: number; readonly waits: number };
  /** What one tick costs at which nobody is due. */
  readonly perTick: Counts;
}

export interface Facts {
  readonly functions: readonly FunctionFacts[];
  readonly httpRequestsPerRunner: number;
  readonly busMessagesPerRunner: number;
  readonly storedBytesPerRunner: number;
  readonly alarms: number;
  readonly keys: number;
  readonly dashboards: number;
  readonly metrics: number;
}

export interface Line {
  readonly service: string;
  readonly priced: Priced;
  readonly units: number;
  readonly usd: number;
  /** After what every account gets free each month. */
  readonly usdAfterFree: number;
  /** Owed even for a month in which nobody runs. */
  readonly isFixed: boolean;
}

/**
 * Milliseconds that Lambda would bill: the processor time, stretched according to the share that the memory
 * buys, and the waits, which the messages of a batch share.
 *
 *     // 10 ms of a processor and one read, at 512 MB
 *     billedMs({ ...sum(), runs: 1, cpuMs: 10, dynamodb: 1 }, 0, 1, { memoryMb: 512, atLeastMs: 0 })
 *     // 40.05…: 34.55 + 5 + 0.5
 */
export function billedMs(
  counts: Counts,
  stravaWaits: number,
  batch: number,
  { memoryMb, atLeastMs }: Pick<FunctionFacts, "memoryMb" | "atLeastMs">,
): number {
  const stretched = (counts.cpuMs * MB_OF_A_PROCESSOR) / Math.min(memoryMb, MB_OF_A_PROCESSOR);
  const waited =
    counts.dynamodb * WAIT_MS.dynamodb +
    counts.sqs * WAIT_MS.sqs +
    counts.kms * WAIT_MS.kms +
    counts.ssm * WAIT_MS.ssm +
    counts.ses * WAIT_MS.ses +
    counts.s3 * WAIT_MS.s3 +
    stravaWaits * WAIT_MS.strava;
  // Each run is rounded up to a whole millisecond, which adds half of one on average.
  const worked = stretched + waited / batch + counts.runs / 2;
  // An email's turn goes on after its run's work is done.
  const paced = Math.max(0, atLeastMs - worked / Math.max(1, counts.runs));
  return worked + counts.ses * paced;
}

/**
 * Messages in one batch: what reaches one of the pollers within its window, or through one tick of a
 * schedule.
 */
function batchOf(queue: FunctionFacts["queue"], messages: number): number {
  if (queue === null) return 1;
  const perPollerAndS = messages / MONTH_S / POLLERS;
  const ofTick = perPollerAndS * 60 * (queue.filledEveryMinutes ?? 0);
  return Math.min(queue.batchSize, Math.max(ofTick, 1 + perPollerAndS * queue.windowS));
}

/**
 * What each process asks for once, for all runners, and keeps: the data keys in use, opened by KMS, and the
 * day's own, for an hour each; the secret for five minutes. If events are rare, as here, each event asks
 * again. If processes are busy, it is only as often as what they keep expires.
 */
function shared(measured: Counts, billedMsOfMonth: number): Counts {
  const processes = Math.max(1, (PEAK * billedMsOfMonth) / 1000 / MONTH_S);
  const hours = (processes * MONTH_S) / 3600;
  const keyReads = Math.min(measured.keyReads, hours);
  const keyWrites = Math.min(measured.keyWrites, hours);
  const savedReads = measured.keyReads - keyReads;
  const savedWrites = measured.keyWrites - keyWrites;
  return {
    ...measured,
    kms: Math.min(measured.kms, hours * KEYS_IN_USE),
    ssm: Math.min(measured.ssm, hours * SECRETS_AN_HOUR),
    keyReads,
    keyWrites,
    readUnits: measured.readUnits - savedReads,
    writeUnits: measured.writeUnits - savedWrites,
    dynamodb: measured.dynamodb - savedReads - savedWrites,
  };
}

/** One function's month with so many runners. */
export function monthOf(fn: FunctionFacts, runners: number) {
  const ticks = fn.everyMinutes === null ? 0 : MONTH_S / 60 / fn.everyMinutes;
  const measured = sum([fn.perRunner, runners], [fn.perTick, ticks]);
  const batch = batchOf(fn.queue, measured.messages);
  const batches = measured.messages / batch;
  const runs = fn.queue === null ? measured.runs : batches;
  const msOf = (done: Counts) => billedMs({ ...done, runs }, runners * fn.strava.waits, batch, fn);
  const counts = shared(measured, msOf(measured));
  const ms = msOf(counts);
  const idlePolls =
    fn.queue === null ? 0 : (MONTH_S / POLL_S) * (fn.queue.isLimited ? POLLERS : QUIET_POLLERS);
  const platform = fn.writesPlatformLines ? runs : 0;
  return {
    counts,
    runs,
    ticks,
    gbSeconds: (ms / 1000) * (fn.memoryMb / 1024),
    logGb:
      (counts.logBytes +
        counts.logLines * LINE_BYTES +
        platform * (PLATFORM_BYTES + PLATFORM_LINES * LINE_BYTES)) /
      GB,
    // A receive and a delete for each batch, besides the calls to queues that the function itself makes.
    sqsRequests: counts.sqs + (fn.queue === null ? 0 : 2 * batches),
    idlePolls,
  };
}

/**
 * The bill for a month with so many runners, line by line. What one runner causes is multiplied, what an
 * empty tick costs is counted once per tick, and what is owed merely for existing is counted once.
 */
export function billFor(facts: Facts, runners: number): readonly Line[] {
  const months = facts.functions.map((fn) => monthOf(fn, runners));
  const over = (figure: (month: (typeof months)[number]) => number) =>
    months.reduce((total, month) => total + figure(month), 0);
  const logGb = over((month) => month.logGb);
  const idle = billFixed(facts);
  const line = (service: string, priced: Priced, units: number, isFixed = false): Line => ({
    service,
    priced,
    units,
    usd: usdFor(priced, units),
    usdAfterFree: usdAfterFree(priced, units),
    isFixed,
  });
  return [
    line(
      "SES",
      "sesMails",
      over(({ counts }) => counts.ses),
    ),
    line("HTTP API", "httpApiRequests", facts.httpRequestsPerRunner * runners),
    line(
      "SQS",
      "sqsRequests",
      over((month) => month.sqsRequests) + facts.busMessagesPerRunner * runners,
    ),
    line(
      "Lambda, requests",
      "lambdaRequests",
      over(({ runs }) => runs),
    ),
    line(
      "Lambda, time",
      "lambdaGbSeconds",
      over(({ gbSeconds }) => gbSeconds),
    ),
    line(
      "DynamoDB, reads",
      "dynamodbReads",
      over(({ counts }) => counts.readUnits),
    ),
    line(
      "DynamoDB, writes",
      "dynamodbWrites",
      over(({ counts }) => counts.writeUnits),
    ),
    line("DynamoDB, storage", "dynamodbGbMonths", (facts.storedBytesPerRunner * runners) / GB),
    line("CloudWatch, logs in", "logGb", logGb),
    line("CloudWatch, logs kept", "logGbMonths", logGb),
    line(
      "KMS, requests",
      "kmsRequests",
      over(({ counts }) => counts.kms),
    ),
    line(
      "Scheduler",
      "schedulerInvocations",
      over(({ ticks }) => ticks),
    ),
    ...idle.map(({ service, priced, units }) => line(service, priced, units, true)),
  ];
}

function billFixed(facts: Facts) {
  const idlePolls = facts.functions.reduce((total, fn) => total + monthOf(fn, 0).idlePolls, 0);
  return [
    { service: "KMS, key", priced: "kmsKeys", units: facts.keys },
    { service: "CloudWatch, alarms", priced: "alarms", units: facts.alarms },
    { service: "CloudWatch, dashboard", priced: "dashboards", units: facts.dashboards },
    { service: "CloudWatch, metrics", priced: "metrics", units: facts.metrics },
    { service: "SQS, polls of empty queues", priced: "sqsRequests", units: idlePolls },
  ] as const;
}

/** Everything but SES's own price, as a share of it. */
export function shareBesideSes(bill: readonly Line[]): number {
  const ses = bill.filter(({ priced }) => priced === "sesMails");
  const total = (lines: readonly Line[]) => lines.reduce((sum, { usd }) => sum + usd, 0);
  return (total(bill) - total(ses)) / total(ses);
}
