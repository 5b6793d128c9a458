import { describe, expect, it } from "vitest";
import { trendOf } from "../../../domain/pain/trend.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

const scored = (day: number, painDuring: number | null) =>
  makeCheckIn({ day, painDuring, painAfter: null, painNextMorning: null });

describe("the trend over check-ins", () => {
  it.each([
    [[2, 3, 4], "worse"],
    [[4, 3, 2], "better"],
    [[3, 3, 3], "steady"],
    [[3, 4, 3], "steady"],
    [[3, 4], "worse"],
    [[4, 3], "better"],
    [[3, 3.9], "steady"],
    [[3], "not-enough-data"],
    [[null, 3], "not-enough-data"],
  ] as const)("%j is %s", (scores, direction) => {
    const checkIns = scores.map((score, index) => scored(100 + 7 * index, score));
    expect(trendOf(checkIns, makeLoadContext()).direction).toBe(direction);
  });

  it("two check-ins of one day are no trend", () => {
    expect(trendOf([scored(100, 1), scored(100, 8)], makeLoadContext()).direction).toBe(
      "not-enough-data",
    );
  });

  it("looks back four weeks", () => {
    const checkIns = [scored(100, 9), scored(128, 3), scored(140, 3)];
    expect(trendOf(checkIns, makeLoadContext()).direction).toBe("steady");
    const pair = (apart: number) =>
      trendOf([scored(100, 9), scored(100 + apart, 3)], makeLoadContext());
    expect(pair(27).direction).toBe("better");
    expect(pair(28).direction).toBe("not-enough-data");
  });

  it("sets each score beside the running of its week", () => {
    const weeks = [
      { from: 94, to: 100, runs: 3, distanceM: 30_000 },
      { from: 101, to: 107, runs: 5, distanceM: 52_000 },
    ];
    const { points } = trendOf(
      [scored(101, 4), scored(100, 2), scored(90, 1)],
      makeLoadContext({ weeks }),
    );
    expect(
      points.map(({ day, score, weekRuns, weekDistanceM }) => [
        day,
        score,
        weekRuns,
        weekDistanceM,
      ]),
    ).toEqual([
      [90, 1, null, null],
      [100, 2, 3, 30_000],
      [101, 4, 5, 52_000],
    ]);
  });
});
