import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { isInEvent } from "./correlation.ts";
import { atEventEnd } from "./event-end.ts";
import { once } from "./once.ts";

/*
 * Everything that is counted, with all that each dimension may be. CloudWatch bills each name with each
 * combination that had a value in an hour, so there are few, and none can grow with the runners.
 */
export const MEASURES = {
  /** Activities that were not known before, from whatever source. */
  RunsIn: {},
  /** Histories that were judged for a digest. */
  Checkups: {},
  Mails: {
    kind: ["digest", "nudge", "account"],
    /** `unknown`: it may have left. */
    outcome: ["sent", "refused", "unknown"],
  },
  StravaFaults: {
    /** `limited`: one of its limits is used up. `refused`: the whole application. */
    fault: ["limited", "refused", "no answer"],
  },
  /** The same of all other services together: the log names which. */
  ServiceFaults: {
    fault: ["limited", "refused", "no answer"],
  },
  /** In the tighter of Strava's limits for each window, as it was last told. */
  StravaCallsLeftQuarterHour: {},
  StravaCallsLeftDay: {},
} as const;

type Measure = keyof typeof MEASURES;

/** Of these an event tells the least alone, as a comparison hears of them thirty times. */
const LEAST: ReadonlySet<Measure> = new Set(["StravaCallsLeftQuarterHour", "StravaCallsLeftDay"]);
const least = new Map<Measure, number>();

type Dimensions<M extends Measure> = {
  readonly [D in keyof (typeof MEASURES)[M]]: (typeof MEASURES)[M][D] extends readonly (infer V)[]
    ? V
    : never;
};

/** Read by the dashboard, which can't import this; a test holds both together. */
export const NAMESPACE = "Stridewell";
/** Powertools gives every metric a service; one for all, as the function does not matter to a reader. */
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
 * Notes a value for CloudWatch, in a line of the log that it reads. Nothing happens outside of an event,
 * such as in a script.
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
  // Those without a dimension leave together, in one line an event.
  const made = metrics();
  if (LEAST.has(name)) least.set(name, Math.min(value, least.get(name) ?? value));
  else if (entries.length === 0) made.addMetric(name, MetricUnit.Count, value);
  else {
    const single = made.singleMetric();
    for (const [of, chosen] of entries) single.addDimension(of, chosen);
    single.addMetric(name, MetricUnit.Count, value);
  }
}
