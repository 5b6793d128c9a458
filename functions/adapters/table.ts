import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
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
