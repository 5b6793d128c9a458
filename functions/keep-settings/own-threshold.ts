import { type OwnThreshold, ownRange, thresholds } from "../../domain/thresholds.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";

/** The unit in which a runner types a threshold. */
export type ThresholdUnit = "times" | "percent" | "km" | "mi" | "minutes" | "days" | "spm";

const UNITS: Readonly<Record<OwnThreshold, Exclude<ThresholdUnit, "km" | "mi"> | "distance">> = {
  spikeReferenceRatio: "times",
  spikeSmallRatio: "times",
  spikeModerateRatio: "times",
  ceilingRatio: "times",
  progressionPct: "percent",
  progressionFloorM: "distance",
  progressionFloorS: "minutes",
  breakMinDays: "days",
  breakReturnFraction: "percent",
  restMinDaysPerWeek: "days",
  strainPercentile: "percent",
  cadenceUsualFromSpm: "spm",
  cadenceUsualToSpm: "spm",
  cadenceDropPct: "percent",
  shoeNoticeM: "distance",
  shoeReplaceM: "distance",
};

export function unitOf(name: OwnThreshold, units: Units): ThresholdUnit {
  const unit = UNITS[name];
  return unit === "distance" ? units : unit;
}

/** How many of the domain's units make one of the typed units. */
function perUnit(name: OwnThreshold, units: Units): number {
  const unit = unitOf(name, units);
  if (unit === "km" || unit === "mi") return en.metresPer[unit];
  if (unit === "minutes") return 60;
  // A share is typed in per cent; a threshold whose name ends in Pct is in per cent already.
  return unit === "percent" && !name.endsWith("Pct") ? 0.01 : 1;
}

/** `shownThreshold("shoeReplaceM", 804_672, "mi") // "500"`; an empty text for undefined. */
export function shownThreshold(
  name: OwnThreshold,
  value: number | undefined,
  units: Units,
): string {
  return value === undefined ? "" : String(Number((value / perUnit(name, units)).toFixed(2)));
}

/** Our number, rounded as on the other pages: `shownOurs("shoeReplaceM", "km") // "805"`. */
export function shownOurs(name: OwnThreshold, units: Units): string {
  const { value } = thresholds[name];
  return isWhole(name, units)
    ? String(Math.round(value / perUnit(name, units)))
    : shownThreshold(name, value, units);
}

/** The least and the most that may be typed: `shownRange("shoeReplaceM", "km") // ["202", "3218"]`. */
export function shownRange(name: OwnThreshold, units: Units): readonly [string, string] {
  const { least, most } = ownRange(name);
  if (!isWhole(name, units)) {
    return [shownThreshold(name, least, units), shownThreshold(name, most, units)];
  }
  const one = perUnit(name, units);
  return [String(Math.ceil(least / one)), String(Math.floor(most / one))];
}

/** Days are whole, and a pair's limit, which we set in miles, is shown in whole kilometres. */
const isWhole = (name: OwnThreshold, units: Units) =>
  unitOf(name, units) === "days" || name === "shoeNoticeM" || name === "shoeReplaceM";

/**
 * What was typed, in the domain's unit. A comma is read as a decimal point, as half of Europe writes it.
 *
 *     readThreshold("shoeReplaceM", "600", "km") // 600000
 *     readThreshold("progressionPct", "400", "km") // "unusable": it may be 40 at most
 */
export function readThreshold(
  name: OwnThreshold,
  typed: string,
  units: Units,
): number | "empty" | "unusable" {
  if (typed === "") return "empty";
  if (!/^\d{1,5}(?:[.,]\d{1,2})?$/.test(typed)) return "unusable";
  const amount = Number(typed.replace(",", "."));
  // There are no half days.
  if (unitOf(name, units) === "days" && !Number.isInteger(amount)) return "unusable";
  const value = Number((amount * perUnit(name, units)).toFixed(6));
  const { least, most } = ownRange(name);
  return value >= least && value <= most ? value : "unusable";
}
