import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Bench } from "tinybench";
import { checkup } from "../../domain/checkup.ts";
import type { Activity } from "../../domain/history.ts";
import { loadSeries } from "../../domain/load/series.ts";
import { makeActivity, TODAY } from "../support/make-activity.ts";
import { makeShoe } from "../support/make-shoe.ts";
import { microsOf } from "./micros.ts";

/**
 * How fast the judgement is compared with one flat pass over the same days, in one run on one machine:
 * `npm run bench`. Exits with 1 if a ratio is above its limit.
 */

const CHECKUP_LIMIT = 60;
const SERIES_LIMIT = 20;
const YEARS = [1, 2, 5, 10, 20];
const SHOES = [makeShoe(), makeShoe({ id: "shoe:2" })];
const OPTIONS = {
  athlete: {
    sex: "female",
    maxHeartRateBpm: 190,
    restHeartRateBpm: 50,
    weekStart: 1,
  },
} as const;

/** Numbers that look random and are the same in every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A run on every day up to today, with a rating, a heart rate, a cadence and a pair of shoes. */
function aRunEachDay(days: number): Activity[] {
  const random = noise(days);
  return Array.from({ length: days }, (_, i) =>
    makeActivity({
      day: TODAY - days + 1 + i,
      startMinute: Math.floor(random() * 1440),
      distanceM: 4_000 + random() * 12_000,
      movingS: 1500 + random() * 3600,
      averageHeartRateBpm: 130 + Math.floor(random() * 40),
      sessionRpe: Math.floor(random() * 11),
      cadenceSpm: 160 + Math.floor(random() * 20),
      shoeId: random() < 0.5 ? "shoe:1" : "shoe:2",
    }),
  );
}

function shuffled(runs: readonly Activity[]): Activity[] {
  const random = noise(7);
  return runs
    .map((run) => ({ run, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ run }) => run);
}

/** The yardstick for everything: fitness, fatigue and the sums of 7 and 28 days, in one pass. */
function flatPass(load: Float64Array, out: Float64Array): number {
  const slow = 1 - Math.exp(-1 / 42);
  const fast = 1 - Math.exp(-1 / 7);
  let fitness = 0;
  let fatigue = 0;
  let week = 0;
  let month = 0;
  for (let i = 0; i < load.length; i += 1) {
    const today = load[i] ?? 0;
    fitness += (today - fitness) * slow;
    fatigue += (today - fatigue) * fast;
    week += today - (i >= 7 ? (load[i - 7] ?? 0) : 0);
    month += today - (i >= 28 ? (load[i - 28] ?? 0) : 0);
    out[i] = fitness - fatigue + week + month;
  }
  return fitness;
}

const bench = new Bench({ time: 400, warmupTime: 150 });
for (const years of YEARS) {
  const runs = aRunEachDay(years * 365);
  const anyOrder = shuffled(runs);
  const loads = Float64Array.from(
    runs,
    ({ sessionRpe, movingS }) => ((sessionRpe ?? 0) * movingS) / 60,
  );
  const out = new Float64Array(loads.length);
  bench
    .add(`${years} flat`, () => flatPass(loads, out))
    .add(`${years} series`, () => loadSeries(loads))
    .add(`${years} checkup`, () => checkup({ activities: runs }, SHOES, TODAY, OPTIONS))
    .add(`${years} unsorted`, () => checkup({ activities: anyOrder }, SHOES, TODAY, OPTIONS));
}
const sixtyDays = aRunEachDay(60);
bench.add("60 days", () => checkup({ activities: sixtyDays }, SHOES, TODAY, OPTIONS));
const tenYears = aRunEachDay(3650);
const text = JSON.stringify(tenYears);
bench.add("parsing", () => JSON.parse(text));
await bench.run();

const micros = (name: string) => microsOf(bench, name);
const print = (line = "") => process.stdout.write(`${line}\n`);
const cell = (figure: number, digits = 1) => figure.toFixed(digits).padStart(11);

print("One run a day. Microseconds (median), and times the flat pass over the same days:\n");
print(
  "years     flat pass     series     ratio    checkup     ratio   unsorted     ratio  µs a day",
);
for (const years of YEARS) {
  const [flat, series, sorted, unsorted] = ["flat", "series", "checkup", "unsorted"].map((what) =>
    micros(`${years} ${what}`),
  ) as [number, number, number, number];
  print(
    String(years).padEnd(3) +
      [flat, series, series / flat, sorted, sorted / flat, unsorted, unsorted / flat]
        .map((figure) => cell(figure))
        .join("") +
      cell(unsorted / (years * 365), 3),
  );
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
collectGarbage();
const before = process.memoryUsage().heapUsed;
const kept = Array.from({ length: 1000 }, () =>
  checkup({ activities: sixtyDays }, SHOES, TODAY, OPTIONS),
);
collectGarbage();
const each = (process.memoryUsage().heapUsed - before) / kept.length;
print();
print(
  `60 days in the window: ${Math.round(1e6 / micros("60 days"))} checkups a second on one core`,
);
print(`memory: ${(each / 1024).toFixed(1)} kB an answer for 60 days, kept`);
print(
  `parsing 10 years of runs from JSON (beside, not counted): ${Math.round(micros("parsing"))} µs`,
);

const checkupRatio = micros("10 unsorted") / micros("10 flat");
const seriesRatio = micros("10 series") / micros("10 flat");
const growth = (what: string) => micros(`20 ${what}`) / micros(`1 ${what}`) / 20;
print();
const verdicts = [
  ["checkup of 10 years, indexing and sorting counted", checkupRatio, CHECKUP_LIMIT],
  ["all series of 10 years", seriesRatio, SERIES_LIMIT],
  ["checkup of 20 years over 20 times that of 1", growth("unsorted"), 1.5],
  ["all series of 20 years over 20 times those of 1", growth("series"), 1.5],
] as const;
for (const [what, figure, limit] of verdicts) {
  print(`${figure <= limit ? "ok  " : "OVER"} ${what}: ${figure.toFixed(1)} (limit ${limit})`);
  if (figure > limit) process.exitCode = 1;
}
