import { describe, expect, it } from "vitest";
import type { Activity, Athlete } from "../../../domain/history.ts";
import {
  banisterTrimp,
  edwardsLoad,
  fosterLoad,
  hasHeartRateFault,
  sessionLoad,
  UNKNOWN_ATHLETE,
  zoneSeconds,
} from "../../../domain/load/session-load.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import { makeActivity } from "../../support/make-activity.ts";
import { readPublished, refdata, refdataNote } from "../../support/refdata.ts";

const LIMITS = limitsFor();
const MAN: Athlete = {
  ...UNKNOWN_ATHLETE,
  sex: "male",
  maxHeartRateBpm: 190,
  restHeartRateBpm: 60,
};

describe("the load of a session", () => {
  it("is rating times minutes by Foster", () => {
    expect(fosterLoad(7, 40)).toBe(280);
    expect(fosterLoad(0, 40)).toBe(0);
  });

  it.each([
    ["male", 75.3302],
    ["female", 85.1376],
    ["unspecified", (75.3302 + 85.1376) / 2],
  ] as const)("is the sum of Banister for %s", (sex, trimp) => {
    expect(banisterTrimp(45, 90 / 130, sex)).toBeCloseTo(trimp, 4);
  });

  it("is minutes times zone by Edwards, and none without a pulse", () => {
    expect(edwardsLoad([600, 1200, 600, 300, 60])).toBe(10 + 40 + 30 + 20 + 5);
    expect(edwardsLoad([0, 0, 0, 0, 0])).toBeNull();
  });

  it.each([
    ["below half of the maximum", { fromBpm: 90, seconds: [600] }, 192, [0, 0, 0, 0, 0]],
    ["cut by the first boundary", { fromBpm: 95, seconds: [300] }, 195, [120, 0, 0, 0, 0]],
    ["that begins on one", { fromBpm: 95, seconds: [300] }, 190, [300, 0, 0, 0, 0]],
    [
      "in each zone",
      { fromBpm: 100, seconds: [60, 0, 0, 0, 120, 0, 0, 0, 180, 0, 0, 0, 240, 0, 0, 0, 300] },
      200,
      [60, 120, 180, 240, 300],
    ],
    ["above the maximum", { fromBpm: 205, seconds: [60] }, 200, [0, 0, 0, 0, 60]],
    ["seen by one maximum", { fromBpm: 140, seconds: [600] }, 190, [0, 0, 600, 0, 0]],
    ["seen by a lower one", { fromBpm: 140, seconds: [600] }, 170, [0, 0, 0, 600, 0]],
    ["of no time at all", { fromBpm: 0, seconds: [] }, 190, [0, 0, 0, 0, 0]],
  ])("has seconds in zones from a band %s", (_, bands, maximum, zoneS) => {
    expect(zoneSeconds(bands, maximum)).toEqual(zoneS);
  });

  it.each<[string, Partial<Activity>, "session-rpe" | "edwards" | "banister", number | null]>([
    ["a rating", { sessionRpe: 6 }, "session-rpe", 270],
    ["a rating of 0", { sessionRpe: 0 }, "session-rpe", 0],
    ["no rating", {}, "session-rpe", null],
    ["readings throughout", { heartRateBands: { fromBpm: 140, seconds: [2700] } }, "edwards", 135],
    [
      "readings for four fifths, which stand for the rest",
      { heartRateBands: { fromBpm: 140, seconds: [2160] } },
      "edwards",
      135,
    ],
    ["readings for less", { heartRateBands: { fromBpm: 140, seconds: [2159] } }, "edwards", null],
    [
      "readings in its pauses too",
      { heartRateBands: { fromBpm: 140, seconds: [2700, 2700] } },
      "edwards",
      135,
    ],
    [
      "readings below half of the maximum",
      { heartRateBands: { fromBpm: 90, seconds: [2700] } },
      "edwards",
      null,
    ],
    ["no readings", { averageHeartRateBpm: 150 }, "edwards", null],
    ["a pulse", { averageHeartRateBpm: 150 }, "banister", 75.3302],
    ["no pulse", { sessionRpe: 6 }, "banister", null],
    ["a pulse at rest", { averageHeartRateBpm: 60 }, "banister", 0],
    ["a pulse below rest", { averageHeartRateBpm: 59 }, "banister", null],
    [
      "a pulse at the maximum",
      { averageHeartRateBpm: 190 },
      "banister",
      45 * 0.64 * Math.exp(1.92),
    ],
    ["a pulse above it", { averageHeartRateBpm: 191 }, "banister", null],
    [
      "readings and an impossible peak",
      { heartRateBands: { fromBpm: 140, seconds: [2700] }, maxHeartRateBpm: 230 },
      "edwards",
      null,
    ],
    [
      "a rating and an impossible peak",
      { sessionRpe: 6, maxHeartRateBpm: 230 },
      "session-rpe",
      270,
    ],
  ])("of a run with %s (%j) by %s is %s", (_, overrides, method, load) => {
    const found = sessionLoad(makeActivity({ movingS: 2700, ...overrides }), method, MAN, LIMITS);
    if (load === null) expect(found).toBeNull();
    else expect(found ?? Number.NaN).toBeCloseTo(load, 4);
  });

  it("is unknown by Edwards until the runner has told a maximum, and needs no resting rate", () => {
    const run = makeActivity({ heartRateBands: { fromBpm: 140, seconds: [3600] } });
    expect(sessionLoad(run, "edwards", UNKNOWN_ATHLETE, LIMITS)).toBeNull();
    const told = { ...UNKNOWN_ATHLETE, maxHeartRateBpm: 190 };
    expect(sessionLoad(run, "edwards", told, LIMITS)).toBe(180);
  });

  it.each([
    { maxHeartRateBpm: null },
    { restHeartRateBpm: null },
    { maxHeartRateBpm: 50 },
    { maxHeartRateBpm: 60 },
  ])("is unknown by Banister where the runner's own pulse is %j", (overrides) => {
    const run = makeActivity({ averageHeartRateBpm: 50 });
    expect(sessionLoad(run, "banister", { ...MAN, ...overrides }, LIMITS)).toBeNull();
  });
});

