import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkup } from "../../domain/checkup.ts";
import type { RuleId } from "../../domain/finding.ts";
import {
  contradictionIn,
  definitions,
  isOwn,
  type Limits,
  limitsFor,
  OWN_THRESHOLDS,
  type OwnLimits,
  ownRange,
  thresholds,
  usableOwn,
} from "../../domain/thresholds.ts";

const ALL = { ...thresholds, ...definitions };

describe("the numbers the product believes in", () => {
  it.each(Object.entries(ALL))("%s names its source and label", (_, { source, basis }) => {
    expect(source.length).toBeGreaterThan(20);
    expect(["evidence", "convention", "advice"]).toContain(basis);
  });

  it("call only the bands of the cohort evidence", () => {
    const evidence = Object.entries(ALL).filter(([, { basis }]) => basis === "evidence");
    expect(evidence.map(([name]) => name)).toEqual([
      "spikeReferenceRatio",
      "spikeSmallRatio",
      "spikeModerateRatio",
      "spikeWindowDays",
    ]);
    for (const [, { source }] of evidence) expect(source).toContain("one cohort");
  });

  it("put the shoes' limits at 300 and 500 miles exactly", () => {
    expect(limitsFor().shoeNoticeM).toBe(482_803.2);
    expect(limitsFor().shoeReplaceM).toBe(804_672);
  });
});

describe("a runner's own limits", () => {
  it("replace the house's and leave the others", () => {
    expect(limitsFor({ progressionPct: 5 })).toEqual({ ...limitsFor(), progressionPct: 5 });
    expect(limitsFor({}).progressionPct).toBe(10);
  });

  it.each<[OwnLimits, readonly RuleId[]]>([
    [{}, []],
    [{ spikeReferenceRatio: 1.05 }, ["session-spike"]],
    [{ spikeSmallRatio: 1.4 }, ["session-spike"]],
    [{ spikeModerateRatio: 3 }, ["session-spike"]],
    [
      { progressionPct: 5 },
      ["distance-progression", "duration-progression", "intensity-progression"],
    ],
    [{ progressionFloorM: 20_000 }, ["distance-progression"]],
    [{ progressionFloorS: 7200 }, ["duration-progression"]],
    [{ restMinDaysPerWeek: 2 }, ["rest-days"]],
    [{ strainPercentile: 0.9 }, ["training-strain"]],
    [{ cadenceUsualFromSpm: 165 }, ["cadence"]],
    [{ cadenceDropPct: 3 }, ["cadence"]],
    [{ shoeNoticeM: 400_000 }, ["shoe-wear"]],
    [{ shoeReplaceM: 700_000 }, ["shoe-wear"]],
    [{ ceilingRatio: 1.2, breakMinDays: 20, breakReturnFraction: 0.6, cadenceUsualToSpm: 185 }, []],
  ])("%j take the place of the study or convention behind %j alone", (limits, rules) => {
    const { findings } = checkup({ activities: [] }, [], 20_000, { limits });
    const own = findings.filter(({ basis }) => basis === "own").map(({ rule }) => rule);
    expect(own.toSorted()).toEqual(rules);
  });

  it("may be all or nothing", () => {
    expect(limitsFor({ loadMinCoverage: 1 }).loadMinCoverage).toBe(1);
    expect(limitsFor({ ceilingRatio: 1 }).ceilingRatio).toBe(1);
  });

  it("let the house's notice give way to an earlier end", () => {
    expect(limitsFor({ shoeReplaceM: 400_000 })).toMatchObject({
      shoeNoticeM: 400_000,
      shoeReplaceM: 400_000,
    });
    expect(limitsFor({ shoeReplaceM: 900_000 }).shoeNoticeM).toBe(482_803.2);
  });

  it.each<[Partial<Limits>, string]>([
    [{ shoeNoticeM: 900_000 }, "shoeNoticeM (900000) must not be above shoeReplaceM (804672)"],
    [
      { shoeNoticeM: 500_000, shoeReplaceM: 400_000 },
      "shoeNoticeM (500000) must not be above shoeReplaceM (400000)",
    ],
    [{ spikeSmallRatio: 2.5 }, "spikeSmallRatio (2.5) must not be above spikeModerateRatio (2)"],
    [
      { spikeReferenceRatio: 1.4 },
      "spikeReferenceRatio (1.4) must not be above spikeSmallRatio (1.3)",
    ],
    [
      { cadenceUsualFromSpm: 190 },
      "cadenceUsualFromSpm (190) must not be above cadenceUsualToSpm (180)",
    ],
    [
      { cadencePerLegBelowSpm: 171 },
      "cadencePerLegBelowSpm (171) must not be above cadenceUsualFromSpm (170)",
    ],
    [
      { cadencePlausibleToSpm: 175 },
      "cadenceUsualToSpm (180) must not be above cadencePlausibleToSpm (175)",
    ],
    [{ progressionPct: 0 }, "progressionPct (0) must be a number above 0"],
    [{ breakMinDays: -1 }, "breakMinDays (-1) must be a number above 0"],
    [{ shoeReplaceM: Number.NaN }, "shoeReplaceM (NaN) must be a number above 0"],
    [
      { strainMinWeeks: Number.POSITIVE_INFINITY },
      "strainMinWeeks (Infinity) must be a number above 0",
    ],
    [{ loadMinCoverage: 1.1 }, "loadMinCoverage (1.1) must not be above 1"],
    [{ breakReturnFraction: 2 }, "breakReturnFraction (2) must not be above 1"],
    [{ strainPercentile: 95 }, "strainPercentile (95) must not be above 1"],
    [{ ceilingRatio: 0.9 }, "ceilingRatio (0.9) must not be below 1"],
    [{ spikeReferenceRatio: 0.9 }, "spikeReferenceRatio (0.9) must not be below 1"],
    [{ heartRatePeakRatio: 0.5 }, "heartRatePeakRatio (0.5) must not be below 1"],
  ])("are refused by name when they contradict: %j", (overrides, message) => {
    expect(() => limitsFor(overrides)).toThrow(new RangeError(message));
  });
});

