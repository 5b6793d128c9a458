import { describe, expect, it } from "vitest";
import { checkup } from "../../../domain/checkup.ts";
import type { Because, RuleId, Severity } from "../../../domain/finding.ts";
import type { Activity } from "../../../domain/history.ts";
import { keysOf, newsOf, standingKeyOf, withoutSource } from "../../../domain/nudges/news.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeFinding } from "../../support/make-finding.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const usual = onDays([TODAY - 9, TODAY - 16, TODAY - 23], { distanceM: 5000 });
const shoes = [makeShoe({ startDistanceM: 490_000 })];
const judged = (runs: readonly Activity[], said: readonly string[] = []) => {
  const activities = [...usual, ...runs];
  return newsOf(checkup({ activities }, shoes, TODAY), activities, said);
};
const raisedOf = (runs: readonly Activity[], said: readonly string[] = []) =>
  judged(runs, said)
    .findings.filter(({ answer }) => answer === "raised")
    .map(({ rule }) => rule);

describe("what is recent enough to write about", () => {
  it.each([
    [0, true],
    [2, true],
    [3, false],
    [6, false],
  ])("a long run of %i days ago: %s", (ago, isNews) => {
    const far = makeActivity({ day: TODAY - ago, distanceM: 10_000 });
    expect(raisedOf([far]).includes("session-spike")).toBe(isNews);
  });

  it("an older spike stays old when a short run follows it", () => {
    const far = makeActivity({ day: TODAY - 4, distanceM: 10_000 });
    const short = makeActivity({ day: TODAY, distanceM: 3000 });
    expect(raisedOf([far, short])).not.toContain("session-spike");
  });

  it("without a recent run there is none, nor a pair of shoes", () => {
    expect(judged([])).toEqual({ findings: [], sessions: [], worn: [] });
  });

  it("keeps what is raised of the week beside a run that is not too long", () => {
    const before = onDays([TODAY - 8, TODAY - 10, TODAY - 12], { distanceM: 5000 });
    const week = onDays([TODAY, TODAY - 1, TODAY - 3, TODAY - 4, TODAY - 5], { distanceM: 5000 });
    expect(raisedOf([...before, ...week])).toContain("distance-progression");
  });

  it("is of no pair that was worn before these days, nor on a walk", () => {
    const recent = makeActivity({ day: TODAY, distanceM: 3000, shoeId: "shoe:2" });
    const earlier = makeActivity({ day: TODAY - 5, distanceM: 3000, shoeId: "shoe:1" });
    const walk = makeActivity({ day: TODAY, sport: "walk", distanceM: 3000, shoeId: "shoe:1" });
    expect(judged([recent, earlier, walk]).worn).toEqual([]);
  });

  it("a pair is worn under whichever of its names a run has", () => {
    const own = makeShoe({ id: "own:a", sameAs: { id: "shoe:1", since: TODAY - 30 } });
    const activities = [...usual, makeActivity({ day: TODAY, distanceM: 3000, shoeId: "own:a" })];
    const judgement = checkup({ activities }, [...shoes, own], TODAY);
    expect(newsOf(judgement, activities, []).worn).toMatchObject([
      { shoeId: "shoe:1", alsoIds: ["own:a"] },
    ]);
  });

  it("is no run before a race week that has begun", () => {
    const activities = [...usual, makeActivity({ day: TODAY - 1, distanceM: 10_000 })];
    const pauses = [{ reason: "race-week", from: TODAY, to: null }] as const;
    const { findings } = newsOf(checkup({ activities, pauses }, [], TODAY), activities, []);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "session-spike", answer: "clear", because: "paused" }),
    );
  });

  it("only a pair worn lately is told of", () => {
    const worn = (shoeId: string | null) =>
      judged([makeActivity({ day: TODAY, distanceM: 3000, shoeId })]).worn.map(
        (shoe) => shoe.shoeId,
      );
    expect(worn("shoe:1")).toEqual(["shoe:1"]);
    expect(worn(null)).toEqual([]);
  });
});

