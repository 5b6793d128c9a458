import { z } from "zod";
import { matches } from "../../access/decide.ts";
import type { RoleModel, Statement } from "../model.ts";
import { notRun, type Stack } from "./declared.ts";

/** IAM allows a list of one to be written without brackets. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(item));
const oneOrMore = listOf(z.string());

const undecided = notRun("is not decided locally");
const onlyFrom = z.strictObject({
  StringEquals: z.strictObject({ "ses:FromAddress": oneOrMore }),
});
// What isn't decided here comes first, so that a refusal names it.
const statement = z.object({
  NotAction: undecided,
  NotResource: undecided,
  Condition: z.union([onlyFrom, z.never()], { error: "is not decided locally" }).optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore,
  Resource: oneOrMore.refine((arns) => !arns.some((arn) => arn.includes("${")), {
    error: "policy variables are not decided locally",
  }),
});
const document = z.object({ Statement: listOf(statement) });

const condition = z.partialRecord(
  z.enum(["StringEquals", "StringLike", "ArnEquals", "ArnLike"]),
  z.record(z.string(), oneOrMore),
);
const trust = z.object({
  Effect: z.literal("Allow", { error: "only Allow is decided locally in a trust policy" }),
  Principal: z.union([
    z.object({ Service: oneOrMore }),
    // People and other accounts assume no roles here.
    z.object({ AWS: oneOrMore }).transform(() => ({ Service: [] })),
    z.object({ Federated: oneOrMore }).transform(() => ({ Service: [] })),
  ]),
  Condition: condition.default({}),
});
type Trust = z.infer<typeof trust>;

const role = z.object({
  AssumeRolePolicyDocument: z.object({ Statement: listOf(trust) }),
  Policies: z.array(z.object({ PolicyDocument: document })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  PermissionsBoundary: undecided,
});
const policy = z.object({ PolicyDocument: document, Roles: z.array(z.string()).default([]) });

/** Grants log lines only. */
const logsOnly = ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/** The stack's roles with every policy attached; `sourceArns` says who asks to assume them. */
export function readRoles(
  stack: Stack,
  sourceArns: ReadonlyMap<string, readonly string[]>,
): RoleModel[] {
  const roles = stack.all("AWS::IAM::Role", role);
  const attached = new Map<string, Statement[]>();
  for (const { logicalId, properties } of stack.all("AWS::IAM::Policy", policy)) {
    for (const name of properties.Roles) {
      if (!roles.some(({ ref }) => ref === name)) {
        stack.refuse(`${logicalId} Properties.Roles`, `${name} is no role of this stack`);
      }
      const more = properties.PolicyDocument.Statement.map(asStatement);
      attached.set(name, [...(attached.get(name) ?? []), ...more]);
    }
  }
  return roles.map(({ logicalId, ref, properties }) => {
    const managed = properties.ManagedPolicyArns.filter((arn) => !arn.endsWith(logsOnly));
    for (const arn of managed) {
      stack.refuse(
        `${logicalId} Properties.ManagedPolicyArns`,
        `the managed policy ${arn} is not known locally`,
      );
    }
    const arn = stack.attribute(logicalId, "Arn");
    const inline = properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    return {
      logicalId,
      arn,
      trusts: properties.AssumeRolePolicyDocument.Statement.filter((candidate) =>
        trustHolds(stack, logicalId, candidate, sourceArns.get(arn) ?? []),
      ).flatMap(({ Principal }) => Principal.Service),
      statements: [...inline.map(asStatement), ...(attached.get(ref) ?? [])].filter(
        // Here log lines go to the terminal.
        ({ actions }) => !actions.every((action) => action.startsWith("logs:")),
      ),
    };
  });
}

function asStatement(given: z.infer<typeof statement>): Statement {
  const fromAddresses = given.Condition?.StringEquals["ses:FromAddress"];
  return {
    effect: given.Effect,
    actions: given.Action,
    resources: given.Resource,
    ...(fromAddresses !== undefined && { fromAddresses }),
  };
}

/** Whether every caller meets the conditions: a service shows its account and its own ARN. */
function trustHolds(
  stack: Stack,
  logicalId: string,
  { Condition }: Trust,
  sourceArns: readonly string[],
): boolean {
  const shown = new Map([
    ["aws:sourceaccount", [stack.place.accountId]],
    ["aws:sourcearn", sourceArns],
  ]);
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => ({ operator, key, wanted })),
  );
  return tests.every(({ operator, key, wanted }) => {
    const values = shown.get(key.toLowerCase());
    if (values === undefined) {
      stack.refuse(
        `${logicalId} Properties.AssumeRolePolicyDocument`,
        `a condition on ${key} is not decided locally`,
      );
      return false;
    }
    // ArnEquals accepts wildcards just as ArnLike does; only StringEquals compares literally.
    const fits = (value: string) =>
      wanted.some((w) => (operator === "StringEquals" ? w === value : matches(w, value)));
    return values.every(fits);
  });
}
