import { readFileSync } from "node:fs";
import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import * as declared from "../../../functions/adapters/item-kinds.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { NewerItem } from "../../../functions/shared/errors.ts";
import {
  everyReading,
  everyWrite,
  itemsIn,
  keyOf,
  type StoredItem,
} from "../../support/every-item.ts";
import { freshTable } from "../../support/tables.ts";

/** When the makers write. */
const WRITTEN_MS = Date.parse("2021-09-13T08:00:00.000Z");

const line = z.object({
  kind: z.string(),
  version: z.number(),
  item: z.custom<StoredItem>(
    (item) => z.record(z.string(), z.looseObject({})).safeParse(item).success,
  ),
});

/** The file holds a binary value as AWS writes it in JSON. */
function bytesOf(name: string, value: unknown): unknown {
  return name === "B" && typeof value === "string" ? Buffer.from(value, "base64") : value;
}

/** What a release has written stays here for ever, as it was written; lines are only ever added. */
const kept = readFileSync(new URL("./released-items.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((text) => line.parse(JSON.parse(text, bytesOf)));

const kinds = Object.values(declared).filter((one) => typeof one === "object");
const newest = Math.max(...kinds.map(({ version }) => version));

/** The kept items of a kind at this version, or at its newest if that is older. */
const itemsOf = (kind: declared.ItemKind, at: number): StoredItem[] =>
  kept
    .filter((one) => one.kind === kind.name && one.version === Math.min(kind.version, at))
    .map(({ item }) => item);

/** A value's types, without its content. */
function shapeOf(value: AttributeValue): unknown {
  if (value.M !== undefined) return shapesOf(value.M);
  if (value.L !== undefined)
    return [...new Set(value.L.map((one) => JSON.stringify(shapeOf(one))))];
  return Object.keys(value)[0];
}
const shapesOf = (item: StoredItem) =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, shapeOf(value)]));

let today: Table;
let written: Map<string, StoredItem>;

const tableOf = async (items: readonly StoredItem[]): Promise<Table> => {
  const table = await freshTable();
  for (const Item of items) {
    await table.client.send(new PutItemCommand({ TableName: table.name, Item }));
  }
  return table;
};

beforeAll(async () => {
  today = await freshTable();
  for (const [, write] of everyWrite) await write(today);
  written = new Map((await itemsIn(today)).map((item) => [keyOf(item), item]));
});

describe("an item", () => {
  it("of every kind is kept at every version that there ever was", () => {
    const versions = kinds.flatMap(({ name, version }) =>
      Array.from({ length: version }, (_, at) => `${name} ${at + 1}`),
    );
    const found = new Set(kept.map(({ kind, version }) => `${kind} ${version}`));
    expect([...found].toSorted()).toEqual(versions.toSorted());
  });

  it("is written today in the shape that is kept for its version", () => {
    const shapes = new Map<string, unknown>();
    for (const kind of kinds) {
      for (const item of itemsOf(kind, kind.version)) {
        shapes.set(keyOf(item), { ...shapesOf(item), v: kind.version });
      }
    }
    for (const [key, item] of written) {
      // If this fails: raise the version (item-kinds.ts) with an upgrade, and keep this item for it. Only
      // if no release has written that version yet does it replace the kept one.
      expect({ ...shapesOf(item), v: Number(item["v"]?.N) }, JSON.stringify(item)).toEqual(
        shapes.get(key),
      );
    }
    expect([...written.keys()].toSorted()).toEqual([...shapes.keys()].toSorted());
  });

  it.each([
    ["what was sent, so that it isn't sent again", "NOTICE#digest:2021-09-06", 400],
    ["that a connection ended, so that its runner hears of it", "ENDED#strava", 14],
    ["what became of an upload, so that its runner sees it", "FILE#", 7],
    ["that a run was deleted, so that a late report brings none back", "ACTIVITY#polar#5", 6],
    ["the key of the day, for whoever still seals with it", "2021-09-13", 2],
    ["which address is to be confirmed, if it never is", "ADDRESS-CHANGE", 2],
    ["a ticket to sign in, as long as its code is good", "TICKET", 15 / (24 * 60)],
    ["how often someone asked, once the limit's hour is over and no sooner", "453200", 1 / 24],
    ["that something was used, as long as it could be used again", "USED", 1 / 24],
  ])("that says %s is forgotten in time: %s", (_, sk, days) => {
    const found = [...written.values()].filter((item) => item["sk"]?.S?.startsWith(sk));
    const kept = found.map((item) => Number(item["expiresAt"]?.N) - WRITTEN_MS / 1000);
    expect(new Set(kept)).toEqual(new Set([days * 24 * 3600]));
  });

  it.each(Array.from({ length: newest }, (_, at) => at + 1))(
    "that a release wrote at version %i is read as one of today",
    async (version) => {
      const table = await tableOf(kinds.flatMap((kind) => itemsOf(kind, version)));
      expect(await everyReading(table)).toEqual(
        await everyReading(await tableOf([...written.values()])),
      );
    },
  );

  it("of a version to come is neither overwritten nor changed, by no writer there is", async () => {
    const newer = [...written.values()].map((item) => ({ ...item, v: { N: "99" } }));
    const table = await tableOf(newer);
    for (const [what, write] of everyWrite) {
      // The day's key only saves calls: a process that can't use it makes one of its own.
      if (what === "a data key") await write(table);
      else await expect(write(table), what).rejects.toThrow(NewerItem);
    }
    expect(await itemsIn(table)).toEqual(newer);
  });
});
