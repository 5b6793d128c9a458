import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { isInEvent } from "./events/correlation.ts";
import { atEventEnd } from "./events/event-end.ts";
import { once } from "./once.ts";

/*
 * Everything that is counted, with every value that each dimension can have. CloudWatch bills each name
 * with each combination of dimensions that had a value in an hour, so there are few, and none grows with
 * the number of runners.
 */
export const MEASURES = {
  /** Activities that were new to us, from any service; not from a file, nor from a runner's own webhook. */
  RunsIn: {},
  /** Histories that were judged for a digest. */
  Checkups: {},
  Mails: {
    kind: ["digest", "nudge", "account"],
    /** `unknown`: it may have left. */
    outcome: ["sent", "refused", "unknown"],
  },
  StravaFaults: {
    /** `limited`: one of Strava's limits is used up. `refused`: Strava refuses the whole application. */
    fault: ["limited", "refused", "no answer"],
  },
  /** The same for all other services together: the log names which one. */
  ServiceFaults: {
    fault: ["limited", "refused", "no answer"],
  },
  /** Calls refused with a token that should be good, at any service (ADR 32). */
  TokensRefused: {},
  /** Calls left in the tighter of Strava's limits for each window, as last reported. */
  StravaCallsLeftQuarterHour: {},
  StravaCallsLeftDay: {},
} as const;

type Measure = keyof typeof MEASURES;

/** For these, an event reports only the lowest value, as one comparison hears of them thirty times. */
const LEAST: ReadonlySet<Measure> = new Set(["StravaCallsLeftQuarterHour", "StravaCallsLeftDay"]);
const least = new Map<Measure, number>();

type Dimensions<M extends Measure> = {
  readonly [D in keyof (typeof MEASURES)[M]]: (typeof MEASURES)[M][D] extends readonly (infer V)[]
    ? V
    : never;
};

/** Read by the dashboard, which can't import this; a test keeps the two in step. */
export const NAMESPACE = "Stridewell";
/**
 * Powertools gives every metric a service; it is the same for all, as the function doesn't matter to a
 * reader.
 */
export const SERVICE = "stridewell";

const metrics = once(() => {
  const made = new Metrics({ namespace: NAMESPACE, serviceName: SERVICE });
  atEventEnd(() => {
    for (const [name, value] of least) made.addMetric(name, MetricUnit.Count, value);
    least.clear();
    if (made.hasStoredMetrics()) made.publishStoredMetrics();
  });
  return made;
});

/**
 * Records a value for CloudWatch, in a log line that it reads. Does nothing outside an event, e.g. in a
 * script.
 *
 *     measure("Mails", { kind: "digest", outcome: "sent" })
 *     measure("StravaCallsLeftDay", {}, 812)
 */
export function measure<M extends Measure>(
  name: M,
  dimensions: Dimensions<M>,
  value: number = 1,
): void {
  if (!isInEvent()) return;
  const entries = Object.entries(dimensions).map(([of, chosen]) => [of, String(chosen)] as const);
  // Metrics without dimensions leave together, in one line per event.
  const made = metrics();
  if (LEAST.has(name)) least.set(name, Math.min(value, least.get(name) ?? value));
  else if (entries.length === 0) made.addMetric(name, MetricUnit.Count, value);
  else {
    const single = made.singleMetric();
    for (const [of, chosen] of entries) single.addDimension(of, chosen);
    single.addMetric(name, MetricUnit.Count, value);
  }
}
