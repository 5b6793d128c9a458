import { describe, expect, it } from "vitest";
import { hasFrontHipPain, hurtsNow, sorePlaces } from "../../../domain/pain/sore-places.ts";
import { makeCheckIn, makeUnansweredCheckIn } from "../../support/make-check-in.ts";

const TODAY = 20_000;
const PAINLESS = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };

describe("sore places", () => {
  it("are all that were named in the 14 days up to the newest check-in", () => {
    const named = (ago: number) =>
      sorePlaces([
        makeCheckIn({ day: TODAY, places: ["outside"] }),
        makeCheckIn({ day: TODAY - ago, places: ["buttock"] }),
      ]);
    expect([named(14), named(15)]).toEqual([new Set(["buttock", "outside"]), new Set(["outside"])]);
  });

  it("are only those named since nothing hurt", () => {
    const deep = makeCheckIn({ day: TODAY - 5, places: ["deep"] });
    const well = makeCheckIn({ ...PAINLESS, day: TODAY - 3 });
    expect(sorePlaces([deep, well])).toEqual(new Set());
    expect(sorePlaces([deep, well, makeCheckIn({ day: TODAY })])).toEqual(new Set(["outside"]));
    expect(sorePlaces([])).toEqual(new Set());
  });
});

describe("whether it hurts now", () => {
  it.each([
    ["a score and a place", makeCheckIn(), true],
    ["a score without a place", makeCheckIn({ places: [] }), true],
    ["a place that scores 0", makeCheckIn({ ...PAINLESS, places: ["outside"] }), true],
    [
      "a place without a score",
      makeUnansweredCheckIn({ painDuring: null, painAfter: null, painNextMorning: null }),
      true,
    ],
    ["scores of 0 and no place", makeCheckIn(PAINLESS), false],
  ])("with %s: %s", (_, told, hurts) => {
    expect(hurtsNow([told])).toBe(hurts);
  });

  it("is no without a check-in, and goes by the newest", () => {
    expect(hurtsNow([])).toBe(false);
    expect(hurtsNow([makeCheckIn({ ...PAINLESS, day: TODAY }), makeCheckIn({ day: 1 })])).toBe(
      false,
    );
  });
});

it.each([
  ["front-or-groin", true],
  ["deep", true],
  ["outside", false],
] as const)("pain at %s speaks against quicker steps: %s", (place, speaks) => {
  expect(hasFrontHipPain([makeCheckIn({ places: [place] })])).toBe(speaks);
});
