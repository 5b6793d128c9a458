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
    [[], "not-enough-data"],
  ] as const)("%j is %s", (scores, direction) => {
    const checkIns = scores.map((score, index) => scored(100 + 7 * index, score));
    expect(trendOf(checkIns, makeLoadContext()).direction).toBe(direction);
  });

  it("two check-ins of one day are no trend", () => {
    expect(trendOf([scored(100, 1), scored(100, 8)], makeLoadContext()).direction).toBe(
      "not-enough-data",
    );
  });

  it("moves by a change of one point exactly, whatever the day", () => {
    const direction = (first: number, ...scores: readonly number[]) =>
      trendOf(
        scores.map((score, index) => scored(first + 3 * index, score)),
        makeLoadContext(),
      ).direction;
    expect([0, 100, 20_000].map((first) => direction(first, 1, 4, 2))).toEqual(
      Array(3).fill("worse"),
    );
    expect([0, 100, 20_000].map((first) => direction(first, 2, 4, 1))).toEqual(
      Array(3).fill("better"),
    );
  });

  it("looks back four weeks", () => {
    const checkIns = [scored(100, 9), scored(128, 3), scored(140, 3)];
    expect(trendOf(checkIns, makeLoadContext()).direction).toBe("steady");
    const longer = [scored(100, 9), scored(110, 9), scored(140, 3), scored(150, 3)];
    expect(trendOf(longer, makeLoadContext()).direction).toBe("steady");
    const pair = (apart: number) =>
      trendOf([scored(100, 9), scored(100 + apart, 3)], makeLoadContext());
    expect(pair(27).direction).toBe("better");
    expect(pair(28).direction).toBe("not-enough-data");
  });

  it("shows no check-in without a score", () => {
    const { points } = trendOf([scored(100, null), scored(107, 3)], makeLoadContext());
    expect(points.map(({ day }) => day)).toEqual([107]);
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
