import { RemovalPolicy, type Stack } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import { dataKeyOf } from "../constructs/data-key.ts";
import type { Settings } from "../settings.ts";

/**
 * The one table, which outlives the stack. Functions are granted its use with `allow`: its own grants would add
 * every index.
 */
export function addTable(stack: Stack, tableKey: Settings["tableKey"]): TableV2 {
  const dataKey = dataKeyOf(stack);
  const table = new TableV2(stack, "Table", {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    globalSecondaryIndexes: [
      {
        indexName: "due",
        partitionKey: { name: "dueShard", type: AttributeType.STRING },
        sortKey: { name: "dueAt", type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: ["runnerId", "zone", "digestWeekday", "digestHour"],
      },
    ],
    timeToLiveAttribute: "expiresAt",
    billing: Billing.onDemand(),
    encryption:
      tableKey === "aws-owned"
        ? TableEncryptionV2.dynamoOwnedKey()
        : TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      // Strava's API policy wants what was erased to be gone everywhere within 30 days (7.4).
      recoveryPeriodInDays: 28,
    },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  if (dataKey !== undefined) {
    // CDK's own way needs to know the region at synthesis, and here only the credentials know it.
    const resource = table.node.defaultChild;
    if (!(resource instanceof CfnGlobalTable)) throw new Error("The table has no resource.");
    resource.addPropertyOverride("Replicas.0.SSESpecification.KMSMasterKeyId", dataKey.keyArn);
  }
  return table;
}
