import { defineConfig } from "vitest/config";

const report = process.env["STRIDEWELL_TEST_REPORT"];

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    // The functions log as they do in Lambda: worth reading where a test fails.
    silent: "passed-only",
    // Suites that start servers or child processes share a small machine with each other.
    // Each by itself uses less than one processor: it waits for what it started.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    env: { AWS_REGION: "eu-west-1" },
  },
});