describe("what the last digest said", () => {
  const far = makeActivity({ day: TODAY - 1, distanceM: 10_000, shoeId: "shoe:1" });
  const before = { ...far, day: TODAY - 2, distanceM: 4000 };
  const digestOf = (runs: readonly Activity[], day = TODAY - 1) =>
    keysOf(checkup({ activities: [...usual, ...runs] }, shoes, day));

  it("is no news: neither a rule nor a pair", () => {
    const said = digestOf([far]);
    expect(raisedOf([far])).toContain("session-spike");
    // The rule is one for the digest alone: a worn pair is a nudge of its own.
    expect(raisedOf([far], said)).toEqual(["shoe-wear"]);
    expect(judged([far]).worn).toHaveLength(1);
    expect(judged([far], said).worn).toEqual([]);
  });

  it("of a run that was too long stays old when a short one follows it", () => {
    const short = makeActivity({ day: TODAY, distanceM: 3000 });
    expect(raisedOf([far, short], digestOf([far]))).not.toContain("session-spike");
  });

  it("of days without rest stays old when one more follows", () => {
    const daily = onDays(
      [0, 1, 2, 3, 4, 5, 6, 7].map((ago) => TODAY - ago),
      { distanceM: 5000 },
    );
    expect(raisedOf(daily)).toContain("rest-days");
    expect(raisedOf(daily, digestOf(daily))).not.toContain("rest-days");
  });

  it("leaves a later run that went too far, and that run alone", () => {
    const further = makeActivity({ day: TODAY, distanceM: 15_000 });
    const { findings, sessions } = judged([far, further], digestOf([far]));
    expect(findings.filter(({ rule }) => rule === "session-spike")).toMatchObject([
      { answer: "raised" },
    ]);
    expect(sessions).toMatchObject([{ distanceM: 15_000 }]);
  });

  it("leaves a run that came too late for it", () => {
    expect(raisedOf([far], digestOf([before]))).toContain("session-spike");
  });

  it("leaves one that came too late for it, also beside another that it told of", () => {
    const late = makeActivity({ day: TODAY - 2, distanceM: 7000 });
    const { findings, sessions } = judged([late, far], digestOf([far]));
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "session-spike", answer: "raised" }),
    );
    expect(sessions).toMatchObject([{ distanceM: 7000 }]);
  });

  it("leaves the one of two of a day that came too late for it, whichever began first", () => {
    const told = makeActivity({ day: TODAY - 1, startMinute: 1100, distanceM: 9000 });
    const late = makeActivity({ day: TODAY - 1, startMinute: 480, distanceM: 7000 });
    const { sessions, findings } = judged([late, told], digestOf([told]));
    expect(sessions).toMatchObject([{ distanceM: 7000 }]);
    expect(findings[0]).toMatchObject({ rule: "session-spike", answer: "raised" });
    expect(judged([late, told], digestOf([late])).sessions).toMatchObject([{ distanceM: 9000 }]);
  });

  it("leaves one of the same day, begun after an evening's digest", () => {
    const morning = makeActivity({ day: TODAY, startMinute: 480, distanceM: 10_000 });
    const night = makeActivity({ day: TODAY, startMinute: 1260, distanceM: 9000 });
    const said = digestOf([morning], TODAY);
    expect(raisedOf([morning], said)).not.toContain("session-spike");
    expect(raisedOf([morning, night], said)).toContain("session-spike");
    expect(judged([morning, night], said).sessions).toMatchObject([{ distanceM: 9000 }]);
  });

  it("stays old when another source's record of the run counts by now", () => {
    const other = { ...far, id: "run:of-the-watch", distanceM: 10_050 };
    expect(raisedOf([other], digestOf([far]))).not.toContain("session-spike");
  });

  describe("of a run that was too long", () => {
    const runs = (...ago: readonly number[]) =>
      onDays(
        ago.map((days) => TODAY - days),
        { distanceM: 5000 },
      );

    it("stands for the rise that it makes, also one that shows only later", () => {
      const earlier = [...runs(8, 10, 12, 3, 5), far];
      const said = digestOf(earlier);
      expect(said).not.toContain("rule:distance-progression");
      const now = [...earlier, ...runs(0)];
      expect(raisedOf(now)).toContain("distance-progression");
      expect(raisedOf(now, said)).not.toContain("distance-progression");
    });

    it("stands for no rise of a week that no longer holds it", () => {
      const earlier = [...runs(13, 14, 15), makeActivity({ day: TODAY - 8, distanceM: 9000 })];
      const said = digestOf(earlier, TODAY - 6);
      expect(said).toContain(`too-far:${TODAY - 8}@9000`);
      expect(said).not.toContain("rule:distance-progression");
      expect(raisedOf([...earlier, ...runs(0, 1, 2, 3, 4, 5)], said)).toContain(
        "distance-progression",
      );
    });
  });

  it("is each run that went too far, neither a race nor any other, and no pair with plenty left", () => {
    const activities = [
      ...usual,
      makeActivity({ day: TODAY - 4, distanceM: 12_000 }),
      makeActivity({ day: TODAY - 2, distanceM: 21_100 }),
      makeActivity({ day: TODAY, distanceM: 5000 }),
    ];
    const pauses = [{ reason: "race-week", from: TODAY - 3, to: TODAY - 1 }] as const;
    const judgement = checkup({ activities, pauses }, [makeShoe()], TODAY);
    expect(keysOf(judgement)).toEqual([`too-far:${TODAY - 4}@12000`]);
  });

  it("doesn't count where it was too little for a nudge", () => {
    const finding = { rule: "cadence", answer: "raised", basis: "advice", because: null } as const;
    const keys = (severity: Severity) =>
      keysOf({ findings: [{ ...finding, severity }], sessions: [], shoes: [] });
    expect(keys("notice")).toEqual([]);
    expect(keys("urgent")).toEqual(["rule:cadence"]);
  });

  it("includes what goes without saying beside it", () => {
    const finding = {
      rule: "distance-progression",
      answer: "raised",
      severity: "notice",
      basis: "convention",
      because: null,
    } as const;
    expect(keysOf({ findings: [finding], sessions: [], shoes: [] })).toEqual([
      "rule:distance-progression",
      "rule:duration-progression",
    ]);
  });
});

