import { describe, expect, it } from "vitest";
import { loadDay, loadSeries } from "../../../domain/load/series.ts";
import { readPublished, refdata, refdataNote } from "../../support/refdata.ts";

const days = (...runs: (readonly [count: number, load: number])[]) =>
  Float64Array.from(runs.flatMap(([count, load]) => Array<number>(count).fill(load)));

function on(loads: Float64Array, day: number) {
  return loadDay(loadSeries(loads), day - 1);
}

describe("rolling loads and their ratios", () => {
  const loads = days([21, 30], [7, 50]);

  it("are those printed for the athlete with 21 days of 30 and 7 of 50 (Williams 2017)", () => {
    const day28 = on(loads, 28);
    expect(day28.acwrEwma).toBeCloseTo(1.25, 2);
    expect(day28.acwrCoupled).toBeCloseTo(1.43, 2);
    expect(day28.acuteRolling).toBe(50);
    expect(day28.chronicRolling).toBe(35);
    expect(day28.acwrUncoupled).toBeCloseTo(50 / 30, 12);
  });

  it("begin on day 7 and day 28 and not before", () => {
    expect(on(loads, 6)).toMatchObject({ acuteRolling: null, monotony: null, strain: null });
    expect(on(loads, 7).acuteRolling).toBe(30);
    expect(on(loads, 27)).toMatchObject({
      chronicRolling: null,
      acwrCoupled: null,
      acwrUncoupled: null,
      acwrEwma: null,
    });
    expect(on(loads, 27).acuteRolling).not.toBeNull();
  });

  it("move on by a day at a time", () => {
    const rising = Float64Array.from({ length: 40 }, (_, i) => i + 1);
    expect(on(rising, 40)).toMatchObject({
      acuteRolling: 37,
      chronicRolling: 26.5,
      acwrCoupled: 37 / 26.5,
      acwrUncoupled: 37 / 23,
    });
  });

  it("are undefined over a chronic load of 0, and exactly 0 in a month of rest", () => {
    expect(on(days([28, 0]), 28)).toMatchObject({
      acuteRolling: 0,
      chronicRolling: 0,
      acwrCoupled: null,
      acwrUncoupled: null,
      acwrEwma: null,
    });
    expect(on(days([21, 0], [7, 10]), 28)).toMatchObject({ acwrCoupled: 4, acwrUncoupled: null });
    // These loads get rounded when they are added up: a running sum would not come back to zero.
    expect(on(days([30, 0.1], [10, 1e7], [28, 0]), 68)).toMatchObject({
      chronicRolling: 0,
      acwrCoupled: null,
    });
  });
});

describe("exponentially weighted loads", () => {
  it("start at the first day's load and move by 2/(N+1) of the difference", () => {
    const loads = Float64Array.of(40, 80, 0);
    expect(on(loads, 1)).toMatchObject({ acuteEwma: 40, chronicEwma: 40 });
    expect(on(loads, 2).acuteEwma).toBe(50);
    expect(on(loads, 2).chronicEwma).toBeCloseTo(40 + (40 * 2) / 29, 12);
    expect(on(loads, 3).acuteEwma).toBe(37.5);
  });
});

describe("monotony and strain", () => {
  it("are mean over the population's SD, rest days counted, and the week's load times it", () => {
    // Two days of 7 and five of rest: mean 2, variance (2·25 + 5·4)/7 = 10.
    const day = on(Float64Array.of(7, 0, 0, 7, 0, 0, 0), 7);
    expect(day.monotony).toBeCloseTo(2 / Math.sqrt(10), 12);
    expect(day.strain).toBeCloseTo((14 * 2) / Math.sqrt(10), 12);
  });

  it.each([
    ["of rest", 0],
    ["of the same load", 55],
    ["of a load whose sums round", 0.1],
    ["of another such", 1 / 3],
  ])("are undefined in seven days %s", (_, load) => {
    expect(on(days([7, load]), 7)).toMatchObject({ monotony: null, strain: null });
  });

  it("look at seven days and no more", () => {
    expect(on(days([1, 900], [7, 55]), 8).monotony).toBeNull();
  });
});

