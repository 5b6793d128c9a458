import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Weekday } from "../../../domain/history.ts";
import {
  asWritten,
  dayInZone,
  dayNumberOf,
  instantAt,
  isoDay,
  localTime,
  nextLocalOccurrence,
} from "../../../functions/shared/time.ts";

describe("days", () => {
  it("counts from 1970 and back", () => {
    expect(dayNumberOf("1970-01-01")).toBe(0);
    expect(dayNumberOf("1969-12-31")).toBe(-1);
    expect(dayNumberOf("2021-09-12")).toBe(18882);
    expect(isoDay(18882)).toBe("2021-09-12");
  });

  it("comes back to the same day, for any day of four centuries", () => {
    fc.assert(
      fc.property(fc.integer({ min: -73_000, max: 73_000 }), (day) => {
        expect(dayNumberOf(isoDay(day))).toBe(day);
      }),
    );
  });

  it.each(["2023-02-30", "2023-13-01", "soon", "2023-2-3"])("refuses %s", (text) => {
    expect(() => dayNumberOf(text)).toThrow(RangeError);
  });
});

describe("the runner's own time", () => {
  it.each([
    ["2021-09-11T22:30:30Z", "Europe/Copenhagen", "2021-09-12", 30.5],
    ["2021-09-11T22:30:30.000Z", "UTC", "2021-09-11", 1350.5],
    ["2021-01-01T05:00:00Z", "America/New_York", "2021-01-01", 0],
    ["2021-01-01T04:59:59Z", "America/New_York", "2020-12-31", 1439 + 59 / 60],
    ["2021-06-01T18:15:00Z", "Asia/Kathmandu", "2021-06-02", 0],
  ])("%s in %s is %s, minute %d", (instant, zone, day, startMinute) => {
    expect(localTime(instant, zone)).toEqual({ day, startMinute });
    expect(dayInZone(Date.parse(instant), zone)).toBe(day);
  });
});

describe("an instant of the runner's own day", () => {
  it("is the one that the clock on the wall shows", () => {
    const local = { day: "2021-09-12", startMinute: 30.5, zone: "Europe/Copenhagen" };
    expect(instantAt(local)).toBe("2021-09-11T22:30:30.000Z");
  });

  it("moves on where the clocks skip it", () => {
    const local = { day: "2021-03-28", startMinute: 150, zone: "Europe/Copenhagen" };
    expect(instantAt(local)).toBe("2021-03-28T01:30:00.000Z");
  });

  it("comes back as the same day and minute, on days when the clocks stand", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 300, max: 1439 }),
        (day, startMinute) => {
          const zone = "Europe/Copenhagen";
          const local = { day: isoDay(day), startMinute };
          expect(localTime(instantAt({ ...local, zone }), zone)).toEqual(local);
        },
      ),
    );
  });
});

describe("the next time it is that weekday and hour", () => {
  const rows: [string, string, string, Weekday, number, string][] = [
    ["later the same day", "2021-09-12T10:00:00Z", "UTC", 7, 18, "2021-09-12T18:00:00.000Z"],
    [
      "a week on, when it is that moment",
      "2021-09-12T18:00:00Z",
      "UTC",
      7,
      18,
      "2021-09-19T18:00:00.000Z",
    ],
    [
      "a millisecond before it",
      "2021-09-12T17:59:59.999Z",
      "UTC",
      7,
      18,
      "2021-09-12T18:00:00.000Z",
    ],
    [
      "over the end of summer time",
      "2021-10-30T12:00:00Z",
      "Europe/Copenhagen",
      7,
      18,
      "2021-10-31T17:00:00.000Z",
    ],
    [
      "over the start of summer time",
      "2021-03-27T12:00:00Z",
      "Europe/Copenhagen",
      7,
      18,
      "2021-03-28T16:00:00.000Z",
    ],
    [
      "an hour that the clocks skip comes once they moved",
      "2021-03-27T12:00:00Z",
      "Europe/Copenhagen",
      7,
      2,
      "2021-03-28T01:00:00.000Z",
    ],
    [
      "an hour that the clocks repeat comes the first time",
      "2021-10-30T12:00:00Z",
      "Europe/Copenhagen",
      7,
      2,
      "2021-10-31T00:00:00.000Z",
    ],
    [
      "a repeated hour does not come twice",
      "2021-10-31T00:30:00Z",
      "Europe/Copenhagen",
      7,
      2,
      "2021-11-07T01:00:00.000Z",
    ],
    [
      "where the runner's weekday is not UTC's",
      "2021-09-12T20:00:00Z",
      "Pacific/Auckland",
      1,
      8,
      "2021-09-19T20:00:00.000Z",
    ],
    [
      "an hour of which the clocks skip half comes once they moved",
      "2026-10-02T12:00:00Z",
      "Australia/Lord_Howe",
      7,
      2,
      "2026-10-03T15:30:00.000Z",
    ],
    [
      "an hour before which the clocks repeat half",
      "2026-04-03T12:00:00Z",
      "Australia/Lord_Howe",
      7,
      2,
      "2026-04-04T15:30:00.000Z",
    ],
    ["half an hour off", "2026-03-27T12:00:00Z", "Asia/Kolkata", 1, 7, "2026-03-30T01:30:00.000Z"],
    [
      "a quarter of an hour off",
      "2026-03-27T12:00:00Z",
      "Asia/Kathmandu",
      1,
      7,
      "2026-03-30T01:15:00.000Z",
    ],
    ["midnight", "2021-09-12T20:00:00Z", "America/New_York", 1, 0, "2021-09-13T04:00:00.000Z"],
  ];
  it.each(rows)("%s", (_, after, zone, weekday, hour, expected) => {
    expect(nextLocalOccurrence({ after, zone, weekday, hour })).toBe(expected);
  });

  it.each([
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/St_Johns",
  ])("comes once in each of two years' weeks in %s, at any hour of the night", (zone) => {
    for (const hour of [0, 1, 2, 3, 4]) {
      let after = "2025-01-01T00:00:00.000Z";
      const days = Array.from({ length: 104 }, () => {
        after = nextLocalOccurrence({ after, zone, weekday: 7, hour });
        return dayNumberOf(dayInZone(Date.parse(after), zone));
      });
      const [first = Number.NaN] = days;
      expect(isoDay(first)).toBe("2025-01-05");
      expect(days).toEqual(days.map((_, week) => first + 7 * week));
    }
  });

  it("is later than asked, at most a week and an hour on, and at that weekday", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2015-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
        fc.constantFrom("UTC", "Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe"),
        fc.constantFrom<Weekday>(1, 2, 3, 4, 5, 6, 7),
        fc.integer({ min: 0, max: 23 }),
        (from, zone, weekday, hour) => {
          const after = from.toISOString();
          const next = nextLocalOccurrence({ after, zone, weekday, hour });
          const waitH = (Date.parse(next) - Date.parse(after)) / 3_600_000;
          expect(waitH).toBeGreaterThan(0);
          expect(waitH).toBeLessThanOrEqual(7 * 24 + 1);
          expect(new Date(`${dayInZone(Date.parse(next), zone)}T00:00Z`).getUTCDay() || 7).toBe(
            weekday,
          );
        },
      ),
    );
  });
});

