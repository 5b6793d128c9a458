import * as z from "zod/mini";
import { shoeRecord } from "../messages/activity.ts";
import type {
  OwnShoeStore,
  ShoeStore,
  StoredShoe,
  ToldShoe,
  ToldShoeStore,
} from "../ports/shoes.ts";
import { OWN_SOURCE } from "../shared/runner/own-source.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { shoes as kind, shoesTold as toldKind } from "./item-kinds.ts";
import { eraseItems, kindOfRunner, ofKind } from "./query.ts";
import { eraseSamenessOf } from "./sameness-store.ts";
import { changing, type Item, removeItem, runnerPk, type Table } from "./table.ts";

const shoeItem = z.extend(shoeRecord, {
  startDistanceM: z._default(z.number(), 0),
  noticeAtM: z._default(z.nullable(z.number()), null),
  replaceAtM: z._default(z.nullable(z.number()), null),
  retired: z._default(z.boolean(), false),
});

/** What a provider reports about its pairs is kept in one item, which each comparison rewrites. */
const TOLD = "TOLD";
const telling = z.object({
  distanceM: z.number(),
  retired: z.boolean(),
  notificationDistanceM: z.nullable(z.number()),
  atMs: z.number(),
  untilMs: z.nullable(z.number()),
});
type Telling = z.infer<typeof telling>;
const toldItem = z.object({
  source: z.string(),
  /** Keyed by the pair's id at the source. */
  told: z.record(z.string(), telling),
  toldAtMs: z.number(),
});

const keyOf = (runnerId: string, shoe: { source: string; sourceId: string }) => ({
  pk: runnerPk(runnerId),
  sk: `SHOE#${shoe.source}#${shoe.sourceId}`,
});

