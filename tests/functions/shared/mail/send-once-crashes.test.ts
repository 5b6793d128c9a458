import { beforeAll, expect, it } from "vitest";
import type { Table } from "../../../../functions/adapters/table.ts";
import { freshTable } from "../../../support/tables.ts";
import {
  brokenPromises,
  CRASH_POINTS,
  type Ending,
  playCrashes,
  tallyOf,
} from "./send-once-crashes.ts";

let table: Table;
beforeAll(async () => {
  table = await freshTable();
});

/** `npm run soak` plays 2,000. */
const RUNS = 200;

it("keeps docs/adr/0004's promise, wherever processes end, calls break and the mail service is silent", {
  timeout: 120_000,
}, async () => {
  const endings: Ending[] = [];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const ending = await playCrashes(table, seed);
    expect(brokenPromises(ending), `seed ${seed}`).toEqual([]);
    endings.push(ending);
  }
  const tally = tallyOf(endings);
  // Enough must have happened to test the promise: a game in which nothing breaks proves nothing.
  const points = CRASH_POINTS.filter((point) => (tally.crashesByPoint[point] ?? 0) > 0);
  expect(points.length).toBeGreaterThanOrEqual(10);
  expect(tally.redFlagsDoubled).toBeGreaterThan(0);
  expect(tally.digestsMissedAndTold).toBeGreaterThan(0);
});
