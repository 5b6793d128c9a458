import { Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";

/** For the functions that need every one of them; never scanning, nor batches. */
export const EVERY_ITEM_ACTION: readonly string[] = [
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
];

/** Lets a function do exactly these actions on exactly these resources. */
export function allow(fn: LambdaFunction, actions: readonly string[], resources: string[]): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources }));
}

/** Suppresses a cdk-nag rule for a function's role, with a reason for the reviewer. */
export function acknowledge(fn: LambdaFunction, id: string, reason: string): void {
  if (fn.role === undefined) throw new Error("A function has no role.");
  Validations.of(fn.role).acknowledge({ id, reason });
}
