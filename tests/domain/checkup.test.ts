import { describe, expect, it } from "vitest";
import { type Checkup, checkup } from "../../domain/checkup.ts";
import type { Finding, RuleId } from "../../domain/finding.ts";
import type { Activity, Pause } from "../../domain/history.ts";
import { newsOf } from "../../domain/nudges/news.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";
import { makeShoe } from "../support/make-shoe.ts";

function answers(findings: readonly Finding[]): Partial<Record<RuleId, string>> {
  return Object.fromEntries(findings.map(({ rule, answer }) => [rule, answer]));
}

const ALL_RULES = [
  "cadence",
  "distance-progression",
  "duration-progression",
  "intensity-progression",
  "rest-days",
  "session-spike",
  "shoe-wear",
  "training-strain",
];

describe("checkup", () => {
  it("answers every rule once, whatever it knows", () => {
    for (const activities of [[], onDays([TODAY]), onDays([TODAY - 40, TODAY - 9, TODAY - 2])]) {
      const { findings } = checkup({ activities }, [], TODAY);
      expect(findings.map(({ rule }) => rule).sort()).toEqual(ALL_RULES);
    }
  });

  it("judges a runner of whom nothing is known without inventing a figure", () => {
    const empty = checkup({ activities: [] }, [], TODAY, { dayGoesOn: true });
    expect(empty.week).toEqual({
      from: TODAY - 6,
      to: TODAY,
      runs: 0,
      distanceM: 0,
      movingS: 0,
      restDays: 7,
    });
    expect(empty.progression.distance.changePct).toBeNull();
    expect(empty.ceiling).toEqual({
      weekDistanceM: null,
      weekMovingS: null,
      longestRunM: null,
      afterBreak: null,
    });
    expect(empty.sessions).toEqual([]);
    expect(empty.findings.some(({ answer }) => answer === "raised")).toBe(false);
  });

  it("calls no week's longest run fine of which no distance is known", () => {
    const indoors = onDays([TODAY, TODAY - 3], { distanceM: 0 });
    const outdoors = onDays([TODAY - 8, TODAY - 11]);
    const spike = (...activities: Activity[]) =>
      checkup({ activities }, [], TODAY).findings.find(({ rule }) => rule === "session-spike");
    expect(spike(...indoors, ...outdoors)).toMatchObject({
      answer: "not-enough-data",
      because: "no-distance",
    });
    expect(spike(makeActivity(), ...indoors, ...outdoors)).toMatchObject({
      answer: "clear",
      because: null,
    });
  });

  it("lets no distance that can't be true raise anything, or the limits", () => {
    const steady = onDays([1, 4, 6, 8, 11, 13, 15, 18, 20].map((ago) => TODAY - ago));
    const jump = makeActivity({ distanceM: 400_000, movingS: 60 });
    const shoes = [makeShoe({ id: "blue" })];
    const judged = checkup({ activities: [...steady, { ...jump, shoeId: "blue" }] }, shoes, TODAY);
    expect(judged.findings.filter(({ answer }) => answer === "raised")).toEqual([]);
    expect(judged.ceiling.longestRunM).toBeCloseTo(11_000, 6);
    expect(judged.shoes[0]?.distanceM).toBe(0);
    expect(judged.week).toMatchObject({ runs: 4, distanceM: 30_000, movingS: 3 * 3600 + 60 });
    expect(judged.distanceFaults.map(({ id }) => id)).toEqual([jump.id]);
    expect(checkup({ activities: [jump] }, [], TODAY + 7).distanceFaults).toEqual([]);
  });

  it("compares the seven days that end today with the seven before, both edges counted", () => {
    const activities = onDays([TODAY, TODAY - 6, TODAY - 7, TODAY - 13, TODAY - 14]);
    const { week, previousWeek, weeks } = checkup({ activities }, [], TODAY);
    expect(week).toMatchObject({ from: TODAY - 6, to: TODAY, runs: 2, restDays: 5 });
    expect(previousWeek).toMatchObject({ from: TODAY - 13, to: TODAY - 7, runs: 2 });
    expect(weeks).toHaveLength(12);
    expect(weeks.at(-1)).toEqual(week);
    expect(weeks.at(-2)).toEqual(previousWeek);
    expect(weeks.at(-3)).toMatchObject({ from: TODAY - 20, to: TODAY - 14, runs: 1 });
    expect(weeks[0]).toMatchObject({ from: TODAY - 83, to: TODAY - 77, runs: 0, restDays: 7 });
  });

  it("puts what is raised before what is clear, the most severe first", () => {
    const activities = [
      ...onDays([TODAY - 20, TODAY - 9], { distanceM: 9_000 }),
      makeActivity({ distanceM: 20_000 }),
    ];
    const { findings } = checkup({ activities }, [], TODAY);
    expect(findings.slice(0, 2)).toMatchObject([
      { rule: "session-spike", answer: "raised", severity: "urgent", basis: "evidence" },
      { rule: "distance-progression", answer: "raised", severity: "notice", basis: "convention" },
    ]);
    expect(findings.slice(2).every(({ answer }) => answer !== "raised")).toBe(true);
  });

  it("ignores whatever comes after the judged day, other sports and shoes too", () => {
    const activities = onDays([TODAY - 20, TODAY - 8, TODAY - 1], { shoeId: "shoe:1" });
    const later = [
      makeActivity({ day: TODAY + 1, distanceM: 30_000, shoeId: "shoe:1" }),
      makeActivity({ day: TODAY + 2, sport: "ride" }),
    ];
    const shoes = [makeShoe()];
    expect(checkup({ activities: [...later, ...activities] }, shoes, TODAY)).toEqual(
      checkup({ activities }, shoes, TODAY),
    );
  });

  it("counts other sports as activity, never as distance run, impact load or a missed rest", () => {
    const runs = onDays([TODAY - 20, TODAY - 9, TODAY - 2], { sessionRpe: 5 });
    const rides = onDays([TODAY - 5, TODAY - 3, TODAY], {
      sport: "ride",
      distanceM: 60_000,
      movingS: 7200,
      sessionRpe: 8,
    });
    const alone = checkup({ activities: runs }, [], TODAY);
    const both = checkup({ activities: [...runs, ...rides] }, [], TODAY);
    expect(both).toEqual({ ...alone, crossTraining: { activities: 3, movingS: 21_600 } });
  });

  it.each([
    ["seven days in a row", [1, 2, 3, 4, 5, 6, 7], "raised", 0],
    ["six, with a day off before them", [1, 2, 3, 4, 5, 6, 8], "clear", 1],
    ["six, the first ever", [1, 2, 3, 4, 5, 6], "not-enough-data", 1],
    ["eight, the last today", [0, 1, 2, 3, 4, 5, 6, 7], "raised", 0],
    ["seven, the last today, with a day off before them", [0, 1, 2, 3, 4, 5, 6, 8], "raised", 0],
  ] as const)("counts a day that goes on as no day off yet: %s", (_, back, answer, days) => {
    const activities = onDays(back.map((ago) => TODAY - ago));
    const { findings, rest } = checkup({ activities }, [], TODAY, { dayGoesOn: true });
    expect(answers(findings)["rest-days"]).toBe(answer);
    expect(rest.restDaysIn7).toBe(days);
  });

  it("leaves a dismissed run out of every figure but shows it, and takes it back", () => {
    const glitch = makeActivity({ distanceM: 25_000, shoeId: "shoe:1" });
    const activities = [...onDays([TODAY - 20, TODAY - 9], { shoeId: "shoe:1" }), glitch];
    const shoes = [makeShoe()];
    const without = checkup({ activities: activities.slice(0, 2) }, shoes, TODAY);
    const dismissed = checkup({ activities, dismissed: [glitch.id] }, shoes, TODAY);
    expect(dismissed).toEqual({ ...without, dismissed: [glitch] });
    const back = checkup({ activities, dismissed: [] }, shoes, TODAY);
    expect(back.sessions[0]?.band).toBe("large");
    expect(back.dismissed).toEqual([]);
  });

  it("lets a runner's own limits stand in for the house's", () => {
    const activities = [
      makeActivity({ day: TODAY - 20, distanceM: 10_000 }),
      makeActivity({ distanceM: 12_000 }),
    ];
    const strict = checkup({ activities }, [], TODAY);
    const lax = checkup({ activities }, [], TODAY, { limits: { spikeReferenceRatio: 1.25 } });
    expect(answers(strict.findings)["session-spike"]).toBe("raised");
    expect(answers(lax.findings)["session-spike"]).toBe("clear");
  });

  it("hands the default shoes, front-hip pain and the athlete on to what needs them", () => {
    const activities = [
      makeActivity({ day: TODAY - 3, cadenceSpm: 150, averageHeartRateBpm: 150 }),
      makeActivity({ day: TODAY - 10, cadenceSpm: 150, averageHeartRateBpm: 150 }),
    ];
    const told = checkup({ activities }, [makeShoe()], TODAY, {
      defaultShoes: { run: "shoe:1" },
      hasFrontHipPain: true,
      athlete: { sex: "male", maxHeartRateBpm: 190, restHeartRateBpm: 50, weekStart: 7 },
    });
    const untold = checkup({ activities }, [makeShoe()], TODAY);
    expect(answers(untold.findings).cadence).toBe("raised");
    expect(told.shoes[0]?.distanceM).toBe(20_000);
    expect(told.load.method).toBe("banister");
    expect(told.calendar.lastWeek.to).toBe(TODAY - 1);
    expect(told.findings.find(({ rule }) => rule === "cadence")).toMatchObject({
      answer: "clear",
      because: "front-hip-pain",
    });
  });
});