describe("fitness, fatigue and form", () => {
  it("move from 0 towards the load by 1 − e^(−1/τ), form a day behind", () => {
    const loads = Float64Array.of(100, 0, 50);
    const slow = 1 - Math.exp(-1 / 42);
    const fast = 1 - Math.exp(-1 / 7);
    expect(on(loads, 1).fitness).toBeCloseTo(2.352_83, 4);
    expect(on(loads, 1).fatigue).toBeCloseTo(13.312_21, 4);
    expect(on(loads, 1).form).toBe(0);
    expect(on(loads, 2).fitness).toBeCloseTo(100 * slow * (1 - slow), 12);
    expect(on(loads, 2).form).toBeCloseTo(100 * (slow - fast), 12);
    expect(on(loads, 3).form).toBeCloseTo(100 * slow * (1 - slow) - 100 * fast * (1 - fast), 12);
  });

  it("settle at a load that never changes", () => {
    const day = on(days([1000, 60]), 1000);
    expect(day.fitness).toBeCloseTo(60, 6);
    expect(day.fatigue).toBeCloseTo(60, 6);
    expect(day.form).toBeCloseTo(0, 6);
  });
});

describe("windows from a later day", () => {
  it("leave earlier ones undefined and all else as it was", () => {
    const loads = Float64Array.from({ length: 60 }, (_, i) => (i * 37) % 11);
    const series = loadSeries(loads, 40);
    expect(loadDay(series, 40)).toEqual(on(loads, 41));
    expect(loadDay(series, 39)).toMatchObject({ chronicRolling: null, acwrEwma: null });
    expect(loadDay(series, 18)).toMatchObject({ acuteRolling: null, monotony: null, strain: null });
    expect(loadDay(series, 18).fitness).toBe(on(loads, 19).fitness);
  });
});

describe("an empty history", () => {
  it("has no days, and no figures on any", () => {
    const series = loadSeries(new Float64Array());
    expect(series.load).toHaveLength(0);
    expect(Object.values(loadDay(series, 0)).every((figure) => figure === null)).toBe(true);
  });
});

describe.skipIf(refdata === null)(`published series: ${refdataNote}`, () => {
  const athlete = (id: string) =>
    readPublished("acwr_training_load.csv").filter((row) => row["athlete"] === id);

  it.each(["1", "2", "3"])("athlete %s of Williams 2017 on day 28, as printed", (id) => {
    const rows = athlete(id);
    const day28 = on(
      Float64Array.from(rows, (row) => Number(row["load"])),
      28,
    );
    const printed = readPublished("williams2017_day28.csv").find((row) => row["athlete"] === id);
    expect(rows).toHaveLength(28);
    expect(day28.acwrEwma?.toFixed(2)).toBe(printed?.["ewma_acwr_published"]);
    expect(day28.acwrCoupled?.toFixed(2)).toBe(printed?.["rolling_acwr_published"]);
  });

  it.each(["1", "2", "3"])("athlete %s on every day, as recomputed", (id) => {
    const rows = athlete(id);
    const series = loadSeries(Float64Array.from(rows, (row) => Number(row["load"])));
    rows.forEach((row, i) => {
      const day = loadDay(series, i);
      expect(day.acuteEwma).toBeCloseTo(Number(row["ewma_acute_7"]), 5);
      expect(day.chronicEwma).toBeCloseTo(Number(row["ewma_chronic_28"]), 5);
      const printed = [
        ["ra7", day.acuteRolling],
        ["ra28_coupled", day.chronicRolling],
        ["acwr_coupled_day28", day.acwrCoupled],
        ["acwr_uncoupled_day28", day.acwrUncoupled],
      ] as const;
      for (const [column, figure] of printed) {
        if (row[column] === "") expect(figure).toBeNull();
        else expect(figure).toBeCloseTo(Number(row[column]), 5);
      }
    });
  });
});
