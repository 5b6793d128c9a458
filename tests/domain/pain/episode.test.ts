import { describe, expect, it } from "vitest";
import type { CheckIn, Place } from "../../../domain/pain/check-in.ts";
import { episodeOf, heldAfterEach } from "../../../domain/pain/episode.ts";
import { triage } from "../../../domain/pain/triage.ts";
import {
  makeBegunCheckIn,
  makeCheckIn,
  makeLoadContext,
  makeUnansweredCheckIn,
} from "../../support/make-check-in.ts";

const TODAY = 20_000;
const NO_SCORES = { painDuring: null, painAfter: null, painNextMorning: null };

function now(...checkIns: CheckIn[]) {
  return episodeOf(checkIns, makeLoadContext())?.now;
}

describe("where it hurts", () => {
  const at = (ago: number, places: readonly Place[], painDuring: number | null = 2) =>
    makeCheckIn({ ...NO_SCORES, day: TODAY - ago, painDuring, places });
  const begun = (places: readonly Place[]) => makeBegunCheckIn({ day: TODAY, places });

  it.each([
    ["what the newest names", [at(5, ["outside"]), at(1, ["deep"])], ["deep"]],
    [
      "what was named last, where two since named none",
      [at(5, ["outside"]), at(3, []), at(1, [])],
      ["outside"],
    ],
    [
      "one only begun adds to the newest's own",
      [at(5, ["outside"]), at(1, ["buttock"]), begun(["deep"])],
      ["buttock", "deep"],
    ],
    [
      "one only begun that names the newest's own again brings no older one back",
      [at(5, ["outside"]), at(1, ["buttock"]), begun(["buttock"])],
      ["buttock"],
    ],
    [
      "two only begun add to what was named last",
      [at(5, ["outside"]), at(1, []), begun(["deep"]), begun(["buttock"])],
      ["outside", "deep", "buttock"],
    ],
    [
      "one only begun after pain that went names the place of a new one",
      [at(5, ["outside"]), at(1, [], 0), begun(["deep"])],
      ["deep"],
    ],
  ] as const)("is %s", (_, told, places) => {
    expect(now(...told)?.places).toEqual(places);
  });
});

describe("when it hurts", () => {
  const told = makeUnansweredCheckIn({ day: TODAY - 3, when: ["only-running", "stairs"] });
  const onOneLeg = makeUnansweredCheckIn({ day: TODAY - 3, when: ["standing-on-one-leg"] });
  const cleared = makeUnansweredCheckIn({ day: TODAY, clearedToRun: true });

  it("holds until it is told again, but what may be of the bone only until a clearance", () => {
    expect(now(told, { ...cleared, clearedToRun: null })?.when).toEqual(["only-running", "stairs"]);
    expect(now(told, cleared)?.when).toEqual(["stairs"]);
    expect(now(onOneLeg, cleared)?.when).toEqual([]);
  });

  it("holds where it was told on the day of the clearance", () => {
    const before = makeUnansweredCheckIn({ day: TODAY - 3 });
    const later = makeUnansweredCheckIn({ day: TODAY + 1 });
    expect(now(before, { ...cleared, when: ["only-running"] }, later)?.when).toEqual([
      "only-running",
    ]);
  });
});

describe("what was answered before", () => {
  const numb = makeCheckIn({ day: TODAY - 5, numbness: true });
  const well = makeUnansweredCheckIn({
    ...{ day: TODAY - 3, places: [] },
    ...{ painDuring: 0, painAfter: 0, painNextMorning: 0 },
  });
  /** Tells of a run, and neither of a place nor of a score. */
  const growsNot = makeBegunCheckIn({ day: TODAY, growsDuringRun: false });

  it("tells of no sign of a pain that went, until a place is named again", () => {
    expect(now(numb, growsNot)?.numbness).toBe(true);
    expect(now(numb, well, growsNot)?.numbness).toBeNull();
    const back = makeUnansweredCheckIn({ ...NO_SCORES, day: TODAY - 1, places: ["outside"] });
    expect(now(numb, well, back, growsNot)?.numbness).toBe(true);
  });

  it("is a no for as long as it is no older than 14 days, whether it still hurts or not", () => {
    const asked = (ago: number) => makeCheckIn({ day: TODAY - ago });
    const open = { ...well, day: TODAY };
    expect([now(asked(14), open)?.limp, now(asked(15), open)?.limp]).toEqual([false, null]);
  });

  it("is a no after a clearance too, where a yes is no answer any more", () => {
    const cleared = makeUnansweredCheckIn({ day: TODAY, clearedToRun: true });
    const { limp, tingling, fever } = now(
      makeCheckIn({ day: TODAY - 3, tingling: true, fever: true }),
      cleared,
    ) as CheckIn;
    expect({ limp, tingling, fever }).toEqual({ limp: false, tingling: null, fever: true });
  });
});

describe("what held after each of many check-ins", () => {
  it("goes by the run before the oldest morning whose answers are carried", () => {
    const told = [
      makeBegunCheckIn({ day: TODAY - 15, painDuring: 3 }),
      makeBegunCheckIn({ day: TODAY - 14, limp: true }),
      makeBegunCheckIn({ day: TODAY - 14, painNextMorning: 0 }),
      makeBegunCheckIn({ day: TODAY, when: ["stairs"] }),
    ];
    const held = heldAfterEach(told)(3);
    expect(held?.now.limp).toBe(true);
    expect(held?.now).toEqual(episodeOf(told, makeLoadContext())?.now);
  });

  it.each([
    ["with a score", { painDuring: 2 }],
    ["of the morning alone", { ...NO_SCORES, painNextMorning: 1 }],
    ["only begun", { ...NO_SCORES, when: [], growsDuringRun: null }],
    ["with a clearance", { clearedToRun: true }],
    ["that is taken back", { clearedToRun: false, places: ["deep"], limp: true }],
  ] as const)("takes twice the looking for twice as many %s", (_, told) => {
    const looksFor = (days: number) => {
      let looks = 0;
      const checkIns = Array.from({ length: 4 * days }, (_one, index) => {
        const day = TODAY - Math.floor(index / 4);
        return Object.defineProperty(makeCheckIn(told), "day", {
          enumerable: true,
          get() {
            looks += 1;
            return day;
          },
        });
      });
      triage(checkIns, makeLoadContext());
      return looks;
    };
    // Beyond twice for what is put in order.
    expect(looksFor(80)).toBeLessThan(2.3 * looksFor(40));
  });
});
