import { RUN_SPORTS } from "../../domain/history.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import type { Fault } from "../pages/field.tsx";
import type { Read } from "../pages/refused.ts";
import type { Runner } from "../ports/runner.ts";
import { isDay } from "../shared/calendar.ts";
import { oneLine } from "../shared/one-line.ts";
import { instantAt } from "../shared/time.ts";
import * as en from "../wording/en.ts";
import { runsPage } from "../wording/runs.en.ts";

/** The source of runs that a runner adds by hand. */
const MANUAL = "manual";

/** The fields of a run's form. */
export type Name = "day" | "at" | "distance" | "time" | "kind" | "name" | "effort";

const EARLIEST = "1990-01-01";
const LONGEST_NAME = 100;
const MOST_UNITS = 500;
const MOST_S = 48 * 3600;
/** Faster than the world record over 800 m: a typing mistake. */
const FASTEST_M_PER_S = 8;

/**
 * A typed run as a record. One without a time of day begins at the start of its day, which everything that
 * compares starts takes as unknown.
 */
export function readRun(
  form: URLSearchParams,
  sourceId: string,
  { zone, units }: Pick<Runner, "zone" | "units">,
  today: string,
): Read<ActivityRecord, Name> {
  const typed = (field: string) => (form.get(field) ?? "").trim();
  const { faults: texts, fields } = runsPage;

  const day = typed("day");
  const startMinute = minuteOf(typed("at"));
  const amount = amountOf(typed("distance"));
  const movingS = secondsOf(typed("time"));
  const effort = typed("effort");
  const sport = RUN_SPORTS.find((kind) => kind === typed("kind"));
  const name = oneLine(typed("name"));
  const distanceM = Math.round((amount ?? 0) * en.metresPer[units]);

  const faults: Fault<Name>[] = [];
  const wrong = (field: Name, text: string) => void faults.push({ field, text });
  if (!isDay(day) || day > today || day < EARLIEST) wrong("day", texts.day);
  if (startMinute === null) wrong("at", texts.at);
  if (amount === null) {
    wrong("distance", texts.distance(fields.distance(units), String(MOST_UNITS)));
  }
  if (movingS === null) wrong("time", texts.time);
  else if (distanceM / movingS > FASTEST_M_PER_S) wrong("time", texts.speed);
  if (!/^(|\d|10)$/.test(effort)) wrong("effort", texts.effort);
  if (sport === undefined) wrong("kind", texts.kind);
  if (name.length > LONGEST_NAME) wrong("name", texts.name);
  if (startMinute === null || movingS === null || sport === undefined || faults.length > 0) {
    return { faults };
  }

  return {
    value: {
      source: MANUAL,
      sourceId,
      name,
      sport,
      startAt: instantAt({ day, startMinute, zone }),
      day,
      startMinute,
      distanceM,
      movingS,
      elapsedS: movingS,
      averageHeartRateBpm: null,
      maxHeartRateBpm: null,
      sessionRpe: effort === "" ? null : Number(effort),
      cadenceSpm: null,
      shoeSourceId: null,
    },
  };
}

/** A run keeps its day where that hasn't come yet since the runner flew west. */
export function latestDay(day: string, today: string): string {
  return day > today ? day : today;
}

/** The form of a run as it shows what is stored. */
export function shownFields(run: ActivityRecord, units: en.Units): URLSearchParams {
  const { startMinute, distanceM, sessionRpe } = run;
  const two = (part: number) => String(part).padStart(2, "0");
  return new URLSearchParams({
    day: run.day,
    at: startMinute === 0 ? "" : `${two(Math.floor(startMinute / 60))}:${two(startMinute % 60)}`,
    distance: distanceM === 0 ? "" : String(Number((distanceM / en.metresPer[units]).toFixed(3))),
    time: typedTime(run.movingS),
    kind: run.sport,
    name: run.name,
    effort: sessionRpe === null ? "" : String(sessionRpe),
  });
}

/** `amountOf("8,25") // 8.25`; 0 if nothing was typed, null if it isn't a plain number or is too much. */
function amountOf(text: string): number | null {
  if (!/^(\d{1,3}(?:[.,]\d{1,3})?)?$/.test(text)) return null;
  const amount = Number(text.replace(",", "."));
  return amount <= MOST_UNITS ? amount : null;
}

/** `minuteOf("07:30") // 450`; 0 if nothing was typed, null if it isn't a time. */
function minuteOf(text: string): number | null {
  if (text === "") return 0;
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/**
 * Seconds of a duration as people write one; null if it isn't one, is zero, or is over 48 hours.
 *
 *     secondsOf("45") // 2700
 *     secondsOf("45:30") // 2730
 *     secondsOf("1:05:30") // 3930
 */
export function secondsOf(text: string): number | null {
  const [, hours = "0", minutes = "", seconds = "0"] =
    /^(?:(\d{1,2}):(?=\d\d:\d\d$))?(\d{1,4})(?::([0-5]\d))?$/.exec(text) ?? [];
  if (minutes === "" || (hours !== "0" && Number(minutes) > 59)) return null;
  const all = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return all > 0 && all <= MOST_S ? all : null;
}

/** The inverse of `secondsOf`: `typedTime(3930) // "1:05:30"`. */
export function typedTime(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}
