import { z } from "zod";
import {
  known,
  malformed,
  operationOf,
  type ReadWire,
  readBody,
  type Territory,
  unknown,
} from "./needs.ts";

const onTable = new Set([
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "PutItem",
  "UpdateItem",
  "UpdateTable",
  "UpdateTimeToLive",
]);
const onTableOrIndex = new Set(["Query", "Scan"]);
const onTables = new Set(["BatchGetItem", "BatchWriteItem"]);
const inTransaction = new Set(["TransactGetItems", "TransactWriteItems"]);
const onAccount = new Set(["DescribeEndpoints", "DescribeLimits", "ListTables"]);

const table = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const batch = z.object({ RequestItems: z.record(z.string(), z.unknown()) });

const named = z.object({ TableName: z.string() }).optional();
// Each item is checked as the single call that it stands for.
const steps = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
} as const;
const transaction = z.object({
  TransactItems: z.array(
    z.object({ Get: named, Put: named, Update: named, Delete: named, ConditionCheck: named }),
  ),
});

/** DynamoDB's JSON protocol: the operation is in a header, the table's name in the body. */
export const readDynamoDb: ReadWire = (request, territory) => {
  const operation = operationOf(request, "DynamoDB_20120810");
  if (operation === null) return unknown(request.headers["x-amz-target"] ?? request.url);
  const action = `dynamodb:${operation}`;

  if (onAccount.has(operation)) return known({ action, resources: ["*"] });
  if (onTable.has(operation) || onTableOrIndex.has(operation)) {
    const body = readBody(request, table);
    if (body === null) return malformed;
    const arn = tableArn(body.TableName, territory);
    const index = onTableOrIndex.has(operation) ? body.IndexName : undefined;
    return known({ action, resources: [index === undefined ? arn : `${arn}/index/${index}`] });
  }
  if (onTables.has(operation)) {
    const body = readBody(request, batch);
    if (body === null) return malformed;
    const names = Object.keys(body.RequestItems);
    return known(...names.map((name) => ({ action, resources: [tableArn(name, territory)] })));
  }
  if (inTransaction.has(operation)) {
    const body = readBody(request, transaction);
    if (body === null) return malformed;
    const needs = body.TransactItems.flatMap((item) =>
      Object.entries(steps).flatMap(([step, single]) => {
        const target = Object.entries(item).find(([key]) => key === step)?.[1];
        if (target === undefined) return [];
        return [
          { action: `dynamodb:${single}`, resources: [tableArn(target.TableName, territory)] },
        ];
      }),
    );
    return known(...needs);
  }
  return unknown(action);
};

/** DynamoDB accepts an ARN wherever it accepts a table's name. */
function tableArn(name: string, { partition, region, accountId }: Territory): string {
  return name.startsWith("arn:")
    ? name
    : `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`;
}
