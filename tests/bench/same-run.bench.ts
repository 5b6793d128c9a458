import { Bench } from "tinybench";
import type { ActivityRecord } from "../../functions/messages/activity.ts";
import { storedRuns } from "../../functions/shared/runner/same-runs.ts";
import { isoDay } from "../../functions/shared/time.ts";
import { TODAY } from "../support/make-activity.ts";
import { makeRecord } from "../support/make-record.ts";
import { microsOf } from "./micros.ts";

/**
 * How long it takes to match the runs that three sources report, compared with parsing the same records from
 * JSON, in one run on one machine: `npm run bench -- same-run`. Exits with 1 if a ratio is above its limit: a
 * pass over neighbours grows with the number of runs, one over all pairs with its square.
 */

const PARSING_LIMIT = 10;
const GROWTH_LIMIT = 6;
const YEARS = [1, 2, 5, 10, 20];
const SOURCES = ["polar", "strava", "file"];
const NOTHING_SAID = { order: [], apart: [] };

/** A run each day, reported by three sources a few seconds and metres apart, in no particular order. */
function toldByThree(years: number): ActivityRecord[] {
  const days = years * 365;
  return SOURCES.flatMap((source, s) =>
    Array.from({ length: days }, (_, i) => {
      const day = isoDay(TODAY - ((i * 7919) % days));
      const startAt = `${day}T16:00:${String(s * 10).padStart(2, "0")}.000Z`;
      return makeRecord({ source, sourceId: day, day, startAt, distanceM: 8000 + s * 50 });
    }),
  );
}

const bench = new Bench({ time: 400, warmupTime: 150 });
for (const years of YEARS) {
  const records = toldByThree(years);
  const text = JSON.stringify(records);
  const found = storedRuns(records, NOTHING_SAID);
  if (found.length !== years * 365 || found.some(({ others }) => others.length !== 2)) {
    throw new Error(`${years} years of three sources are not ${years * 365} runs`);
  }
  bench
    .add(`${years} runs`, () => storedRuns(records, NOTHING_SAID))
    .add(`${years} parsing`, () => JSON.parse(text));
}
await bench.run();

const micros = (name: string) => microsOf(bench, name);
const print = (line = "") => process.stdout.write(`${line}\n`);
const cell = (figure: number, digits = 1) => figure.toFixed(digits).padStart(12);

print(
  "A run a day, told by three sources. Microseconds (median), and times parsing them from JSON:\n",
);
print("years     records    same runs     parsing       ratio");
for (const years of YEARS) {
  const [runs, parsing] = [micros(`${years} runs`), micros(`${years} parsing`)];
  print(
    String(years).padEnd(5) +
      [years * 365 * 3, runs, parsing].map((figure) => cell(figure, 0)).join("") +
      cell(runs / parsing, 2),
  );
}

print();
const ratio = (years: number) => micros(`${years} runs`) / micros(`${years} parsing`);
for (const [what, figure, limit] of [
  ["ten years over parsing them", ratio(10), PARSING_LIMIT],
  ["that of 20 years over that of 1 (by pairs it would be 20)", ratio(20) / ratio(1), GROWTH_LIMIT],
] as const) {
  print(`${figure <= limit ? "ok  " : "OVER"} ${what}: ${figure.toFixed(2)} (limit ${limit})`);
  if (figure > limit) process.exitCode = 1;
}