export function shoeStore(table: Table, nowMs: () => number = Date.now): ShoeStore {
  return {
    // An update rather than a put: what the runner set on the pair stays when the source reports it again.
    async save(runnerId, shoe) {
      const written = await kind.update(table, {
        Key: keyOf(runnerId, shoe),
        UpdateExpression:
          "SET #source = :source, sourceId = :sourceId, #name = :name, v = if_not_exists(v, :v)",
        ConditionExpression: "attribute_not_exists(pk) OR #name <> :name",
        ExpressionAttributeNames: { "#source": "source", "#name": "name" },
        ExpressionAttributeValues: {
          ":source": shoe.source,
          ":sourceId": shoe.sourceId,
          ":name": shoe.name,
        },
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
  const { pairs, tellings } = split(ofKind(items, "SHOE#"));
  const told = new Map(
    tellings.flatMap(({ source, told }) =>
      Object.entries(told).map(([sourceId, one]) => [`${source}:${sourceId}`, one] as const),
    ),
  );
  return pairs.map((pair) => toShoe(pair, told.get(`${pair.source}:${pair.sourceId}`), nowMs));
}

/**
 * The pairs, and what their sources reported about them. A report about a pair that isn't there has no
 * effect.
 */
function split(items: readonly Item[]) {
  // By what it holds: a pair of an export may itself be called TOLD, and its name is then in its key.
  const isTold = (item: Item) => item["told"] !== undefined;
  return {
    pairs: items.filter((item) => !isTold(item)).map((item) => kind.read(shoeItem, item)),
    tellings: items.filter(isTold).map((item) => toldKind.read(toldItem, item)),
  };
}

/** What the runner sets is stored beside what a source reported, so that neither overwrites the other. */
export function ownShoeStore(table: Table): OwnShoeStore {
  return {
    async add(runnerId, shoe) {
      const own = { ...shoe, source: OWN_SOURCE };
      const added = await kind.put(table, {
        Item: { ...own, ...keyOf(runnerId, own) },
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return added === null ? "exists" : "added";
    },

    async change(runnerId, shoe, settings) {
      if (Object.keys(settings).length === 0) return "changed";
      const changed = await kind.update(table, {
        ...changing(settings),
        Key: keyOf(runnerId, shoe),
        ConditionExpression: "attribute_exists(pk)",
      });
      return changed === null ? "unknown-shoe" : "changed";
    },

    async remove(runnerId, sourceId) {
      await removeItem(table, keyOf(runnerId, { source: OWN_SOURCE, sourceId }));
    },
  };
}

/**
 * Pairs from a provider that keeps track of their distance. Each pair has an item of its own, for what the
 * runner sets. What is reported about all of them is in one item, as separate copies would each be
 * rewritten every few days.
 */
export function toldShoeStore(table: Table): ToldShoeStore {
  const { save: savePair } = shoeStore(table);

  return {
    async toldOf(runnerId, source) {
      const { pairs, tellings } = split(await kindOfRunner(table, runnerId, `SHOE#${source}#`));
      const [last] = tellings;
      const told = pairs.flatMap(({ sourceId, name }): ToldShoe[] => {
        const one = last?.told[sourceId];
        return one === undefined ? [] : [{ ...one, shoe: { source, sourceId, name } }];
      });
      return {
        pairs: pairs.map(({ sourceId, name }) => ({ source, sourceId, name })),
        told,
        atMs: last?.toldAtMs ?? null,
      };
    },

    async save(runnerId, source, known, { told, gone, atMs, isWhole }) {
      if (known.atMs !== null && known.atMs > atMs) return "outdated";
      for (const sourceId of gone) await removeItem(table, keyOf(runnerId, { source, sourceId }));
      const names = new Map(known.pairs.map(({ sourceId, name }) => [sourceId, name]));
      for (const { shoe } of told) {
        if (names.get(shoe.sourceId) !== shoe.name) await savePair(runnerId, shoe);
      }
      const before = tellingsById(known.told);
      const others = known.told.filter(
        ({ shoe, untilMs }) =>
          !gone.includes(shoe.sourceId) && (untilMs === null || untilMs > atMs),
      );
      const now = tellingsById([...others, ...told]);
      if (isWhole ? isSame(before, now) : isDeepStrictEqual(before, now)) return "stored";
      // The first one to expire takes the others with it.
      const endsMs = Math.min(
        ...Object.values(now).map(({ untilMs }) => untilMs ?? Number.POSITIVE_INFINITY),
      );
      const written = await toldKind.put(table, {
        Item: {
          source,
          told: now,
          toldAtMs: atMs,
          ...(Number.isFinite(endsMs) && { expiresAt: Math.floor(endsMs / 1000) }),
          ...keyOf(runnerId, { source, sourceId: TOLD }),
        },
        ConditionExpression: "attribute_not_exists(toldAtMs) OR toldAtMs IN (:seen, :at)",
        ExpressionAttributeValues: { ":seen": known.atMs ?? atMs, ":at": atMs },
      });
      return written === null ? "outdated" : "stored";
    },

    async eraseSource(runnerId, source) {
      await eraseSamenessOf(table, runnerId, "pair", source);
      return eraseItems(table, runnerId, `SHOE#${source}#`);
    },
  };
}

/** As stored in their item; of two for the same pair, the later one stands. */
function tellingsById(told: readonly ToldShoe[]): Record<string, Telling> {
  return Object.fromEntries(told.map(({ shoe, ...one }) => [shoe.sourceId, one]));
}

/** For what may be kept for ever, the time of the report is no change. */
function isSame(before: Record<string, Telling>, now: Record<string, Telling>): boolean {
  const lasting = (told: Record<string, Telling>) =>
    Object.entries(told).map(([id, one]) => [id, one.untilMs === null ? { ...one, atMs: 0 } : one]);
  return isDeepStrictEqual(lasting(before), lasting(now));
}

function toShoe(
  { source, sourceId, name, startDistanceM, replaceAtM, ...own }: z.infer<typeof shoeItem>,
  told: Telling | undefined,
  nowMs: number,
): StoredShoe {
  const isFresh = told !== undefined && (told.untilMs === null || told.untilMs > nowMs);
  const fresh = isFresh ? told : null;
  return {
    source,
    sourceId,
    name,
    startDistanceM,
    replaceAtM,
    noticeAtM: own.noticeAtM ?? fresh?.notificationDistanceM ?? null,
    retired: own.retired || fresh?.retired === true,
    providerDistanceM: fresh?.distanceM ?? null,
  };
}
