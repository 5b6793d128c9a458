import type { Stack } from "aws-cdk-lib";
import { CfnBucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { settingCases } from "../support/setting-cases.ts";
import { withStack } from "../support/stack.ts";

/** What AWS's own rules for solutions find, as `rule path`. */
function findings(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath ?? ""}`),
  );
}

/** The accepted rules: each reason is kept on the construct that it is about. */
function acknowledged(stack: Stack) {
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata.map(({ type, data }) => ({ type, data, at: node.path })))
    .filter(({ type }) => type === "aws:cdk:acknowledged-rules");
}

describe("AWS's rules for solutions", () => {
  it.each(settingCases)(
    "find nothing that is not accepted with a reason: $name",
    ({ settings }) => {
      expect(withStack(settings, findings)).toEqual([]);
    },
  );

  it("do find what is wrong", () => {
    const found = withStack({}, (stack) => {
      new CfnBucket(stack, "Open");
      return findings(stack);
    });
    expect(found.join("\n")).toContain("AwsSolutions-S1 Stridewell/Open");
  });

  it("are set aside in few places, never for the whole stack", () => {
    const places = withStack({}, acknowledged);
    expect([...new Set(places.map(({ at }) => at))]).toEqual([
      "Stridewell/Web/Api",
      "Stridewell/Web/Upload/Role",
      "Stridewell/Web/SettingsPages/Role",
      "Stridewell/SignIn/SendSignIn/Worker/Role",
      "Stridewell/Nudges/SendNudges/Worker/Role",
      "Stridewell/Reminders/SendReminders/Worker/Role",
      "Stridewell/Uploads/Bucket",
      "Stridewell/Uploads/ImportFile/Worker/Role",
      "Stridewell/Account/EraseRunner/Worker/Role",
      "Stridewell/RunCheckup/Worker/Role",
    ]);
    for (const { data } of places) {
      for (const reason of Object.values(data)) expect(String(reason).length).toBeGreaterThan(80);
    }
  });
});
