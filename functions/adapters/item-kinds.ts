import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type * as z from "zod/mini";
import { NewerItem, UnreadableItem } from "../shared/errors.ts";
import { pack, unpackList } from "./activity-pack.ts";
import { fromItem, type Item, type Table, toItem } from "./table.ts";

/**
 * Turns an item of one version into the next. An update by newer code sets single fields and leaves the
 * item's version, so a field that already has the new shape is kept.
 */
export type Upgrade = (item: Item) => Item;

/** What every item of one kind passes through on its way into and out of the table. */
export interface ItemKind {
  readonly name: string;
  /** The version written now; the first is 1. */
  readonly version: number;
  /**
   * The part that the schema names, of an item of any version so far. Throws NewerItem and UnreadableItem.
   */
  read<S extends z.ZodMiniType>(schema: S, item: Item): z.infer<S>;
  /** The same of the item with this key, as every write so far has left it; null if there is none. */
  find<S extends z.ZodMiniType>(schema: S, table: Table, key: Item): Promise<z.infer<S> | null>;
  /** Null if the condition was refused. Throws NewerItem if it would overwrite a newer item. */
  put(table: Table, put: Put): Promise<PutItemCommandOutput | null>;
  /**
   * The same for single fields. `:v` is the version: an update that may create the item also sets
   * `v = if_not_exists(v, :v)`.
   */
  update(table: Table, update: Update): Promise<UpdateItemCommandOutput | null>;
}

interface Put
  extends Omit<PutItemCommandInput, "TableName" | "Item" | "ExpressionAttributeValues"> {
  /** Plain values, here and below. */
  readonly Item: Item;
  readonly ExpressionAttributeValues?: Item;
}

interface Update
  extends Omit<UpdateItemCommandInput, "TableName" | "Key" | "ExpressionAttributeValues"> {
  readonly Key: Item;
  readonly ExpressionAttributeValues?: Item;
}

/** Items from before there were versions count as version 1. */
const versionOf = (item: Item) => (typeof item["v"] === "number" ? item["v"] : 1);

/** A kind whose version is one more than its number of upgrades: `upgrades[0]` turns version 1 into 2. */
export function itemKind(name: string, upgrades: readonly Upgrade[] = []): ItemKind {
  const version = upgrades.length + 1;

  const refuseNewer = (item: Item) => {
    const found = versionOf(item);
    if (found > version) throw new NewerItem(name, found, version);
    return found;
  };

  const guardOf = ({
    ConditionExpression: own,
    ExpressionAttributeValues: values,
  }: Put | Update) => ({
    ConditionExpression: [
      ...(own === undefined ? [] : [`(${own})`]),
      "(attribute_not_exists(v) OR v <= :v)",
    ].join(" AND "),
    ExpressionAttributeValues: toItem({ ...values, ":v": version }),
    // Shows whose condition refused the write, at no cost.
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  });

  const unlessRefused = async <T>(write: Promise<T>): Promise<T | null> => {
    try {
      return await write;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      refuseNewer(fromItem(error.Item ?? {}));
      return null;
    }
  };

  const read: ItemKind["read"] = (schema, item) => {
    const parsed = schema.safeParse(
      upgrades.slice(refuseNewer(item) - 1).reduce((older, upgrade) => upgrade(older), item),
    );
    if (parsed.success) return parsed.data;
    const attributes = parsed.error.issues.map(({ path: [attribute = "parts"] }) =>
      String(attribute),
    );
    throw new UnreadableItem(name, [...new Set(attributes)]);
  };

  return {
    name,
    version,
    read,
    async find(schema, table, key) {
      const get = new GetItemCommand({
        TableName: table.name,
        Key: toItem(key),
        ConsistentRead: true,
      });
      const { Item } = await table.client.send(get);
      return Item === undefined ? null : read(schema, fromItem(Item));
    },
    put: (table, put) =>
      unlessRefused(
        table.client.send(
          new PutItemCommand({
            ...put,
            ...guardOf(put),
            TableName: table.name,
            Item: toItem({ ...put.Item, v: version }),
          }),
        ),
      ),
    update: (table, update) =>
      unlessRefused(
        table.client.send(
          new UpdateItemCommand({
            ...update,
            ...guardOf(update),
            TableName: table.name,
            Key: toItem(update.Key),
          }),
        ),
      ),
  };
}

/** Version 2 packs by column. */
function inColumns(item: Item): Item {
  const { packed } = item;
  return packed instanceof Uint8Array ? { ...item, packed: pack(unpackList(packed)) } : item;
}

/** Version 2 asks whether somebody examined the runner. */
function unexamined(item: Item): Item {
  const checkIn = Object(item["checkIn"]);
  return { ...item, checkIn: { clearedToRun: null, ...checkIn } };
}

/** Every kind of item, each with its upgrades: ADR 23. */
export const profiles = itemKind("profile");
export const addresses = itemKind("address");
export const addressChanges = itemKind("address change");
export const signIns = itemKind("sign-in");
export const activities = itemKind("activity");
export const activitiesTogether = itemKind("activities together", [inColumns]);
export const shoes = itemKind("shoe");
export const shoesTold = itemKind("told shoes");
export const worn = itemKind("worn shoe");
export const defaultShoes = itemKind("default shoes");
export const dismissals = itemKind("dismissal");
export const sameness = itemKind("sameness");
export const checkIns = itemKind("check-in", [unexamined]);
export const exercises = itemKind("exercise");
export const notices = itemKind("notice");
export const wakes = itemKind("wake");
export const reminders = itemKind("reminder");
export const connections = itemKind("connection");
export const accountOwners = itemKind("account owner");
export const endedConnections = itemKind("ended connection");
export const dataKeys = itemKind("data key");
export const rateBudgets = itemKind("rate budget");
export const limits = itemKind("limit");
export const uploads = itemKind("upload");
export const undoneUploads = itemKind("undone upload");
export const usedOnce = itemKind("used once");
