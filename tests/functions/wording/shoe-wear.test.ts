import { describe, expect, it } from "vitest";
import { isoDay } from "../../../functions/shared/time.ts";
import { describeFinding } from "../../../functions/wording/finding.en.ts";
import { shoeNudge } from "../../../functions/wording/nudges.en.ts";
import { shoeStatus, unassignedShoes } from "../../../functions/wording/shoe-wear.en.ts";
import { makeActivity } from "../../support/make-activity.ts";
import { makeCheckup } from "../../support/make-digest.ts";
import { makeFinding } from "../../support/make-finding.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const reading = { units: "km", isoDay } as const;

describe("a pair of shoes in words", () => {
  it("is named among the three that are due first, and of the others only their number is told", () => {
    const pair = (km: number) =>
      makeShoe({ id: `pair-${km}`, name: `Pair ${km}`, startDistanceM: km * 1000 });
    const figureOf = (...kms: number[]) => {
      const checkup = makeCheckup([], { shoes: kms.map(pair) });
      const finding = makeFinding({ rule: "shoe-wear", answer: "clear" });
      return describeFinding(finding, checkup, reading).figure;
    };
    const three = ["Pair 300: 300 km of 805 km", "Pair 200: 200 km of 805 km"];
    expect(figureOf(100, 200, 300)).toBe([...three, "Pair 100: 100 km of 805 km"].join("; "));
    expect(figureOf(10, 100, 20, 200, 300)).toBe(
      [...three, "Pair 100: 100 km of 805 km", "and 2 more pairs"].join("; "),
    );
    expect(figureOf(10, 100, 200, 300)).toContain("; and 1 more pair");
  });

  it.each([
    [804_700, "805 km on it, the distance at which"],
    [812_000, "812 km on it, past the 805 km at which"],
  ])("is past no distance that reads like its own: %d m", (startDistanceM, words) => {
    const [shoe] = makeCheckup([], { shoes: [makeShoe({ startDistanceM })] }).shoes;
    expect(shoe && shoeNudge(shoe, false, reading).headline).toContain(words);
  });

  it("misses no run without a distance, which would add nothing to it", () => {
    const told = (...distances: readonly number[]) =>
      unassignedShoes(
        makeCheckup(
          distances.map((distanceM) => makeActivity({ distanceM })),
          { shoes: [makeShoe()] },
        ),
        "km",
      );
    expect(told(0, 0)).toBeNull();
    expect(told(0, 8000)).toBe("2 runs with no pair named: 8.0 km not counted towards any pair.");
  });

  /** A pair whose own limit is below the first notice, which therefore never comes. */
  const worn = (startDistanceM: number) =>
    makeCheckup([], { shoes: [makeShoe({ replaceAtM: 450_000, startDistanceM })] }).shoes.map(
      shoeStatus,
    );

  it.each([
    [5000, "98% left"],
    [225_000, "50% left"],
    [432_000, "4% left"],
    [445_510, "less than 1% left"],
    [449_999, "less than 1% left"],
    [450_000, "time to replace"],
  ])("says of %d m of 450 km: %s, and never more than there is", (distanceM, words) => {
    expect(worn(distanceM)).toEqual([words]);
  });
});
