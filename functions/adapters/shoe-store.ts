import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { shoeRecord } from "../messages/activity.ts";
import type { OwnShoeStore, ShoeStore, StoredShoe, ToldShoeStore } from "../ports.ts";
import { OWN_SOURCE } from "../shared/own-source.ts";
import { shoes as kind } from "./item-kinds.ts";
import { eraseItems, itemsOfRunner, kindOfRunner, ofKind } from "./query.ts";
import { eraseSamenessOf } from "./sameness-store.ts";
import { type Item, runnerPk, type Table, toItem } from "./table.ts";

const shoeItem = z.extend(shoeRecord, {
  startDistanceM: z._default(z.number(), 0),
  noticeAtM: z._default(z.nullable(z.number()), null),
  replaceAtM: z._default(z.nullable(z.number()), null),
  retired: z._default(z.boolean(), false),
  // What the provider told, beside what the runner set here.
  toldDistanceM: z._default(z.nullable(z.number()), null),
  toldRetired: z._default(z.boolean(), false),
  toldNoticeAtM: z._default(z.nullable(z.number()), null),
  toldUntilMs: z._default(z.nullable(z.number()), null),
});

const keyOf = (runnerId: string, shoe: { source: string; sourceId: string }) =>
  toItem({ pk: runnerPk(runnerId), sk: `SHOE#${shoe.source}#${shoe.sourceId}` });

export function shoeStore(table: Table, nowMs: () => number = Date.now): ShoeStore {
  return {
    // An update and not a put: what the runner set on the shoe outlives the source telling it again.
    async save(runnerId, shoe) {
      const written = await kind.update(table, {
        Key: keyOf(runnerId, shoe),
        UpdateExpression:
          "SET #source = :source, sourceId = :sourceId, #name = :name, v = if_not_exists(v, :v)",
        ConditionExpression: "attribute_not_exists(pk) OR #name <> :name",
        ExpressionAttributeNames: { "#source": "source", "#name": "name" },
        ExpressionAttributeValues: toItem({
          ":source": shoe.source,
          ":sourceId": shoe.sourceId,
          ":name": shoe.name,
        }),
        ReturnValues: "ALL_OLD",
      });
      if (written === null) return "unchanged";
      return written.Attributes === undefined ? "stored" : "renamed";
    },

    async all(runnerId) {
      return shoesIn(await kindOfRunner(table, runnerId, "SHOE#"), nowMs());
    },
  };
}

export function shoesIn(items: readonly Item[], nowMs: number): readonly StoredShoe[] {
  return ofKind(items, "SHOE#").map((item) => toShoe(kind.read(shoeItem, item), nowMs));
}

/** What the runner sets stands beside what a source told, so that neither overwrites the other. */
export function ownShoeStore(table: Table): OwnShoeStore {
  return {
    async add(runnerId, shoe) {
      const own = { ...shoe, source: OWN_SOURCE };
      const added = await kind.put(table, {
        Item: { ...toItem(own), ...keyOf(runnerId, own) },
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return added === null ? "exists" : "added";
    },

    async change(runnerId, shoe, settings) {
      const names = Object.keys(settings);
      if (names.length === 0) return "changed";
      const changed = await kind.update(table, {
        Key: keyOf(runnerId, shoe),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: toItem(
          Object.fromEntries(Object.entries(settings).map(([name, value]) => [`:${name}`, value])),
        ),
      });
      return changed === null ? "unknown-shoe" : "changed";
    },
  };
}

/** Pairs of a provider that keeps their distance: an update, as above, and the later telling wins. */
export function toldShoeStore(table: Table): ToldShoeStore {
  return {
    async save(runnerId, { shoe, distanceM, retired, notificationDistanceM }, { atMs, untilMs }) {
      const values = {
        source: shoe.source,
        sourceId: shoe.sourceId,
        name: shoe.name,
        toldDistanceM: distanceM,
        toldRetired: retired,
        toldNoticeAtM: notificationDistanceM,
        toldUntilMs: untilMs,
        toldAtMs: atMs,
      };
      const names = Object.keys(values);
      const set = ["v = if_not_exists(v, :v)", ...names.map((name) => `#${name} = :${name}`)];
      const saved = await kind.update(table, {
        Key: keyOf(runnerId, shoe),
        UpdateExpression: `SET ${set.join(", ")}`,
        ConditionExpression: "attribute_not_exists(#toldAtMs) OR #toldAtMs <= :toldAtMs",
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: toItem(
          Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        ),
      });
      return saved === null ? "outdated" : "stored";
    },

    async idsOfSource(runnerId, source) {
      const ids = [];
      for await (const item of itemsOfRunner(table, runnerId, `SHOE#${source}#`)) {
        ids.push(kind.read(shoeItem, item).sourceId);
      }
      return ids;
    },

    async remove(runnerId, shoe) {
      const Key = keyOf(runnerId, shoe);
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key }));
    },

    async eraseSource(runnerId, source) {
      await eraseSamenessOf(table, runnerId, "pair", source);
      return eraseItems(table, runnerId, `SHOE#${source}#`);
    },
  };
}

function toShoe(item: z.infer<typeof shoeItem>, nowMs: number): StoredShoe {
  const { source, sourceId, name, startDistanceM, replaceAtM } = item;
  const isFresh = item.toldUntilMs === null || item.toldUntilMs > nowMs;
  return {
    source,
    sourceId,
    name,
    startDistanceM,
    replaceAtM,
    noticeAtM: item.noticeAtM ?? (isFresh ? item.toldNoticeAtM : null),
    retired: item.retired || (isFresh && item.toldRetired),
    providerDistanceM: isFresh ? item.toldDistanceM : null,
  };
}
