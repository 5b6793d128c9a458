import { streakWeeks, strengthDaysInWeek } from "../../domain/tips/exercise-log.ts";
import { Message } from "../pages/notes.tsx";
import type { ExerciseLogStore } from "../ports/exercises.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import { feedUrl } from "../shared/http/calendar-feed.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { firstOfWeek, loadRoutine, type RoutineStores } from "../shared/runner/load-routine.ts";
import { dayInZone, dayNumberOf, isoDay } from "../shared/time.ts";
import { routinePage as text } from "../wording/routine.en.ts";
import { isExercise, readDay, readTicked } from "./read-form.ts";
import { RoutinePage } from "./routine-page.tsx";

export interface KeepRoutineDeps extends SignedInDeps, RoutineStores {
  readonly exercises: ExerciseLogStore;
  readonly runners: Pick<RunnerStore, "find" | "renewFeedKey">;
  /** A new one with each call, hard to guess. */
  readonly randomKey: () => string;
}

export async function showRoutine(
  { runner, csrf, query }: SignedInRequest,
  deps: KeepRoutineDeps,
): Promise<HttpAnswer> {
  const today = todayOf(runner, deps);
  const week = query.get("week") === "last" ? "last" : "now";
  const from = firstOfWeek(today, runner.weekStart) - (week === "last" ? 7 : 0);
  const { log, ...loaded } = await loadRoutine(runner, { today, from }, deps);
  const before = (query.get("before") ?? "").split(".").filter(isExercise);
  return {
    outcome: loaded.routine.answer,
    status: 200,
    title: text.title,
    body: (
      <RoutinePage
        {...loaded}
        week={week}
        from={from}
        today={today}
        log={log}
        streak={streakWeeks(log, today, runner.weekStart)}
        strengthDays={strengthDaysInWeek(log, today, runner.weekStart)}
        reading={{ units: runner.units, isoDay }}
        csrf={csrf}
        reminders={runner.reminders}
        feedUrl={feedUrl(deps.publicUrl, runner)}
        saved={query.has("day") ? { day: query.get("day") ?? "", before } : null}
      />
    ),
  };
}

/** Stores what was ticked and unticked in a day's boxes, and leads back with what they were before. */
export async function markDone(
  { runner, form }: SignedInRequest,
  deps: KeepRoutineDeps,
): Promise<HttpAnswer> {
  const today = todayOf(runner, deps);
  const day = readDay(form, today);
  if (day === null) return refused("day");
  const marks = await deps.exercises.ofDay(runner.id, day);
  const before = marks.filter((mark) => mark.done).map(({ tip }) => tip);
  const done = readTicked(form, before);
  if (done === null) return refused("exercise");
  const added = [...done].filter((tip) => !before.includes(tip));
  const removed = before.filter((tip) => !done.has(tip));
  await deps.exercises.save(runner.id, [
    ...added.map((tip) => ({ day, tip, done: true })),
    ...removed.map((tip) => ({ day, tip, done: false })),
  ]);
  const isLast = dayNumberOf(day) < firstOfWeek(today, runner.weekStart);
  const query = new URLSearchParams({
    ...(isLast && { week: "last" }),
    day,
    before: before.join("."),
  });
  return {
    outcome: added.length + removed.length === 0 ? "unchanged" : "noted",
    redirect: `/routine?${query}#day-${day}`,
  };
}

/** A new URL for the calendar, or none: the old one stops working at once. */
export async function renewFeed(
  { runner, form }: SignedInRequest,
  deps: KeepRoutineDeps,
): Promise<HttpAnswer> {
  const isWanted = form.get("feed") !== "none";
  await deps.runners.renewFeedKey(runner.id, isWanted ? deps.randomKey() : null);
  return { outcome: isWanted ? "new address" : "no address", redirect: "/routine#calendar" };
}

function todayOf({ zone }: Runner, { nowMs }: Pick<KeepRoutineDeps, "nowMs">) {
  return dayNumberOf(dayInZone(nowMs(), zone));
}

function refused(field: "day" | "exercise"): HttpAnswer {
  const { title, link, ...words } = text.refused;
  const body = <Message text={words[field]} to="/routine" link={link} />;
  return { outcome: `refused: ${field}`, status: 422, title, body };
}
