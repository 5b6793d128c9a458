import { describe, expect, it } from "vitest";
import { FLAG_TEXTS, URGENCY_TEXTS } from "../../../functions/wording/pain.en.ts";

describe("what to do until a doctor has looked", () => {
  it("doesn't send somebody with nothing but a fever both to a doctor in days and to emergency care", () => {
    const { until } = URGENCY_TEXTS["stop-and-see-doctor"];
    expect(FLAG_TEXTS.R12).toContain("Don't run with one");
    expect(until).toContain("a fever and the hip is hot, swollen or very painful");
    expect(until).not.toContain("get a fever");
  });
});
