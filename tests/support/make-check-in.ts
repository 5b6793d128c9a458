import { type CheckIn, type SelfScreen, SIGNS, type Sign } from "../../domain/pain/check-in.ts";
import type { LoadContext } from "../../domain/pain/episode.ts";

const noSigns: Record<Sign, boolean | null> = {
  cannotBearWeight: false,
  bladderOrBowelTrouble: false,
  saddleNumbness: false,
  hotSwollenCalf: false,
  fever: false,
  pop: false,
  lossOfFunction: false,
  fallOrInjury: false,
  growsDuringRun: false,
  earlierEachRun: false,
  easesWithRest: false,
  nightPain: false,
  limp: false,
  swelling: false,
  redness: false,
  warmth: false,
  numbness: false,
  tingling: false,
  radiating: false,
  spreading: false,
  troubleWalking: false,
  troubleStairs: false,
  troubleSleeping: false,
};

/** A mild ache on the outside of the left hip, with every question answered and nothing alarming. */
export function makeCheckIn(overrides: Partial<CheckIn> = {}): CheckIn {
  return {
    ...noSigns,
    day: 20_000,
    places: ["outside"],
    side: "left",
    kind: "dull-and-gradual",
    when: [],
    painDuring: 2,
    painAfter: 1,
    painNextMorning: 0,
    daysLasted: 3,
    restTried: null,
    iceTried: null,
    clearedToRun: null,
    sleepHours: null,
    selfScreen: null,
    ...overrides,
  };
}

/** The same ache with no question about danger signs answered. */
export function makeUnansweredCheckIn(overrides: Partial<CheckIn> = {}): CheckIn {
  const unanswered = Object.fromEntries(SIGNS.map((sign) => [sign, null]));
  return makeCheckIn({ ...unanswered, ...overrides });
}

/** One that was only begun: no question is answered yet. */
export function makeBegunCheckIn(overrides: Partial<CheckIn> = {}): CheckIn {
  return makeUnansweredCheckIn({
    ...{ places: [], side: null, kind: null, daysLasted: null },
    ...{ painDuring: null, painAfter: null, painNextMorning: null },
    ...overrides,
  });
}

export function makeSelfScreen(overrides: Partial<SelfScreen> = {}): SelfScreen {
  return {
    kneesInward: false,
    pelvicDrop: false,
    trunkSways: false,
    tightHipFlexors: false,
    tightHamstrings: false,
    tightItBand: false,
    shoesWornOnInnerEdge: false,
    ...overrides,
  };
}

export function makeLoadContext(overrides: Partial<LoadContext> = {}): LoadContext {
  return { lastRunDay: null, weeks: [], raised: [], ...overrides };
}
