/**
 * Where CloudFormation makes budgets, as cfn-lint's copy of its registry has it (2026-11). In any other region,
 * Stockholm's for one, it refuses a whole template that holds one: "Unrecognized resource types".
 */
export const BUDGET_REGIONS: readonly string[] = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"],
  ...["ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
];

/** A region that isn't known yet counts as one that does. */
export const makesBudgets = (region: string | undefined): boolean =>
  region === undefined || BUDGET_REGIONS.includes(region);
