import type { ActivityRecord } from "../messages/activity.ts";
import type { Fault } from "../pages/field.tsx";
import { Message, wordsFor } from "../pages/notes.tsx";
import { outcomeOf, type Refused } from "../pages/refused.ts";
import type { ManualRunStore } from "../ports/activities.ts";
import type { Runner } from "../ports/runner.ts";
import { type AskNudgesDeps, askNudgesAfter } from "../shared/events/ask-nudges.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { sinceShown } from "../shared/http/since-shown.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { dayInZone, instantAt } from "../shared/time.ts";
import { runsPage } from "../wording/runs.en.ts";
import { latestDay, type Name, readRun, shownFields } from "./read-form.ts";
import { firstShown, RunsPage } from "./runs-page.tsx";

export interface KeepRunsDeps extends SignedInDeps, AskNudgesDeps {
  readonly manualRuns: ManualRunStore;
  /** A new one with each call. */
  readonly randomId: () => string;
}

/** Two a day for over ten years: beyond that, nobody is typing. */
const MOST_RUNS = 10_000;

export async function showRuns(request: SignedInRequest, deps: KeepRunsDeps): Promise<HttpAnswer> {
  return page(request, await typedRuns(request, deps), deps, null);
}

export async function addRun(request: SignedInRequest, deps: KeepRunsDeps): Promise<HttpAnswer> {
  const { form } = request;
  const runs = await typedRuns(request, deps);
  const refuse = (...faults: readonly Fault<Name>[]) =>
    page(request, runs, deps, { form: "add", faults, typed: form });
  if (runs.length >= MOST_RUNS) {
    return refuse({
      field: "form",
      text: runsPage.faults.many(MOST_RUNS.toLocaleString("en")),
    });
  }
  // The form carries its id, so that sending it twice stores one run.
  const given = form.get("id") ?? "";
  const sourceId = /^[\w-]{8,64}$/.test(given) ? given : deps.randomId();
  const read = readRun(form, sourceId, request.runner, todayOf(request.runner, deps));
  if ("faults" in read) return refuse(...read.faults);
  const run = read.value;
  if (isAhead(run, deps)) return refuse(AHEAD);
  // A browser that goes back fills in what was typed, beside an id that may be new or the one from before.
  const isThere = (one: ActivityRecord) => isDeepStrictEqual({ ...one, sourceId }, run);
  const there = runs.find(isThere);
  if (there !== undefined && there.sourceId !== sourceId) {
    return refuse({ field: "form", text: runsPage.faults.again });
  }
  const isOther = there === undefined && runs.some((one) => one.sourceId === sourceId);
  const added = isOther ? { ...run, sourceId: deps.randomId() } : run;
  return (await keep(request, added, runs, deps, "added")) ?? addRun(request, deps);
}

export async function changeRun(request: SignedInRequest, deps: KeepRunsDeps): Promise<HttpAnswer> {
  const { form, runner } = request;
  const runs = await typedRuns(request, deps);
  const id = form.get("run") ?? "";
  const run = runs.find(({ sourceId }) => sourceId === id);
  if (run === undefined) return unknownRun();
  const typed = sinceShown(form, shownFields(run, runner.units));
  const refuse = (...faults: readonly Fault<Name>[]) =>
    page(request, runs, deps, { form: id, faults, typed: form });
  const read = readRun(typed, id, runner, latestDay(run.day, todayOf(runner, deps)));
  if ("faults" in read) return refuse(...read.faults);
  const changed = byItsClock(read.value, run, runner);
  if (isAhead(changed, deps)) return refuse(AHEAD);
  return (await keep(request, changed, runs, deps, "changed")) ?? changeRun(request, deps);
}

const AHEAD = { field: "at", text: runsPage.faults.ahead } as const;

/** Whether it has yet to begin: one that is planned for the evening would count in the morning. */
function isAhead({ startAt }: ActivityRecord, { nowMs }: KeepRunsDeps): boolean {
  return Date.parse(startAt) > nowMs();
}

/** A changed run by the clock that it was typed by, also if the runner is in another zone by now. */
function byItsClock(
  run: ActivityRecord,
  before: ActivityRecord,
  { zone }: Pick<Runner, "zone">,
): ActivityRecord {
  const aheadMs = Date.parse(instantAt({ ...before, zone })) - Date.parse(before.startAt);
  return { ...run, startAt: new Date(Date.parse(run.startAt) - aheadMs).toISOString() };
}

export async function removeRun(request: SignedInRequest, deps: KeepRunsDeps): Promise<HttpAnswer> {
  const { form, runner } = request;
  const id = form.get("run") ?? "";
  const runs = await typedRuns(request, deps);
  const place = runs.findIndex(({ sourceId }) => sourceId === id);
  if (place < 0) return unknownRun();
  await deps.manualRuns.remove(runner.id, id);
  return { outcome: "removed", redirect: pathOf(place, "removed") };
}

/** Null if the run was changed or deleted in another tab meanwhile. */
async function keep(
  { runner }: SignedInRequest,
  run: ActivityRecord,
  before: readonly ActivityRecord[],
  deps: KeepRunsDeps,
  done: "added" | "changed",
): Promise<HttpAnswer | null> {
  await askNudgesAfter(runner.id, run, deps);
  const seen = before.find(({ sourceId }) => sourceId === run.sourceId) ?? null;
  const kept = await deps.manualRuns.keep(runner.id, seen, run);
  if (kept === "changed-meanwhile") return null;
  const others = before.filter(({ sourceId }) => sourceId !== run.sourceId);
  const place = newestFirst([...others, run]).indexOf(run);
  return { outcome: `run ${done}`, redirect: pathOf(place, done) };
}

/** Leads to the page of the list with that place on it. */
function pathOf(place: number, done: keyof typeof runsPage.done): string {
  const first = firstShown(place);
  return `/runs?done=${done}${first === 0 ? "" : `&after=${first}`}`;
}

async function typedRuns({ runner }: SignedInRequest, deps: KeepRunsDeps) {
  return newestFirst(await deps.manualRuns.all(runner.id));
}

const newestFirst = (runs: readonly ActivityRecord[]) =>
  runs.toSorted((a, b) => (a.startAt < b.startAt ? 1 : -1));

function todayOf({ zone }: Pick<Runner, "zone">, { nowMs }: KeepRunsDeps): string {
  return dayInZone(nowMs(), zone);
}

function page(
  request: SignedInRequest,
  runs: readonly ActivityRecord[],
  deps: KeepRunsDeps,
  refused: Refused<Name> | null,
): HttpAnswer {
  const done = refused === null ? wordsFor(request.query.get("done"), runsPage.done) : null;
  return {
    outcome: outcomeOf(refused),
    status: refused === null ? 200 : 422,
    title: runsPage.title,
    body: (
      <RunsPage
        runs={runs}
        units={request.runner.units}
        today={todayOf(request.runner, deps)}
        csrf={request.csrf}
        newId={deps.randomId()}
        refused={refused}
        done={done}
        after={Number(request.query.get("after")) || 0}
      />
    ),
  };
}

function unknownRun(): HttpAnswer {
  const { title, text, back } = runsPage.unknown;
  const body = <Message text={text} to="/runs" link={back} />;
  return { outcome: "unknown run", status: 404, title, body };
}
