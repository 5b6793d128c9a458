import { describe, expect, it } from "vitest";
import type { Finding, RuleId } from "../../../domain/finding.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { hasFrontHipPain, hurtsNow, sorePlaces } from "../../../domain/pain/sore-places.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { TIPS, type TipId } from "../../../domain/tips/catalogue.ts";
import { pickTips, type TipsInput } from "../../../domain/tips/pick-tips.ts";
import { shuffleKey } from "../../../domain/tips/shuffle-key.ts";
import {
  makeBegunCheckIn,
  makeCheckIn,
  makeLoadContext,
  makeSelfScreen,
} from "../../support/make-check-in.ts";
import { FORBIDDEN, tipIds } from "./laws.ts";

const TODAY = 20_000;

function raised(rule: RuleId): Finding {
  return { rule, answer: "raised", severity: "warning", basis: "convention", because: null };
}

function pick(overrides: Partial<TipsInput> = {}): readonly TipId[] {
  const checkIns = overrides.checkIns ?? [];
  return pickTips({
    runnerId: "runner:1",
    week: 2857,
    today: TODAY,
    findings: [],
    checkIns,
    triage: triage(checkIns, makeLoadContext()),
    shown: [],
    ...overrides,
  });
}

const everything = (overrides: Partial<TipsInput> = {}) =>
  pick({ count: tipIds.length, ...overrides });

