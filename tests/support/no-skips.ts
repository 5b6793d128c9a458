import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { refdata } from "./refdata.ts";

/**
 * Reads the test report that `.ci/run` had vitest write, and fails if a test was skipped. Only tests that use
 * the reference data may be, and only if it is absent. Run it with `npm run no-skips -- FILE`.
 */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const [file] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
  process.stderr.write("no-skips: name the JSON report of a test run, which must exist.\n");
  process.exit(2);
}
const report = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
const skipped = report.testResults
  .flatMap((suite) => suite.assertionResults)
  .filter((test) => test.status !== "passed" && test.status !== "failed");
const refused = skipped.filter(
  (test) => refdata !== null || !test.fullName.includes("reference data"),
);
for (const test of refused) process.stderr.write(`skipped: ${test.fullName}\n`);
process.stdout.write(
  `Tests: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped.length} skipped\n`,
);
if (refused.length > 0 || report.numPassedTests === 0) process.exit(1);
