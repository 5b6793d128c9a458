import * as z from "zod/mini";
import { RUN_SPORTS } from "../../domain/history.ts";
import type { DefaultShoes } from "../../domain/shoes.ts";
import type { Wear, WearStore } from "../ports/shoes.ts";
import { defaultShoes, type ItemKind, worn } from "./item-kinds.ts";
import { kindOfRunner, ofKind } from "./query.ts";
import { type Item, runnerPk, type Table } from "./table.ts";

const shoeId = z.string().check(z.minLength(1));
const wornItem = z.object({ activityId: z.string().check(z.minLength(1)), shoeId });
const defaultsItem = z.object({
  defaults: z.partialRecord(z.enum(RUN_SPORTS), shoeId),
});

const WEAR = "WEAR#";
const DEFAULTS = `${WEAR}DEFAULTS`;
const WORN = `${WEAR}RUN#`;

/** The prefix of the sort keys of shoes worn on one source's runs. */
export function wornPrefix(source: string): string {
  return `${WORN}${source}#`;
}

export function wearIn(items: readonly Item[]): Wear {
  const runs = new Map<string, string>();
  let defaults: DefaultShoes = {};
  for (const item of ofKind(items, WEAR)) {
    if (item["sk"] === DEFAULTS) {
      ({ defaults } = defaultShoes.read(defaultsItem, item));
      continue;
    }
    const { activityId, shoeId } = worn.read(wornItem, item);
    runs.set(activityId, shoeId);
  }
  return { runs, defaults };
}

/** Stored beside the runs and the shoes, since a source that reports one of them again rewrites it. */
export function wearStore(table: Table): WearStore {
  const put = (kind: ItemKind, runnerId: string, sk: string, content: Record<string, unknown>) =>
    kind.put(table, { Item: { ...content, pk: runnerPk(runnerId), sk } });

  return {
    async read(runnerId) {
      return wearIn(await kindOfRunner(table, runnerId, WEAR));
    },

    async assign(runnerId, { source, sourceId }, shoeId) {
      const sk = `${wornPrefix(source)}${sourceId}`;
      await put(worn, runnerId, sk, { activityId: `${source}:${sourceId}`, shoeId });
    },

    async setDefaults(runnerId, defaults) {
      await put(defaultShoes, runnerId, DEFAULTS, { defaults });
    },
  };
}
