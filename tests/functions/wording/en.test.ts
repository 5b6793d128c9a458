import { describe, expect, it } from "vitest";
import * as en from "../../../functions/wording/en.ts";

describe("figures", () => {
  it.each([
    [en.distance(15_000, "km"), "15.0 km"],
    [en.distance(15_000, "mi"), "9.3 mi"],
    [en.distance(804_672, "mi", 0), "500 mi"],
    [en.distance(1_234_567, "km"), "1,234.6 km"],
    [en.distance(null, "km"), "—"],
    [en.duration(0), "0 min"],
    [en.duration(2880), "48 min"],
    [en.duration(3599), "1 h"],
    [en.duration(5520), "1 h 32 min"],
    [en.duration(null), "—"],
    [en.pace(3000, 10_000, "km"), "5:00 /km"],
    [en.pace(3599.6, 10_000, "km"), "6:00 /km"],
    [en.pace(3000, 10_000, "mi"), "8:03 /mi"],
    [en.pace(1800, 0, "km"), "—"],
    [en.pct(12.4), "12%"],
    [en.change(200), "+200%"],
    [en.change(-35.2), "−35%"],
    [en.change(0.3), "no change"],
    [en.change(null), "—"],
    [en.atMost(11_055, "km"), "11.0 km"],
    [en.atMost(1.1 * 10_000, "km"), "11.0 km"],
    [en.atMost(1.1 * 7 * 1609.344, "mi"), "7.7 mi"],
    [en.atMost(null, "km"), "—"],
    [en.atMostTime(5579), "1 h 32 min"],
    [en.atMostTime(1.1 * 3600), "1 h 6 min"],
    [en.changeBeyond(10.3, 10), "just over +10%"],
    [en.changeBeyond(10, 10), "+10%"],
    [en.changeBeyond(11, 10), "+11%"],
    [en.changeBeyond(null, 10), "—"],
    [en.fallBeyond(-5.3, 5), "down just over 5%"],
    [en.fallBeyond(-5, 5), "−5%"],
    [en.fallBeyond(-6, 5), "−6%"],
    [en.fallBeyond(5.3, 5), "+5%"],
    [en.fallBeyond(null, 5), "—"],
    [en.ratioBeyond(1.103, 1.1), "just over 1.10"],
    [en.ratioBeyond(1.1, 1.1), "1.10"],
    [en.ratioBeyond(1.12, 1.1), "1.12"],
    [en.stepRate(169.6, 170), "just under 170 steps a minute"],
    [en.stepRate(170, 170), "170 steps a minute"],
    [en.stepRate(169.4, 170), "169 steps a minute"],
    [en.stepRate(170.4, 170), "170 steps a minute"],
  ])("reads %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("days", () => {
  it.each([
    [en.dayName("2021-09-12"), "Sunday"],
    [en.dateText("2021-09-12"), "12 September 2021"],
    [en.span("2021-09-06", "2021-09-12"), "6 to 12 September 2021"],
    [en.span("2021-08-30", "2021-09-05"), "30 August to 5 September 2021"],
    [en.span("2020-12-28", "2021-01-03"), "28 December 2020 to 3 January 2021"],
  ])("reads %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("a run in a list", () => {
  it.each([
    [{ distanceM: 10_804, movingS: 3000, name: "Shore" }, "25 Nov, 10.8 km, Shore"],
    [{ distanceM: 0, movingS: 3000, name: "Treadmill" }, "25 Nov, 50 min, Treadmill"],
    [{ distanceM: 9000, movingS: 3000, name: "" }, "25 Nov, 9.0 km, Run"],
  ])("of %j is %s", (run, line) => {
    expect(en.runLine("25 Nov", run, "km")).toBe(line);
  });
});
