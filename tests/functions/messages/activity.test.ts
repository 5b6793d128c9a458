import { describe, expect, it } from "vitest";
import { activityRecord } from "../../../functions/messages/activity.ts";
import { makeRecord } from "../../support/make-record.ts";

describe("the record of an activity", () => {
  it.each([
    ["no id at its source", { sourceId: "" }],
    ["a negative distance", { distanceM: -1 }],
    ["an infinite distance", { distanceM: Number.POSITIVE_INFINITY }],
    ["a day that does not exist", { day: "2021-02-30" }],
    ["a minute past midnight", { startMinute: 1440 }],
    ["an effort over 10", { sessionRpe: 11 }],
    ["a name as long as a book", { name: "x".repeat(301) }],
  ])("with %s is refused", (_, overrides) => {
    expect(activityRecord.safeParse({ ...makeRecord(), ...overrides }).success).toBe(false);
  });

  it("as the maker makes it is good", () => {
    expect(activityRecord.parse(makeRecord())).toEqual(makeRecord());
  });
});
