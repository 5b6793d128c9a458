import { z } from "zod";
import { jsonOf } from "../../../functions/shared/json.ts";

export interface LogEntry {
  /** Who logs: a function's name, `http`, `queue`, `schedule`, `local`. */
  readonly from: string;
  readonly level: "info" | "warn" | "error";
  /** IDs and counts, never a path with a token in it, a body or an address. */
  readonly text: string;
}

export type Log = (entry: LogEntry) => void;

/** The keys under which a structured logger repeats what the beginning of the line already says. */
const noise =
  /^(timestamp|level|message|service|cold_start|sampling_rate|xray_trace_id|function_.*)$/;

/** A line that CloudWatch reads metrics from: docs.aws.amazon.com/AmazonCloudWatch, "Embedded metric format". */
const measured = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/**
 * What a function printed, as one entry per line. A line of JSON from a structured logger is turned into
 * plain text, and so are metrics: `measured Mails=1 service=stridewell kind=digest outcome=sent`.
 *
 * @example
 * readFunctionLine("ImportFileWorker", '{"level":"WARN","message":"row refused","row":7}', "info");
 * // { from: "ImportFileWorker", level: "warn", text: "row refused row=7" }
 */
export function readFunctionLine(from: string, line: string, level: LogEntry["level"]): LogEntry {
  const fields = readFields(line);
  if (fields === null) return { from, level, text: line };
  const metrics = measured.safeParse(fields);
  if (metrics.success) return { from, level: "info", text: measuredText(metrics.data) };
  const rest = Object.entries(fields)
    .filter(([key, value]) => !noise.test(key) && value !== undefined && value !== null)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return {
    from,
    level: levelOf(String(fields["level"]), level),
    text: [String(fields["message"]), ...rest].join(" ").replaceAll("\n", " "),
  };
}

function measuredText({ _aws, ...values }: z.infer<typeof measured>): string {
  const words = _aws.CloudWatchMetrics.flatMap(({ Metrics, Dimensions }) => [
    ...Metrics.map(({ Name }) => Name),
    ...new Set(Dimensions.flat()),
  ]);
  return ["measured", ...words.map((name) => `${name}=${String(values[name])}`)].join(" ");
}

function levelOf(word: string, otherwise: LogEntry["level"]): LogEntry["level"] {
  if (/^(error|critical|fatal)$/i.test(word)) return "error";
  if (/^warn/i.test(word)) return "warn";
  return /^(info|debug|trace)$/i.test(word) ? "info" : otherwise;
}

function readFields(line: string): Readonly<Record<string, unknown>> | null {
  const value = jsonOf(line);
  const isOurs =
    typeof value === "object" && value !== null && ("message" in value || "_aws" in value);
  return isOurs ? Object.fromEntries(Object.entries(value)) : null;
}
