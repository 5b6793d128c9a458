import { describe, expect, it } from "vitest";
import { checkup } from "../../../domain/checkup.ts";
import type { Activity } from "../../../domain/history.ts";
import { newsOf } from "../../../domain/nudges/news.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const usual = onDays([TODAY - 9, TODAY - 16, TODAY - 23], { distanceM: 5000 });
const judged = (runs: readonly Activity[]) => {
  const activities = [...usual, ...runs];
  const shoes = [makeShoe({ startDistanceM: 490_000 })];
  return newsOf(checkup({ activities }, shoes, TODAY), activities);
};
const raisedOf = (runs: readonly Activity[]) =>
  judged(runs)
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

  it("only a pair worn lately is told of", () => {
    const worn = (shoeId: string | null) =>
      judged([makeActivity({ day: TODAY, distanceM: 3000, shoeId })]).worn.map(
        (shoe) => shoe.shoeId,
      );
    expect(worn("shoe:1")).toEqual(["shoe:1"]);
    expect(worn(null)).toEqual([]);
  });
});
