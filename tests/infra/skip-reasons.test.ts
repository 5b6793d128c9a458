import { expect, it } from "vitest";
import { skipLines } from "../support/skip-reasons.ts";

it("a run says for each reason how many tests it kept from running", () => {
  expect(
    skipLines([
      "each page (skipped: no Chromium here: install it (apt-get install chromium), .ci/run does) > opens",
      "each page (skipped: no Chromium here: install it (apt-get install chromium), .ci/run does) > ends",
      "a script is sent (skipped: curl is not installed)",
      "left out by a filter",
    ]),
  ).toEqual([
    "Skipped 2 tests: no Chromium here: install it (apt-get install chromium), .ci/run does",
    "Skipped 1 test: curl is not installed",
  ]);
});
