import { describe, expect, it } from "vitest";
import {
  billedMs,
  billFor,
  type Facts,
  type FunctionFacts,
  shareBesideSes,
  wholeWeeks,
} from "./bill.ts";
import { type Counts, sum } from "./tally.ts";

const counts = (some: Partial<Counts>): Counts => ({ ...sum(), ...some });

it.each([
  [4, 4, 4],
  [2, 4, 4],
  [5, 4, 8],
  [4, 3, 6],
  [2, 7, 2],
  [3, 1, 3],
])("%i weeks with %i nights between comparisons are lived as %i", (asked, nights, lived) => {
  expect(wholeWeeks(asked, nights)).toBe(lived);
});

function makeFunction(overrides: Partial<FunctionFacts> = {}): FunctionFacts {
  return {
    label: "run-checkup",
    memoryMb: 1024,
    atLeastMs: 0,
    writesPlatformLines: false,
    queue: null,
    everyMinutes: null,
    perRunner: sum(),
    strava: { calls: 0, waits: 0 },
    perTick: sum(),
    ...overrides,
  };
}

function makeFacts(overrides: Partial<Facts> = {}): Facts {
  return {
    functions: [makeFunction()],
    httpRequestsPerRunner: 0,
    busMessagesPerRunner: 0,
    storedBytesPerRunner: 0,
    alarms: 0,
    keys: 0,
    dashboards: 0,
    metrics: 0,
    ...overrides,
  };
}

const unitsOf = (facts: Facts, runners: number, service: string) =>
  billFor(facts, runners).find((line) => line.service === service)?.units ?? Number.NaN;

describe("milliseconds of Lambda", () => {
  const one = { runs: 1, cpuMs: 10, dynamodb: 1 };
  it.each<[string, Counts, number, number, { memoryMb: number; atLeastMs: number }, number]>([
    ["a tenth of a processor", counts(one), 0, 1, { memoryMb: 176.9, atLeastMs: 0 }, 105.5],
    ["a whole one, and never more", counts(one), 0, 1, { memoryMb: 3538, atLeastMs: 0 }, 15.5],
    ["calls to Strava are waited for", counts(one), 2, 1, { memoryMb: 1769, atLeastMs: 0 }, 615.5],
    ["a batch of five waits together", counts(one), 2, 5, { memoryMb: 1769, atLeastMs: 0 }, 131.5],
    [
      "mail leaves no faster than it may",
      counts({ ...one, ses: 1 }),
      0,
      1,
      { memoryMb: 1769, atLeastMs: 500 },
      500,
    ],
  ])("%s", (_, done, strava, batch, fn, ms) => {
    expect(billedMs(done, strava, batch, fn)).toBeCloseTo(ms, 6);
  });
});

describe("a bill", () => {
  it("of twice the runners has twice what runners cause, and the clocks and fixed costs once", () => {
    const facts = makeFacts({
      functions: [
        makeFunction({ perRunner: counts({ runs: 4, ses: 4, readUnits: 30 }) }),
        makeFunction({ label: "find-due", everyMinutes: 5, perTick: counts({ readUnits: 4 }) }),
      ],
      alarms: 12,
    });
    const [one, two] = [1000, 2000].map((runners) => unitsOf(facts, runners, "DynamoDB, reads"));
    const ticks = (52 / 12) * 7 * 24 * 12;
    expect(one).toBeCloseTo(30_000 + ticks * 4, 6);
    expect(two).toBeCloseTo(60_000 + ticks * 4, 6);
    expect(unitsOf(facts, 2000, "Scheduler")).toBeCloseTo(ticks, 6);
    expect(unitsOf(facts, 2000, "CloudWatch, alarms")).toBe(12);
  });

  it("pays for a batch and not for a message where many runners' messages come within the window", () => {
    const queue = { batchSize: 10, windowS: 2, isLimited: false, filledEveryMinutes: null };
    const perRunner = counts({ runs: 22, messages: 22, batches: 22 });
    const facts = makeFacts({ functions: [makeFunction({ queue, perRunner })] });
    expect(unitsOf(facts, 1, "Lambda, requests")).toBeCloseTo(22, 2);
    const runs = unitsOf(facts, 1e6, "Lambda, requests");
    expect(22e6 / runs).toBeCloseTo(1 + (22e6 / ((52 / 12) * 7 * 86_400) / 5) * 2, 6);
    expect(unitsOf(facts, 1e9, "Lambda, requests")).toBeCloseTo(2.2e9, 0);
  });

  it("pays for full batches where a clock lays many at once, and for each message where it lays few", () => {
    const queue = { batchSize: 10, windowS: 5, isLimited: true, filledEveryMinutes: 15 };
    const perRunner = counts({ runs: 7.5, messages: 7.5, batches: 7.5 });
    const facts = makeFacts({ functions: [makeFunction({ queue, perRunner })] });
    expect(unitsOf(facts, 1, "Lambda, requests")).toBeCloseTo(7.5, 2);
    // 7.5 million in 2,912 ticks are 515 for each of the five who poll.
    expect(unitsOf(facts, 1e6, "Lambda, requests")).toBeCloseTo(0.75e6, 0);
  });

  it("has a batch wait for Strava as long as the messages of its own queue do", () => {
    const queue = { batchSize: 10, windowS: 1e6, isLimited: true, filledEveryMinutes: null };
    const perRunner = counts({ runs: 10, messages: 10, batches: 10 });
    const made = (label: string, waits: number) =>
      makeFunction({ label, queue, perRunner, strava: { calls: waits, waits } });
    const facts = makeFacts({ functions: [made("runs", 10), made("histories", 80)] });
    // A batch of ten runs waits once, and one of ten comparisons eight times; at 1,024 MB.
    expect(unitsOf(facts, 1e6, "Lambda, time")).toBeCloseTo(1e6 * (0.3005 + 2.4005), -1);
  });

  it("asks KMS for each event where they are rare, and for few where processes are busy", () => {
    const perRunner = counts({ runs: 26, kms: 26, cpuMs: 260 });
    const facts = makeFacts({ functions: [makeFunction({ perRunner })] });
    expect(unitsOf(facts, 1, "KMS, requests")).toBe(26);
    expect(unitsOf(facts, 1e6, "KMS, requests")).toBeLessThan(1e6);
  });

  it("counts the day's data key for each process and not for each runner", () => {
    const perRunner = counts({
      runs: 26,
      cpuMs: 260,
      dynamodb: 50,
      readUnits: 35,
      keyReads: 30,
      writeUnits: 15,
      keyWrites: 10,
    });
    const facts = makeFacts({ functions: [makeFunction({ perRunner })] });
    expect(unitsOf(facts, 1, "DynamoDB, reads")).toBe(35);
    expect(unitsOf(facts, 1, "DynamoDB, writes")).toBe(15);
    const [reads, writes] = ["reads", "writes"].map((of) => unitsOf(facts, 1e6, `DynamoDB, ${of}`));
    expect(reads).toBeGreaterThan(5e6);
    expect(reads).toBeLessThan(5.1e6);
    expect(writes).toBeGreaterThan(5e6);
    expect(writes).toBeLessThan(5.1e6);
  });

  it("says what all beside SES costs as a share of SES's own price", () => {
    const functions = [makeFunction({ perRunner: counts({ ses: 10 }) })];
    const facts = makeFacts({ functions, httpRequestsPerRunner: 250 });
    // 10 mails cost a tenth of a cent, 250 requests a quarter of that; the rest is the wait for SES.
    expect(shareBesideSes(billFor(facts, 1e6))).toBeCloseTo(0.258, 3);
  });
});
