import { z } from "zod";
import type { TableModel } from "../model.ts";
import { notRun, type Stack } from "./declared.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
// An object schema drops what it doesn't name: what remains is what CreateTable takes.
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.string(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const table = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  BillingMode: z.literal("PAY_PER_REQUEST", { error: "only an on-demand table is run locally" }),
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: notRun(),
  TimeToLiveSpecification: z
    .object({
      AttributeName: z.string(),
      Enabled: z.literal(true, { error: "only an expiry that is on is run locally" }),
    })
    .optional(),
});

export function readTables(stack: Stack): TableModel[] {
  return stack
    .all("AWS::DynamoDB::GlobalTable", table)
    .map(({ ref, properties: { TimeToLiveSpecification: expiry, ...create } }) => ({
      name: ref,
      create: { TableName: ref, ...create },
      ttlAttribute: expiry?.AttributeName ?? null,
    }));
}
