import { describe, expect, it } from "vitest";
import { readSchedule } from "../../../../infra/local/runtime/schedule-expression.ts";

function nextTimes(expression: string, zone: string, after: string, count = 3): string[] {
  const timetable = readSchedule(expression, zone);
  if (timetable.kind === "invalid") return [];
  const times: string[] = [];
  let afterMs = Date.parse(after);
  while (times.length < count) {
    const next = timetable.next(afterMs);
    if (next === null) break;
    times.push(new Date(next).toISOString().replace(":00.000Z", "Z"));
    afterMs = next;
  }
  return times;
}

describe("a rate", () => {
  it.each([
    ["rate(5 minutes)", ["2026-01-05T12:05Z", "2026-01-05T12:10Z", "2026-01-05T12:15Z"]],
    ["rate(1 hour)", ["2026-01-05T13:00Z", "2026-01-05T14:00Z", "2026-01-05T15:00Z"]],
    ["rate(1 day)", ["2026-01-06T00:00Z", "2026-01-07T00:00Z", "2026-01-08T00:00Z"]],
  ])("%s comes at even times, the present one excluded", (expression, times) => {
    expect(nextTimes(expression, "UTC", "2026-01-05T12:00Z")).toEqual(times);
  });
});

describe("a cron expression as AWS spells it", () => {
  it.each([
    ["every day at 3", "cron(0 3 * * ? *)", ["01-06T03:00Z", "01-07T03:00Z", "01-08T03:00Z"]],
    ["Sunday is 1", "cron(0 8 ? * 1 *)", ["01-11T08:00Z", "01-18T08:00Z", "01-25T08:00Z"]],
    ["weekdays 2-6", "cron(0 8 ? * 2-6 *)", ["01-06T08:00Z", "01-07T08:00Z", "01-08T08:00Z"]],
    ["by name", "cron(0 8 ? * MON,FRI *)", ["01-09T08:00Z", "01-12T08:00Z", "01-16T08:00Z"]],
    ["stepped", "cron(0/20 13 * * ? *)", ["01-05T13:00Z", "01-05T13:20Z", "01-05T13:40Z"]],
    ["stepped from 10", "cron(10/25 13 * * ? *)", ["01-05T13:10Z", "01-05T13:35Z", "01-06T13:10Z"]],
    ["third Thursday", "cron(0 8 ? * 5#3 *)", ["01-15T08:00Z", "02-19T08:00Z", "03-19T08:00Z"]],
    ["last Friday", "cron(0 8 ? * 6L *)", ["01-30T08:00Z", "02-27T08:00Z", "03-27T08:00Z"]],
    [
      "last day of the month",
      "cron(0 8 L * ? *)",
      ["01-31T08:00Z", "02-28T08:00Z", "03-31T08:00Z"],
    ],
  ])("%s: %s", (_, expression, times) => {
    const full = times.map((time) => `2026-${time}`);
    expect(nextTimes(expression, "UTC", "2026-01-05T12:00Z")).toEqual(full);
  });

  it("ends with its year", () => {
    expect(nextTimes("cron(0 8 31 12 ? 2026)", "UTC", "2026-01-05T12:00Z")).toEqual([
      "2026-12-31T08:00Z",
    ]);
  });

  it("follows its zone across a change of the clocks", () => {
    expect(nextTimes("cron(30 6 * * ? *)", "Europe/Berlin", "2026-03-28T00:00Z")).toEqual([
      "2026-03-28T05:30Z",
      "2026-03-29T04:30Z",
      "2026-03-30T04:30Z",
    ]);
  });
});

describe("what EventBridge would not take", () => {
  it.each([
    "every monday",
    "rate(0 minutes)",
    "rate(5 weeks)",
    "cron(0 3 * * *)",
    "cron(0 3 * * * *)",
    "cron(0 3 ? * ? *)",
    "cron(61 3 * * ? *)",
  ])("%s is invalid", (expression) => {
    expect(readSchedule(expression, "UTC")).toMatchObject({ kind: "invalid" });
  });
});