describe("a time as it was written", () => {
  it.each([
    ["2026-11-22T08:49:30+01:00", "2026-11-22", 529.5],
    ["2026-11-22T23:10:00-05:00", "2026-11-22", 1390],
    ["2026-11-22T08:49:30.250Z", "2026-11-22", 529.5],
    ["2026-11-22T08:49", "2026-11-22", 529],
    ["2026-11-22t00:00:00z", "2026-11-22", 0],
  ])("%s is %s, minute %d", (text, day, startMinute) => {
    expect(asWritten(text)).toEqual({ day, startMinute });
  });
});

describe("what is no time or no zone", () => {
  it.each([
    ["no instant", () => localTime("soon", "UTC")],
    ["no zone", () => localTime("2021-09-11T22:30:30Z", "Mars/Olympus")],
    ["no day", () => instantAt({ day: "2021-02-30", startMinute: 0, zone: "UTC" })],
    ["no zone of a day", () => instantAt({ day: "2021-02-28", startMinute: 0, zone: "Mars" })],
    [
      "no zone of a digest",
      () =>
        nextLocalOccurrence({ after: "2021-09-11T22:30:30Z", zone: "Mars", weekday: 1, hour: 7 }),
    ],
  ])("%s is refused", (_, asked) => {
    expect(asked).toThrow(RangeError);
  });
});

/** Temporal can do the same, but starts too slowly for a function; our own code is checked against it. */
describe("Temporal's own answers", () => {
  const wallOf = (instant: string, zone: string) =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  const localOf = (wall: Temporal.PlainDateTime) => ({
    day: wall.toPlainDate().toString(),
    startMinute: wall.hour * 60 + wall.minute + wall.second / 60,
  });
  const instantOf = (wall: Temporal.PlainDateTime, zone: string) =>
    wall.toZonedDateTime(zone, { disambiguation: "compatible" }).toInstant().epochMilliseconds;

  it("are ours in every zone there is, at any second of fifty years", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "+05:30", "-09:00"),
        fc.date({ min: new Date("1990-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
        (zone, at) => {
          const instant = at.toISOString();
          const wall = wallOf(instant, zone);
          const local = localOf(wall);
          expect(localTime(instant, zone)).toEqual(local);
          const back = instantOf(wall.with({ millisecond: 0 }), zone);
          expect(Date.parse(instantAt({ ...local, zone }))).toBe(back);
        },
      ),
      { numRuns: 500 },
    );
  });

  // Shifts of half an hour and of two hours, a Ramadan, a day that Samoa left out, and offsets of a quarter
  // of an hour.
  it.each([
    ["Europe/Copenhagen", 2026],
    ["America/New_York", 2026],
    ["America/St_Johns", 2006],
    ["Australia/Lord_Howe", 2026],
    ["Antarctica/Troll", 2026],
    ["Africa/Casablanca", 2026],
    ["Pacific/Apia", 2011],
    ["Pacific/Chatham", 2026],
    ["Asia/Pyongyang", 2018],
  ])("are ours around each day on which the clocks of %s moved in %d", (zone, year) => {
    const days = Array.from({ length: 365 }, (_, day) => dayNumberOf(`${year}-01-01`) + day);
    const offsetOn = (day: number) =>
      Temporal.Instant.from(`${isoDay(day)}T00:00Z`).toZonedDateTimeISO(zone).offsetNanoseconds;
    const moved = days.filter((day) => offsetOn(day) !== offsetOn(day + 1));
    expect(moved.length).toBeGreaterThan(0);
    for (const day of moved.flatMap((day) => [day - 1, day, day + 1])) {
      for (let startMinute = 0; startMinute < 1440; startMinute += 15) {
        const local = { day: isoDay(day), startMinute };
        const wall = Temporal.PlainDateTime.from(local.day).add({ minutes: startMinute });
        expect(Date.parse(instantAt({ ...local, zone })), JSON.stringify(local)).toBe(
          instantOf(wall, zone),
        );
        const instant = new Date(day * 86_400_000 + startMinute * 60_000).toISOString();
        expect(localTime(instant, zone)).toEqual(localOf(wallOf(instant, zone)));
      }
    }
  });
});