describe("a declared pause", () => {
  const spike = [
    ...onDays([TODAY - 20, TODAY - 9], { distanceM: 9_000 }),
    makeActivity({ distanceM: 20_000 }),
  ];

  it.each([
    ["ill", "distance-progression", "session-spike"],
    ["pregnant", "distance-progression", "session-spike"],
    ["travelling", "distance-progression", "session-spike"],
    ["race-week", "session-spike", "rest-days"],
    ["taper", "intensity-progression", "session-spike"],
  ] as const)("%s silences %s and says why, and leaves %s its voice", (reason, quiet, heard) => {
    const pauses = [{ reason, from: TODAY - 3, to: null }];
    const without = checkup({ activities: spike }, [], TODAY).findings;
    const judged = checkup({ activities: spike, pauses }, [], TODAY);
    expect(judged.pauses).toEqual([reason]);
    const of = (rule: RuleId, among = judged.findings) =>
      among.find((finding) => finding.rule === rule);
    expect(of(quiet)).toMatchObject({ answer: "clear", severity: "info", because: "paused" });
    expect(of(heard)).toEqual(of(heard, without));
  });

  it("covers its first and its last day and no other", () => {
    const isQuiet = (from: number, to: number | null) =>
      checkup({ activities: spike, pauses: [{ reason: "race-week", from, to }] }, [], TODAY)
        .findings.filter(({ because }) => because === "paused")
        .some(({ rule }) => rule === "session-spike");
    expect(isQuiet(TODAY, TODAY)).toBe(true);
    expect(isQuiet(TODAY - 9, TODAY)).toBe(true);
    expect(isQuiet(TODAY - 9, TODAY - 1)).toBe(false);
    expect(isQuiet(TODAY + 1, null)).toBe(false);
  });

  it("holds as the digest leaves, a day after the week that it judges", () => {
    const judge = (pauses: readonly Pause[]) =>
      checkup({ activities: spike, pauses }, [], TODAY, { toldUntil: TODAY + 1 });
    const { findings } = judge([]);
    const races = judge([{ reason: "race-week", from: TODAY + 1, to: null }]);
    expect(races.pauses).toEqual(["race-week"]);
    expect(races.findings).toEqual(findings);
    const well = judge([{ reason: "ill", from: TODAY - 9, to: TODAY }]);
    expect([well.pauses, well.isAfterIllness]).toEqual([[], true]);
  });

  describe("of a race week that is over", () => {
    const usual = [6, 9, 13, 16, 20, 23, 27].map((back) =>
      makeActivity({ day: TODAY - back, distanceM: 9_000 }),
    );
    const race = makeActivity({ day: TODAY - 1, distanceM: 21_100, movingS: 7200 });
    const pauses = [{ reason: "race-week" as const, from: TODAY - 7, to: TODAY - 1 }];
    const judge = (...more: Activity[]) =>
      checkup({ activities: [...usual, race, ...more], pauses }, [], TODAY);
    const raisedOf = (judged: Checkup) =>
      judged.findings.filter(({ answer }) => answer === "raised").map(({ rule }) => rule);

    it("raises nothing of the race, neither its length nor that of the week it is in", () => {
      const judged = judge();
      expect(judged.pauses).toEqual([]);
      expect(raisedOf(judged)).toEqual([]);
      expect(judged.findings.filter(({ because }) => because === "paused")).toHaveLength(5);
      expect(newsOf(judged, [race], []).findings).toEqual(judged.findings);
      expect(raisedOf(checkup({ activities: [...usual, race] }, [], TODAY))).toContain(
        "session-spike",
      );
    });

    it("still raises another run that was too long", () => {
      const judged = judge(makeActivity({ distanceM: 24_000, movingS: 9000 }));
      expect(raisedOf(judged)).toEqual(["session-spike"]);
    });

    it("is silent on the week for as long as the race is in it, and not longer", () => {
      const week = (today: number) =>
        checkup({ activities: [...usual, race], pauses }, [], today).findings.find(
          ({ rule }) => rule === "distance-progression",
        )?.because;
      expect(week(TODAY + 5)).toBe("paused");
      expect(week(TODAY + 6)).toBeNull();
    });
  });
});
