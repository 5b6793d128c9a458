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

  it("only a pair worn lately is told of", () => {
    const worn = (shoeId: string | null) =>
      judged([makeActivity({ day: TODAY, distanceM: 3000, shoeId })]).worn.map(
        (shoe) => shoe.shoeId,
      );
    expect(worn("shoe:1")).toEqual(["shoe:1"]);
    expect(worn(null)).toEqual([]);
  });
});
