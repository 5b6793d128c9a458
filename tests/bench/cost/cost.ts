import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PRICES, UNPRICED } from "../../../functions/shared/prices.ts";
import type { FunctionModel, Model } from "../../../infra/local/template/model.ts";
import { assemble } from "../../support/assembly.ts";
import { help, readCostArguments } from "./arguments.ts";
import {
  billFor,
  type Facts,
  type FunctionFacts,
  MONTH_WEEKS,
  monthOf,
  shareBesideSes,
  WAIT_MS,
  wholeWeeks,
} from "./bill.ts";
import { liveMonth, type Measured } from "./month.ts";
import { folderOf, sum } from "./tally.ts";

/**
 * What a month costs: `npm run cost`, or `npm run cost -- --runners 250 --retention keep`. Four weeks are
 * simulated with the whole application on this machine, what AWS would count is counted, and the project's
 * own price table is applied. A month that lacks a run, a look for nudges, a comparison or a digest,
 * or in which a nudge leaves, is refused. Exits with 1 if everything but SES's own price is above its share at a
 * million runners.
 */

const SHARE_LIMIT = 0.3;
// Their messages share batches and processes, as those of many runners do.
const LIVED = 6;

const print = (line = "") => process.stdout.write(`${line}\n`);
const reading = readCostArguments(process.argv.slice(2));
if (reading.kind === "help") {
  process.stdout.write(help);
  process.exit(0);
}
if (reading.kind === "invalid") {
  process.stderr.write(`${reading.line}\n`);
  process.exit(2);
}
const asked = reading.arguments;
const { retention, nights: compareNights } = asked;
const assemblyDir = await assemble();
const weeks = wholeWeeks(asked.weeks, compareNights);
if (weeks !== asked.weeks) {
  print(`${weeks} weeks and not ${asked.weeks}: comparisons are ${compareNights} nights apart.`);
}
const startMs = performance.now();
const measured = await liveMonth({ assemblyDir, runners: LIVED, weeks, retention, compareNights });
const facts = factsOf(measured, assemblyDir);

print(
  `${LIVED} runners lived ${weeks} weeks here in ${Math.round((performance.now() - startMs) / 1000)} s; stravaRetention ${retention}, stravaCompareNights ${compareNights}`,
);
print();
print("One runner's month, function by function (empty ticks of the clocks left out):");
const HEAD = [
  "events",
  "cpu ms",
  "Strava",
  "reads",
  "writes",
  "SQS",
  "log kB",
  "GB-s",
  "$ a million",
];
print(`${"".padEnd(26)}${HEAD.map((word) => word.padStart(12)).join("")}`);
for (const fn of facts.functions) {
  if (Object.values(fn.perRunner).every((count) => Math.abs(count) < 0.005)) continue;
  const { counts, gbSeconds, sqsRequests } = monthOf({ ...fn, everyMinutes: null }, 1);
  const alone = { httpRequestsPerRunner: 0, busMessagesPerRunner: 0, storedBytesPerRunner: 0 };
  const usd = billFor({ ...facts, ...alone, functions: [{ ...fn, everyMinutes: null }] }, 1e6)
    .filter(({ isFixed, priced }) => !isFixed && priced !== "sesMails")
    .reduce((total, line) => total + line.usd, 0);
  const figures = [
    counts.runs,
    counts.cpuMs,
    fn.strava.calls,
    counts.readUnits,
    counts.writeUnits,
    sqsRequests,
    counts.logBytes / 1000,
    gbSeconds,
    usd,
  ];
  print(
    `${fn.label.padEnd(26)}${figures.map((figure) => figure.toFixed(2).padStart(12)).join("")}`,
  );
}
print(`stored for a runner: ${(facts.storedBytesPerRunner / 1000).toFixed(0)} kB`);

for (const runners of asked.runners) {
  const bill = billFor(facts, runners);
  print();
  print(
    `A month of ${runners.toLocaleString("en")} ${runners === 1 ? "runner" : "runners"}, US dollars:`,
  );
  print(
    `${"".padEnd(30)}${"units".padStart(18)}${"list".padStart(12)}${"after free".padStart(12)}`,
  );
  for (const { service, units, usd, usdAfterFree, isFixed } of bill) {
    print(
      `${(isFixed ? `fixed: ${service}` : service).padEnd(30)}${units.toLocaleString("en", { maximumFractionDigits: 1 }).padStart(18)}${usd.toFixed(4).padStart(12)}${usdAfterFree.toFixed(4).padStart(12)}`,
    );
  }
  const total = (
    figure: "usd" | "usdAfterFree",
    only: (isFixed: boolean) => boolean = () => true,
  ) =>
    bill
      .filter(({ isFixed }) => only(isFixed))
      .reduce((sum, line) => sum + line[figure], 0)
      .toFixed(2);
  print(
    `${"together".padEnd(48)}${total("usd").padStart(12)}${total("usdAfterFree").padStart(12)}   of it fixed: ${total("usd", (isFixed) => isFixed)}`,
  );
  print(`all beside SES's own price: ${shareBesideSes(bill).toFixed(2)} of it`);
}

