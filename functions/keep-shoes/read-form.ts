import type { Limits } from "../../domain/thresholds.ts";
import type { Read } from "../pages/refused.ts";
import type { ShoeSettings, StoredShoe } from "../ports/shoes.ts";
import { sinceShown } from "../shared/http/since-shown.ts";
import { oneLine } from "../shared/one-line.ts";
import { isOwn } from "../shared/runner/own-source.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { shoesPage } from "../wording/shoes.en.ts";

/** The fields of a pair's form. */
export type PairField = "name" | "start" | "notice" | "replace";
type ReadPair<T> = Read<T, PairField>;

type Typed = ShoeSettings & { readonly name: string };

const MOST = 20_000;
const LONGEST_NAME = 60;

/** A distance as a field shows it: `shownIn(120_500, "km") // "120.5"`. */
function shownIn(metres: number | null, units: Units): string {
  return metres === null ? "" : String(Number((metres / en.metresPer[units]).toFixed(1)));
}

/** A pair of the runner's own, with every field typed. */
export function readNewShoe(form: URLSearchParams, units: Units, limits: Limits): ReadPair<Typed> {
  const name = readName(form);
  const start = readDistance(form, "start", units, 0);
  const ends = readLimits(form, units, limits);
  if ("faults" in name || "faults" in start || "faults" in ends) return faulty(name, start, ends);
  return {
    value: { name: name.value, startDistanceM: start.value ?? 0, ...ends.value, retired: false },
  };
}

/** The form of a pair as it shows what is stored. A name or a total that a service keeps has no field. */
export function shownFields(shoe: StoredShoe, units: Units): URLSearchParams {
  return new URLSearchParams({
    ...(isOwn(shoe) && { name: shoe.name }),
    ...(shoe.providerDistanceM === null && { start: shownIn(shoe.startDistanceM, units) }),
    notice: shownIn(shoe.noticeAtM, units),
    replace: shownIn(shoe.replaceAtM, units),
    ...(shoe.retired && { retired: "yes" }),
  });
}

/**
 * What the runner changed about a pair. A field that comes back as it was shown changes nothing, so that
 * its rounding, or a provider's figure, isn't taken for what the runner said.
 */
export function readChange(
  given: URLSearchParams,
  shoe: StoredShoe,
  units: Units,
  limits: Limits,
): ReadPair<Partial<Typed>> {
  const shown = shownFields(shoe, units);
  const form = sinceShown(given, shown);
  const isTouched = (field: string) =>
    shown.has(field) && form.has(field) && (form.get(field) ?? "").trim() !== shown.get(field);
  const isNotice = isTouched("notice");
  const isReplace = isTouched("replace");
  const name = isTouched("name") ? readName(form) : UNTOUCHED;
  const start = isTouched("start") ? readDistance(form, "start", units, 0) : UNTOUCHED;
  const ends = isNotice || isReplace ? readLimits(form, units, limits) : UNTOUCHED;
  if ("faults" in name || "faults" in start || "faults" in ends) return faulty(name, start, ends);
  const retired = form.get("retired") === "yes";
  return {
    value: {
      ...(name.value !== undefined && { name: name.value }),
      ...(start.value !== undefined && { startDistanceM: start.value ?? 0 }),
      ...(isNotice && ends.value && { noticeAtM: ends.value.noticeAtM }),
      ...(isReplace && ends.value && { replaceAtM: ends.value.replaceAtM }),
      ...(retired !== shoe.retired && { retired }),
    },
  };
}

/** Of a field that came back as it was shown. */
const UNTOUCHED = { value: undefined };

/** Everything that is wrong in these, in their order. */
function faulty(...reads: readonly ReadPair<unknown>[]) {
  return { faults: reads.flatMap((read) => ("faults" in read ? read.faults : [])) };
}

function readName(form: URLSearchParams): ReadPair<string> {
  const name = oneLine(form.get("name") ?? "");
  if (name === "" || name.length > LONGEST_NAME) {
    return { faults: [{ field: "name", text: shoesPage.faults.name }] };
  }
  return { value: name };
}

function readLimits(
  form: URLSearchParams,
  units: Units,
  limits: Limits,
): ReadPair<Pick<ShoeSettings, "noticeAtM" | "replaceAtM">> {
  const notice = readDistance(form, "notice", units, 1);
  const replace = readDistance(form, "replace", units, 1);
  if ("faults" in notice || "faults" in replace) return faulty(notice, replace);
  const [noticeAtM, replaceAtM] = [notice.value, replace.value];
  const dueAtM = replaceAtM ?? limits.shoeReplaceM;
  if (noticeAtM !== null && noticeAtM > dueAtM) {
    const text = shoesPage.faults.order(en.distance(noticeAtM, units), en.distance(dueAtM, units));
    return { faults: [{ field: "notice", text }] };
  }
  return { value: { noticeAtM, replaceAtM } };
}

/** Metres; null if the field is empty. A comma is read as a decimal point, as half of Europe writes it. */
function readDistance(
  form: URLSearchParams,
  field: "start" | "notice" | "replace",
  units: Units,
  least: number,
): ReadPair<number | null> {
  const typed = (form.get(field) ?? "").trim();
  if (typed === "") return { value: null };
  const amount = /^\d{1,5}(?:[.,]\d{1,2})?$/.test(typed) ? Number(typed.replace(",", ".")) : -1;
  if (amount < least || amount > MOST) {
    const text = shoesPage.faults.distance(
      shoesPage.fields[field](units),
      String(least),
      MOST.toLocaleString("en"),
    );
    return { faults: [{ field, text }] };
  }
  return { value: amount * en.metresPer[units] };
}
