import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STRAVA_PARAMETER } from "../../infra/deploy/account.ts";
import type { Cloud } from "../../infra/deploy/cloud.ts";
import { parameterOf, serviceSetUps } from "../../infra/deploy/services.ts";

const root = new URL("../../", import.meta.url);
const folder = new URL(".github/workflows/", root);
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(new URL(name, folder), "utf8"),
}));

describe.each(workflows)("the workflow $name", ({ text }) => {
  it("runs actions at a commit, which nobody can move, with the version that it is", () => {
    const uses = text.split("\n").filter((line) => line.includes("uses:"));
    expect(uses.length).toBeGreaterThan(1);
    for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may do nothing but what its job says", () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const granted = [...text.matchAll(/^ {6}([a-z-]+): (read|write)$/gm)].map(
      ([, what, how]) => `${what}: ${how}`,
    );
    expect(["contents: read", "id-token: write"]).toEqual(expect.arrayContaining(granted));
    expect(text).toContain("persist-credentials: false");
  });

  it("holds no secret", () => {
    expect(text).not.toMatch(/secrets\.|AKIA/);
  });
});

/** What AWS asks of whoever makes each of the deploy command's calls. */
const ACTIONS: Partial<Record<keyof Cloud, readonly string[]>> = {
  region: [],
  accountId: [],
  bootstrapVersion: ["ssm:GetParameter"],
  functionsAtOnce: ["lambda:GetAccountSettings"],
  mailAccount: ["ses:GetAccount"],
  mailIdentity: ["ses:GetEmailIdentity"],
  addMailIdentity: ["ses:CreateEmailIdentity"],
  removeMailIdentity: ["ses:DeleteEmailIdentity"],
  sendMail: ["ses:SendEmail"],
  secret: ["ssm:GetParameter"],
  putSecret: ["ssm:PutParameter"],
  stack: ["cloudformation:DescribeStacks"],
  alarmReaders: ["sns:ListSubscriptionsByTopic"],
  addAlarmReader: ["sns:Subscribe"],
};

describe("the role that GitHub is lent", () => {
  it("may do what the deploy command does, and beyond that only lends CDK's own roles", () => {
    const role = readFileSync(new URL("infra/deploy/github-role.yaml", root), "utf8");
    const sources = new URL("infra/deploy/", root);
    const deploying = readdirSync(sources).filter(
      (name) => name.endsWith(".ts") && !/^(cloud|destroy|doctor|polar)/.test(name),
    );
    const calls = deploying.flatMap((name) =>
      [...readFileSync(new URL(name, sources), "utf8").matchAll(/cloud\s*\.(\w+)\(/g)].map(
        ([, call = ""]) => call,
      ),
    );
    expect([...new Set(calls)].sort()).toEqual(Object.keys(ACTIONS).sort());
    const allowed = [...role.matchAll(/\b(?:ssm|lambda|ses|cloudformation|sns|sts):[A-Z]\w+/g)]
      .map(([action]) => action)
      .filter((action) => action !== "sts:AssumeRoleWithWebIdentity");
    expect([...new Set(allowed)].sort()).toEqual(
      [...new Set([...Object.values(ACTIONS).flat(), "sts:AssumeRole"])].sort(),
    );
  });

  it("reads and writes the services' secrets that the deploy command asks for, and no other", () => {
    const role = readFileSync(new URL("infra/deploy/github-role.yaml", root), "utf8");
    const parameters = [...role.matchAll(/parameter(\/stridewell\/\S+)/g)].map(([, name]) => name);
    expect(parameters).toEqual([STRAVA_PARAMETER, ...serviceSetUps.map(parameterOf)]);
  });

  it("is one repository's, named as GitHub proves it: with its ids, or an older one without", () => {
    const role = readFileSync(new URL("infra/deploy/github-role.yaml", root), "utf8");
    const [, pattern = "$."] = /Repository:[\s\S]*?AllowedPattern: (\S+)/.exec(role) ?? [];
    const allowed = new RegExp(pattern);
    for (const one of ["you/stridewell", "you@123/stridewell@456"]) expect(one).toMatch(allowed);
    for (const more of ["you/*", "*/stridewell", "you@123/stridewell", "you@*/stridewell@*"]) {
      expect(more).not.toMatch(allowed);
    }
  });
});
