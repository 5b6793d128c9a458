import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoadDay, loadDay, loadSeries } from "../../../domain/load/series.ts";
import { dailyLoads, extremeDailyLoads } from "../../support/arbitrary-history.ts";

const all = (loads: Float64Array): LoadDay[] => {
  const series = loadSeries(loads);
  return Array.from(loads, (_, day) => loadDay(series, day));
};

describe("for any daily loads", () => {
  it("every figure is defined and finite, or null", () => {
    fc.assert(
      fc.property(extremeDailyLoads, (loads) => {
        for (const day of all(loads)) {
          for (const figure of Object.values(day)) {
            expect(figure === null || Number.isFinite(figure)).toBe(true);
          }
        }
      }),
    );
  });

  it("the coupled ratio is 4U/(U+3) of the uncoupled one", () => {
    fc.assert(
      fc.property(dailyLoads, (loads) => {
        for (const { acwrCoupled, acwrUncoupled: u } of all(loads)) {
          if (u === null || acwrCoupled === null) continue;
          expect(acwrCoupled).toBeCloseTo((4 * u) / (u + 3), 9);
        }
      }),
    );
  });

  it("a day's figures depend on no later day", () => {
    fc.assert(
      fc.property(dailyLoads, fc.nat(69), (loads, cut) => {
        const length = Math.min(cut + 1, loads.length);
        expect(all(loads.slice(0, length))).toEqual(all(loads).slice(0, length));
      }),
    );
  });

  it("leaving the early windows out changes nothing from then on", () => {
    fc.assert(
      fc.property(dailyLoads, fc.nat(69), (loads, from) => {
        const series = loadSeries(loads, from);
        const whole = loadSeries(loads);
        for (let day = from; day < loads.length; day += 1) {
          expect(loadDay(series, day)).toEqual(loadDay(whole, day));
        }
      }),
    );
  });

  it("doubling every load doubles the loads and changes no ratio", () => {
    fc.assert(
      fc.property(dailyLoads, (loads) => {
        const after = all(loads.map((load) => load * 2));
        all(loads).forEach((day, i) => {
          const twice = (figure: number | null) => (figure === null ? null : figure * 2);
          expect(after[i]).toEqual({
            load: twice(day.load),
            acuteRolling: twice(day.acuteRolling),
            chronicRolling: twice(day.chronicRolling),
            acwrCoupled: day.acwrCoupled,
            acwrUncoupled: day.acwrUncoupled,
            acuteEwma: twice(day.acuteEwma),
            chronicEwma: twice(day.chronicEwma),
            acwrEwma: day.acwrEwma,
            monotony: day.monotony,
            strain: twice(day.strain),
            fitness: twice(day.fitness),
            fatigue: twice(day.fatigue),
            form: twice(day.form),
          });
        });
      }),
    );
  });

  it("a rest day more at the end never raises the acute load", () => {
    fc.assert(
      fc.property(dailyLoads, (loads) => {
        const [before, after] = all(Float64Array.of(...loads, 0)).slice(-2);
        if (before === undefined || after === undefined) return;
        expect(after.acuteEwma).toBeLessThanOrEqual(before.acuteEwma ?? 0);
        expect(after.fatigue).toBeLessThanOrEqual(before.fatigue ?? 0);
        if (before.acuteRolling === null) return;
        expect(after.acuteRolling).toBeLessThanOrEqual(before.acuteRolling + 1e-9);
      }),
    );
  });

  it("the means lie between the least and the greatest load", () => {
    fc.assert(
      fc.property(dailyLoads, (loads) => {
        const least = Math.min(...loads) - 1e-9;
        const greatest = Math.max(...loads) + 1e-9;
        for (const day of all(loads)) {
          for (const mean of [
            day.acuteRolling,
            day.chronicRolling,
            day.acuteEwma,
            day.chronicEwma,
          ]) {
            if (mean === null) continue;
            expect(mean).toBeGreaterThanOrEqual(least);
            expect(mean).toBeLessThanOrEqual(greatest);
          }
        }
      }),
    );
  });
});
