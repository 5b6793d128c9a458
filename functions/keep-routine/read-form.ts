import type { DayNumber } from "../../domain/history.ts";
import { isTipId, TIPS, type TipId } from "../../domain/tips/catalogue.ts";
import { isDay } from "../shared/calendar.ts";
import { sinceShown } from "../shared/http/since-shown.ts";
import { dayNumberOf } from "../shared/time.ts";

/** As long as the links in an email stay valid. */
const OLDEST_DAYS = 14;

/** Whether it is something to do, not only to know. */
export function isExercise(text: string): text is TipId {
  return isTipId(text) && TIPS[text].dose !== null;
}

/** The day that a form is about, YYYY-MM-DD; null if it can't be marked. */
export function readDay(form: URLSearchParams, today: DayNumber): string | null {
  const day = form.get("day") ?? "";
  if (!isDay(day)) return null;
  const ago = today - dayNumberOf(day);
  return ago < 0 || ago > OLDEST_DAYS ? null : day;
}

/** A day's boxes as its form shows what is done. */
export function shownBoxes(done: Iterable<TipId>): URLSearchParams {
  return new URLSearchParams(Array.from(done, (tip): [string, string] => ["tips", tip]));
}

/** What is done once a day's boxes are taken, given what was done before; null if one is no exercise. */
export function readTicked(
  form: URLSearchParams,
  before: readonly TipId[],
): ReadonlySet<TipId> | null {
  if (!form.getAll("tips").every(isExercise)) return null;
  return new Set(sinceShown(form, shownBoxes(before), ["tips"]).getAll("tips").filter(isExercise));
}