describe("what a digest needn't say each week", () => {
  const keyOf = (told: Parameters<typeof makeFinding>[0], distanceM = 0) => {
    const worn = checkup({ activities: [] }, [makeShoe({ startDistanceM: distanceM })], TODAY);
    return standingKeyOf(makeFinding(told), worn);
  };
  const severities: readonly Severity[] = ["info", "notice", "warning", "urgent"];

  it.each<[RuleId, readonly Severity[]]>([
    ["session-spike", []],
    ["distance-progression", []],
    ["duration-progression", []],
    ["intensity-progression", []],
    ["rest-days", []],
    ["training-strain", []],
    ["cadence", ["info"]],
    ["shoe-wear", severities],
  ])("is of what is raised by %s: %j", (rule, standing) => {
    const keyed = severities.filter((severity) => keyOf({ rule, severity }) !== null);
    expect(keyed).toEqual(standing);
  });

  it.each<[Because | null, boolean]>([
    ["no-shoes", true],
    ["no-shared-load-method", true],
    ["no-cadence", true],
    ["no-distance", true],
    ["some-distance-missing", true],
    ["short-history", false],
    ["no-earlier-run", false],
    ["paused", false],
    [null, false],
  ])("is of what isn't raised because of %j: %s", (because, stands) => {
    const answer = because === null || because === "paused" ? "clear" : "not-enough-data";
    expect(keyOf({ rule: "cadence", answer, because }) !== null).toBe(stands);
  });

  it("is anew what a pair has come to: its notice is none of its replacement", () => {
    const told = [490_000, 500_000, 810_000].map((distanceM) =>
      keyOf({ rule: "shoe-wear" }, distanceM),
    );
    expect(told[0]).toBe(told[1]);
    expect(told[2]).not.toBe(told[1]);
  });
});

describe("what is remembered once a source is forgotten", () => {
  const forgotten = (key: string) => withoutSource([key], "strava")[0];

  it("is no run's day or distance, and what was said of it is said of none any more", () => {
    const far = makeActivity({ day: TODAY, distanceM: 10_000 });
    const said = keysOf(checkup({ activities: [...usual, far] }, [], TODAY));
    expect(raisedOf([far], said)).not.toContain("session-spike");
    const left = withoutSource(said, "strava");
    expect(left.join()).not.toMatch(/\d/);
    expect(raisedOf([far], left)).toContain("session-spike");
  });

  it.each([
    ["shoe:strava:g1@482803", "shoe:strava@482803"],
    [
      "stands:shoe-wear:shoe:own:a@482803,shoe:strava:g1@482803,shoe:strava:g2@804672",
      "stands:shoe-wear:shoe:own:a@482803,shoe:strava@482803,shoe:strava@804672",
    ],
    ["shoe:own:strava:g1@482803", "shoe:own:strava:g1@482803"],
    ["rule:rest-days", "rule:rest-days"],
    ["flag:R1:book-visit", "flag:R1:book-visit"],
    ["stands:cadence", "stands:cadence"],
  ])("is of %s: %s", (key, left) => {
    expect(forgotten(key)).toBe(left);
  });
});
