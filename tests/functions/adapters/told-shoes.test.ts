import { beforeEach, describe, expect, it } from "vitest";
import { ownShoeStore, shoeStore, toldShoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { ToldShoe, ToldShoes } from "../../../functions/ports/shoes.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T12:00:00.000Z");
const DAY_MS = 24 * 3_600_000;

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const pair = (sourceId: string, overrides: Partial<ToldShoe> = {}): ToldShoe => ({
  shoe: { source: "strava", sourceId, name: `Pair ${sourceId}` },
  distanceM: 100_000,
  retired: false,
  notificationDistanceM: null,
  atMs: NOW_MS,
  untilMs: NOW_MS + 5 * DAY_MS,
  ...overrides,
});

const known = (): Promise<ToldShoes> => toldShoeStore(table).toldOf("r1", "strava");

async function tell(
  told: readonly ToldShoe[],
  { gone = [] as string[], seen = null as ToldShoes | null, atMs = NOW_MS, isWhole = true } = {},
) {
  const now = { told, gone, atMs, isWhole };
  return toldShoeStore(table).save("r1", "strava", seen ?? (await known()), now);
}

const distances = async (nowMs = NOW_MS) =>
  (await shoeStore(table, () => nowMs).all("r1")).map(({ sourceId, providerDistanceM }) => [
    sourceId,
    providerDistanceM,
  ]);

describe("what a source tells of its pairs", () => {
  it("is one item, however many they are, beside one for what the runner sets on each", async () => {
    await tell([pair("g1"), pair("g2")]);
    await ownShoeStore(table).change(
      "r1",
      { source: "strava", sourceId: "g1" },
      {
        retired: true,
      },
    );
    const before = await itemsOf(table);
    await tell([pair("g1", { distanceM: 1 }), pair("g2", { distanceM: 2 })]);
    const after = await itemsOf(table);
    const changed = after.filter((item, at) => JSON.stringify(item) !== JSON.stringify(before[at]));
    expect(changed.map(({ sk }) => sk)).toEqual(["SHOE#strava#TOLD"]);
    expect(await shoeStore(table, () => NOW_MS).all("r1")).toMatchObject([
      { sourceId: "g1", providerDistanceM: 1, retired: true },
      { sourceId: "g2", providerDistanceM: 2, retired: false },
    ]);
  });

  it("is never read past its time, nor kept in the item past the first one's", async () => {
    const untilMs = NOW_MS + DAY_MS;
    await tell([pair("g1"), pair("g2", { untilMs })]);
    expect(await distances(untilMs)).toEqual([
      ["g1", 100_000],
      ["g2", null],
    ]);
    const item = (await itemsOf(table)).find(({ sk }) => sk === "SHOE#strava#TOLD");
    expect(item).toMatchObject({ expiresAt: untilMs / 1000 });
    // The next report is about one pair only, and leaves out the one that has expired.
    await tell([pair("g1", { atMs: untilMs })], { atMs: untilMs });
    expect((await known()).told.map(({ shoe }) => shoe.sourceId)).toEqual(["g1"]);
  });

  it("is not written again where it is the same and may be kept for ever", async () => {
    const untilMs = null;
    await tell([pair("g1", { untilMs })]);
    const before = await itemsOf(table);
    const atMs = NOW_MS + DAY_MS;
    expect(await tell([pair("g1", { untilMs, atMs })], { atMs })).toBe("stored");
    expect(await itemsOf(table)).toEqual(before);
    expect(before.some((item) => "expiresAt" in item)).toBe(false);
  });

  it("is written again where it is the same and others are still to be told of", async () => {
    const untilMs = null;
    await tell([pair("g1", { untilMs })]);
    const atMs = NOW_MS + DAY_MS;
    await tell([pair("g1", { untilMs, atMs })], { atMs, isWhole: false });
    expect((await known()).told).toMatchObject([{ atMs }]);
  });

  it("stays of a pair that was not asked for, and goes with one that is gone", async () => {
    await tell([pair("g1"), pair("g2"), pair("g3")]);
    await tell([pair("g1", { distanceM: 7 })], { gone: ["g2"] });
    expect(await distances()).toEqual([
      ["g1", 7],
      ["g3", 100_000],
    ]);
  });

  it("names a pair anew", async () => {
    await tell([pair("g1")]);
    await tell([pair("g1", { shoe: { source: "strava", sourceId: "g1", name: "Old" } })]);
    expect((await known()).pairs).toEqual([{ source: "strava", sourceId: "g1", name: "Old" }]);
  });

  it("of two comparisons at once is the first to be stored, and the other knows", async () => {
    await tell([pair("g1")]);
    const seen = await known();
    const [first, second] = [NOW_MS + 1, NOW_MS + 2];
    expect(await tell([pair("g1", { distanceM: 2 })], { seen, atMs: second })).toBe("stored");
    expect(await tell([pair("g1", { distanceM: 1 })], { seen, atMs: first })).toBe("outdated");
    expect(await tell([pair("g1", { distanceM: 2 })], { seen, atMs: second })).toBe("stored");
    expect(await distances()).toEqual([["g1", 2]]);
  });

  it("is forgotten with its source, and what another tells stays", async () => {
    await tell([pair("g1")]);
    const shoe = { source: "polar", sourceId: "p1", name: "Nimbus" };
    await shoeStore(table).save("r1", shoe);
    await toldShoeStore(table).eraseSource("r1", "strava");
    expect((await itemsOf(table)).map(({ sk }) => sk)).toEqual(["SHOE#polar#p1"]);
  });
});
