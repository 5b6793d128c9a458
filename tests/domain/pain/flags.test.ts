import { describe, expect, it } from "vitest";
import type { CheckIn, Sign } from "../../../domain/pain/check-in.ts";
import { FLAG_RULES, type FlagId, type Urgency } from "../../../domain/pain/flags.ts";
import type { FlagReason } from "../../../domain/pain/reasons.ts";
import { triage } from "../../../domain/pain/triage.ts";
import {
  makeBegunCheckIn,
  makeCheckIn,
  makeLoadContext,
  makeSelfScreen,
  makeUnansweredCheckIn,
} from "../../support/make-check-in.ts";

const TODAY = 20_000;

function flagsFor(checkIns: readonly CheckIn[], lastRunDay: number | null = null) {
  const flags = triage(checkIns, makeLoadContext({ lastRunDay }))?.flags ?? [];
  return Object.fromEntries(flags.map((flag) => [flag.id, flag.urgency]));
}

function reasonsFor(id: FlagId, checkIns: readonly CheckIn[], lastRunDay: number | null = null) {
  const flags = triage(checkIns, makeLoadContext({ lastRunDay }))?.flags ?? [];
  return flags.find((flag) => flag.id === id)?.because;
}

interface Case {
  readonly rule: FlagId;
  readonly says: string;
  readonly answers: Partial<CheckIn>;
  readonly urgency: Urgency | undefined;
  readonly because?: readonly FlagReason[];
}

const PAINLESS = {
  ...{ places: [], side: null, kind: null, daysLasted: null },
  ...{ painDuring: 0, painAfter: 0, painNextMorning: 0 },
} satisfies Partial<CheckIn>;

const CASES: readonly Case[] = [
  {
    rule: "R1",
    says: "3 after 14 days",
    answers: { daysLasted: 14, painDuring: 3 },
    urgency: "book-visit",
    because: ["still-sore-after-14-days"],
  },
  {
    rule: "R1",
    says: "3 after 13 days",
    answers: { daysLasted: 13, painDuring: 3 },
    urgency: undefined,
  },
  {
    rule: "R1",
    says: "2 after 14 days",
    answers: { daysLasted: 14, painDuring: 2 },
    urgency: undefined,
  },
  {
    rule: "R1",
    says: "no score told after 14 days",
    answers: { daysLasted: 14, painDuring: null, painAfter: null, painNextMorning: null },
    urgency: "book-visit",
    because: ["still-sore-after-14-days"],
  },
  {
    rule: "R2",
    says: "spreading",
    answers: { spreading: true },
    urgency: "book-visit",
    because: ["spreading"],
  },
  {
    rule: "R2",
    says: "earlier in each run",
    answers: { places: ["buttock"], earlierEachRun: true },
    urgency: "book-visit",
    because: ["earlierEachRun"],
  },
  {
    rule: "R3",
    says: "a pop with loss of function",
    answers: { pop: true, lossOfFunction: true },
    urgency: "emergency",
    because: ["pop", "lossOfFunction"],
  },
  {
    rule: "R3",
    says: "a pop alone",
    answers: { pop: true },
    urgency: "stop-and-see-doctor",
    because: ["pop"],
  },
  {
    rule: "R3",
    says: "loss of function, pop not answered",
    answers: { lossOfFunction: true, pop: null },
    urgency: "stop-and-see-doctor",
    because: ["lossOfFunction"],
  },
  {
    rule: "R3",
    says: "sharp and sudden",
    answers: { kind: "sharp-and-sudden" },
    urgency: "book-visit",
    because: ["sharp-and-sudden"],
  },
  {
    rule: "R4",
    says: "trouble walking",
    answers: { troubleWalking: true },
    urgency: "book-visit",
    because: ["troubleWalking"],
  },
  {
    rule: "R4",
    says: "trouble on stairs",
    answers: { troubleStairs: true },
    urgency: "book-visit",
    because: ["troubleStairs"],
  },
  {
    rule: "R4",
    says: "trouble sleeping",
    answers: { troubleSleeping: true },
    urgency: "book-visit",
    because: ["troubleSleeping"],
  },
  {
    rule: "R4",
    says: "stairs bring it on, but are no trouble",
    answers: { when: ["stairs"] },
    urgency: undefined,
  },
  {
    rule: "R5",
    says: "radiating",
    answers: { radiating: true },
    urgency: "book-visit",
    because: ["radiating"],
  },
  {
    rule: "R5",
    says: "a radiating kind",
    answers: { kind: "radiating" },
    urgency: "book-visit",
    because: ["radiating-kind"],
  },
  {
    rule: "R5",
    says: "numbness",
    answers: { numbness: true },
    urgency: "book-visit",
    because: ["numbness"],
  },
  {
    rule: "R5",
    says: "tingling",
    answers: { tingling: true },
    urgency: "book-visit",
    because: ["tingling"],
  },
  {
    rule: "R6",
    says: "swelling",
    answers: { swelling: true },
    urgency: "book-visit",
    because: ["swelling"],
  },
  {
    rule: "R6",
    says: "redness",
    answers: { redness: true },
    urgency: "book-visit",
    because: ["redness"],
  },
  {
    rule: "R6",
    says: "warmth",
    answers: { warmth: true },
    urgency: "book-visit",
    because: ["warmth"],
  },
  {
    rule: "R7",
    says: "no weight on the leg",
    answers: { cannotBearWeight: true },
    urgency: "emergency",
    because: ["cannotBearWeight"],
  },
  {
    rule: "R8",
    says: "fever and warmth",
    answers: { fever: true, warmth: true },
    urgency: "emergency",
    because: ["fever", "warmth"],
  },
  {
    rule: "R8",
    says: "fever and redness",
    answers: { fever: true, redness: true },
    urgency: "emergency",
    because: ["fever", "redness"],
  },
  {
    rule: "R8",
    says: "fever and swelling",
    answers: { fever: true, swelling: true },
    urgency: "emergency",
    because: ["fever", "swelling"],
  },
  {
    rule: "R8",
    says: "fever and 6 of 10",
    answers: { fever: true, painDuring: 6 },
    urgency: "emergency",
    because: ["fever", "very-painful"],
  },
  {
    rule: "R8",
    says: "fever, score not told",
    answers: { fever: true, painDuring: null, painAfter: null, painNextMorning: null },
    urgency: "emergency",
    because: ["fever", "score-not-told"],
  },
  {
    rule: "R8",
    says: "fever, neither place nor score told",
    answers: { places: [], fever: true, painDuring: null, painAfter: null, painNextMorning: null },
    urgency: undefined,
  },
  {
    rule: "R12",
    says: "fever, neither place nor score told",
    answers: { places: [], fever: true, painDuring: null, painAfter: null, painNextMorning: null },
    urgency: "stop-and-see-doctor",
    because: ["fever"],
  },
  {
    rule: "R8",
    says: "fever and 5 of 10",
    answers: { fever: true, painDuring: 5 },
    urgency: undefined,
  },
  {
    rule: "R9",
    says: "bladder or bowel",
    answers: { bladderOrBowelTrouble: true },
    urgency: "emergency",
    because: ["bladderOrBowelTrouble"],
  },
  {
    rule: "R9",
    says: "saddle numbness",
    answers: { saddleNumbness: true },
    urgency: "emergency",
    because: ["saddleNumbness"],
  },
  {
    rule: "R10",
    says: "hot swollen calf",
    answers: { hotSwollenCalf: true },
    urgency: "emergency",
    because: ["hotSwollenCalf"],
  },
  {
    rule: "R11",
    says: "groin, grows",
    answers: { places: ["front-or-groin"], growsDuringRun: true },
    urgency: "stop-and-see-doctor",
    because: ["place:front-or-groin", "growsDuringRun"],
  },
  {
    rule: "R11",
    says: "deep, earlier each run",
    answers: { places: ["deep"], earlierEachRun: true },
    urgency: "stop-and-see-doctor",
    because: ["place:deep", "earlierEachRun"],
  },
  {
    rule: "R11",
    says: "groin, night pain",
    answers: { places: ["front-or-groin"], nightPain: true },
    urgency: "stop-and-see-doctor",
    because: ["place:front-or-groin", "nightPain"],
  },
  {
    rule: "R11",
    says: "groin, limp",
    answers: { places: ["front-or-groin"], limp: true },
    urgency: "stop-and-see-doctor",
    because: ["place:front-or-groin", "limp"],
  },
  {
    rule: "R11",
    says: "deep, trouble walking",
    answers: { places: ["deep"], troubleWalking: true },
    urgency: "stop-and-see-doctor",
    because: ["place:deep", "troubleWalking"],
  },
  {
    rule: "R11",
    says: "deep, standing on one leg",
    answers: { places: ["deep"], when: ["standing-on-one-leg"] },
    urgency: "stop-and-see-doctor",
    because: ["place:deep", "when:standing-on-one-leg"],
  },
  {
    rule: "R11",
    says: "deep, only when running, growth not answered",
    answers: {
      places: ["deep"],
      when: ["only-running"],
      growsDuringRun: null,
      easesWithRest: null,
    },
    urgency: "stop-and-see-doctor",
    because: ["place:deep", "when:only-running"],
  },
  {
    rule: "R11",
    says: "groin, eases with rest, growth not answered",
    answers: { places: ["front-or-groin"], easesWithRest: true, growsDuringRun: null },
    urgency: "stop-and-see-doctor",
    because: ["place:front-or-groin", "easesWithRest"],
  },
  {
    rule: "R11",
    says: "groin, eases with rest and doesn't grow",
    answers: { places: ["front-or-groin"], easesWithRest: true },
    urgency: undefined,
  },
  {
    rule: "R11",
    says: "groin, nothing telling",
    answers: { places: ["front-or-groin"] },
    urgency: undefined,
  },
  {
    rule: "R11",
    says: "outside, grows",
    answers: { places: ["outside"], growsDuringRun: true, limp: true },
    urgency: undefined,
  },
  {
    rule: "R11",
    says: "buttock, grows",
    answers: { places: ["buttock"], growsDuringRun: true },
    urgency: undefined,
  },
  {
    rule: "R11",
    says: "buttock, grows, limp",
    answers: { places: ["buttock"], growsDuringRun: true, limp: true },
    urgency: "stop-and-see-doctor",
    because: ["place:buttock", "growsDuringRun", "limp"],
  },
  {
    rule: "R11",
    says: "sit bone, earlier each run, night pain",
    answers: { places: ["sit-bone"], earlierEachRun: true, nightPain: true },
    urgency: "stop-and-see-doctor",
    because: ["place:sit-bone", "earlierEachRun", "nightPain"],
  },
  {
    rule: "R11",
    says: "inner thigh, grows, night pain",
    answers: { places: ["inner-thigh"], growsDuringRun: true, nightPain: true },
    urgency: "stop-and-see-doctor",
    because: ["place:inner-thigh", "growsDuringRun", "nightPain"],
  },
  {
    rule: "R11",
    says: "grows, place not told",
    answers: { places: [], growsDuringRun: true },
    urgency: "stop-and-see-doctor",
    because: ["place-not-told", "growsDuringRun"],
  },
  {
    rule: "R12",
    says: "a fever beside a mild ache",
    answers: { fever: true },
    urgency: "stop-and-see-doctor",
    because: ["fever"],
  },
  {
    rule: "R12",
    says: "a fever where nothing hurts",
    answers: { ...PAINLESS, fever: true },
    urgency: "stop-until-well",
    because: ["fever"],
  },
  {
    rule: "R12",
    says: "a fever and a limp where nothing hurts",
    answers: { ...PAINLESS, fever: true, limp: true },
    urgency: "stop-and-see-doctor",
    because: ["fever", "limp"],
  },
  {
    rule: "R13",
    says: "a fall, walking well",
    answers: { fallOrInjury: true },
    urgency: "book-visit",
    because: ["fallOrInjury"],
  },
  {
    rule: "R13",
    says: "a fall and a limp",
    answers: { fallOrInjury: true, limp: true },
    urgency: "stop-and-see-doctor",
    because: ["fallOrInjury", "limp"],
  },
  {
    rule: "R13",
    says: "a fall and trouble walking",
    answers: { fallOrInjury: true, troubleWalking: true },
    urgency: "stop-and-see-doctor",
    because: ["fallOrInjury", "troubleWalking"],
  },
  {
    rule: "R13",
    says: "a fall and loss of function",
    answers: { fallOrInjury: true, lossOfFunction: true },
    urgency: "stop-and-see-doctor",
    because: ["fallOrInjury", "lossOfFunction"],
  },
  {
    rule: "R13",
    says: "a fall and swelling",
    answers: { fallOrInjury: true, swelling: true },
    urgency: "stop-and-see-doctor",
    because: ["fallOrInjury", "swelling"],
  },
  {
    rule: "R13",
    says: "a fall and 6 of 10",
    answers: { fallOrInjury: true, painAfter: 6 },
    urgency: "stop-and-see-doctor",
    because: ["fallOrInjury", "very-painful"],
  },
  {
    rule: "R13",
    says: "a fall, score not told",
    answers: { fallOrInjury: true, painDuring: null, painAfter: null, painNextMorning: null },
    urgency: "book-visit",
    because: ["fallOrInjury"],
  },
  {
    rule: "R14",
    says: "a limp",
    answers: { limp: true },
    urgency: "book-visit",
    because: ["limp"],
  },
  {
    rule: "R15",
    says: "night pain in the buttock",
    answers: { places: ["buttock"], nightPain: true },
    urgency: "book-visit",
    because: ["nightPain"],
  },
  {
    rule: "R15",
    says: "night pain from lying on the outer hip",
    answers: { nightPain: true, when: ["lying-on-it"] },
    urgency: undefined,
  },
  {
    rule: "R15",
    says: "night pain of the outer hip, not from lying on it",
    answers: { nightPain: true, when: ["sitting"] },
    urgency: "book-visit",
    because: ["nightPain"],
  },
  {
    rule: "R15",
    says: "night pain from lying on it, in the buttock as well",
    answers: { places: ["outside", "buttock"], nightPain: true, when: ["lying-on-it"] },
    urgency: "book-visit",
    because: ["nightPain"],
  },
  {
    rule: "R15",
    says: "night pain from lying on it, place not told",
    answers: { places: [], nightPain: true, when: ["lying-on-it"] },
    urgency: "book-visit",
    because: ["nightPain"],
  },
  {
    rule: "R16",
    says: "tingling on both sides",
    answers: { side: "both", tingling: true },
    urgency: "stop-and-see-doctor",
    because: ["tingling", "both-sides"],
  },
  {
    rule: "R16",
    says: "tingling on one side",
    answers: { side: "left", tingling: true },
    urgency: undefined,
  },
  {
    rule: "R16",
    says: "pain down both legs from the buttock",
    answers: { places: ["buttock"], side: "both", radiating: true },
    urgency: "emergency",
    because: ["radiating", "both-sides"],
  },
  {
    rule: "R16",
    says: "pain down both outer thighs",
    answers: { places: ["outside"], side: "both", kind: "radiating" },
    urgency: "stop-and-see-doctor",
    because: ["radiating-kind", "both-sides"],
  },
  {
    rule: "R16",
    says: "pain from both outer hips to both outer knees",
    answers: { places: ["outside", "outer-knee"], side: "both", radiating: true },
    urgency: "stop-and-see-doctor",
    because: ["radiating", "both-sides"],
  },
  {
    rule: "R16",
    says: "pain down both legs, place not told",
    answers: { places: [], side: "both", radiating: true },
    urgency: "emergency",
    because: ["radiating", "both-sides"],
  },
  {
    rule: "R16",
    says: "numbness in both buttocks, no pain down the leg",
    answers: { places: ["buttock"], side: "both", numbness: true },
    urgency: "stop-and-see-doctor",
    because: ["numbness", "both-sides"],
  },
  {
    rule: "R17",
    says: "8 of 10",
    answers: { painAfter: 8 },
    urgency: "stop-and-see-doctor",
    because: ["severe-score"],
  },
  { rule: "R17", says: "7 of 10", answers: { painAfter: 7 }, urgency: undefined },
  {
    rule: "R18",
    says: "hot and 6 of 10 without fever",
    answers: { warmth: true, painDuring: 6 },
    urgency: "stop-and-see-doctor",
    because: ["warmth", "very-painful"],
  },
  {
    rule: "R18",
    says: "red and 6 of 10 without fever",
    answers: { redness: true, painDuring: 6 },
    urgency: "stop-and-see-doctor",
    because: ["redness", "very-painful"],
  },
  {
    rule: "R18",
    says: "hot, score not told",
    answers: { warmth: true, painDuring: null, painAfter: null, painNextMorning: null },
    urgency: undefined,
  },
  {
    rule: "R18",
    says: "hot and 5 of 10",
    answers: { warmth: true, painDuring: 5 },
    urgency: undefined,
  },
];