describe("the tips of a week", () => {
  it("are two, the same whenever they are asked for", () => {
    expect(pick()).toHaveLength(2);
    expect(pick()).toEqual(pick());
  });

  it("never say the same of the article twice", () => {
    const facts = everything().map((id) => TIPS[id].fact);
    expect(facts).toEqual([...new Set(facts)]);
  });

  it("differ between runners and weeks", () => {
    const weeks = Array.from({ length: 20 }, (_, week) => pick({ week }).join());
    const runners = Array.from({ length: 20 }, (_, id) => pick({ runnerId: `${id}` }).join());
    expect(new Set(weeks).size).toBeGreaterThan(10);
    expect(new Set(runners).size).toBeGreaterThan(10);
  });

  it("fit the findings before anything else", () => {
    expect([...pick({ findings: [raised("shoe-wear")] })].sort()).toEqual(["F1", "F2"]);
  });

  it("ignore findings that aren't raised", () => {
    const clear: Finding = { ...raised("shoe-wear"), answer: "clear" };
    expect(everything({ findings: [clear] })).not.toContain("F1");
  });

  it("fit pain before the findings", () => {
    const picked = pick({ checkIns: [makeCheckIn()], findings: [raised("shoe-wear")] });
    expect(picked).toHaveLength(2);
    expect(
      picked.every((id) => TIPS[id].fits.some((fit) => /^(pain|place:|cause:)/.test(fit))),
    ).toBe(true);
  });

  it.each([
    ["one", 1, [], true],
    ["two", 2, [], true],
    ["three", 3, [], false],
    ["three where more are asked for", 3, [raised("rest-days")], true],
    ["three where something else is raised", 3, [raised("distance-progression")], false],
    ["three where that is enough", 3, [{ ...raised("rest-days"), answer: "clear" }], false],
  ] as const)(
    "plan a day off beside %s: not for who has plenty",
    (_, restDaysIn7, findings, is) => {
      for (const checkIns of [[], [makeCheckIn()], [makeCheckIn({ places: [] })]]) {
        const tips = everything({ checkIns, findings, restDaysIn7 });
        expect(tips.includes("L2")).toBe(is);
      }
    },
  );

  it("fit what the self-screen shows before what always fits", () => {
    const selfScreen = makeSelfScreen({ trunkSways: true });
    const painless = { places: [], painDuring: 0, painAfter: 0 };
    const picked = pick({ checkIns: [makeCheckIn({ ...painless, selfScreen })] });
    expect(picked).toHaveLength(2);
    expect(picked.every((id) => TIPS[id].fits.some((fit) => fit === "factor:X2"))).toBe(true);
  });

  it("count the last time a tip was shown", () => {
    const checkIns = [makeCheckIn({ numbness: true })];
    const twice = [2853, 2856].map((week) => ({ tip: "L4" as const, week }));
    const shown = [
      ...twice,
      ...tipIds.filter((tip) => tip !== "L4").map((tip) => ({ tip, week: 2855 })),
    ];
    expect(pick({ checkIns, shown })).not.toContain("L4");
  });

  it("fit pain before the findings whoever asks, in whatever order the check-ins came", () => {
    const well = makeCheckIn({ day: TODAY - 5, places: [], painDuring: 0, painAfter: 0 });
    const now = makeCheckIn({ day: TODAY, kind: null });
    for (let id = 0; id < 40; id += 1) {
      const asked = { runnerId: `${id}`, findings: [raised("shoe-wear"), raised("cadence")] };
      for (const checkIns of [
        [well, now],
        [now, well],
      ]) {
        const [first] = pick({ ...asked, checkIns });
        expect(TIPS[first ?? "L1"].fits.some((fit) => /^(pain|place:|cause:)/.test(fit))).toBe(
          true,
        );
      }
    }
  });

  it("explain the two likeliest causes and no more", () => {
    const checkIns = [makeCheckIn({ places: ["front-or-groin"] })];
    const judged = triage(checkIns, makeLoadContext());
    const causes = judged?.causes.map(({ id }) => id) ?? [];
    expect(causes.length).toBeGreaterThan(2);
    const explained = everything({ checkIns }).filter((id) => TIPS[id].kind === "explanation");
    expect(explained.toSorted()).toEqual(causes.slice(0, 2).toSorted());
  });

  it.each([
    [6.9, true],
    [7, false],
    [null, false],
  ])("count a night of %s hours as short: %s", (sleepHours, isShort) => {
    const painless = { places: [], painDuring: 0, painAfter: 0 };
    const weeks = Array.from({ length: 20 }, (_, week) =>
      pick({ week, checkIns: [makeCheckIn({ ...painless, sleepHours })] }).includes("L4"),
    );
    expect(weeks.every(Boolean)).toBe(isShort);
  });

  it("mention sleep after a short night", () => {
    expect(
      pick({ checkIns: [makeCheckIn({ sleepHours: 5, places: [], painDuring: 0, painAfter: 0 })] }),
    ).toContain("L4");
  });

  it("don't repeat within 4 weeks while something else fits", () => {
    const seen: { tip: TipId; week: number }[] = [];
    for (let week = 0; week < 30; week += 1) {
      const picked = pick({ week, shown: seen });
      for (const tip of picked) {
        expect(seen.filter((entry) => entry.tip === tip && week - entry.week <= 4)).toEqual([]);
        seen.push({ tip, week });
      }
    }
  });

  it("aren't moved by what this week itself was shown", () => {
    const first = pick();
    expect(pick({ shown: first.map((tip) => ({ tip, week: 2857 })) })).toEqual(first);
  });

  it("repeat the one shown longest ago where nothing else is left", () => {
    const checkIns = [makeCheckIn({ numbness: true })];
    const shown = tipIds.map((tip) => ({ tip, week: tip === "L4" ? 2854 : 2856 }));
    expect(pick({ checkIns, shown })[0]).toBe("L4");
  });
});

