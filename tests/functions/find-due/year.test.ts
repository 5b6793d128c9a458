import { describe, expect, it } from "vitest";
import { digestsOfAYear, YEAR_ZONES } from "../../support/digest-year.ts";

/*
 * A year of ticks for 1,000 runners in 30 zones. The test reads a runner's clock with Intl, while the
 * planner goes by functions/shared/time.ts.
 */

const year = await digestsOfAYear({ runners: 1000, from: "2021-01-01T00:00:00.000Z", days: 365 });

describe("a year of digests for 1,000 runners in 30 zones", () => {
  it("brings each of them 52 or 53", () => {
    expect(year.runners).toHaveLength(1000);
    expect(YEAR_ZONES).toHaveLength(30);
    const counts = new Set(year.runners.map(({ asked }) => asked.length));
    expect([...counts].sort()).toEqual([52, 53]);
  });

  it("each on the runner's own weekday and hour, or when the clocks have moved on over it", () => {
    const wrong = year.runners.flatMap(({ runner, asked }) =>
      asked.filter(({ local }) => {
        const { weekday, hour } = runner.digest;
        if (local.weekday !== weekday) return true;
        return local.hour !== hour && !(local.isAfterGap && local.hour === hour + 1);
      }),
    );
    expect(wrong).toEqual([]);
    const afterGaps = year.runners.flatMap(({ asked }) =>
      asked.filter(({ local }) => local.isAfterGap),
    );
    expect(afterGaps.length).toBeGreaterThan(0);
  });

  it("and none twice, not in the hour that the clocks repeat either", () => {
    for (const { asked } of year.runners) {
      expect(new Set(asked.map(({ day }) => day)).size).toBe(asked.length);
    }
    const repeated = year.runners.filter(({ asked }) =>
      asked.some(({ local }) => local.isRepeated),
    );
    expect(repeated.length).toBeGreaterThan(0);
  });

  it("is the planner's own work: a clock that stands still brings none", async () => {
    const still = await digestsOfAYear({ runners: 10, from: "2021-01-01T00:00:00.000Z", days: 0 });
    expect(still.runners.flatMap(({ asked }) => asked)).toEqual([]);
  });
});