describe("what a runner may set", () => {
  it.each(OWN_THRESHOLDS)("%s lies within its range as the house has it", (name) => {
    const { least, most } = ownRange(name);
    expect(thresholds[name].value).toBeGreaterThanOrEqual(least);
    expect(thresholds[name].value).toBeLessThanOrEqual(most);
  });

  it("leaves out how much has to be known, and what a sensor can't have meant", () => {
    expect(OWN_THRESHOLDS).not.toContain("ceilingMinHistoryDays");
    expect(OWN_THRESHOLDS).not.toContain("heartRateCeilingBpm");
    expect(usableOwn({ heartRateCeilingBpm: 200 })).toEqual({});
  });

  it("is named where two contradict each other, also one of the house's", () => {
    expect(contradictionIn({ shoeNoticeM: 900_000 })).toEqual(["shoeNoticeM", "shoeReplaceM"]);
    expect(contradictionIn({ shoeNoticeM: 850_000, shoeReplaceM: 900_000 })).toBeNull();
    expect(contradictionIn({ shoeReplaceM: 400_000 })).toBeNull();
  });

  it("is told apart from the house's", () => {
    expect(isOwn(limitsFor({ progressionPct: 5 }), "progressionPct", "ceilingRatio")).toBe(true);
    expect(isOwn(limitsFor({ progressionPct: 10 }), "progressionPct")).toBe(false);
  });

  it("can be judged by, whatever was stored once and whatever the house's numbers are now", () => {
    const name = fc.oneof(fc.constantFrom(...OWN_THRESHOLDS), fc.string());
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.dictionary(name, number), (stored) => {
        const own = usableOwn(stored);
        expect(() => limitsFor(own)).not.toThrow();
        expect(usableOwn({ ...own })).toEqual(own);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps what contradicts nothing", () => {
    const stored = { progressionPct: 5, spikeReferenceRatio: 1.9, shoeReplaceM: 900_000 };
    expect(usableOwn(stored)).toEqual({ progressionPct: 5, shoeReplaceM: 900_000 });
  });
});
