import ical, { ICalAlarmType } from "ical-generator";
import { assess } from "../../domain/judge.ts";
import { triage } from "../../domain/pain/triage.ts";
import { isPausedOn } from "../../domain/pauses.ts";
import { reasonForNoExercise } from "../../domain/tips/suitable.ts";
import { runnerId } from "../messages/runner-id.ts";
import { Message } from "../pages/notes.tsx";
import type { CheckInStore } from "../ports/check-ins.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import type { CaseStore } from "../ports/stored-case.ts";
import { isFeedToken } from "../shared/http/calendar-feed.ts";
import type { HttpAnswer, HttpRequest } from "../shared/http/http-handler.ts";
import { pageUrls } from "../shared/http/links.ts";
import { nextPractice } from "../shared/mail/reminders.ts";
import { loadCase } from "../shared/runner/load-case.ts";
import { toCheckIns, toldSoFar } from "../shared/runner/to-domain.ts";
import { dayNumberOf, instantAt, localTime } from "../shared/time.ts";
import { calendarWords } from "../wording/routine.en.ts";

export interface SendCalendarDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly checkIns: Pick<CheckInStore, "all">;
  readonly cases: CaseStore;
  /** The URL of the pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Now, as a UTC instant. */
  readonly now: () => string;
}

/** Calendars ask again each day or so, and nobody looks further ahead than this for a weekly routine. */
const AHEAD_MS = 8 * 7 * 24 * 3600_000;
const LASTS_MS = 20 * 60_000;
const REFRESH_S = 6 * 3600;
/** Calendars ask again by themselves, and some far too often. */
const MAX_AGE_S = 3600;
const NO_RUNS = { lastRunDay: null, weeks: [], raised: [] };

/**
 * The days of a runner's routine for a calendar that subscribed: that it is time, and no more. While a
 * red flag or a red light is open there are none, just as in a pause, so that nobody can tell from the feed
 * which of them it is.
 */
export async function sendCalendar(
  { path }: Pick<HttpRequest, "path">,
  deps: SendCalendarDeps,
): Promise<HttpAnswer> {
  // The table rejects anything that can't be an id, and that would raise the alarm as our failure.
  const id = runnerId.safeParse(path["runnerId"]).data;
  const runner = id === undefined ? null : await deps.runners.find(id);
  // The same answer for an unknown runner, a wrong token and a URL that was given up.
  if (runner === null || !isFeedToken(path["token"] ?? "", runner)) {
    const { title, text, link } = calendarWords.gone;
    const body = <Message text={text} to="/routine" link={link} />;
    return { outcome: "refused", status: 404, title, body };
  }
  return {
    outcome: "sent",
    file: {
      contentType: "text/calendar; charset=utf-8",
      content: calendarOf(runner, await mayPractise(runner, deps), deps),
      keptForS: MAX_AGE_S,
    },
  };
}

/**
 * Judged by the check-ins alone while they allow it: a phone asks every hour, and all that runs can add is a flag
 * that says to book a visit, which the page shows first. But a run can also settle what they say.
 */
async function mayPractise(runner: Runner, deps: SendCalendarDeps): Promise<boolean> {
  const { day } = localTime(deps.now(), runner.zone);
  const today = dayNumberOf(day);
  const told = toCheckIns(toldSoFar(await deps.checkIns.all(runner.id), day), today);
  if (reasonForNoExercise(triage(told, NO_RUNS)) === null) return true;
  const { known } = await loadCase(runner, today, deps);
  return reasonForNoExercise(assess(known).triage) === null;
}

function calendarOf(
  runner: Runner,
  mayPractise: boolean,
  { publicUrl, now }: SendCalendarDeps,
): string {
  const { routine } = pageUrls(publicUrl);
  const calendar = ical({
    name: calendarWords.name,
    prodId: { company: "Stridewell", product: "Routine", language: "EN" },
    ttl: REFRESH_S,
  });
  const { zone } = runner;
  const today = instantAt({ day: localTime(now(), zone).day, startMinute: 0, zone });
  for (const start of mayPractise ? practices(runner, today) : []) {
    const { day } = localTime(start, zone);
    const event = calendar.createEvent({
      // For the day and not the hour: an event that is moved stays the same event.
      id: `routine-${day}@${new URL(publicUrl).hostname}`,
      // Instants in UTC: right across each change of the clocks, whatever the phone knows of zones.
      start: new Date(start),
      end: new Date(Date.parse(start) + LASTS_MS),
      // The same all day, so that the feed is too.
      stamp: new Date(today),
      summary: calendarWords.title,
      description: calendarWords.text(routine),
      url: routine,
    });
    event.createAlarm({
      type: ICalAlarmType.display,
      trigger: 0,
      description: calendarWords.title,
    });
  }
  return calendar.toString();
}

/** From the runner's today on, except in a pause. */
function practices(runner: Runner, today: string): string[] {
  const { zone } = runner;
  const { pause } = runner.nudges;
  const until = new Date(Date.parse(today) + AHEAD_MS).toISOString();
  const found: string[] = [];
  let next = nextPractice(runner, new Date(Date.parse(today) - 1).toISOString());
  while (next !== null && next <= until) {
    const { day } = localTime(next, zone);
    if (pause === null || !isPausedOn(pause, day)) found.push(next);
    next = nextPractice(runner, next);
  }
  return found;
}
