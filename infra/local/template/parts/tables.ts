import { z } from "zod";
import type { TableModel } from "../model.ts";
import { flag, notRun, type Stack, wholeNumber } from "./declared.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const throughput = z
  .object({ ReadCapacityUnits: wholeNumber, WriteCapacityUnits: wholeNumber })
  .optional();
// An object schema drops what it doesn't name: what remains is what CreateTable takes.
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.string().optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const ttl = z.object({ AttributeName: z.string().optional(), Enabled: flag }).optional();

const shared = {
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.array(index).optional(),
};
const table = z.object({
  ...shared,
  BillingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).default("PROVISIONED"),
  ProvisionedThroughput: throughput,
  GlobalSecondaryIndexes: z.array(index.extend({ ProvisionedThroughput: throughput })).optional(),
  TimeToLiveSpecification: ttl,
  ImportSourceSpecification: notRun(),
});
const globalTable = z.object({
  ...shared,
  BillingMode: z.literal("PAY_PER_REQUEST", {
    error: "only an on-demand global table is run locally",
  }),
  GlobalSecondaryIndexes: z.array(index).optional(),
  TimeToLiveSpecification: ttl,
});

export function readTables(stack: Stack): TableModel[] {
  const found = [
    ...stack.all("AWS::DynamoDB::Table", table),
    ...stack.all("AWS::DynamoDB::GlobalTable", globalTable),
  ];
  return found.map(({ logicalId, ref, properties }) => {
    const { TimeToLiveSpecification: expiry, ...create } = properties;
    return {
      logicalId,
      name: ref,
      arn: stack.attribute(logicalId, "Arn"),
      create: { TableName: ref, ...create },
      ttlAttribute: expiry?.Enabled === true ? (expiry.AttributeName ?? null) : null,
    };
  });
}