print();
print("Prices (us-east-1, list, no tax):");
for (const { usd, per, unit, source, readOn } of Object.values(PRICES)) {
  print(`  $${usd} for ${per.toLocaleString("en")} ${unit} (${source}; read ${readOn})`);
}
print(`Billed too, but without a price here: ${UNPRICED.join("; ")}.`);
print(
  `Lambda's milliseconds: the processor's time measured here × 1769 MB / the function's memory, and for each call a wait that is assumed (ms): ${JSON.stringify(WAIT_MS)}. Strava is taken to give the same refresh token again; where each is another, a run and a comparison cost one write more.`,
);

if (asked.runners.includes(1e6)) {
  const share = shareBesideSes(billFor(facts, 1e6));
  const isGood = share <= SHARE_LIMIT;
  print();
  print(
    `${isGood ? "ok  " : "OVER"} a million runners, all beside SES's own price: ${share.toFixed(2)} of it (limit ${SHARE_LIMIT})`,
  );
  if (!isGood) process.exitCode = 1;
}

function factsOf(
  { model, month, runners, weeks, emptyTicks, strava, storedBytes }: Measured,
  dir: string,
): Facts {
  const each = MONTH_WEEKS / weeks / runners;
  const resources = resourcesIn(dir);
  const count = (type: string) =>
    Object.values(resources).filter((one) => one.Type === type).length;
  const functions = model.functions.map((fn): FunctionFacts => {
    const label = folderOf(fn);
    const source = model.queueSources.find(({ functionArn }) => functionArn === fn.arn);
    const everyMinutes = minutesOf(model, fn);
    const { calls = 0, waits = 0 } = strava.get(label) ?? {};
    const logging = resources[fn.logicalId]?.Properties?.LoggingConfig;
    return {
      label,
      memoryMb: fn.memoryMb,
      atLeastMs: Number(fn.environment["SEND_TAKES_MS"] ?? 0),
      writesPlatformLines: logging?.SystemLogLevel !== "WARN",
      queue:
        source === undefined
          ? null
          : {
              batchSize: source.batchSize,
              windowS: source.windowS,
              isLimited: source.maximumConcurrency !== null,
              filledEveryMinutes: filledEveryMinutes(model, source.queueArn),
            },
      everyMinutes,
      strava: { calls: calls * each, waits: waits * each },
      perRunner: sum([month.functions.get(label) ?? sum(), each]),
      perTick: emptyTicks.get(label) ?? sum(),
    };
  });
  return {
    functions,
    httpRequestsPerRunner: month.httpRequests * each,
    busMessagesPerRunner: month.busMessages * each,
    storedBytesPerRunner: storedBytes,
    alarms: count("AWS::CloudWatch::Alarm"),
    keys: count("AWS::KMS::Key"),
    dashboards: count("AWS::CloudWatch::Dashboard"),
    metrics: count("AWS::Logs::MetricFilter"),
  };
}

/** Null if no schedule starts the function. */
function minutesOf(model: Model, { arn }: FunctionModel): number | null {
  const schedule = model.schedules.find(({ targetArn }) => targetArn === arn);
  return schedule === undefined ? null : schedule.everyMs / 60_000;
}

/** Only comparisons are requested by a schedule in such numbers; everything else comes as runners run. */
function filledEveryMinutes(model: Model, queueArn: string): number | null {
  const url = model.queues.find(({ arn }) => arn === queueArn)?.url;
  const clock = model.functions.find(
    (fn) =>
      folderOf(fn) === "start-reconcile" && fn.environment["PROVIDER_HISTORY_QUEUE_URL"] === url,
  );
  return clock === undefined ? null : minutesOf(model, clock);
}

function resourcesIn(dir: string) {
  const [file = ""] = readdirSync(dir).filter((name) => name.endsWith(".template.json"));
  const logging = z.object({ SystemLogLevel: z.string().optional() });
  const properties = z.object({ LoggingConfig: logging.optional() }).optional();
  const resource = z.object({ Type: z.string(), Properties: properties });
  const template = z.object({ Resources: z.record(z.string(), resource) });
  return template.parse(JSON.parse(readFileSync(join(dir, file), "utf8"))).Resources;
}
