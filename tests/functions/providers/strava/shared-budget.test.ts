import { describe, expect, it } from "vitest";
import type { RateBudget } from "../../../../functions/providers/strava/rate-budget.ts";
import { sharedBudget } from "../../../../functions/providers/strava/shared-budget.ts";

const NOW_MS = Date.parse("2021-09-12T12:01:00.000Z");
const RESETS_MS = Date.parse("2021-09-12T12:15:00.000Z");

const left = (calls: number): RateBudget => ({
  quarterHour: { limit: 100, left: calls, resetsAtMs: RESETS_MS },
  day: { limit: 1000, left: 1000, resetsAtMs: RESETS_MS + 3_600_000 },
});

/** A table that holds a budget, and the budget of one process that reads it. */
function start(stored: RateBudget | null) {
  let nowMs = NOW_MS;
  const reads: number[] = [];
  const noted: RateBudget[] = [];
  const budgets = {
    read: async () => {
      reads.push(nowMs);
      return stored;
    },
    note: async (budget: RateBudget) => {
      noted.push(budget);
    },
  };
  return {
    ...sharedBudget(budgets, () => nowMs),
    reads,
    noted,
    later: (ms: number) => {
      nowMs += ms;
    },
  };
}

const answering = (budget: RateBudget | null) => async () => ({ budget });
const some = (count: number, call = answering(null)) => Array.from({ length: count }, () => call);
const wait = { kind: "wait", retryAtMs: RESETS_MS };

describe("what a process knows of Strava's limits", () => {
  it("is read once for all who ask at once, and anew when it is five seconds old", async () => {
    const { prompt: budget, reads, later } = start(left(100));
    await Promise.all([budget.may(1), budget.may(1), budget.make(some(1))]);
    later(4999);
    await budget.may(1);
    expect(reads).toEqual([NOW_MS]);
    later(1);
    await budget.may(1);
    expect(reads).toEqual([NOW_MS, NOW_MS + 5000]);
  });

  it("is told anew by each answer", async () => {
    const { prompt: budget, reads, later } = start(left(100));
    await budget.make(some(1, answering(left(20))));
    later(4999);
    expect(await budget.may(1)).toEqual(wait);
    expect(reads).toHaveLength(1);
  });

  it("is told to the others when half of a window is used, and not before", async () => {
    const { prompt: budget, noted } = start(null);
    await budget.make(some(1, answering(left(51))));
    expect(noted).toEqual([]);
    await budget.make(some(1, answering(left(50))));
    expect(noted).toEqual([left(50)]);
  });

  it.each([
    [26, 5, "made"],
    [25, 5, "made"],
    [24, 5, "wait"],
    [24, 4, "made"],
    [20, 1, "wait"],
  ])("with %i left has room for %i calls beside the reserve: %s", async (there, calls, kind) => {
    const { prompt: budget } = start(left(there));
    expect(await budget.make(some(calls))).toMatchObject({ kind });
  });

  it.each([
    [35, "made"],
    [34, "wait"],
    [21, "wait"],
  ])("with %i left long work: %s, and a run is followed all the same", async (there, kind) => {
    const { history, prompt } = start(left(there));
    expect(await history.make(some(5))).toMatchObject({ kind });
    expect(await prompt.make(some(1))).toMatchObject({ kind: "made" });
  });

  it("counts for a run what long work of the same process has under way", async () => {
    const { history, prompt } = start(left(35));
    const under = Promise.withResolvers<{ budget: null }>();
    const long = history.make(some(5, () => under.promise));
    expect(await prompt.may(10)).toEqual({ kind: "go" });
    expect(await prompt.may(11)).toEqual(wait);
    under.resolve({ budget: null });
    await long;
    expect(await prompt.may(11)).toEqual({ kind: "go" });
  });

  it("counts calls that are under way, so that those of ten runners don't pass the limit together", async () => {
    const { prompt: budget } = start(left(30));
    let made = 0;
    const call = async () => {
      made += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return { budget: null };
    };
    const runners = Array.from({ length: 10 }, () => budget.make(some(5, call)));
    const kinds = (await Promise.all(runners)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "made")).toHaveLength(2);
    expect(made).toBe(10);
    expect(await budget.may(10)).toEqual({ kind: "go" });
  });

  it("gives a place back where a call throws", async () => {
    const { prompt: budget } = start(left(21));
    const broken = () => Promise.reject(new Error("broken"));
    await expect(budget.make([broken])).rejects.toThrow("broken");
    expect(await budget.may(1)).toEqual({ kind: "go" });
  });

  it("is asked for again where the table could not be read", async () => {
    let isBroken = true;
    const read = async () => {
      if (isBroken) throw new Error("broken");
      return left(20);
    };
    const { prompt: budget } = sharedBudget({ read, note: async () => {} }, () => NOW_MS);
    await expect(budget.may(1)).rejects.toThrow("broken");
    isBroken = false;
    expect(await budget.may(1)).toEqual(wait);
  });
});
