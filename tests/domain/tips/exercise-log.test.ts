import { describe, expect, it } from "vitest";
import { TIPS, type Tip } from "../../../domain/tips/catalogue.ts";
import {
  doseAt,
  type ExerciseEntry,
  stepOf,
  streakWeeks,
  strengthDaysInWeek,
} from "../../../domain/tips/exercise-log.ts";
import { tipIds } from "./laws.ts";

/** 2021-09-12, a Sunday. */
const SUNDAY = 18882;

const done = (ago: number, more: Partial<ExerciseEntry> = {}): ExerciseEntry => ({
  day: SUNDAY - ago,
  tip: "G1",
  done: true,
  ...more,
});

describe("the streak", () => {
  it.each([
    { name: "nothing done", log: [], streak: 0 },
    { name: "two days this week", log: [done(0), done(3)], streak: 1 },
    { name: "one day, logged twice", log: [done(0), done(0)], streak: 0 },
    { name: "said not done", log: [done(0), done(3, { done: false })], streak: 0 },
    { name: "stretches don't count", log: [done(0), done(3, { tip: "W2-glutes" })], streak: 0 },
    { name: "three full weeks", log: [0, 3, 7, 10, 14, 17].map((ago) => done(ago)), streak: 3 },
    { name: "this week is still open", log: [0, 7, 10, 14, 17].map((ago) => done(ago)), streak: 2 },
    { name: "a gap ends it", log: [0, 3, 14, 17].map((ago) => done(ago)), streak: 1 },
    { name: "days to come don't count", log: [done(0), done(-1)], streak: 0 },
  ])("$name: $streak", ({ log, streak }) => {
    expect(streakWeeks(log, SUNDAY, 1)).toBe(streak);
  });

  it("follows the runner's week start", () => {
    const log = [done(0), done(1)];
    expect(streakWeeks(log, SUNDAY, 1)).toBe(1);
    expect(streakWeeks(log, SUNDAY, 7)).toBe(0);
    expect([strengthDaysInWeek(log, SUNDAY, 1), strengthDaysInWeek(log, SUNDAY, 7)]).toEqual([
      2, 1,
    ]);
    const tomorrow = [done(0), done(-1)];
    expect(streakWeeks(tomorrow, SUNDAY, 7)).toBe(0);
    expect(strengthDaysInWeek(tomorrow, SUNDAY, 7)).toBe(1);
  });
});

describe("progress of an exercise", () => {
  const twiceAWeek = (weeks: number) =>
    Array.from({ length: 2 * weeks }, (_, index) => done(Math.floor(index * 3.5)));

  it("is a step each two weeks of two sessions, up to the last step", () => {
    expect(
      [1, 2, 3, 5, 7, 30].map((weeks) => stepOf("G1", twiceAWeek(weeks), SUNDAY, null)),
    ).toEqual([0, 0, 1, 2, 3, 4]);
  });

  it("doesn't run ahead of the calendar", () => {
    const everyDay = Array.from({ length: 14 }, (_, ago) => done(ago));
    expect(stepOf("G1", everyDay, SUNDAY, null)).toBe(0);
  });

  it("starts again after more than two weeks without it", () => {
    const before = twiceAWeek(8).map((entry) => ({ ...entry, day: entry.day - 15 }));
    expect(stepOf("G1", before, SUNDAY, null)).toBe(0);
  });

  it("goes on over a gap of 14 days, not of 15, in whatever order the taps came", () => {
    const pausedFor = (gap: number) =>
      twiceAWeek(5).map((entry) => ({ ...entry, day: entry.day - gap }));
    expect(stepOf("G1", pausedFor(14).toReversed(), SUNDAY, null)).toBe(2);
    expect(stepOf("G1", pausedFor(15), SUNDAY, null)).toBe(0);
  });

  it("takes the first step on the 14th day", () => {
    const from = (first: number) => [first, 8, 4, 0].map((ago) => done(ago));
    expect(stepOf("G1", from(13), SUNDAY, null)).toBe(0);
    expect(stepOf("G1", from(14), SUNDAY, null)).toBe(1);
  });

  it("counts its own sessions alone, those that were done, and none to come", () => {
    const own = [14, 8, 4].map((ago) => done(ago));
    const step = (...more: readonly ExerciseEntry[]) =>
      stepOf("G1", [...own, ...more], SUNDAY, null);
    expect(step(done(0))).toBe(1);
    expect(step(done(0, { tip: "G2" }))).toBe(0);
    expect(step(done(0, { done: false }))).toBe(0);
    expect(step(done(-1))).toBe(0);
    expect(step(done(4))).toBe(0);
  });

  it("takes a step back with soreness", () => {
    expect(stepOf("G1", twiceAWeek(5), SUNDAY, "green")).toBe(2);
    expect(stepOf("G1", twiceAWeek(5), SUNDAY, "amber")).toBe(1);
    expect(stepOf("G1", twiceAWeek(5), SUNDAY, "red")).toBe(0);
  });

  it("adds repetitions or seconds", () => {
    expect(doseAt("G1", 2)).toEqual({ sets: 2, reps: 16, holdS: null, sides: "each-side" });
    expect(doseAt("G6-front-plank", 1)).toEqual({
      sets: 2,
      reps: null,
      holdS: 30,
      sides: "both-together",
    });
    expect(doseAt("L1", 3)).toBeNull();
  });

  it("keeps stretches between 20 and 30 seconds at every step", () => {
    for (const id of tipIds.filter((tip) => TIPS[tip].kind === "stretch")) {
      for (const step of [0, 1, 2, 9]) {
        expect(doseAt(id, step)?.holdS).toBeGreaterThanOrEqual(20);
        expect(doseAt(id, step)?.holdS).toBeLessThanOrEqual(30);
      }
    }
  });

  it("every exercise has a dose, and nothing else has", () => {
    for (const id of tipIds) {
      const tip: Tip = TIPS[id];
      expect(tip.dose !== null).toBe(
        ["warm-up", "stretch", "mobility", "strength"].includes(tip.kind),
      );
    }
  });
});
