import { CfnBucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { settingCases } from "../support/setting-cases.ts";
import { build } from "../support/stack.ts";

/** What AWS's own rules for solutions find, as `rule path`. */
function findings({ app }: ReturnType<typeof build>): string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath ?? ""}`),
  );
}

/** The reasons stand beside the construct that they are about. */
function acknowledged({ app }: ReturnType<typeof build>) {
  return app.node
    .findAll()
    .flatMap(({ node }) => node.metadata.map(({ type, data }) => ({ type, data, at: node.path })))
    .filter(({ type }) => type === "aws:cdk:acknowledged-rules");
}

describe("AWS's rules for solutions", () => {
  it.each(settingCases)(
    "find nothing that is not accepted with a reason: $name",
    ({ settings }) => {
      expect(findings(build(settings))).toEqual([]);
    },
  );

  it("do find what is wrong", () => {
    const built = build();
    new CfnBucket(built.stack, "Open");
    expect(findings(built).join("\n")).toContain("AwsSolutions-S1 Stridewell/Open");
  });

  it("are set aside in few places, never for the whole stack", () => {
    const places = acknowledged(build());
    expect(places.map(({ at }) => at)).toEqual(places.map(() => "Stridewell/Web/Api"));
    expect(places.length).toBeGreaterThan(0);
    for (const { data } of places) {
      for (const reason of Object.values(data)) expect(String(reason).length).toBeGreaterThan(80);
    }
  });
});
