import { z } from "zod";
import type { RoleModel, Statement } from "../model.ts";
import { listOf, oneOrMore, type Stack, undecided } from "./declared.ts";

const onlyAllow = z.literal("Allow", { error: "only Allow is decided locally" });
const onlyFrom = z.strictObject({
  StringEquals: z.strictObject({ "ses:FromAddress": oneOrMore }),
});
// What isn't decided here comes first, so that a refusal names it.
const statement = z.object({
  NotAction: undecided,
  NotResource: undecided,
  Condition: z.union([onlyFrom, z.never()], { error: "is not decided locally" }).optional(),
  Effect: onlyAllow,
  Action: oneOrMore,
  Resource: oneOrMore.refine((arns) => !arns.some((arn) => arn.includes("${")), {
    error: "policy variables are not decided locally",
  }),
});

const inAccount = z.strictObject({
  StringEquals: z.strictObject({ "aws:SourceAccount": z.string() }),
});
const trust = z.object({
  Effect: onlyAllow,
  Principal: z.strictObject({ Service: oneOrMore }),
  Condition: z.union([inAccount, z.never()], { error: "is not decided locally" }).optional(),
});

const role = z.object({
  AssumeRolePolicyDocument: z.object({ Statement: listOf(trust) }),
  Policies: undecided,
  ManagedPolicyArns: undecided,
  PermissionsBoundary: undecided,
});
const policy = z.object({
  PolicyDocument: z.object({ Statement: listOf(statement) }),
  Roles: z.array(z.string()),
});

/** The stack's roles with every policy attached. */
export function readRoles(stack: Stack): RoleModel[] {
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
  return roles.map(({ logicalId, ref, properties }) => ({
    logicalId,
    arn: stack.attribute(logicalId, "Arn"),
    trusts: properties.AssumeRolePolicyDocument.Statement.filter(({ Condition }) => {
      const account = Condition?.StringEquals["aws:SourceAccount"];
      return account === undefined || account === stack.place.accountId;
    }).flatMap(({ Principal }) => Principal.Service),
    statements: (attached.get(ref) ?? []).filter(
      // Here log lines go to the terminal.
      ({ actions }) => !actions.every((action) => action.startsWith("logs:")),
    ),
  }));
}

function asStatement(given: z.infer<typeof statement>): Statement {
  const fromAddresses = given.Condition?.StringEquals["ses:FromAddress"];
  return {
    actions: given.Action,
    resources: given.Resource,
    ...(fromAddresses !== undefined && { fromAddresses }),
  };
}
