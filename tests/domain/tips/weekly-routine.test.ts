import { describe, expect, it } from "vitest";
import type { Weekday } from "../../../domain/history.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { TIPS } from "../../../domain/tips/catalogue.ts";
import { weeklyRoutine } from "../../../domain/tips/weekly-routine.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

function routine(runDays: readonly Weekday[], checkIns: readonly CheckIn[] = []) {
  return weeklyRoutine({
    runnerId: "runner:1",
    week: 2857,
    today: 20_000,
    runDays,
    findings: [],
    checkIns,
    triage: triage(checkIns, makeLoadContext()),
    log: [],
  });
}

function daysOf(runDays: readonly Weekday[], checkIns: readonly CheckIn[] = []) {
  const made = routine(runDays, checkIns);
  return made.answer === "routine" ? made.days : [];
}

const ALL_WEEKS: readonly (readonly Weekday[])[] = [
  [],
  [3],
  [2, 4, 7],
  [1, 2, 3, 4],
  [1, 2, 4, 5, 7],
  [1, 2, 3, 4, 5, 6],
  [1, 2, 3, 4, 5, 6, 7],
];

describe("the weekly routine", () => {
  it.each(ALL_WEEKS.map((runDays) => [runDays]))(
    "running on %j: warm-up before and stretches after each run, on no other day",
    (runDays) => {
      for (const day of daysOf(runDays)) {
        expect(day.run).toBe(runDays.includes(day.weekday));
        expect(day.beforeRun.length > 0).toBe(day.run);
        expect(day.afterRun.length > 0).toBe(day.run);
        expect(day.beforeRun.every(({ tip }) => TIPS[tip].kind === "warm-up")).toBe(true);
        expect(day.afterRun.every(({ tip }) => TIPS[tip].kind === "stretch")).toBe(true);
      }
    },
  );

  it.each(ALL_WEEKS.map((runDays) => [runDays]))(
    "running on %j: strength twice, never on neighbouring days, mobility on two others",
    (runDays) => {
      const days = daysOf(runDays);
      const strength = days.filter((day) => day.strength.length > 0).map((day) => day.weekday);
      expect(strength).toHaveLength(2);
      const gap = (strength[1] ?? 0) - (strength[0] ?? 0);
      expect(gap).toBeGreaterThanOrEqual(2);
      expect(gap).toBeLessThanOrEqual(5);
      const mobility = days.filter((day) => day.mobility.length > 0);
      expect(mobility).toHaveLength(2);
      expect(mobility.every((day) => day.strength.length === 0)).toBe(true);
    },
  );

  it("leaves a day with nothing at all wherever there is one without a run", () => {
    for (const runDays of ALL_WEEKS.filter((days) => days.length < 7)) {
      const free = daysOf(runDays).filter((day) => !day.run && day.strength.length === 0);
      expect(free.length).toBeGreaterThan(0);
    }
  });

  it("trains side, back, legs, trunk and front of the hip in a session", () => {
    const session = daysOf([2, 4, 7]).find((day) => day.strength.length > 0)?.strength ?? [];
    const lines = session.map(({ tip }) => TIPS[tip].fact);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe("G3");
    expect(lines[3]).toBe("G6");
    expect(lines[4]).toBe("G7");
  });

  it("leaves out what outer-hip pain rules out, and goes on with the rest", () => {
    const used = daysOf([2, 4, 7], [makeCheckIn({ places: ["outside"] })]).flatMap((day) =>
      [day.beforeRun, day.afterRun, day.strength, day.mobility].flat().map(({ tip }) => tip),
    );
    expect(used).toContain("G3-glute-bridge");
    expect(
      used.filter((tip) => ["G1", "G2", "W2-glutes", "W3-roll-it-band"].includes(tip)),
    ).toEqual([]);
  });

  it("is nothing beside a red flag or a red light", () => {
    expect(routine([2, 4], [makeCheckIn({ numbness: true })])).toEqual({
      answer: "no-exercise",
      because: "red-flag",
    });
    expect(routine([2, 4], [makeCheckIn({ painDuring: 6 })])).toEqual({
      answer: "no-exercise",
      because: "red-light",
    });
  });
});
