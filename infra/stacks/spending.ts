import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Construct } from "constructs";
import type { Settings } from "../settings.ts";

/** Emails the owner when the account's month costs, or is forecast to cost, more than they set. */
export class Spending extends Construct {
  constructor(scope: Construct, id: string, { owner, budgetUsd }: Settings) {
    super(scope, id);
    const write = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notification: { notificationType, threshold, comparisonOperator: "GREATER_THAN" },
      // Straight to the owner: to go through the alarms' topic, a budget would have to be allowed to publish there.
      subscribers: [{ subscriptionType: "EMAIL", address: owner }],
    });
    new CfnBudget(this, "Budget", {
      // For the whole account: a filter by tag would count nothing until the tag is activated by hand.
      budget: {
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: budgetUsd, unit: "USD" },
      },
      notificationsWithSubscribers: [write("ACTUAL", 80), write("FORECASTED", 100)],
    });
  }
}