describe("what rules a tip out", () => {
  it.each<[Partial<CheckIn>, string]>([
    [{ saddleNumbness: true }, "an emergency"],
    [{ cannotBearWeight: true }, "an emergency"],
  ])("%j leaves nothing: %s", (answers) => {
    expect(everything({ checkIns: [makeCheckIn(answers)] })).toEqual([]);
  });

  it("a doctor to see leaves only explanations", () => {
    const left = everything({
      checkIns: [makeCheckIn({ places: ["front-or-groin"], growsDuringRun: true })],
    });
    expect(left).toContain("P5");
    expect(left.every((id) => TIPS[id].kind === "explanation")).toBe(true);
  });

  it.each([
    ["a visit to book", makeCheckIn({ numbness: true })],
    ["a red light", makeCheckIn({ painDuring: 6 })],
  ])("%s leaves only what asks for no effort", (_, checkIn) => {
    const kinds = new Set(everything({ checkIns: [checkIn] }).map((id) => TIPS[id].kind));
    expect([...kinds].sort()).toEqual(["explanation", "recovery", "self-care"]);
  });

  it.each(["outside", "sit-bone", "front-or-groin"] as const)(
    "pain at %s leaves out what presses or stretches it",
    (place) => {
      const left = everything({ checkIns: [makeCheckIn({ places: [place] })] });
      expect(left.filter((id) => FORBIDDEN[place]?.includes(id))).toEqual([]);
      expect(left.some((id) => TIPS[id].kind === "strength")).toBe(true);
    },
  );

  it("front pain leaves out quicker steps even where cadence is raised", () => {
    const findings = [raised("cadence")];
    expect(everything({ findings })).toContain("C1");
    expect(
      everything({ findings, checkIns: [makeCheckIn({ places: ["front-or-groin"] })] }),
    ).not.toContain("C1");
  });

  it("deadlifts wait four weeks after the last sit-bone pain, hamstring stretches only until it's gone", () => {
    const painFree = makeCheckIn({ day: TODAY, places: [], painDuring: 0, painAfter: 0 });
    const history = (ago: number) => [
      makeCheckIn({ day: TODAY - ago, places: ["sit-bone"] }),
      painFree,
    ];
    const left = (ago: number) => {
      const shown = ["G5-lunge", "W2-hip-flexors", "W2-glutes", "W2-quadriceps"] as const;
      return everything({
        checkIns: history(ago),
        shown: shown.map((tip) => ({ tip, week: 2856 })),
      });
    };
    expect(left(27)).not.toContain("G4");
    expect(left(27)).toContain("W2-hamstrings");
    expect(left(28)).toContain("G4");
  });

  it("a place told up to 14 days before the newest check-in still counts, up to one without pain", () => {
    const earlier = (ago: number) => makeCheckIn({ day: TODAY - ago, places: ["outside"] });
    const now = makeCheckIn({ day: TODAY, places: ["outer-knee"] });
    const painFree = makeCheckIn({ day: TODAY - 5, places: [], painDuring: 0, painAfter: 0 });
    expect([...sorePlaces([now, earlier(14)])].sort()).toEqual(["outer-knee", "outside"]);
    expect([...sorePlaces([now, earlier(15)])]).toEqual(["outer-knee"]);
    expect([...sorePlaces([now, painFree, earlier(14)])]).toEqual(["outer-knee"]);
    expect(sorePlaces([]).size).toBe(0);
  });

  it("a check-in that was only begun leaves every sore place sore, however late, and adds its own", () => {
    const told = makeCheckIn({ day: TODAY - 40, places: ["front-or-groin"] });
    const begun = makeBegunCheckIn({ day: TODAY });
    expect([...sorePlaces([told, begun])]).toEqual(["front-or-groin"]);
    const elsewhere = { ...begun, places: ["outside" as const] };
    expect([...sorePlaces([told, elsewhere])].sort()).toEqual(["front-or-groin", "outside"]);
    expect([hasFrontHipPain([told, begun]), hurtsNow([told, begun])]).toEqual([true, true]);
  });

  it.each([
    ["front-or-groin", true],
    ["deep", true],
    ["outside", false],
  ] as const)("pain at %s keeps quicker steps away: %s", (place, away) => {
    expect(hasFrontHipPain([makeCheckIn({ places: [place] })])).toBe(away);
  });

  it("a place named with scores of 0 is sore all the same: it may hurt outside running", () => {
    const painless = { painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const lying = makeCheckIn({ ...painless, places: ["outside"], when: ["lying-on-it"] });
    const left = everything({ checkIns: [lying] });
    expect(left.filter((id) => FORBIDDEN.outside?.includes(id))).toEqual([]);
    expect(left).toContain("P3-pillow");
  });

  it("pain at a place that wasn't told leaves out what any place would", () => {
    const left = everything({ checkIns: [makeCheckIn({ places: [], painDuring: 3 })] });
    const ofPlaces = (id: TipId) => TIPS[id].excludedBy.some((one) => one !== "rested");
    expect(left.filter(ofPlaces)).toEqual([]);
    expect(left).toContain("G6-bird-dog");
  });

  it("the newest check-in holds until there is another", () => {
    const long = [makeCheckIn({ day: TODAY - 200 })];
    expect(everything({ checkIns: long })).not.toContain("G1");
  });
});

describe("the shuffle", () => {
  // The published test vectors of 32-bit FNV-1a.
  it.each([
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("of %j is %i", (text, key) => {
    expect(shuffleKey(text)).toBe(key);
  });
});
