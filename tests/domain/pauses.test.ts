import { describe, expect, it } from "vitest";
import type { PauseReason } from "../../domain/history.ts";
import { isQuiet, pausesOfWeek } from "../../domain/pauses.ts";
import { TODAY } from "../support/make-activity.ts";
import { RULES } from "./pain/arbitraries.ts";

const WEEKLY = ["distance-progression", "duration-progression"];

describe("a pause", () => {
  it.each<[PauseReason, readonly string[]]>([
    ["ill", [...WEEKLY, "intensity-progression", "training-strain", "cadence"]],
    ["pregnant", [...WEEKLY, "intensity-progression", "training-strain", "cadence"]],
    ["travelling", [...WEEKLY, "cadence"]],
    ["race-week", ["session-spike", ...WEEKLY, "intensity-progression", "training-strain"]],
    ["taper", ["intensity-progression", "training-strain"]],
  ])("for the reason %s silences these rules and no other", (reason, quiet) => {
    expect(RULES.filter((rule) => isQuiet(rule, [reason]))).toEqual(quiet);
  });

  it.each<[PauseReason, number, number | null, readonly PauseReason[]]>([
    ["race-week", -9, -6, ["race-week"]],
    ["race-week", -9, -7, []],
    ["race-week", 0, 0, ["race-week"]],
    ["race-week", 1, null, []],
    ["race-week", 1, 3, []],
    ["taper", -9, -1, []],
    ["ill", -9, -1, []],
    ["ill", -9, null, ["ill"]],
  ])("%s from day %i to day %s counts for the week of today as %j", (reason, from, to, counts) => {
    const pause = { reason, from: TODAY + from, to: to === null ? null : TODAY + to };
    expect(pausesOfWeek([pause], TODAY)).toEqual(counts);
  });
});
