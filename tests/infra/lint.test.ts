import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { BUDGET_REGIONS } from "../../infra/stacks/budget-regions.ts";
import { everySwitch } from "../support/setting-cases.ts";
import { synthesize } from "../support/stack.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const linter = join(root, ".ci/tools/python/bin/cfn-lint");
/** `.ci/run` installs the linter, and fails if this test was skipped. */
const absent = existsSync(linter) ? "" : " (skipped: cfn-lint is not installed, .ci/run does it)";

const folder = mkdtempSync(join(tmpdir(), "cfn-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The linter's complaints about these templates. */
async function faults(
  files: readonly string[],
  regions: readonly string[] = ["eu-west-1"],
): Promise<string> {
  const args = [
    "--format=parseable",
    ...regions.map((region) => `--regions=${region}`),
    // CDK writes a dependency as well as the reference that implies it.
    "--ignore-checks=W3005",
    "--",
    ...files,
  ];
  try {
    const { stdout } = await promisify(execFile)(linter, args);
    return stdout;
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
  }
}

describe.skipIf(absent !== "")(`cfn-lint${absent}`, () => {
  // In one run, as the linter takes seconds to start and seconds for each file. The template as it is without
  // any switch is linted below.
  it("has nothing against the template with every switch nor the deploying workflow's role, and does find what is wrong", {
    timeout: 300_000,
  }, async () => {
    const [switched, wrong] = [join(folder, "switched.json"), join(folder, "wrong.json")];
    writeFileSync(switched, JSON.stringify(synthesize(everySwitch).toJSON()));
    const Wrong = { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: "long" } };
    writeFileSync(wrong, JSON.stringify({ Resources: { Wrong } }));
    const found = await faults([switched, join(root, "infra/deploy/github-role.yaml"), wrong]);
    expect(found.trim().split("\n")).toEqual([
      expect.stringMatching(/^.*wrong\.json:.*'long' is not of type 'integer'$/),
    ]);
  });

  it("knows every resource in each region that has SES, but budgets only where the stack has one", {
    timeout: 300_000,
  }, async () => {
    const file = join(folder, "anywhere.json");
    writeFileSync(file, JSON.stringify(synthesize().toJSON()));
    const without = [
      ...["af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5"],
      ...["ca-west-1", "eu-central-2", "eu-north-1", "eu-south-1", "il-central-1", "me-central-1"],
    ];
    const refused = (await faults([file], [...BUDGET_REGIONS, ...without])).trim().split("\n");
    expect(refused.map((line) => line.replace(/^.+:E3006:/, "")).sort()).toEqual(
      without.map((one) => `Resource type 'AWS::Budgets::Budget' does not exist in '${one}'`),
    );
  });
});
