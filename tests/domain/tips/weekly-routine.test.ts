import { describe, expect, it } from "vitest";
import type { Weekday } from "../../../domain/history.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { CATALOGUE, TIPS } from "../../../domain/tips/catalogue.ts";
import {
  type RoutineInput,
  type RoutineItem,
  weeklyRoutine,
} from "../../../domain/tips/weekly-routine.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

const TODAY = 20_000;

function routine(
  runDays: readonly Weekday[],
  checkIns: readonly CheckIn[] = [],
  overrides: Partial<RoutineInput> = {},
) {
  return weeklyRoutine({
    runnerId: "runner:1",
    today: TODAY,
    from: TODAY + 1,
    runDays,
    chosenDays: [],
    findings: [],
    checkIns,
    triage: triage(checkIns, makeLoadContext()),
    log: [],
    ...overrides,
  });
}

/** The routine; throws if there is none. */
function made(...given: Parameters<typeof routine>) {
  const answer = routine(...given);
  if (answer.answer !== "routine") throw new Error("no exercise");
  return answer;
}

const daysOf = (...given: Parameters<typeof routine>) =>
  made(...given).days.toSorted((a, b) => a.weekday - b.weekday);

const tipsOf = (items: readonly RoutineItem[]) => items.map(({ tip }) => tip);

const ALL_WEEKS: readonly (readonly Weekday[])[] = [
  [],
  [3],
  [2, 4, 7],
  [1, 2, 3, 4],
  [1, 2, 4, 5, 7],
  [1, 2, 3, 4, 5, 6],
  [1, 2, 3, 4, 5, 6, 7],
];

describe("the doses of a week", () => {
  /** Every strength exercise as often as a step takes, the last time on this day. */
  const trainedUpTo = (last: number) =>
    CATALOGUE.filter(({ kind }) => kind === "strength").flatMap(({ id }) =>
      [14, 10, 4, 0].map((ago) => ({ day: last - ago, tip: id, done: true })),
    );
  const firstReps = (...given: Parameters<typeof routine>) => {
    const { days } = made(...given);
    const items = days.flatMap(({ strength }) => strength);
    return items.find(({ tip }) => tip === "G3-glute-bridge")?.dose.reps;
  };

  it("go up with what was done before it, not while its boxes are being ticked", () => {
    expect(firstReps([])).toBe(12);
    expect(firstReps([], [], { log: trainedUpTo(TODAY) })).toBe(14);
    expect(firstReps([], [], { log: trainedUpTo(TODAY + 1) })).toBe(12);
  });

  it("take a step back beside an amber hip", () => {
    const amber = [makeCheckIn({ day: TODAY, painDuring: 4 })];
    const log = trainedUpTo(TODAY);
    expect(firstReps([], [makeCheckIn({ day: TODAY })], { log })).toBe(14);
    expect(firstReps([], amber, { log })).toBe(12);
  });
});

