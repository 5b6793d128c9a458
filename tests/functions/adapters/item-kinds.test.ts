import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { itemKind } from "../../../functions/adapters/item-kinds.ts";
import { fromItem, type Item, type Table } from "../../../functions/adapters/table.ts";
import { NewerItem, UnreadableItem } from "../../../functions/shared/errors.ts";
import { itemsIn } from "../../support/every-item.ts";
import { type Engine, engines, freshTable } from "../../support/tables.ts";

/** A kind through three releases: a name, then the name split in two, then with a title as well. */
const split = (item: Item): Item => {
  const [first, last] = String(item["name"]).split(" ");
  return { first, last, ...item };
};
const entitle = (item: Item): Item => ({ title: null, ...item });
const releases = [
  itemKind("person"),
  itemKind("person", [split]),
  itemKind("person", [split, entitle]),
] as const;
const [v1, v2, v3] = releases;
const person = z.object({
  first: z.string(),
  last: z.string(),
  title: z.string().nullable(),
});

const Key = { pk: "p", sk: "s" };
const itemOf = (fields: Item) => ({ ...Key, ...fields });

for (const { name, missing, start } of engines) {
  const title = missing === null ? `on ${name}` : `on ${name} (skipped: ${missing})`;
  describe.skipIf(missing !== null)(title, () => {
    let engine: Engine;
    let table: Table;
    const stored = async () => fromItem((await itemsIn(table))[0] ?? {});
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(async () => {
      await engine?.close();
    });
    beforeEach(async () => {
      table = await freshTable(engine);
    });

    it.each([
      ["of before there were versions", { name: "Ada Byron" }],
      ["of version 1", { v: 1, name: "Ada Byron" }],
      ["of version 2", { v: 2, first: "Ada", last: "Byron" }],
      ["of version 3", { v: 3, first: "Ada", last: "Byron", title: null }],
      ["of version 1, changed by version 2", { v: 1, name: "Ada King", last: "Byron" }],
    ])("one %s is read in the present shape", (_, item) => {
      expect(v3.read(person, item)).toEqual({ first: "Ada", last: "Byron", title: null });
    });

    it("one of another shape is refused by its attributes, with nothing of what they hold", () => {
      const read = () => v3.read(person, { v: 3, first: "Ada", last: 7, title: ["Lady"] });
      expect(read).toThrow(UnreadableItem);
      expect(read).toThrow(/^A person can't be read: see to its last, title$/);
    });

    it("is written with the writer's version, whatever was there before", async () => {
      await v1.put(table, { Item: itemOf({ name: "Ada Byron" }) });
      expect(await stored()).toMatchObject({ v: 1, name: "Ada Byron" });
      await v3.put(table, { Item: itemOf({ v: 1, first: "Ada", last: "King", title: "Lady" }) });
      expect(await stored()).toEqual({
        ...Key,
        v: 3,
        first: "Ada",
        last: "King",
        title: "Lady",
      });
    });

    it("changed in a field, keeps its version, and a new one has that of the code that changes it", async () => {
      const change = {
        Key,
        UpdateExpression: "SET v = if_not_exists(v, :v), #last = :last",
        ExpressionAttributeNames: { "#last": "last" },
        ExpressionAttributeValues: { ":last": "King" },
      };
      await v2.update(table, change);
      expect(await stored()).toEqual({ ...Key, v: 2, last: "King" });
      await v3.update(table, change);
      expect(await stored()).toMatchObject({ v: 2 });
    });

    it("of newer code is not read, not overwritten and not changed by older", async () => {
      await v3.put(table, { Item: itemOf({ first: "Ada", last: "King", title: "Lady" }) });
      const before = await stored();
      expect(() => v2.read(person, before)).toThrow(NewerItem);
      await expect(v2.put(table, { Item: itemOf({ first: "X" }) })).rejects.toThrow(
        new NewerItem("person", 3, 2),
      );
      // Its own condition would have refused it too, but without saying what to do about it.
      const own = { Item: itemOf({}), ConditionExpression: "attribute_not_exists(pk)" };
      await expect(v1.put(table, own)).rejects.toThrow(NewerItem);
      const change = { Key, UpdateExpression: "REMOVE title" };
      await expect(v2.update(table, change)).rejects.toThrow(NewerItem);
      expect(await stored()).toEqual(before);
    });

    it("is left as it is where the writer's own condition is refused, and that is no error", async () => {
      await v1.put(table, { Item: itemOf({ name: "Ada" }) });
      const condition = { ConditionExpression: "attribute_not_exists(pk) OR pk = sk" };
      expect(await v1.put(table, { Item: itemOf({ name: "X" }), ...condition })).toBeNull();
      const change = { Key, UpdateExpression: "REMOVE #name", ...condition };
      expect(
        await v3.update(table, { ...change, ExpressionAttributeNames: { "#name": "name" } }),
      ).toBeNull();
      expect(await stored()).toMatchObject({ v: 1, name: "Ada" });
    });
  });
}
