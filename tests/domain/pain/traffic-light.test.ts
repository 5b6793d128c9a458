import { describe, expect, it } from "vitest";
import {
  lacksRunScore,
  lightOfScores,
  settledByMorning,
} from "../../../domain/pain/traffic-light.ts";
import { isOutdated, reasonNotToRun, triage } from "../../../domain/pain/triage.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

describe("the traffic light of the scores", () => {
  it.each([
    [0, 0, 0, "green"],
    [3, 3, 1, "green"],
    [3, 3, null, "green"],
    [3, 1, 2, "amber"],
    [4, 0, 0, "amber"],
    [5, 5, 1, "amber"],
    [5, 5, null, "amber"],
    [4, 2, 2, "red"],
    [6, 0, 0, "red"],
    [0, 10, 0, "red"],
    [0, 0, 6, "red"],
    [null, null, 0, "amber"],
    [null, null, null, "amber"],
    [null, 2, null, "green"],
  ] as const)(
    "during %s, after %s, next morning %s is %s",
    (painDuring, painAfter, painNextMorning, light) => {
      expect(lightOfScores({ painDuring, painAfter, painNextMorning })).toBe(light);
    },
  );

  it.each([
    [null, null, null, true],
    [null, null, 1, true],
    [null, null, 2, false],
    [null, null, 6, false],
    [2, null, null, false],
    [null, 4, null, false],
  ] as const)(
    "during %s, after %s, next morning %s: only a run's score is missing: %s",
    (painDuring, painAfter, painNextMorning, lacks) => {
      expect(lacksRunScore({ painDuring, painAfter, painNextMorning })).toBe(lacks);
    },
  );

  it("pain has settled by the next morning at 0 or 1, and nobody knows without a score", () => {
    expect([0, 1, 2, null].map(settledByMorning)).toEqual([true, true, false, null]);
  });

  it("is asked for anew after 14 days", () => {
    const judged = triage([makeCheckIn({ day: 100 })], makeLoadContext());
    expect([114, 115].map((today) => judged && isOutdated(judged, today))).toEqual([false, true]);
  });

  it("a visit to book makes green amber", () => {
    const judged = triage([makeCheckIn({ numbness: true })], makeLoadContext());
    expect([judged?.lightOfScores, judged?.light]).toEqual(["green", "amber"]);
  });

  it.each([
    [{}, null],
    [{ numbness: true }, null],
    [{ painDuring: 5 }, null],
    [{ painDuring: 6 }, "red-light"],
    [{ limp: true }, "red-flag"],
    [{ troubleWalking: true }, "red-flag"],
    [{ troubleWalking: true, troubleStairs: true }, "red-flag"],
    [{ troubleStairs: true }, null],
    [{ painAfter: 8 }, "red-flag"],
    [{ cannotBearWeight: true }, "red-flag"],
    [{ fever: true }, "red-flag"],
    [{ fever: true, places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 }, "ill"],
  ] as const)("a runner who answers %j is kept from running by %s", (answers, reason) => {
    expect(reasonNotToRun(triage([makeCheckIn(answers)], makeLoadContext()))).toBe(reason);
  });

  it("without a check-in nothing speaks against running", () => {
    expect(reasonNotToRun(null)).toBeNull();
  });
});
