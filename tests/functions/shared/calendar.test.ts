import { describe, expect, it } from "vitest";
import { isDay, isZone } from "../../../functions/shared/calendar.ts";

describe("a day", () => {
  it.each(["2024-02-29", "1970-01-01", "2021-09-12"])("is %s", (text) => {
    expect(isDay(text)).toBe(true);
  });
  it.each([
    "2023-02-29",
    "2023-02-30",
    "2023-13-01",
    "soon",
    "2023-2-3",
    "2023",
    "2023-02",
    "2023-02-03T00:00",
    "",
  ])("is not '%s'", (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe("a zone", () => {
  it.each(["UTC", "Europe/Copenhagen", "America/Argentina/Buenos_Aires"])("is %s", (zone) => {
    expect(isZone(zone)).toBe(true);
  });
  it.each(["", "+02:00", "Europe/Atlantis", "Copenhagen ", "12"])("is not '%s'", (zone) => {
    expect(isZone(zone)).toBe(false);
  });
});