describe("the weekly routine", () => {
  it("takes other exercises of a kind in other weeks", () => {
    const weeks = Array.from({ length: 12 }, (_, week) =>
      made([], [], { from: TODAY + 1 + 7 * week })
        .days.flatMap(({ strength }) => tipsOf(strength))
        .join(),
    );
    expect(new Set(weeks).size).toBeGreaterThan(3);
  });

  it("offers as others the strength exercises that are on none of its days", () => {
    const { days, others } = made([]);
    const planned = days.flatMap(({ strength }) => tipsOf(strength));
    const all = CATALOGUE.filter(({ kind }) => kind === "strength").map(({ id }) => id);
    expect([...new Set(planned), ...tipsOf(others)].sort()).toEqual(all.toSorted());
  });

  it("has mobility on running days where strength leaves some", () => {
    const days = daysOf([3, 6]);
    expect(
      days.filter(({ mobility }) => mobility.length > 0).map(({ weekday }) => weekday),
    ).toEqual([3, 6]);
  });

  it.each(ALL_WEEKS.map((runDays) => [runDays]))(
    "running on %j: warm-up before and stretches after each run",
    (runDays) => {
      const { days, beforeRun, afterRun } = made(runDays);
      for (const day of days) expect(day.run).toBe(runDays.includes(day.weekday));
      expect([...new Set(beforeRun.map(({ tip }) => TIPS[tip].kind))]).toEqual(["warm-up"]);
      expect([...new Set(afterRun.map(({ tip }) => TIPS[tip].kind))]).toEqual(["stretch"]);
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
    const { beforeRun, afterRun, days, others } = made(
      [2, 4, 7],
      [makeCheckIn({ places: ["outside"] })],
    );
    const used = tipsOf([
      ...beforeRun,
      ...afterRun,
      ...others,
      ...days.flatMap((day) => [...day.strength, ...day.mobility]),
    ]);
    expect(used).toContain("G3-glute-bridge");
    expect(
      used.filter((tip) => ["G1", "G2", "W2-glutes", "W3-roll-it-band"].includes(tip)),
    ).toEqual([]);
  });

  it("holds the same on a day whenever it is asked for", () => {
    const from = (first: number) => made([2, 4, 7], [], { from: first }).days;
    const later = from(TODAY + 5);
    for (const day of from(TODAY + 1)) {
      const again = later.find((one) => one.day === day.day);
      if (again !== undefined) expect(again).toEqual(day);
    }
    expect(later.filter(({ day }) => day <= TODAY + 7)).toHaveLength(3);
  });

  it("keeps its doses over the week in which they are ticked off", () => {
    const days = [1, 5, 9, 13, 17].map((ago) => TODAY - ago);
    const log = days.flatMap((day) => [{ day, tip: "G3-glute-bridge" as const, done: true }]);
    const reps = (one: Partial<RoutineInput>) =>
      made([], [], one)
        .days.flatMap(({ strength }) => strength)
        .find(({ tip }) => tip === "G3-glute-bridge")?.dose.reps;
    const before = { log: log.slice(2), from: TODAY - 6 };
    expect(reps({ ...before, log })).toBe(reps(before));
    expect(reps({ log, from: TODAY + 1 })).toBe((reps({}) ?? 0) + 2);
  });

  it("takes all of the article's strength work into the week or beside it", () => {
    const { days, others } = made([2, 4, 7]);
    const all = [...days.flatMap(({ strength }) => strength), ...others];
    const facts = new Set(all.map(({ tip }) => TIPS[tip].fact));
    expect([...facts].sort()).toEqual(["G1", "G2", "G3", "G4", "G5", "G6", "G7"]);
    const inWeek = tipsOf(days.flatMap(({ strength }) => strength));
    expect(tipsOf(others).filter((tip) => inWeek.includes(tip))).toEqual([]);
  });

  it("is nothing beside a red flag or a red light", () => {
    expect(routine([2, 4], [makeCheckIn({ numbness: true })])).toEqual({
      answer: "no-exercise",
      because: "red-flag",
      selfCare: ["G9", "P3-pillow"],
    });
    expect(routine([2, 4], [makeCheckIn({ painDuring: 6 })])).toEqual({
      answer: "no-exercise",
      because: "red-light",
      selfCare: ["G9", "P3-pillow"],
    });
  });

  it("brings rest and ice where it hurts, and nothing of that beside an emergency", () => {
    expect(made([]).selfCare).toEqual([]);
    expect(made([], [makeCheckIn({ places: ["buttock"], painDuring: 2 })]).selfCare).toEqual([
      "G9",
    ]);
    expect(routine([], [makeCheckIn({ saddleNumbness: true })]).selfCare).toEqual([]);
  });
});

describe("on the days that the runner chose", () => {
  const CHOICES: readonly (readonly [Weekday[], strength: Weekday[], mobility: Weekday[]])[] = [
    [[3], [3], [3]],
    [[1, 2], [1], [2]],
    [[1, 7], [1], [7]],
    [
      [1, 6],
      [1, 6],
      [1, 6],
    ],
    [
      [2, 4],
      [2, 4],
      [2, 4],
    ],
    [[2, 4, 6], [2, 4], [6]],
    [
      [1, 2, 3, 4, 5, 6, 7],
      [1, 3],
      [2, 4, 5, 6, 7],
    ],
  ];

  it.each(CHOICES)("%j: strength on %j, mobility on %j", (chosenDays, strength, mobility) => {
    const days = daysOf([], [], { chosenDays });
    const with_ = (kind: "strength" | "mobility") =>
      days.filter((day) => day[kind].length > 0).map(({ weekday }) => weekday);
    expect(with_("strength")).toEqual(strength);
    expect(with_("mobility")).toEqual(mobility);
  });

  it("puts strength on those without a run where it can", () => {
    const days = daysOf([2, 6], [], { chosenDays: [2, 4, 6, 7] });
    expect(
      days.filter(({ strength }) => strength.length > 0).map(({ weekday }) => weekday),
    ).toEqual([4, 7]);
  });
});
