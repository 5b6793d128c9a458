import { DeleteItemCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import type { LocalApp } from "../../infra/local/runtime/local-app.ts";
import type { Model } from "../../infra/local/template/model.ts";
import type { ManualClock } from "./local-clock.ts";

/*
 * The whole application on a clock that leaps over hours.
 */

/**
 * The schedules stay, to be run by hand, and the table is swept by `sweep`, because the clock leaps over
 * thousands of their times.
 */
export function withoutClocks(model: Model): Model {
  const schedules = model.schedules.map((one) => ({ ...one, everyMs: 10_000 * 86_400_000 }));
  const tables = model.tables.map((one) => ({ ...one, ttlAttribute: null }));
  return { ...model, schedules, tables };
}

/** Lets time pass until nothing is under way and no message is waiting out its delay. */
export async function settled(app: LocalApp, clock: ManualClock): Promise<void> {
  // Strava's events come a second later, and take a moment to arrive.
  clock.advance(2000);
  await new Promise((resolve) => setTimeout(resolve, 60));
  while ((await app.quiet()) > 0) clock.advance(10_000);
}

/** Where the application keeps its items, for a caller that may do everything. */
export function tableOf({ operator, model }: Pick<LocalApp, "operator" | "model">) {
  const { credentials, region, endpoints } = operator;
  const client = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  return { client, TableName: model.outputs["TableName"] ?? "" };
}

/** As DynamoDB does it, at no cost. */
export async function sweep(app: LocalApp, clock: ManualClock): Promise<void> {
  const { client, TableName } = tableOf(app);
  const over = {
    TableName,
    FilterExpression: "expiresAt <= :now",
    ExpressionAttributeValues: { ":now": { N: String(clock.now() / 1000) } },
    ProjectionExpression: "pk, sk",
  };
  for await (const { Items = [] } of paginateScan({ client }, over)) {
    for (const Key of Items) await client.send(new DeleteItemCommand({ TableName, Key }));
  }
}
