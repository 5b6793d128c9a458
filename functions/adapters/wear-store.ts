import * as z from "zod";
import type { DefaultShoes } from "../../domain/shoes.ts";
import type { WearStore } from "../ports.ts";
import { defaultShoes, type ItemKind, worn } from "./item-kinds.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table, toItem } from "./table.ts";

const shoeId = z.string().min(1);
const wornItem = z.object({ activityId: z.string().min(1), shoeId });
const defaultsItem = z.object({
  defaults: z.partialRecord(z.enum(["run", "trail-run", "virtual-run"]), shoeId),
});

const DEFAULTS = "WEAR#DEFAULTS";
const WORN = "WEAR#RUN#";

/** Where the sort keys begin of what was worn for runs of one source. */
export function wornPrefix(source: string): string {
  return `${WORN}${source}#`;
}

/** Beside the runs and the shoes, since a source that tells one of them again writes it anew. */
export function wearStore(table: Table): WearStore {
  const put = (kind: ItemKind, runnerId: string, sk: string, content: Record<string, unknown>) =>
    kind.put(table, { Item: toItem({ ...content, pk: runnerPk(runnerId), sk }) });

  return {
    async read(runnerId) {
      const runs = new Map<string, string>();
      let defaults: DefaultShoes = {};
      for await (const item of itemsOfRunner(table, runnerId, "WEAR#")) {
        if (item["sk"] === DEFAULTS) {
          ({ defaults } = defaultShoes.read(defaultsItem, item));
          continue;
        }
        const { activityId, shoeId } = worn.read(wornItem, item);
        runs.set(activityId, shoeId);
      }
      return { runs, defaults };
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
