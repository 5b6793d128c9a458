import type { Checkup } from "../../domain/checkup.ts";
import type { ShoeStatus, ShoeWear } from "../../domain/shoes.ts";
import { distance, monthText, pct, type Reading, runs, sentence, type Units } from "./en.ts";

const wornNames: Record<Exclude<ShoeStatus, "ok">, string> = {
  notice: "starting to wear",
  replace: "time to replace",
  retired: "retired",
};

/** How worn a pair is. One whose limit is close to its first notice can be nearly there without a notice. */
export function shoeStatus({ status, distanceM, replaceAtM }: ShoeWear): string {
  if (status !== "ok") return wornNames[status];
  const leftPct = Math.floor(100 - (100 * distanceM) / replaceAtM);
  return leftPct < 1 ? "less than 1% left" : `${pct(leftPct)} left`;
}

export function shoeFigure(shoe: ShoeWear, units: Units): string {
  return `${distance(shoe.distanceM, units, 0)} of ${distance(shoe.replaceAtM, units, 0)}`;
}

const PAIRS_NAMED = 3;

/** A wardrobe of pairs would bury what is beside it; the pages list them all. */
export function pairsText(shoes: readonly ShoeWear[], units: Units): string | null {
  const named = shoes.slice(0, PAIRS_NAMED);
  const more = shoes.length - named.length;
  const told = named.map((shoe) => `${shoe.name}: ${shoeFigure(shoe, units)}`);
  const rest = more === 0 ? [] : [`and ${more} more ${more === 1 ? "pair" : "pairs"}`];
  return [...told, ...rest].join("; ") || null;
}

export function unassignedShoes({ unassigned, shoes }: Checkup, units: Units): string | null {
  // Runs without a distance add nothing to any pair.
  if (shoes.length === 0 || unassigned.distanceM === 0) return null;
  return `${sentence(runs(unassigned.runs))} with no pair named: ${distance(unassigned.distanceM, units)} not counted towards any pair.`;
}

/** How far a pair has got and when it is due. */
export function shoeOutlook(shoe: ShoeWear, { isoDay }: Reading): string {
  if (shoe.status === "retired") return "retired";
  if (shoe.status === "replace") return "past the distance you replace it at";
  if (shoe.replaceOn === null) return "not enough use lately to give a date";
  return `at your recent pace, due around ${monthText(isoDay(shoe.replaceOn))}`;
}
