import { describe, expect, it } from "vitest";
import { tied, tiedHtml } from "../../../functions/shared/tied.ts";

describe("figures", () => {
  it.each([
    ["after 5.05 km, 1 h 27 min", "after 5.05~km, 1~h~27~min"],
    ["squats 2 × 10, roller 1 × 30 s each side", "squats 2~×~10, roller 1~×~30~s each side"],
    ["1.98 × your longest in the 30 days", "1.98~× your longest in the 30 days"],
    ["run with 5 others, 10 small steps", "run with 5 others, 10 small steps"],
  ])("stay on a line with their units: %s", (text, expected) => {
    expect(tied(text).replaceAll("\u00a0", "~")).toBe(expected);
  });
});

describe("a page", () => {
  it("has its figures tied, and its fields as they are, for a form sends those back", () => {
    const html = '<p title="5 km">608 km of 805 km<br>1 h 5 min</p><input value="My 5 km pair">';
    expect(tiedHtml(html).replaceAll("\u00a0", "~")).toBe(
      '<p title="5 km">608~km of 805~km<br>1~h~5~min</p><input value="My 5 km pair">',
    );
  });
});