describe("a fault of the heart-rate sensor", () => {
  it.each([
    [190, 190, 199, false],
    [190, 191, 195, true],
    [190, 150, 199.5, false],
    [190, 150, 200, true],
    [null, 199, 220, false],
    [null, 221, null, true],
    [null, 150, 221, true],
    [190, null, null, false],
  ])("with a maximum of %s: average %s, peak %s: %s", (maximum, average, peak, expected) => {
    const run = makeActivity({ averageHeartRateBpm: average, maxHeartRateBpm: peak });
    expect(hasHeartRateFault(run, { ...MAN, maxHeartRateBpm: maximum }, LIMITS)).toBe(expected);
  });
});

describe.skipIf(refdata === null)(`published sessions: ${refdataNote}`, () => {
  it("Banister's worked example", () => {
    for (const row of readPublished("banister_trimp_example.csv")) {
      const { duration_min, hr_avg, hr_rest, hr_max, sex, trimp_recomputed } = row;
      const run = makeActivity({
        movingS: Number(duration_min) * 60,
        averageHeartRateBpm: Number(hr_avg),
      });
      const athlete: Athlete = {
        ...UNKNOWN_ATHLETE,
        sex: sex === "m" ? "male" : "female",
        maxHeartRateBpm: Number(hr_max),
        restHeartRateBpm: Number(hr_rest),
      };
      const trimp = sessionLoad(run, "banister", athlete, LIMITS);
      expect(trimp).toBeCloseTo(Number(trimp_recomputed), 4);
    }
  });

  it("Foster's diary: rating times minutes, and their sum where the print holds", () => {
    const rows = readPublished("foster2001_table5.csv");
    for (const { rpe, minutes, rpe_x_min } of rows) {
      expect(fosterLoad(Number(rpe), Number(minutes))).toBe(Number(rpe_x_min));
    }
    expect(rows.reduce((sum, { rpe_x_min }) => sum + Number(rpe_x_min), 0)).toBe(3780);
  });
});