describe("red flags", () => {
  for (const { rule, says, answers, urgency, because } of CASES) {
    it(`${rule}: ${says} is ${urgency ?? "no flag"}`, () => {
      const { flags } = triage([makeCheckIn(answers)], makeLoadContext()) ?? {};
      const flag = flags?.find(({ id }) => id === rule);
      expect([flag?.urgency, flag?.because]).toEqual([urgency, because]);
    });
  }

  it("covers every rule with a case that raises it", () => {
    const raised = CASES.filter(({ urgency }) => urgency !== undefined).map(({ rule }) => rule);
    expect(new Set(raised)).toEqual(new Set(FLAG_RULES.map((rule) => rule.id)));
  });

  it("none for a mild ache with every question answered", () => {
    expect(flagsFor([makeCheckIn()])).toEqual({});
  });

  it("come whatever the score, and never beside a green light", () => {
    const painless = { painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const judged = triage([makeCheckIn({ ...painless, saddleNumbness: true })], makeLoadContext());
    expect(judged?.flags[0]?.urgency).toBe("emergency");
    expect(judged?.lightOfScores).toBe("green");
    expect(judged?.light).toBe("red");
  });

  it("come most urgent first, each with whom to see", () => {
    const judged = triage(
      [makeCheckIn({ tingling: true, fever: true, cannotBearWeight: true })],
      makeLoadContext(),
    );
    expect(judged?.flags.map(({ id, whom }) => [id, whom])).toEqual([
      ["R7", "emergency care"],
      ["R12", "doctor"],
      ["R5", "sports physician, physical therapist or kinesiologist"],
    ]);
  });

  it("name every danger question that is still open", () => {
    const judged = triage([makeUnansweredCheckIn({ fever: false })], makeLoadContext());
    expect(judged?.unanswered).toContain("saddleNumbness");
    expect(judged?.unanswered).not.toContain("fever");
  });

  it("there is no answer without a check-in", () => {
    expect(triage([], makeLoadContext())).toBeNull();
  });
});

describe("R11 over several check-ins", () => {
  const grew = makeCheckIn({ day: TODAY - 3, places: ["front-or-groin"], growsDuringRun: true });
  const well = makeCheckIn({ ...PAINLESS, day: TODAY });

  it("isn't settled by days off, which ease a bone stress injury too", () => {
    expect(flagsFor([grew, well], TODAY - 4)).toEqual({ R11: "stop-and-see-doctor" });
    expect(flagsFor([grew, well])).toEqual({ R11: "stop-and-see-doctor" });
    const mild = makeCheckIn({ day: TODAY, places: ["front-or-groin"], painDuring: 1 });
    expect(flagsFor([grew, mild], TODAY - 3)).toEqual({ R11: "stop-and-see-doctor" });
  });

  it("is settled by a later run without such signs, by twelve weeks, and by a second check-in that day", () => {
    expect(flagsFor([grew, well], TODAY - 2)).toEqual({});
    const later = (days: number, ranOn?: number) =>
      flagsFor([{ ...grew, day: TODAY - days }, well], ranOn);
    expect(later(15)).toEqual({ R11: "stop-and-see-doctor" });
    expect(later(84)).toEqual({ R11: "stop-and-see-doctor" });
    expect(later(85)).toEqual({});
    expect(later(40, TODAY - 40)).toEqual({ R11: "stop-and-see-doctor" });
    expect(later(40, TODAY - 39)).toEqual({});
    expect(flagsFor([{ ...grew, day: TODAY }, well])).toEqual({});
  });

  it("isn't settled by a check-in that was only begun, three weeks later", () => {
    const begun = makeBegunCheckIn({ day: TODAY });
    expect(flagsFor([{ ...grew, day: TODAY - 21 }, begun])["R11"]).toBe("stop-and-see-doctor");
  });

  it("holds because of no run since, in whatever order the check-ins are given", () => {
    expect(reasonsFor("R11", [grew, well])).toEqual(["no-run-since"]);
    expect(reasonsFor("R11", [well, grew])).toEqual(["no-run-since"]);
  });

  it("isn't settled by a run of which nobody says how the signs went", () => {
    const groin = { day: TODAY - 2, places: ["front-or-groin"], painDuring: 1 } as const;
    const unsaid = makeUnansweredCheckIn(groin);
    expect(flagsFor([grew, unsaid, well], TODAY - 2)).toEqual({ R11: "stop-and-see-doctor" });
    expect(flagsFor([grew, { ...unsaid, growsDuringRun: false }, well], TODAY - 2)).toEqual({});
  });

  describe("told of once more that day", () => {
    const told = (...answers: readonly Partial<CheckIn>[]) => {
      const that = { day: TODAY - 3, places: ["deep"], kind: null } as const;
      const checkIns = answers.map((more) => makeUnansweredCheckIn({ ...that, ...more }));
      return flagsFor([...checkIns, well])["R11"] ?? "none";
    };
    const both = { limp: true, growsDuringRun: true };
    const running: Partial<CheckIn> = { when: ["only-running"] };

    it.each<[string, readonly Partial<CheckIn>[], string]>([
      ["a no to the one sign told", [{ limp: true }, { limp: false }], "none"],
      ["a no to one of two", [both, { limp: false }], "stop-and-see-doctor"],
      [
        "a no to one of two, once nothing hurts",
        [both, { ...PAINLESS, limp: false }],
        "stop-and-see-doctor",
      ],
      ["a no to both", [both, { limp: false, growsDuringRun: false }], "none"],
      ["a no that came before", [{ limp: false }, { limp: true }], "stop-and-see-doctor"],
      ["nothing more of when it hurts", [running, {}], "stop-and-see-doctor"],
      ["another answer to when it hurts", [running, { when: ["stairs"] }], "none"],
      ["nothing at all", [running], "stop-and-see-doctor"],
    ])("by %s", (_, answers, urgency) => {
      expect(told(...answers)).toBe(urgency);
    });
  });
});

describe("a run's scores told in the evening, and the next morning's in a check-in of its own", () => {
  const NONE = { painDuring: null, painAfter: null, painNextMorning: null };
  const said = (...checkIns: CheckIn[]) => {
    const judged = triage(checkIns, makeLoadContext());
    return [judged?.light, judged?.flags.map(({ id }) => id).join(), judged?.lacksRunScore];
  };

  it.each([
    [6, 1, ["red", "", false]],
    [8, 1, ["red", "R17", false]],
    [4, 1, ["amber", "", false]],
    [4, 2, ["red", "", false]],
    [2, 1, ["green", "", false]],
    [2, 2, ["amber", "", false]],
  ])("%i and then %i say the same as told together", (painDuring, painNextMorning, answer) => {
    const evening = makeCheckIn({ ...NONE, day: TODAY, painDuring });
    for (const day of [TODAY, TODAY + 1]) {
      const morning = makeCheckIn({ ...NONE, day, painNextMorning });
      expect(said(evening, morning)).toEqual(answer);
      expect(said({ ...morning, painDuring })).toEqual(answer);
    }
  });

  it("count as those of the run, also where the morning's is told twice", () => {
    const evening = makeCheckIn({ ...NONE, day: TODAY, painAfter: 3, daysLasted: 14 });
    const morning = makeCheckIn({ ...NONE, day: TODAY + 1, painNextMorning: 0, daysLasted: null });
    for (const more of [[morning], [morning, morning]]) {
      expect(said(evening, ...more)).toEqual(["amber", "R1", false]);
    }
  });

  it("are a pain that has eased, with no score for a run yet, from the second day on", () => {
    const evening = makeCheckIn({ ...NONE, day: TODAY, painDuring: 8 });
    const eased = makeCheckIn({ ...NONE, day: TODAY + 2, painNextMorning: 1 });
    expect(said(evening, eased)).toEqual(["amber", "", true]);
    expect(said(evening, { ...eased, painNextMorning: 6 })).toEqual(["red", "", false]);
  });

  it("are not those of a check-in without any score", () => {
    const evening = makeCheckIn({ ...NONE, day: TODAY, painDuring: 2 });
    const unscored = makeCheckIn({ ...NONE, day: TODAY + 1, when: ["stairs"] });
    expect(said(evening, unscored)).toEqual(["amber", "", true]);
    expect(said({ ...evening, painDuring: 6 }, unscored)).toEqual(["red", "", false]);
  });

  it("are not those of a run told of since", () => {
    const early = makeCheckIn({ ...NONE, day: TODAY - 3, painNextMorning: 2 });
    const harder = makeCheckIn({ ...NONE, day: TODAY, painDuring: 3 });
    expect(said(early, harder)).toEqual(["green", "", false]);
    const evening = makeCheckIn({ ...NONE, day: TODAY, painDuring: 8 });
    const run = makeCheckIn({ ...NONE, day: TODAY + 1, painDuring: 2 });
    const morning = makeCheckIn({ ...NONE, day: TODAY + 2, painNextMorning: 1 });
    expect(said(evening, run, morning)).toEqual(["green", "", false]);
  });
});

describe("a professional's word that the runner may run", () => {
  const cleared = (more: Partial<CheckIn> = {}) =>
    makeCheckIn({ day: TODAY, places: ["front-or-groin"], clearedToRun: true, ...more });
  const grew = makeCheckIn({ day: TODAY - 40, places: ["front-or-groin"], growsDuringRun: true });
  const popped = makeCheckIn({ day: TODAY - 3, pop: true, fallOrInjury: true, limp: true });

  it("ends signs of a bone stress injury told weeks before, and says since when", () => {
    const well = cleared();
    expect(flagsFor([grew, { ...well, clearedToRun: null }])).toEqual({
      R11: "stop-and-see-doctor",
    });
    expect(flagsFor([grew, well])).toEqual({});
    expect(flagsFor([grew, well, makeCheckIn({ ...PAINLESS, day: TODAY + 9 })])).toEqual({});
    const judged = triage([grew, well], makeLoadContext());
    expect([judged?.light, judged?.clearedOn]).toEqual(["green", TODAY]);
    expect(triage([well], makeLoadContext())?.clearedOn).toBeNull();
  });

  it.each([
    ["with it", [cleared({ growsDuringRun: true })]],
    ["after it", [cleared(), makeCheckIn({ ...grew, day: TODAY + 7 })]],
    ["after it, much later", [cleared(), makeCheckIn({ ...grew, day: TODAY + 40 })]],
    ["that day, before it", [{ ...grew, day: TODAY }, cleared({ growsDuringRun: null })]],
  ] as const)("ends none of the signs told %s", (_, told) => {
    expect(flagsFor([grew, ...told])["R11"]).toBe("stop-and-see-doctor");
  });

  it("counts for nothing in a check-in that was only begun, or before there were any signs", () => {
    const begun = makeBegunCheckIn({ day: TODAY, clearedToRun: true });
    expect(flagsFor([grew, begun])).toEqual(flagsFor([grew]));
    expect(flagsFor([cleared({ day: TODAY - 60 }), grew])).toEqual(flagsFor([grew]));
  });

  it("counts from the newest, in whatever order the check-ins are given", () => {
    const first = cleared({ day: TODAY - 50 });
    const told = triage([cleared(), grew, first], makeLoadContext());
    expect([told?.flags, told?.clearedOn]).toEqual([[], TODAY]);
  });

  it("ends signs that are left open from then on", () => {
    const sore = makeCheckIn({ day: TODAY - 3, limp: true, tingling: true, kind: "radiating" });
    const open = makeUnansweredCheckIn({ day: TODAY, kind: null });
    expect(flagsFor([sore, open])).toEqual({ R5: "book-visit", R14: "book-visit" });
    expect(flagsFor([sore, { ...open, clearedToRun: true }])).toEqual({});
  });

  it("leaves how it began unexamined where that wasn't told yet, or more than twelve weeks before", () => {
    const again = cleared({ places: ["outside"], pop: true });
    expect(flagsFor([makeCheckIn({ day: TODAY - 3 }), again])["R3"]).toBe("stop-and-see-doctor");
    const later = { ...popped, day: TODAY - 1, pop: false };
    expect(flagsFor([popped, later, again])["R3"]).toBeUndefined();
    // A clearance is of one stretch of soreness, so something was told in between.
    const between = makeCheckIn({ day: TODAY - 3 });
    const ago = (days: number) =>
      flagsFor([{ ...popped, day: TODAY - days }, between, again])["R3"];
    expect([ago(84), ago(85)]).toEqual([undefined, "stop-and-see-doctor"]);
  });

  it("says nothing of a pop after a gap of more than 14 days", () => {
    const then = [
      { ...popped, day: TODAY - 60 },
      cleared({ day: TODAY - 57, places: ["outside"], pop: true }),
    ];
    const again = makeCheckIn({ day: TODAY, pop: true });
    expect(flagsFor([...then, { ...again, day: TODAY - 43 }])["R3"]).toBeUndefined();
    expect(flagsFor([...then, again])["R3"]).toBe("stop-and-see-doctor");
  });

  it("leaves the days of a pain alone where it comes with the first that is told of it", () => {
    const first = cleared({ places: ["outside"], painDuring: 4, daysLasted: 20 });
    expect(flagsFor([first])).toEqual({ R1: "book-visit" });
  });

  it("ends no place that was told with it or since", () => {
    const outer = makeCheckIn({ day: TODAY - 3 });
    const more = cleared({ places: ["outside", "buttock"] });
    expect(flagsFor([outer, more])).toEqual({ R2: "book-visit" });
    expect(reasonsFor("R2", [outer, more])).toEqual(["new-place"]);
    expect(flagsFor([{ ...outer, places: ["outside", "buttock"] }, more])).toEqual({});
  });

  it("is told of where it ended one of two flags, and not where it ended none", () => {
    const clearedOn = (now: Partial<CheckIn>) => {
      const sore = makeCheckIn({ day: TODAY - 3, tingling: true, troubleStairs: true });
      const open = makeUnansweredCheckIn({ day: TODAY, clearedToRun: true, ...now });
      return triage([sore, open], makeLoadContext())?.clearedOn;
    };
    expect(clearedOn({ tingling: true })).toBe(TODAY);
    expect(clearedOn({ tingling: true, troubleStairs: true })).toBeNull();
  });

  it("lets it be told again how it began, until a new pain after one that went", () => {
    expect(flagsFor([popped])).toMatchObject({ R3: "stop-and-see-doctor", R14: "book-visit" });
    const again = cleared({ places: ["outside"], pop: true, fallOrInjury: true });
    expect(flagsFor([popped, again])).toEqual({});
    expect(flagsFor([popped, { ...again, limp: true }])).toEqual({ R14: "book-visit" });
    // Nobody is told that they may run beside a word that they may not.
    const clearedOn = (told: CheckIn) => triage([popped, told], makeLoadContext())?.clearedOn;
    expect([clearedOn(again), clearedOn({ ...again, limp: true })]).toEqual([TODAY, null]);
    const later = { ...again, clearedToRun: null, day: TODAY + 9 };
    expect(flagsFor([popped, again, later])).toEqual({});
    const well = makeCheckIn({ ...PAINLESS, day: TODAY + 4 });
    expect(flagsFor([popped, again, well, later])["R3"]).toBe("stop-and-see-doctor");
  });

  it("silences no emergency: that of an earlier day ends by a no, and one told again stands", () => {
    const both = { pop: true, lossOfFunction: true };
    expect(flagsFor([{ ...popped, ...both }, cleared(both)])["R3"]).toBe("emergency");
    const unanswered = {
      ...makeUnansweredCheckIn({ places: ["buttock"] }),
      side: null,
      kind: null,
    };
    const open = cleared({ ...unanswered, day: TODAY, clearedToRun: true });
    for (const [id, told] of [
      ["R3", both],
      ["R8", { fever: true, warmth: true }],
      ["R16", { radiating: true, side: "both" }],
    ] as const) {
      const before = makeCheckIn({ places: ["buttock"], ...told, day: TODAY - 3 });
      expect(flagsFor([before, open])[id]).toBe("emergency");
      expect(triage([before, open], makeLoadContext())?.clearedOn).toBeNull();
      const noes = makeCheckIn({ ...open, ...makeCheckIn({ places: ["buttock"] }), day: TODAY });
      expect(flagsFor([before, { ...noes, clearedToRun: true }])).toEqual({});
    }
    const numb = makeCheckIn({ day: TODAY - 3, saddleNumbness: true });
    expect(flagsFor([numb, cleared({ saddleNumbness: null })])["R9"]).toBe("emergency");
    expect(flagsFor([numb, cleared({ places: ["outside"] })])).toEqual({});
  });

  it("ends a score that stopped the running, but not one that comes with it, nor a rise", () => {
    const bad = makeCheckIn({ day: TODAY - 3, painDuring: 9 });
    const unscored = { painDuring: null, painAfter: null, painNextMorning: null };
    const open = cleared({ ...unscored, when: ["stairs"], places: ["outside"] });
    expect(flagsFor([bad, { ...open, clearedToRun: null }])["R17"]).toBe("stop-and-see-doctor");
    const judged = triage([bad, open], makeLoadContext());
    expect([judged?.flags, judged?.light]).toEqual([[], "amber"]);
    expect(flagsFor([bad, cleared({ painDuring: 9 })])["R17"]).toBe("stop-and-see-doctor");
    const morning = cleared({ ...unscored, places: ["outside"], painNextMorning: 1 });
    expect(flagsFor([{ ...bad, day: TODAY - 1 }, morning])).toEqual({});
    const mild = makeCheckIn({ day: TODAY - 3, painDuring: 2 });
    const four = cleared({ places: ["outside"], painDuring: 4 });
    expect(flagsFor([mild, four])).toEqual({ R2: "book-visit" });
    const stairs = { ...open, day: TODAY - 2, clearedToRun: null };
    expect(flagsFor([mild, stairs, four])).toEqual({ R2: "book-visit" });
    const run = makeCheckIn({ ...unscored, day: TODAY - 3, painDuring: 4 });
    const settled = makeCheckIn({ ...unscored, day: TODAY - 2, painNextMorning: 1 });
    expect(flagsFor([run, settled, four])).toEqual({});
  });

  it("makes no new side of one that was told before it without a place", () => {
    const right = makeCheckIn({ day: TODAY - 1, side: "right" });
    const left = makeCheckIn({ day: TODAY - 1, places: [], side: "left" });
    const open = cleared({ places: ["outside"], side: null });
    expect(flagsFor([right, left])).toEqual({ R2: "book-visit" });
    expect(flagsFor([right, left, open])).toEqual({});
  });

  it("is no end to signs that hold because the leg couldn't bear weight, until that is answered", () => {
    const lame = makeCheckIn({ day: TODAY - 1, places: ["deep"], cannotBearWeight: true });
    const open = cleared({ places: ["deep"], cannotBearWeight: null });
    const R11 = { R11: "stop-and-see-doctor" };
    expect(flagsFor([lame, open])).toEqual({ R7: "emergency", ...R11 });
    expect(flagsFor([lame, open, makeCheckIn({ ...PAINLESS, day: TODAY + 1 })])).toEqual(R11);
    expect(flagsFor([lame, cleared({ places: ["deep"] })])).toEqual({});
  });

  it("ends no score that was told on its own day", () => {
    const evening = makeCheckIn({ day: TODAY, painDuring: 9 });
    const night = cleared({ places: ["outside"], painDuring: null, painAfter: null });
    expect(flagsFor([grew, evening, { ...night, painNextMorning: 1 }])).toEqual({
      R17: "stop-and-see-doctor",
    });
  });

  it("is taken back by a no later that day, and by none of a later day", () => {
    const no = cleared({ clearedToRun: false });
    const R11 = { R11: "stop-and-see-doctor" };
    expect(flagsFor([grew, cleared(), no])).toEqual(R11);
    expect(flagsFor([grew, cleared(), makeBegunCheckIn(no)])).toEqual(R11);
    expect(flagsFor([grew, no, cleared()])).toEqual({});
    expect(flagsFor([grew, cleared(), { ...no, day: TODAY + 1 }])).toEqual({});
    expect(flagsFor([grew, cleared(), { ...no, clearedToRun: null }])).toEqual({});
  });

  it("ends no sign told earlier on its day once nothing hurts, unless that says no to it", () => {
    const well = makeBegunCheckIn({ ...PAINLESS, day: TODAY, clearedToRun: true });
    const R11 = { R11: "stop-and-see-doctor" };
    const morning = { day: TODAY, places: ["front-or-groin"] } as const;
    const grows = makeUnansweredCheckIn({ ...morning, growsDuringRun: true });
    const running = makeUnansweredCheckIn({ ...morning, when: ["only-running"] });
    expect(flagsFor([grew, grows, well])).toEqual(R11);
    expect(flagsFor([grew, running, well])).toEqual(R11);
    expect(flagsFor([grew, grows, { ...well, growsDuringRun: false }])).toEqual({});
  });

  it("counts beside another check-in of its day that tells of no such sign", () => {
    const morning = makeUnansweredCheckIn({ day: TODAY, places: ["front-or-groin"] });
    const lately = { ...grew, day: TODAY - 3 };
    expect(flagsFor([lately, morning])).toEqual({ R11: "stop-and-see-doctor" });
    expect(flagsFor([lately, morning, cleared()])).toEqual({});
    expect(flagsFor([cleared({ day: TODAY - 60 }), lately, morning, cleared()])).toEqual({});
    expect(flagsFor([lately, makeBegunCheckIn({ day: TODAY }), cleared()])).toEqual({});
  });

  it("is told of where it lowers a flag, or only the light, and not beside a reason not to run", () => {
    const said = (...checkIns: CheckIn[]) => {
      const judged = triage(checkIns, makeLoadContext());
      return [judged?.flags[0]?.urgency, judged?.light, judged?.clearedOn];
    };
    const pop = makeCheckIn({ day: TODAY - 3, pop: true });
    const sharp = cleared({ places: ["outside"], kind: "sharp-and-sudden", pop: true });
    expect(said(pop, sharp)).toEqual(["book-visit", "amber", TODAY]);
    const seven = makeCheckIn({ day: TODAY - 3, painDuring: 7, troubleStairs: true });
    const unscored = { painDuring: null, painAfter: null, painNextMorning: null };
    const stairs = cleared({ ...unscored, places: ["outside"], troubleStairs: true });
    expect(said(seven)).toEqual(["book-visit", "red", null]);
    expect(said(seven, { ...stairs, when: ["stairs"] })).toEqual(["book-visit", "amber", TODAY]);
    const limping = cleared({ places: ["outside"], limp: true });
    expect(said(grew, limping)).toEqual(["book-visit", "amber", null]);
  });

  it("starts the days of a pain anew", () => {
    const long = makeCheckIn({ day: TODAY - 3, painDuring: 4, daysLasted: 20 });
    const told = cleared({ places: ["outside"], painDuring: 4, daysLasted: 23 });
    expect(flagsFor([long])).toEqual({ R1: "book-visit" });
    expect(flagsFor([long, told])).toEqual({});
    const still = (days: number) => ({ ...long, day: TODAY + days, daysLasted: 23 + days });
    expect(flagsFor([long, told, still(13)])).toEqual({});
    expect(flagsFor([long, told, still(14)])).toEqual({ R1: "book-visit" });
  });
});

describe("a check-in that was only begun", () => {
  const begun = (day: number, more: Partial<CheckIn> = {}) => makeBegunCheckIn({ day, ...more });
  const bad = makeCheckIn({
    ...{ day: TODAY - 40, places: ["buttock"], side: "both", painDuring: 9, painAfter: 2 },
    ...{ radiating: true, fever: true },
  });
  const flags = {
    ...{ R5: "book-visit", R8: "emergency", R12: "stop-and-see-doctor" },
    ...{ R16: "emergency", R17: "stop-and-see-doctor" },
  };

  it.each([
    ["with nothing", {}],
    ["with the same place on one side", { places: ["buttock"], side: "left" }],
    ["with another place", { places: ["outside"] }],
  ] as const)("%s ends none of what was told 40 days before", (_, more) => {
    expect(flagsFor([bad])).toEqual(flags);
    expect(flagsFor([bad, begun(TODAY, more)])).toEqual(flags);
    expect(flagsFor([bad, begun(TODAY - 20), begun(TODAY, more)])).toEqual(flags);
  });

  it("ends what it answers, and is no word on the rest", () => {
    const { R5, R16, R17 } = flags;
    expect(flagsFor([bad, begun(TODAY, { fever: false })])).toEqual({ R5, R16, R17 });
  });

  it("makes no emergency of a fever that was told of with a low score", () => {
    const feverish = makeCheckIn({ day: TODAY - 1, fever: true });
    expect(flagsFor([feverish])).toEqual({ R12: "stop-and-see-doctor" });
    expect(flagsFor([feverish, begun(TODAY, { places: ["outside"] })])).toEqual({
      R12: "stop-and-see-doctor",
    });
    expect(flagsFor([makeCheckIn({ day: TODAY - 1 }), begun(TODAY, { fever: true })])).toEqual({
      R8: "emergency",
      R12: "stop-and-see-doctor",
    });
  });

  it.each<[string, Partial<CheckIn>, Record<string, string>]>([
    [
      "both sides of a tingling",
      { side: "both" },
      { R16: "stop-and-see-doctor", R2: "book-visit" },
    ],
    ["a sharp pain", { kind: "sharp-and-sudden" }, { R3: "book-visit" }],
  ])("tells of more by %s", (_, more, added) => {
    const tingles = makeCheckIn({ day: TODAY - 1, tingling: true });
    const judged = triage([tingles, begun(TODAY, more)], makeLoadContext());
    expect([judged?.day, judged?.light]).toEqual([TODAY, added["R16"] ? "red" : "amber"]);
    expect(flagsFor([tingles, begun(TODAY, more)])).toEqual({ R5: "book-visit", ...added });
  });

  it.each<[string, Partial<CheckIn>]>([
    ["side", { side: "both" }],
    ["kind", { kind: "radiating" }],
  ])("tells of nothing new by the same %s", (_, same) => {
    const told = makeCheckIn({ day: TODAY - 1, ...same });
    const judged = triage([told, begun(TODAY, same)], makeLoadContext());
    expect([judged?.day, judged?.lightOfScores]).toEqual([TODAY - 1, "green"]);
  });

  it("leaves the kind of pain that was told, and what the runner saw for themselves", () => {
    const told = makeCheckIn({
      ...{ day: TODAY - 1, kind: "radiating" },
      selfScreen: makeSelfScreen({ pelvicDrop: true }),
    });
    const judged = triage([told, begun(TODAY)], makeLoadContext());
    expect(judged?.flags.map(({ id }) => id)).toEqual(["R5"]);
    expect(judged?.contributing.map(({ id }) => id)).toEqual(["X1"]);
  });

  it("is no day more of a pain that was told of", () => {
    const sore = makeCheckIn({ day: TODAY - 12, painDuring: 4, daysLasted: 3 });
    expect(flagsFor([sore, begun(TODAY, { places: ["outside"] })])).toEqual({});
  });

  it("keeps the day of what was told, unless it tells of more", () => {
    const day = (...more: CheckIn[]) => triage([bad, ...more], makeLoadContext())?.day;
    expect(day(begun(TODAY, { places: ["buttock"], fever: false }))).toBe(TODAY - 40);
    expect(day(begun(TODAY - 1, { fever: true }), begun(TODAY))).toBe(TODAY - 1);
  });

  it("leaves a hip that doesn't hurt green, until it names a place or a sign", () => {
    const well = makeCheckIn({ ...PAINLESS, day: TODAY - 40 });
    const said = (more: Partial<CheckIn>) => {
      const judged = triage([well, begun(TODAY, more)], makeLoadContext());
      return [judged?.light, judged?.nothingHurts, judged?.lacksRunScore];
    };
    expect(said({})).toEqual(["green", true, false]);
    expect(said({ places: ["deep"] })).toEqual(["amber", false, true]);
    expect(said({ tingling: true })).toEqual(["amber", false, true]);
  });
});

describe("R11 over half-filled check-ins", () => {
  const well = makeCheckIn({ ...PAINLESS, day: TODAY });

  it("goes by where it hurt as told before, also when looking back", () => {
    const outside = makeCheckIn({ day: TODAY - 4, places: ["outside"], when: ["lying-on-it"] });
    const scores = { painDuring: 2, painAfter: 1, painNextMorning: 0 };
    const night = makeBegunCheckIn({ ...scores, day: TODAY - 2, nightPain: true });
    const now = makeCheckIn({ ...outside, day: TODAY, nightPain: true });
    expect(flagsFor([outside, night])["R11"]).toBeUndefined();
    expect(flagsFor([outside, night, now])["R11"]).toBeUndefined();
  });

  it.each([
    ["begun that day and left", {}],
    ["without pain that day that leaves the signs unanswered", PAINLESS],
  ])("isn't settled by a second check-in %s", (_, second) => {
    const told = { day: TODAY - 3, places: ["front-or-groin"], growsDuringRun: true } as const;
    const again = makeBegunCheckIn({ ...second, day: TODAY - 3 });
    expect(flagsFor([makeCheckIn(told), again])["R11"]).toBe("stop-and-see-doctor");
    expect(flagsFor([makeCheckIn(told), again, well])["R11"]).toBe("stop-and-see-doctor");
  });
});

describe("R12 over several check-ins", () => {
  const feverish = makeCheckIn({ ...PAINLESS, day: TODAY, fever: true });

  it.each([
    ["stop-and-see-doctor", "hurt", makeCheckIn({ day: TODAY - 5 })],
    ["stop-until-well", "was well", makeCheckIn({ ...PAINLESS, day: TODAY - 5 })],
    ["stop-and-see-doctor", "hurt 14 days", makeCheckIn({ day: TODAY - 14 })],
    ["stop-until-well", "hurt 15 days", makeCheckIn({ day: TODAY - 15 })],
    [
      "stop-and-see-doctor",
      "had a score and no place",
      makeCheckIn({ day: TODAY - 5, places: [] }),
    ],
    [
      "stop-and-see-doctor",
      "had a place and no score",
      makeUnansweredCheckIn({ ...PAINLESS, day: TODAY - 5, places: ["outside"] }),
    ],
  ])("is %s where the hip %s before", (urgency, _, before) => {
    expect(flagsFor([before, feverish])).toEqual({ R12: urgency });
  });

  it("asks for no doctor for what hurt long ago, told week by week since, nor for a check-in left at its start", () => {
    const hurt = makeCheckIn({ day: TODAY - 21 });
    const since = [14, 7].map((ago) => makeCheckIn({ ...PAINLESS, day: TODAY - ago }));
    expect(flagsFor([hurt, ...since, feverish])).toEqual({ R12: "stop-until-well" });
    const begun = makeBegunCheckIn({ day: TODAY, fever: true });
    expect(flagsFor([begun, feverish])).toEqual({ R12: "stop-until-well" });
    const limped = { ...begun, day: TODAY - 1, limp: true };
    expect(flagsFor([limped, feverish])["R12"]).toBe("stop-and-see-doctor");
  });

  it("holds until the runner says that the fever is gone", () => {
    const well = makeCheckIn({ ...PAINLESS, day: TODAY + 3 });
    expect(flagsFor([feverish, { ...well, fever: null }])).toEqual({ R12: "stop-until-well" });
    expect(flagsFor([feverish, well])).toEqual({});
  });
});

describe("a pain that comes back where signs of a bone stress injury were", () => {
  const grew = makeCheckIn({ day: TODAY - 40, places: ["front-or-groin"], growsDuringRun: true });
  const gone = makeCheckIn({ ...PAINLESS, day: TODAY - 20 });
  const back = makeCheckIn({
    day: TODAY,
    places: ["front-or-groin"],
    painDuring: 2,
    daysLasted: 1,
  });
  const ranSince = TODAY - 1;
  const visit = { R1: "book-visit" };

  it("is to be looked at, however mild, though a run without those signs ended them", () => {
    expect(flagsFor([grew, gone, back], ranSince)).toEqual(visit);
    expect(flagsFor([grew, gone, { ...back, places: ["deep"] }], ranSince)).toEqual(visit);
    expect(flagsFor([grew, { ...gone, clearedToRun: true }, back], ranSince)).toEqual(visit);
    const goneToday = { ...gone, day: TODAY, clearedToRun: true };
    expect(flagsFor([grew, goneToday, back], ranSince)).toEqual(visit);
  });

  it.each([
    "growsDuringRun",
    "earlierEachRun",
    "easesWithRest",
    "nightPain",
    "limp",
    "troubleWalking",
    "cannotBearWeight",
  ] as const)("is one whichever of those signs was told: %s", (sign) => {
    const told = { ...grew, growsDuringRun: null, [sign]: true };
    expect(flagsFor([told])["R11"]).toBe("stop-and-see-doctor");
    expect(flagsFor([told, gone, back], ranSince)).toEqual(visit);
  });

  it("is one though an examination was told of, where that was taken back or only begun", () => {
    const seen = { ...back, clearedToRun: true };
    const begun = makeBegunCheckIn({ day: TODAY, clearedToRun: true });
    expect(flagsFor([grew, gone, seen, { ...back, clearedToRun: false }], ranSince)).toEqual(visit);
    expect(flagsFor([grew, gone, back, begun], ranSince)).toEqual(visit);
  });

  it.each<[string, readonly CheckIn[]]>([
    ["never went", [grew, { ...gone, places: ["front-or-groin"] }, back]],
    ["had no such signs", [{ ...grew, growsDuringRun: false }, gone, back]],
    ["had them twelve weeks ago", [{ ...grew, day: TODAY - 85 }, gone, back]],
    ["went before it had them, and not since", [{ ...gone, day: TODAY - 50 }, grew, back]],
    ["had them somewhere else", [{ ...grew, places: ["outside"] }, gone, back]],
    ["had them in the buttock", [{ ...grew, places: ["buttock"], limp: true }, gone, back]],
    ["comes somewhere else", [grew, gone, { ...back, places: ["outside"] }]],
    ["comes on the other side", [grew, gone, { ...back, side: "right" }]],
    [
      "was examined since it is back",
      [grew, gone, { ...back, day: TODAY - 3 }, { ...back, clearedToRun: true }],
    ],
    [
      "was examined on the day on which it came back",
      [grew, { ...gone, day: TODAY }, { ...back, clearedToRun: true }],
    ],
    [
      "had them by a mistake that was corrected the same day",
      [grew, { ...grew, growsDuringRun: false }, gone, back],
    ],
    ["has gone again", [grew, gone, { ...back, day: TODAY - 3 }, { ...gone, day: TODAY }]],
  ])("is none where it %s", (_, told) => {
    expect(flagsFor([...told], ranSince)).toEqual({});
  });

  it("is one for twelve weeks, beside other places and check-ins without such signs", () => {
    expect(flagsFor([{ ...grew, day: TODAY - 84 }, gone, back], ranSince)).toEqual(visit);
    const more = { ...grew, places: ["front-or-groin", "outside"] as const };
    expect(flagsFor([more, gone, back], ranSince)).toEqual(visit);
    const mild = { ...grew, day: TODAY - 50, growsDuringRun: false };
    expect(flagsFor([mild, grew, gone, back], ranSince)).toEqual(visit);
  });

  it("is one for twelve weeks after the clearance too: who was long in healing isn't healed any sooner", () => {
    const told = (ago: number) => ({ ...grew, day: TODAY - ago });
    const cleared = (ago: number) => ({ ...gone, day: TODAY - ago, clearedToRun: true });
    expect(flagsFor([told(110), cleared(30), gone, back], ranSince)).toEqual(visit);
    expect(flagsFor([told(168), cleared(84), gone, back], ranSince)).toEqual(visit);
    expect(flagsFor([told(110), cleared(85), gone, back], ranSince)).toEqual({});
    expect(flagsFor([told(115), cleared(30), gone, back], ranSince)).toEqual({});
    const corrected = { ...told(110), growsDuringRun: false };
    expect(flagsFor([told(110), corrected, cleared(30), gone, back], ranSince)).toEqual({});
  });

  it("is one where the signs were told after the place", () => {
    const placed = { ...grew, day: TODAY - 42, growsDuringRun: false };
    const begun = makeBegunCheckIn({ day: TODAY - 40, limp: true });
    for (const later of [{ ...grew, places: [], side: null }, begun]) {
      expect(flagsFor([placed, later])).toMatchObject({ R11: "stop-and-see-doctor" });
      expect(flagsFor([placed, later, gone, back], ranSince)).toEqual(visit);
    }
  });

  it("is one where the place wasn't told, which may be the same, and a score says that it hurts", () => {
    expect(flagsFor([{ ...grew, places: [] }, gone, back], ranSince)).toEqual(visit);
    const mildest = { ...back, painDuring: 1, painAfter: 0, painNextMorning: 0 };
    expect(flagsFor([grew, gone, { ...mildest, places: [] }], ranSince)).toEqual(visit);
    const unscored = { painDuring: null, painAfter: null, painNextMorning: null };
    expect(flagsFor([grew, gone, { ...back, ...unscored }], ranSince)).toEqual(visit);
    const told = { ...back, ...unscored, places: [], when: ["sitting"] as const };
    expect(flagsFor([grew, gone, told], ranSince)).toEqual({});
    const feverish = makeBegunCheckIn({ day: TODAY, fever: true });
    expect(Object.keys(flagsFor([grew, gone, feverish], ranSince))).toEqual(["R12"]);
    const scored = [grew, gone, { ...mildest, places: [] }];
    expect(flagsFor([...scored, feverish], ranSince)).toMatchObject(visit);
    const dayBefore = { ...mildest, places: [], day: TODAY - 1 };
    expect(flagsFor([grew, gone, dayBefore, told], ranSince)).toEqual(visit);
  });

  it("is one where the side wasn't told, which may be the same", () => {
    expect(flagsFor([grew, gone, { ...back, side: null }], ranSince)).toEqual(visit);
    expect(flagsFor([grew, gone, { ...back, side: "both" }], ranSince)).toEqual(visit);
  });

  it("says what it rests on, makes the light amber, and names the bone among what it may be", () => {
    const judged = triage([grew, gone, back], makeLoadContext({ lastRunDay: ranSince }));
    expect(judged?.light).toBe("amber");
    expect(judged?.flags[0]?.because).toEqual(["place:front-or-groin", "pain-is-back"]);
    expect(judged?.causes.map(({ id }) => id)).toContain("P5");
  });
});

describe("R1 over several check-ins", () => {
  const sore = (day: number, score: number, more: Partial<CheckIn> = {}) =>
    makeCheckIn({
      day,
      painDuring: score,
      painAfter: null,
      painNextMorning: null,
      daysLasted: null,
      ...more,
    });

  const well = (ago: number) => makeCheckIn({ ...PAINLESS, kind: null, day: TODAY - ago });

  it("counts the days from the first check-in where the runner doesn't say", () => {
    expect(flagsFor([sore(TODAY - 14, 3), sore(TODAY - 7, 3), sore(TODAY, 3)])["R1"]).toBe(
      "book-visit",
    );
    expect(
      flagsFor([sore(TODAY - 13, 3), sore(TODAY - 7, 3), sore(TODAY, 3)])["R1"],
    ).toBeUndefined();
  });

  it("goes on counting from the days that were told earlier", () => {
    const told = sore(TODAY - 3, 3, { daysLasted: 11 });
    expect(flagsFor([told, sore(TODAY, 3)])["R1"]).toBe("book-visit");
    expect(flagsFor([{ ...told, daysLasted: 10 }, sore(TODAY, 3)])["R1"]).toBeUndefined();
    expect(flagsFor([told, sore(TODAY - 1, 0), sore(TODAY, 3)])["R1"]).toBe("book-visit");
  });

  it("counts no day from a check-in that was left at its start", () => {
    const left = makeBegunCheckIn({ day: TODAY - 14 });
    expect(flagsFor([left, sore(TODAY - 7, 3), sore(TODAY, 3)])["R1"]).toBeUndefined();
  });

  it("goes on counting over runs without pain, as some comes on long runs only, for up to 14 days", () => {
    for (const short of [(ago: number) => sore(TODAY - ago, 0), well]) {
      const weekly = [sore(TODAY - 14, 4), short(11), sore(TODAY - 7, 4), short(4)];
      expect(reasonsFor("R1", [...weekly, sore(TODAY, 4)])).toEqual(["still-sore-after-14-days"]);
      expect(flagsFor([...weekly, sore(TODAY, 2)])["R1"]).toBeUndefined();
      const everyOther = [sore(TODAY - 28, 4), short(20), sore(TODAY - 14, 4), short(4)];
      expect(flagsFor([...everyOther, sore(TODAY, 4)])["R1"]).toBe("book-visit");
      const apart = everyOther.map((told) => ({ ...told, day: told.day - 1 }));
      expect(flagsFor([...apart, sore(TODAY, 4)])["R1"]).toBeUndefined();
    }
  });

  it("doesn't count over runs without pain what hurt once or twice, each with the next morning", () => {
    const morning = (ago: number) =>
      sore(TODAY - ago, 0, { painDuring: null, painNextMorning: 1, places: [] });
    const runs = [well(11), well(8), well(5), well(2)];
    const cared = sore(TODAY, 4, { restTried: true, iceTried: true });
    for (const once of [[sore(TODAY - 14, 4)], [sore(TODAY - 14, 4), morning(13)]]) {
      expect(flagsFor([...once, ...runs, cared])["R1"]).toBeUndefined();
      const evening = [sore(TODAY - 1, 4), morning(0), sore(TODAY, 4), cared];
      expect(flagsFor([...once, ...runs, ...evening])["R1"]).toBeUndefined();
      expect(flagsFor([...once, sore(TODAY - 12, 1), ...runs, cared])["R1"]).toBe("book-visit");
    }
    const lasted = (daysLasted: number) => sore(TODAY - 14, 4, { daysLasted });
    expect(flagsFor([lasted(2), ...runs, sore(TODAY, 4)])["R1"]).toBeUndefined();
    expect(flagsFor([lasted(3), ...runs, sore(TODAY, 4)])["R1"]).toBe("book-visit");
    const since = [lasted(1), ...runs, sore(TODAY, 4, { daysLasted: 3 }), cared];
    expect(flagsFor(since)["R1"]).toBeUndefined();
  });

  it("goes on counting over a day off without pain, which says nothing of the next run", () => {
    const ran = (ago: number) => sore(TODAY - ago, 4);
    const dayOff = (ago: number, places: CheckIn["places"]) =>
      sore(TODAY - ago, 0, { painDuring: null, painNextMorning: 0, places });
    for (const places of [["outside"], []] as const) {
      const told = [ran(14), dayOff(11, places), ran(7), dayOff(4, places), ran(0)];
      expect(reasonsFor("R1", told)).toEqual(["still-sore-after-14-days"]);
      expect(flagsFor(told)["R2"]).toBeUndefined();
    }
    const cared = { ...ran(10), restTried: true, iceTried: true };
    expect(reasonsFor("R1", [cared, dayOff(4, []), ran(0)])).toEqual(["rest-and-ice-tried"]);
  });

  it("counts no day without pain before the first, nor a pain of which no more was told for over 14 days", () => {
    const dayOff = (ago: number) =>
      sore(TODAY - ago, 0, { painDuring: null, painNextMorning: 0, places: [] });
    const before = [dayOff(21), dayOff(14), dayOff(7)];
    expect(flagsFor([...before, sore(TODAY, 4)])["R1"]).toBeUndefined();
    const eased = [sore(TODAY - 15, 4), dayOff(10), dayOff(5)];
    expect(flagsFor([...eased, sore(TODAY, 4)])["R1"]).toBeUndefined();
  });

  it.each([
    { from: 5, to: 4, restDays: 7, raised: true },
    { from: 5, to: 3, restDays: 7, raised: false },
    { from: 5, to: 4, restDays: 6, raised: false },
    { from: 1, to: 1, restDays: 7, raised: true },
    { from: 1, to: 0, restDays: 7, raised: false },
  ])(
    "$from to $to in $restDays days without a run: raised $raised",
    ({ from, to, restDays, raised }) => {
      const flags = flagsFor([sore(TODAY - restDays, from), sore(TODAY, to)], TODAY - restDays);
      expect(flags["R1"] === "book-visit").toBe(raised);
    },
  );

  it("compares with the score as the rest began, not with one half-way through it", () => {
    const history = [sore(TODAY - 12, 7), sore(TODAY - 8, 4), sore(TODAY, 3)];
    expect(flagsFor(history, TODAY - 12)["R1"]).toBeUndefined();
  });

  it("takes the score of the day after the last run for that as the rest began", () => {
    const ranOn = TODAY - 9;
    const told = [sore(ranOn - 3, 3), sore(ranOn + 1, 7), sore(ranOn + 2, 4), sore(TODAY, 4)];
    expect(flagsFor(told, ranOn)["R1"]).toBeUndefined();
  });

  it("takes the first score since the last run where none was told before", () => {
    const ranOn = TODAY - 12;
    const told = [sore(ranOn + 3, 5), sore(ranOn + 5, 2), sore(TODAY, 4)];
    expect(reasonsFor("R1", told, ranOn)).toEqual(["not-lower-after-7-days-off"]);
  });

  it("takes the last check-in that has a score for that as the rest began", () => {
    const ranOn = TODAY - 8;
    const stairs = sore(ranOn, 0, { painDuring: null, when: ["stairs"] });
    const told = [sore(ranOn - 1, 5), stairs, sore(TODAY, 4)];
    expect(reasonsFor("R1", told, ranOn)).toEqual(["not-lower-after-7-days-off"]);
  });

  it.each([
    ["rest and ice tried for a week", { restTried: true, iceTried: true, daysLasted: 7 }, true],
    ["and for less than a week", { restTried: true, iceTried: true, daysLasted: 6 }, false],
    ["rest alone", { restTried: true, iceTried: false, daysLasted: 7 }, false],
    ["ice alone", { restTried: false, iceTried: true, daysLasted: 7 }, false],
    ["neither", { restTried: false, iceTried: false, daysLasted: 7 }, false],
    ["no answer", { restTried: null, iceTried: null, daysLasted: 7 }, false],
  ] as const)("asks by the self-care that was tried: %s", (_, tried, raised) => {
    expect(reasonsFor("R1", [sore(TODAY, 3, tried)])).toEqual(
      raised ? ["rest-and-ice-tried"] : undefined,
    );
    expect(flagsFor([sore(TODAY, 2, tried)])["R1"]).toBeUndefined();
    // It helped: the pain is two points below its worst.
    expect(flagsFor([sore(TODAY - 3, 5), sore(TODAY, 3, tried)])["R1"]).toBeUndefined();
  });

  it.each([
    ["days of pain", [sore(TODAY - 3, 4, { daysLasted: 14 })], null],
    [
      "rest and ice",
      [sore(TODAY - 1, 4, { daysLasted: 7, restTried: true, iceTried: true })],
      null,
    ],
    ["a week off", [sore(TODAY - 9, 5), sore(TODAY - 1, 5)], TODAY - 9],
  ] as const)("is not ended by a check-in that was only begun, for %s", (_, told, lastRunDay) => {
    const begun = makeBegunCheckIn({ day: TODAY });
    expect(flagsFor(told, lastRunDay)["R1"]).toBe("book-visit");
    expect(flagsFor([...told, begun], lastRunDay)["R1"]).toBe("book-visit");
    expect(flagsFor([sore(TODAY - 1, 1, { daysLasted: 20 }), begun])["R1"]).toBeUndefined();
  });

  it("is not by the care for a pain that went, once another has begun", () => {
    const cared = sore(TODAY - 12, 4, { restTried: true, iceTried: true });
    const again = [sore(TODAY - 8, 4), sore(TODAY, 4)];
    expect(reasonsFor("R1", [cared, ...again])).toEqual(["rest-and-ice-tried"]);
    expect(flagsFor([cared, sore(TODAY - 9, 0), ...again])["R1"]).toBeUndefined();
    const another = sore(TODAY, 4, { daysLasted: 7 });
    expect(flagsFor([cared, sore(TODAY - 8, 0), another])["R1"]).toBeUndefined();
  });

  it("is by care that nobody says has helped: a score not told is no lower one", () => {
    const tried = { restTried: true, iceTried: true };
    const unscored = sore(TODAY - 10, 0, { ...tried, painDuring: null, when: ["stairs"] });
    const told = [sore(TODAY - 20, 5), unscored, { ...unscored, day: TODAY }];
    expect(reasonsFor("R1", told)).toEqual(["still-sore-after-14-days", "rest-and-ice-tried"]);
  });

  it("is by a pain of which no score is told, whatever that of a day on which nothing hurt", () => {
    const unscored = sore(TODAY, 0, { painDuring: null, when: ["stairs"], daysLasted: 20 });
    expect(reasonsFor("R1", [well(2), unscored])).toEqual(["still-sore-after-14-days"]);
  });

  it("says nothing about rest where the runs aren't known", () => {
    expect(flagsFor([sore(TODAY - 7, 5), sore(TODAY, 5)], null)["R1"]).toBeUndefined();
  });
});

describe("R2 over several check-ins", () => {
  const sore = (day: number, score: number, more: Partial<CheckIn> = {}) =>
    makeCheckIn({ day, painDuring: score, painAfter: null, painNextMorning: null, ...more });

  it.each([
    { scores: [1, 2, 3], apart: 10, raised: true, why: "two rises in a row" },
    { scores: [1, 2, 2], apart: 10, raised: false, why: "one rise and a stay" },
    { scores: [1, 2, 3, 3], apart: 10, raised: true, why: "two rises, told again" },
    { scores: [1, 2, 3, 3, 3], apart: 10, raised: false, why: "two rises long ago" },
    { scores: [1, 2, 3, 2], apart: 10, raised: false, why: "two rises and a fall" },
    { scores: [1, 3], apart: 14, raised: true, why: "two points in 14 days" },
    { scores: [1, 2], apart: 14, raised: false, why: "one point in 14 days" },
    { scores: [1, 3], apart: 15, raised: false, why: "two points in 15 days" },
    { scores: [3, 1, 2], apart: 5, raised: false, why: "lower than it was" },
  ])("$scores, $apart days apart: $why", ({ scores, apart, raised }) => {
    const history = scores.map((score, index) =>
      sore(TODAY - apart * (scores.length - 1 - index), score),
    );
    expect(flagsFor(history)["R2"] === "book-visit").toBe(raised);
  });

  it("says which rise it was", () => {
    const slowly = [sore(TODAY - 20, 1), sore(TODAY - 10, 2), sore(TODAY, 3)];
    expect(reasonsFor("R2", slowly)).toEqual(["two-rises-in-a-row"]);
    const atOnce = [sore(TODAY - 14, 1), sore(TODAY, 3)];
    expect(reasonsFor("R2", atOnce)).toEqual(["rise-of-2-in-14-days"]);
  });

  it("a rise from one day off to another counts, and none from a day off to a run", () => {
    const dayOff = (ago: number, score: number) =>
      sore(TODAY - ago, score, { painDuring: null, painNextMorning: score });
    const rises = (...told: CheckIn[]) => reasonsFor("R2", told);
    expect(rises(dayOff(4, 0), dayOff(0, 3))).toEqual(["rise-of-2-in-14-days"]);
    expect(rises(sore(TODAY - 8, 3), dayOff(4, 0), dayOff(0, 3))).toEqual(["rise-of-2-in-14-days"]);
    for (const score of [0, 1]) expect(rises(dayOff(4, score), sore(TODAY, 4))).toBeUndefined();
    expect(rises(sore(TODAY - 7, 4), dayOff(4, 1), sore(TODAY, 4))).toBeUndefined();
    const steps = [sore(TODAY - 30, 2), dayOff(25, 1), sore(TODAY - 20, 3), dayOff(10, 1)];
    expect(rises(...steps, sore(TODAY, 4))).toEqual(["two-rises-in-a-row"]);
  });

  it("a run without pain is nothing to rise from, whatever place it names", () => {
    const rises = (...told: CheckIn[]) => reasonsFor("R2", told);
    expect(rises(sore(TODAY - 8, 4), sore(TODAY - 4, 0), sore(TODAY, 4))).toBeUndefined();
    expect(rises(sore(TODAY - 8, 0), sore(TODAY - 4, 1), sore(TODAY, 2))).toBeUndefined();
    expect(rises(sore(TODAY - 8, 2), sore(TODAY - 4, 0), sore(TODAY, 4))).toEqual([
      "rise-of-2-in-14-days",
    ]);
  });

  it("a rise from a run to a day off counts: that is as much pain, and without a run", () => {
    const dayOff = sore(TODAY, 0, { painDuring: null, painNextMorning: 4 });
    expect(reasonsFor("R2", [sore(TODAY - 4, 2), dayOff])).toEqual(["rise-of-2-in-14-days"]);
  });

  it("a rise counts over 14 days, not 15, whatever was told between", () => {
    const rise = (first: number) =>
      flagsFor([sore(TODAY - first, 1), sore(TODAY - 7, 3), sore(TODAY, 3)]);
    expect(rise(14)["R2"]).toBe("book-visit");
    expect(rise(15)["R2"]).toBeUndefined();
  });

  it("isn't ended by telling the same again, nor by a check-in that was only begun", () => {
    const begun = makeBegunCheckIn({ day: TODAY });
    const rose = [sore(TODAY - 5, 1), sore(TODAY - 1, 3)];
    const spread = [
      sore(TODAY - 5, 2),
      sore(TODAY - 1, 2, { places: ["outside", "buttock"], side: "both" }),
    ];
    for (const told of [rose, spread]) {
      const again = told.slice(-1).map((last) => ({ ...last, day: TODAY }));
      for (const more of [[], [begun], again]) {
        expect(flagsFor([...told, ...more])).toEqual({ R2: "book-visit" });
      }
    }
    expect(flagsFor([...spread, sore(TODAY, 2)])).toEqual({});
    const later = spread.map((told) => ({ ...told, day: told.day - 14 }));
    const same = sore(TODAY, 2, { places: ["outside", "buttock"], side: "both" });
    expect(flagsFor([...later, sore(TODAY - 7, 2), same])).toEqual({});
    const newer = later.map((told) => ({ ...told, day: told.day + 1 }));
    expect(reasonsFor("R2", [...newer, sore(TODAY - 7, 2), same])).toEqual(["new-place"]);
  });

  it.each<[string, Partial<CheckIn>, Partial<CheckIn>, boolean]>([
    ["another place", {}, { places: ["buttock"] }, true],
    ["the front, where a no says nothing", {}, { places: ["front-or-groin"] }, true],
    ["the other side too", {}, { side: "both" }, true],
    ["the same place", {}, { places: ["outside"] }, false],
    ["the place, which wasn't told", { places: [] }, { places: ["outside"] }, false],
    ["the sides, which weren't told", { side: null }, { side: "both" }, false],
    ["a place where nothing hurt before", PAINLESS, { places: ["buttock"] }, false],
  ])("is by a check-in that was only begun and names %s", (_, told, begun, raised) => {
    const first = sore(TODAY - 3, 2, told);
    const since = makeBegunCheckIn({ ...begun, day: TODAY });
    expect(flagsFor([first, since])).toEqual(raised ? { R2: "book-visit" } : {});
  });

  it("one earlier score is no rise in a row", () => {
    expect(flagsFor([sore(TODAY - 20, 1), sore(TODAY - 10, 2), sore(TODAY, 3)])["R2"]).toBe(
      "book-visit",
    );
    expect(flagsFor([sore(TODAY - 10, 1), sore(TODAY, 2)])["R2"]).toBeUndefined();
  });

  it.each<{ before: Partial<CheckIn>; now: Partial<CheckIn>; raised: boolean }>([
    { before: { places: ["outside"] }, now: { places: ["outside", "buttock"] }, raised: true },
    { before: { places: ["outside"] }, now: { places: ["buttock"] }, raised: true },
    { before: { places: ["outside", "buttock"] }, now: { places: ["buttock"] }, raised: false },
    { before: { places: [] }, now: { places: ["buttock"] }, raised: false },
    { before: { side: "left" }, now: { side: "right" }, raised: true },
    { before: { side: "left" }, now: { side: "both" }, raised: true },
    { before: { side: "both" }, now: { side: "left" }, raised: false },
    { before: { side: "both" }, now: { side: "right" }, raised: false },
    { before: { side: null }, now: { side: "left" }, raised: false },
  ])("a new place: $before then $now is $raised", ({ before, now, raised }) => {
    const flags = flagsFor([sore(TODAY - 5, 2, before), sore(TODAY, 2, now)]);
    expect(flags["R2"] === "book-visit").toBe(raised);
  });

  it.each<{ sides: [CheckIn["side"], CheckIn["side"], CheckIn["side"]]; raised: boolean }>([
    { sides: ["left", "right", "right"], raised: true },
    { sides: ["left", "right", "both"], raised: true },
    { sides: ["left", "both", "right"], raised: true },
    { sides: ["left", "both", "left"], raised: false },
    { sides: ["left", "right", "left"], raised: false },
    { sides: ["both", "right", "left"], raised: false },
    { sides: [null, "right", "both"], raised: false },
  ])("a new side is one for as long as it hurts: $sides is $raised", ({ sides, raised }) => {
    const told = sides.map((side, at) => sore(TODAY - 4 + 2 * at, 2, { side }));
    expect(flagsFor(told)["R2"] === "book-visit").toBe(raised);
  });
});

describe("a new pain, after a check-in in which nothing hurt", () => {
  const painless = (day: number) =>
    makeCheckIn({ day, places: [], painDuring: 0, painAfter: 0, painNextMorning: 0, kind: null });
  const ache = (day: number, more: Partial<CheckIn> = {}) =>
    makeCheckIn({ day, painDuring: 2, painAfter: 1, painNextMorning: 0, ...more });

  it("is not one that gets stronger, though it rose from 0", () => {
    expect(flagsFor([painless(TODAY - 7), ache(TODAY)])).toEqual({});
    expect(
      flagsFor([painless(TODAY - 7), ache(TODAY - 3, { painDuring: 1 }), ache(TODAY)]),
    ).toEqual({});
    const stronger = [painless(TODAY - 7), ache(TODAY - 3), ache(TODAY, { painDuring: 4 })];
    expect(flagsFor(stronger)).toEqual({ R2: "book-visit" });
  });

  it("is not there yet: what was told of another side is nothing new once nothing hurts", () => {
    const unplaced = ache(TODAY - 3, { places: [], side: "right" });
    expect(flagsFor([ache(TODAY - 6), unplaced, painless(TODAY)])).toEqual({});
  });

  it("is none that rest hasn't helped, where it began while the runner rested", () => {
    const off = [painless(TODAY - 9), ache(TODAY, { painDuring: 1, painAfter: 0 })];
    expect(flagsFor(off, TODAY - 10)).toEqual({});
  });

  it("is compared with the pain before it all the same: a good day in between heals nothing", () => {
    expect(
      flagsFor([ache(TODAY - 10), painless(TODAY - 5), ache(TODAY, { painDuring: 4 })]),
    ).toEqual({
      R2: "book-visit",
    });
    const elsewhere = ache(TODAY, { places: ["buttock"] });
    expect(flagsFor([ache(TODAY - 10), painless(TODAY - 5), elsewhere])).toEqual({
      R2: "book-visit",
    });
  });
});

describe("answers that were left open", () => {
  const alarming = makeUnansweredCheckIn({ day: TODAY - 3, saddleNumbness: true, numbness: true });

  it("take the last answer: a danger sign isn't forgotten because it wasn't asked again", () => {
    expect(flagsFor([alarming, makeUnansweredCheckIn({ day: TODAY })])["R9"]).toBe("emergency");
  });

  it("are settled by a no", () => {
    const settled = makeUnansweredCheckIn({ day: TODAY, saddleNumbness: false });
    expect(flagsFor([alarming, settled])["R9"]).toBeUndefined();
  });

  it("once nothing hurts, only keep what can't wait", () => {
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const flags = flagsFor([alarming, makeUnansweredCheckIn({ day: TODAY, ...painless })]);
    expect(flags).toEqual({ R9: "emergency" });
  });

  it("keep everything of a place that is still named, though days off have brought its scores to 0", () => {
    const rested = { painDuring: null, painAfter: 0, painNextMorning: 0 };
    const groin = { places: ["front-or-groin"] as const, side: null };
    const grew = makeCheckIn({ ...groin, day: TODAY - 5, growsDuringRun: true });
    const now = makeUnansweredCheckIn({ ...groin, ...rested, day: TODAY, kind: null });
    expect(flagsFor([grew, now])).toEqual({ R11: "stop-and-see-doctor" });
    const shot = makeCheckIn({ ...groin, day: TODAY - 5, kind: "radiating", side: "both" });
    expect(flagsFor([shot, now])).toEqual({ R5: "book-visit", R16: "emergency" });
    expect(flagsFor([shot, { ...now, places: [] }])).toEqual({});
  });

  it("are taken from up to 14 days ago, through check-ins that left them open", () => {
    const between = makeUnansweredCheckIn({ day: TODAY + 5 });
    const asked = (day: number) => flagsFor([makeUnansweredCheckIn({ day }), alarming, between]);
    expect(asked(TODAY + 11)["R9"]).toBe("emergency");
    expect(asked(TODAY + 12)["R9"]).toBeUndefined();
  });

  it("take the newest answer there is", () => {
    const later = makeUnansweredCheckIn({ day: TODAY - 1, saddleNumbness: false });
    const now = makeUnansweredCheckIn({ day: TODAY });
    expect(flagsFor([now, later, alarming])["R9"]).toBeUndefined();
    expect(flagsFor([later, alarming, now])["R9"]).toBeUndefined();
  });

  it("take a no as well, even once nothing hurts", () => {
    const before = makeUnansweredCheckIn({
      day: TODAY - 1,
      places: ["front-or-groin"],
      growsDuringRun: false,
    });
    const painless = { painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const now = makeUnansweredCheckIn({
      ...painless,
      places: ["front-or-groin"],
      easesWithRest: true,
    });
    expect(flagsFor([before, now])["R11"]).toBeUndefined();
    expect(flagsFor([now])["R11"]).toBe("stop-and-see-doctor");
  });

  it.each<[Sign, Partial<CheckIn>]>([
    ["growsDuringRun", { easesWithRest: true }],
    ["easesWithRest", { when: ["only-running"] }],
  ])(
    "take no no to %s from a day on which nothing hurt for a pain that came since",
    (sign, told) => {
      const groin = { places: ["front-or-groin"], painDuring: 3 } as const;
      const now = makeUnansweredCheckIn({ ...groin, ...told, day: TODAY });
      const answered = (before: Partial<CheckIn>) =>
        flagsFor([makeUnansweredCheckIn({ day: TODAY - 8, [sign]: false, ...before }), now]);
      expect(answered(PAINLESS)).toEqual({ R11: "stop-and-see-doctor" });
      expect(answered({ places: ["front-or-groin"] })).toEqual({});
    },
  );

  it("take such a no all the same as the end of an earlier yes", () => {
    const numb = makeCheckIn({ day: TODAY - 6, numbness: true });
    const well = makeUnansweredCheckIn({ ...PAINLESS, day: TODAY - 3, numbness: false });
    const back = makeUnansweredCheckIn({ day: TODAY, painDuring: 1 });
    expect(flagsFor([numb, well, back])).toEqual({});
    const unasked = triage([numb, well, back], makeLoadContext())?.unanswered;
    expect(unasked).toContain("numbness");
  });

  it.each<[string, Partial<CheckIn>, Partial<CheckIn>, boolean]>([
    ["the same place", { places: ["front-or-groin"] }, {}, false],
    ["the other front place", { places: ["deep"] }, {}, false],
    ["a place that wasn't told", { places: [] }, {}, false],
    ["a side that wasn't told", { places: ["front-or-groin"], side: null }, {}, false],
    ["the outer hip", { places: ["outside"] }, {}, true],
    ["the outer hip, where the pain has spread", {}, { places: ["outside", "deep"] }, true],
    ["the other side", { places: ["front-or-groin"], side: "right" }, {}, true],
  ])(
    "take for a pain in the groin that eases with rest no no about %s: %j",
    (_, then, now, stops) => {
      const before = makeCheckIn({ day: TODAY - 8, ...then });
      const told = { places: ["front-or-groin"] as const, easesWithRest: true, ...now };
      const flags = flagsFor([before, makeUnansweredCheckIn({ day: TODAY, ...told })]);
      expect(flags["R11"]).toBe(stops ? "stop-and-see-doctor" : undefined);
      const begun = makeBegunCheckIn({ ...told, side: "left", day: TODAY });
      if (then.side === undefined) expect(flagsFor([before, begun])["R11"]).toBe(flags["R11"]);
    },
  );

  it("take what eases with rest elsewhere, and doesn't grow on a run, for no sign of the bone in the groin", () => {
    const eases = { easesWithRest: true, when: ["only-running"] } as const;
    const outer = makeCheckIn({ ...eases, day: TODAY - 9 });
    const open = { day: TODAY - 1, places: ["front-or-groin"] } as const;
    const begun = makeBegunCheckIn({ ...open, side: "left" });
    for (const told of [makeUnansweredCheckIn(open), begun]) {
      const stops = (...before: CheckIn[]) => flagsFor([...before, told])["R11"] !== undefined;
      expect(stops(outer)).toBe(false);
      expect(stops({ ...outer, growsDuringRun: null })).toBe(true);
      expect(flagsFor([outer, { ...told, ...eases }])["R11"]).toBe("stop-and-see-doctor");
    }
    const since = [
      { ...outer, growsDuringRun: null },
      makeUnansweredCheckIn({ day: TODAY - 5, growsDuringRun: false }),
    ];
    expect(flagsFor([...since, makeUnansweredCheckIn(open)])["R11"]).toBeUndefined();
    const groin = makeUnansweredCheckIn({ ...open, ...eases, day: TODAY - 12 });
    expect(flagsFor([groin, outer, makeUnansweredCheckIn(open)])["R11"]).toBe(
      "stop-and-see-doctor",
    );
  });

  it("take a no about another place all the same as the end of an earlier yes, and ask again", () => {
    const limped = makeCheckIn({ day: TODAY - 9, places: ["deep"], limp: true });
    const outer = makeCheckIn({ day: TODAY - 5, places: ["outside"] });
    const now = makeUnansweredCheckIn({ day: TODAY, places: ["deep"] });
    const begun = makeBegunCheckIn({ day: TODAY, places: ["deep"] });
    for (const last of [now, begun]) {
      const judged = triage([limped, outer, last], makeLoadContext({ lastRunDay: TODAY - 5 }));
      expect(judged?.flags.map(({ id }) => id)).not.toContain("R14");
      expect(judged?.unanswered).toContain("limp");
    }
  });

  const groin = { places: ["front-or-groin"], kind: null, daysLasted: null } as const;
  const well = (ago: number) => makeCheckIn({ ...PAINLESS, kind: null, day: TODAY - ago });

  it("keep a no about a pain over a later day on which nothing hurt", () => {
    const sore = makeCheckIn({ ...groin, day: TODAY - 8, when: ["only-running"] });
    const back = makeUnansweredCheckIn({ ...groin, day: TODAY, painDuring: 2 });
    expect(flagsFor([sore, well(4), back])).toEqual({});
    const open = { ...sore, growsDuringRun: null, easesWithRest: null };
    expect(flagsFor([open, well(4), back])["R11"]).toBe("stop-and-see-doctor");
  });

  it("take no no from before a clearance either, if nothing hurt that day", () => {
    const cleared = { ...well(6), clearedToRun: true };
    const eases = { ...groin, day: TODAY, painDuring: 2, easesWithRest: true };
    const now = makeUnansweredCheckIn(eases);
    expect(flagsFor([well(8), { ...cleared, growsDuringRun: null }, now])).toEqual({
      R11: "stop-and-see-doctor",
    });
  });

  it("take no no from a day on which nothing hurt for a place that one begun since names", () => {
    const begun = makeBegunCheckIn({ ...groin, day: TODAY, easesWithRest: true, limp: false });
    const numb = makeUnansweredCheckIn({ ...groin, day: TODAY - 9, numbness: true });
    for (const before of [[well(4)], [numb, well(4)], [well(30)]]) {
      expect(flagsFor([...before, begun])).toEqual({ R11: "stop-and-see-doctor" });
      const unasked = triage([...before, begun], makeLoadContext())?.unanswered;
      expect(unasked).toContain("growsDuringRun");
      expect(unasked).not.toContain("limp");
    }
  });

  it("don't bring back a place once nothing hurts", () => {
    const before = makeUnansweredCheckIn({ day: TODAY - 5, places: ["front-or-groin"] });
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const now = makeUnansweredCheckIn({ ...painless, easesWithRest: true });
    const judged = triage([before, now], makeLoadContext());
    expect([judged?.flags, judged?.causes, judged?.light]).toEqual([[], [], "green"]);
  });

  it.each(["sharp-and-sudden", "radiating"] as const)(
    "don't bring back a %s pain once nothing hurts",
    (kind) => {
      const before = makeCheckIn({ day: TODAY - 5, kind });
      const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
      const now = makeCheckIn({ ...painless, day: TODAY, kind: null, daysLasted: null });
      const judged = triage([before, now], makeLoadContext());
      expect([judged?.flags, judged?.causes, judged?.light]).toEqual([[], [], "green"]);
    },
  );

  it.each([
    ["outside", {}, undefined],
    ["front-or-groin", {}, "stop-and-see-doctor"],
    ["deep", {}, "stop-and-see-doctor"],
    ["deep", { growsDuringRun: false }, undefined],
    ["deep", { easesWithRest: false }, undefined],
  ] as const)("at %s pain only when running, with %j, makes R11 %s", (place, more, urgency) => {
    const now = makeUnansweredCheckIn({ places: [place], when: ["only-running"], ...more });
    expect(flagsFor([now])["R11"]).toBe(urgency);
  });

  it("take nothing of a pain that has gone but what can't wait, until pain is told again", () => {
    const told = makeCheckIn({
      ...{ day: TODAY - 5, places: ["buttock"], kind: "radiating", when: ["sitting"] },
      ...{ numbness: true, troubleStairs: true, saddleNumbness: true },
    });
    const well = makeUnansweredCheckIn({ ...PAINLESS, day: TODAY - 3 });
    const begun = makeBegunCheckIn({ day: TODAY });
    expect(flagsFor([told, well])).toEqual({ R9: "emergency" });
    expect(flagsFor([told, well, begun])).toEqual({ R9: "emergency" });
    const back = makeUnansweredCheckIn({ day: TODAY, places: ["buttock"], painDuring: 2 });
    expect(flagsFor([told, well, back])).toMatchObject({ R4: "book-visit", R5: "book-visit" });
  });

  it("take the last answer to when it hurts, until nothing does", () => {
    const groin = { day: TODAY - 3, places: ["front-or-groin"], when: ["only-running"] } as const;
    const told = makeUnansweredCheckIn(groin);
    const open = makeUnansweredCheckIn({ places: [], painDuring: 1 });
    expect(flagsFor([told, open], TODAY - 1)).toEqual({ R11: "stop-and-see-doctor" });
    expect(flagsFor([told, { ...open, when: ["stairs"] }], TODAY - 1)).toEqual({});
    expect(flagsFor([told, { ...open, ...PAINLESS }], TODAY - 1)).toEqual({});
    const lying = makeCheckIn({ day: TODAY - 3, nightPain: true, when: ["lying-on-it"] });
    expect(flagsFor([lying, open])).toEqual({});
  });

  it("take the last place, side and kind", () => {
    const before = makeUnansweredCheckIn({
      day: TODAY - 1,
      places: ["deep"],
      side: "both",
      kind: "radiating",
    });
    const now = makeUnansweredCheckIn({ places: [], side: null, kind: null, growsDuringRun: true });
    expect(flagsFor([before, now])).toMatchObject({ R5: "book-visit", R16: "emergency" });
    const judged = triage([before, now], makeLoadContext());
    expect(judged?.flags.find((flag) => flag.id === "R11")?.because).toContain("place:deep");
  });

  it("are compared with no place from before such a gap", () => {
    const elsewhere = makeCheckIn({ day: TODAY, places: ["buttock"] });
    const outer = (day: number) => makeCheckIn({ day, places: ["outside"], painDuring: 2 });
    expect(flagsFor([outer(TODAY - 14), elsewhere])["R2"]).toBe("book-visit");
    expect(flagsFor([outer(TODAY - 15), elsewhere])["R2"]).toBeUndefined();
  });

  it("keep what a runner saw for themselves until they look again", () => {
    const factors = (...checkIns: CheckIn[]) =>
      triage(checkIns, makeLoadContext())?.contributing.map(({ id }) => id);
    const seen = makeCheckIn({ day: TODAY - 9, selfScreen: makeSelfScreen({ pelvicDrop: true }) });
    const open = makeCheckIn({ day: TODAY - 4 });
    const now = makeCheckIn({ day: TODAY });
    expect(factors(seen, open, now)).toEqual(["X1"]);
    expect(factors(seen, { ...now, selfScreen: makeSelfScreen() })).toEqual([]);
  });

  it("are not taken from before a gap of more than 14 days", () => {
    const later = makeUnansweredCheckIn({ day: TODAY + 12 });
    expect(flagsFor([alarming, later])["R9"]).toBeUndefined();
  });

  it("don't depend on the order the check-ins are given in", () => {
    const today = makeUnansweredCheckIn({ day: TODAY });
    expect(flagsFor([today, alarming])).toEqual(flagsFor([alarming, today]));
  });

  it("hold a score that stops the running until another is told: a check-in only begun is no better", () => {
    const told = (painDuring: number, day = TODAY) =>
      makeCheckIn({ day, painDuring, painAfter: 0, painNextMorning: 0 });
    const begun = makeBegunCheckIn({ day: TODAY, places: ["outside"] });
    const said = (...checkIns: CheckIn[]) => {
      const judged = triage(checkIns, makeLoadContext());
      return { light: judged?.light, severe: judged?.flags.some(({ id }) => id === "R17") };
    };
    expect(said(told(8), begun)).toEqual({ light: "red", severe: true });
    expect(said(told(6), begun)).toEqual({ light: "red", severe: false });
    expect(said(told(8, TODAY - 1), told(2), begun)).toEqual({ light: "green", severe: false });
    const elsewhere = makeBegunCheckIn({ day: TODAY, places: ["buttock"] });
    expect(said(told(8, TODAY - 1), told(2), elsewhere)).toEqual({ light: "amber", severe: false });
    expect(said(told(8), begun, told(2))).toEqual({ light: "green", severe: false });
    expect(said(told(8, TODAY - 14), begun)).toEqual({ light: "red", severe: true });
    expect(said(told(8, TODAY - 15), begun)).toEqual({ light: "red", severe: true });
  });

  it.each([
    ["R18", "a hot hip", { warmth: true, painDuring: 7 }],
    ["R13", "an injury that hurts a lot", { fallOrInjury: true, painDuring: 7 }],
    ["R8", "a fever and a hip that hurts a lot", { fever: true, painDuring: 7, places: [] }],
    ["R11", "pain on one leg", { places: ["deep"], when: ["standing-on-one-leg"] }],
  ] as const)("%s, for %s, is not ended by a check-in only begun", (flag, _, answers) => {
    const told = makeCheckIn({ day: TODAY, ...answers });
    const begun = makeBegunCheckIn({ day: TODAY });
    const urgency = flag === "R8" ? "emergency" : "stop-and-see-doctor";
    expect(flagsFor([told])[flag]).toBe(urgency);
    expect(flagsFor([told, begun])[flag]).toBe(urgency);
    const better = makeCheckIn({ day: TODAY, places: ["deep"], when: ["stairs"], painDuring: 2 });
    const after = flagsFor([told, begun, { ...better, warmth: false, fever: false }]);
    expect(after[flag]).toBeUndefined();
  });
});
