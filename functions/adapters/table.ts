import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall, type NativeAttributeValue, unmarshall } from "@aws-sdk/util-dynamodb";

/** The one table: `pk` and `sk` are strings, and all items of one runner share a `pk`. */
export interface Table {
  readonly name: string;
  readonly client: DynamoDBClient;
}

export type Item = Record<string, NativeAttributeValue>;

export function tableOf(name: string, client = new DynamoDBClient({})): Table {
  return { name, client };
}

export function runnerPk(runnerId: string): string {
  return `RUNNER#${runnerId}`;
}

export const toItem = (value: Item) => marshall(value);
export const fromItem = (item: Parameters<typeof unmarshall>[0]): Item => unmarshall(item);

/** Runs a conditional write; a refused condition is a normal result, returned as null. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | null> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}

/** What an item must be like to be removed; its values are plain. */
export interface Condition
  extends Pick<DeleteItemCommandInput, "ConditionExpression" | "ExpressionAttributeNames"> {
  readonly ExpressionAttributeValues: Item;
}

/** Deletes the item with this key, unless the condition is refused. Deleting one that isn't there is no error. */
export async function removeItem(
  table: Table,
  key: Item,
  condition?: Condition,
): Promise<"removed" | "refused"> {
  const remove = new DeleteItemCommand({
    TableName: table.name,
    Key: toItem(key),
    ...(condition !== undefined && {
      ...condition,
      ExpressionAttributeValues: toItem(condition.ExpressionAttributeValues),
    }),
  });
  return (await unlessRefused(table.client.send(remove))) === null ? "refused" : "removed";
}

/**
 * The parts of an update of these fields; one that is undefined is removed. `within`: the map that holds them, with a
 * dot behind its name.
 *
 *     changing({ state: "sent", heldUntilMs: undefined })
 *     // { UpdateExpression: "SET #state = :state REMOVE #heldUntilMs",
 *     //   ExpressionAttributeNames: { "#state": "state", "#heldUntilMs": "heldUntilMs" },
 *     //   ExpressionAttributeValues: { ":state": "sent" } }
 */
export function changing(fields: Item, within = "") {
  const names = Object.keys(fields);
  const [set, remove] = [
    names.filter((name) => fields[name] !== undefined),
    names.filter((name) => fields[name] === undefined),
  ];
  return {
    UpdateExpression: [
      ...(set.length > 0
        ? [`SET ${set.map((name) => `${within}#${name} = :${name}`).join(", ")}`]
        : []),
      ...(remove.length > 0
        ? [`REMOVE ${remove.map((name) => `${within}#${name}`).join(", ")}`]
        : []),
    ].join(" "),
    ExpressionAttributeNames: namesOf(names),
    ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, fields[name]])),
  };
}

/**
 * The parts of a condition that these fields are as they were read; one that is undefined isn't there. `prefix` keeps
 * the values apart from others of the same fields.
 *
 *     stillAs({ state: "sent", heldUntilMs: undefined })
 *     // { ConditionExpression: "#state = :state AND attribute_not_exists(#heldUntilMs)",
 *     //   ExpressionAttributeNames: { "#state": "state", "#heldUntilMs": "heldUntilMs" },
 *     //   ExpressionAttributeValues: { ":state": "sent" } }
 */
export function stillAs(seen: Item, prefix = "") {
  const names = Object.keys(seen);
  const there = names.filter((name) => seen[name] !== undefined);
  return {
    ConditionExpression: names
      .map((name) =>
        seen[name] === undefined
          ? `attribute_not_exists(#${name})`
          : `#${name} = :${prefix}${name}`,
      )
      .join(" AND "),
    ExpressionAttributeNames: namesOf(names),
    ExpressionAttributeValues: Object.fromEntries(
      there.map((name) => [`:${prefix}${name}`, seen[name]]),
    ),
  };
}

/** `namesOf(["state"]) // { "#state": "state" }`: some are reserved words. */
export function namesOf(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.map((name) => [`#${name}`, name]));
}
