import { z } from "zod";
import { known, malformed, operationOf, type ReadWire, readBody, unknown } from "./needs.ts";

const onTable = new Set(["DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"]);
const table = z.object({ TableName: z.string(), IndexName: z.string().optional() });

/** DynamoDB's JSON protocol: the operation is in a header, the names of table and index in the body. */
export const readDynamoDb: ReadWire = (request, { partition, region, accountId }) => {
  const operation = operationOf(request, "DynamoDB_20120810");
  if (operation === null) return unknown(request.headers["x-amz-target"] ?? request.url);
  if (!onTable.has(operation)) return unknown(`dynamodb:${operation}`);
  const body = readBody(request, table);
  if (body === null) return malformed;
  const arn = `arn:${partition}:dynamodb:${region}:${accountId}:table/${body.TableName}`;
  const resource = body.IndexName === undefined ? arn : `${arn}/index/${body.IndexName}`;
  return known({ action: `dynamodb:${operation}`, resources: [resource] });
};
