import { defineConfig } from "vitest/config";
import { skipReasons } from "./tests/support/skip-reasons.ts";

const report = process.env["STRIDEWELL_TEST_REPORT"];

/** Suites in front of the whole application, or a browser: many processes each, with limits on their time. */
const WHOLE = [
  "tests/app.test.ts",
  "tests/security.test.ts",
  "tests/strava-listen.test.ts",
  "tests/browser/**/*.test.ts",
  "tests/infra/local/start.test.ts",
  "tests/infra/local/runtime/local-app.test.ts",
];

export default defineConfig({
  test: {
    reporters: ["default", skipReasons, ...(report === undefined ? [] : ["json"])],
    outputFile: { json: report ?? "" },
    // The functions log as they do in Lambda: worth reading where a test fails.
    silent: "passed-only",
    // A test that asserts nothing, such as one whose loop goes over nothing, can't fail.
    expect: { requireAssertions: true },
    // For what hangs, not for what is slow: a machine at work takes four times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { AWS_REGION: "eu-west-1" },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["tests/**/*.test.ts"],
          exclude: WHOLE,
          // One world for all files of a worker: AWS's clients and CDK are loaded once, not for each file.
          isolate: false,
          // Each by itself uses less than one processor: it waits for what it started.
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: WHOLE,
          // One at a time, after the others: side by side they run out of their time on a small machine.
          maxWorkers: 1,
          // Pages that only look, in tabs beside each other.
          maxConcurrency: 3,
          // Of tests beside each other, vitest can't tell whose an assertion was.
          expect: { requireAssertions: false },
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
