import { Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";

/** Lets a function do exactly these actions on exactly these resources. */
export function allow(fn: LambdaFunction, actions: string[], resources: string[]): void {
  fn.addToRolePolicy(new PolicyStatement({ actions, resources }));
}

/** Suppresses a cdk-nag rule for a function's role, with a reason for the reviewer. */
export function acknowledge(fn: LambdaFunction, id: string, reason: string): void {
  if (fn.role === undefined) throw new Error("A function has no role.");
  Validations.of(fn.role).acknowledge({ id, reason });
}
