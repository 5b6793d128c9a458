import type { DayNumber } from "../../domain/history.ts";
import { isTipId, TIPS, type TipId } from "../../domain/tips/catalogue.ts";
import { isDay } from "../shared/calendar.ts";
import { dayNumberOf } from "../shared/time.ts";

/** As long as the links in an email stay valid. */
const OLDEST_DAYS = 14;

export interface Ticked {
  readonly day: string;
  /** What the form showed: an exercise that it didn't show is not unticked by it. */
  readonly shown: ReadonlySet<TipId>;
  readonly done: ReadonlySet<TipId>;
}

export type ReadTicked =
  | { readonly kind: "ticked"; readonly ticked: Ticked }
  | { readonly kind: "refused"; readonly field: "day" | "exercise" };

/** Whether it is something to do, not only to know. */
export function isExercise(text: string): text is TipId {
  return isTipId(text) && TIPS[text].dose !== null;
}

/** A day's form, with its boxes. */
export function readTicked(form: URLSearchParams, today: DayNumber): ReadTicked {
  const day = form.get("day") ?? "";
  if (!isDay(day)) return { kind: "refused", field: "day" };
  const ago = today - dayNumberOf(day);
  if (ago < 0 || ago > OLDEST_DAYS) return { kind: "refused", field: "day" };
  const done = form.getAll("tips");
  const shown = form.getAll("shown").filter(isExercise);
  if (!done.every(isExercise)) return { kind: "refused", field: "exercise" };
  return {
    kind: "ticked",
    ticked: { day, shown: new Set(shown), done: new Set(done.filter(isExercise)) },
  };
}
