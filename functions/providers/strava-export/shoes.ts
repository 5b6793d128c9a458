import type { Sport } from "../../../domain/history.ts";
import type { ShoeRecord } from "../../messages/activity.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import type { RowReading } from "./read-row.ts";

type Row = RowReading & { kind: "row" };

/** Gear on a ride is a bike, so gear is a shoe only for sports on foot. */
const ON_FOOT: readonly Sport[] = ["run", "trail-run", "virtual-run", "walk", "hike"];

/**
 * The shoes that these rows name, and which of them each row wore. A row may give a pair's id, its name
 * or both; a row with only the name wears the pair that another row gives that name.
 */
export function shoesOf(rows: readonly Row[]): {
  shoes: ShoeRecord[];
  shoeIdOf: (row: Row) => string | null;
} {
  const worn = rows.filter((row) => ON_FOOT.includes(row.record.sport));
  const nameOf = new Map<string, string>();
  const idsOf = new Map<string, Set<string>>();
  for (const { gearId, gearName } of worn) {
    if (gearId === null || gearName === null) continue;
    nameOf.set(gearId, gearName);
    idsOf.set(gearName, (idsOf.get(gearName) ?? new Set()).add(gearId));
  }
  const shoeIdOf = ({ record, gearId, gearName }: Row): string | null => {
    if (!ON_FOOT.includes(record.sport)) return null;
    if (gearId !== null || gearName === null) return gearId;
    const [id, other] = idsOf.get(gearName) ?? [];
    // Two pairs with one name: which was worn isn't known, so the name stands for a pair of its own.
    return id === undefined || other !== undefined ? oneLineOf(gearName, 128) : id;
  };
  const shoes = new Map<string, ShoeRecord>();
  for (const row of worn) {
    const sourceId = shoeIdOf(row);
    if (sourceId === null || shoes.has(sourceId)) continue;
    const name = nameOf.get(sourceId) ?? row.gearName ?? `Unnamed shoe ${sourceId}`;
    shoes.set(sourceId, { source: row.record.source, sourceId, name });
  }
  return { shoes: [...shoes.values()], shoeIdOf };
}
