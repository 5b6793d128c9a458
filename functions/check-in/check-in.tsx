import type { Child } from "hono/jsx";
import { type Assessment, assess } from "../../domain/judge.ts";
import { worstScore } from "../../domain/pain/check-in.ts";
import { PAIN } from "../../domain/pain/thresholds.ts";
import { type StoredCheckIn, storedCheckIn } from "../messages/check-in.ts";
import type { NudgeMessage } from "../messages/nudge.ts";
import { type Fault, Field, Submit } from "../pages/field.tsx";
import { Message, Refusal } from "../pages/notes.tsx";
import type { CheckInStore } from "../ports/check-ins.ts";
import type { Queue } from "../ports/queue.ts";
import type { Runner } from "../ports/runner.ts";
import type { LimitStore } from "../ports/sign-in.ts";
import { isDay } from "../shared/calendar.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { type CaseStores, loadCase } from "../shared/runner/load-case.ts";
import { toCheckIns } from "../shared/runner/to-domain.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { dayInZone, dayNumberOf, isoDay } from "../shared/time.ts";
import {
  checkInPages,
  OTHER_TEXTS,
  SCORE_TEXTS,
  SIGN_TEXTS,
  STEP_TEXTS,
} from "../wording/check-in.en.ts";
import { Questions, YesNo } from "./form.tsx";
import { History, resultAnswer } from "./result.tsx";
import { STEPS, type Step, withAnswers } from "./steps.ts";

export interface CheckInDeps extends SignedInDeps, CaseStores {
  readonly checkIns: CheckInStore;
  readonly limits: Pick<LimitStore, "take">;
  readonly nudges: Queue<NudgeMessage>;
  /** How long a half-filled check-in waits before it is answered by email. */
  readonly nudgeDelayS: number;
  /** See `checkInId`. */
  readonly newId: () => string;
}

/** Those after the first page, which is where a check-in begins. */
const LATER_STEPS = STEPS.slice(1);

/** How far back a check-in may be dated: as long as its answers count. */
const WITHIN_DAYS = 14;

/**
 * Of one day: on waking, before and after each of two runs, and at night are six. Each costs time whenever the others
 * are judged.
 */
const MOST_OF_A_DAY = { atMost: 10, windowS: 30 * 24 * 3600 };

/**
 * A check-in's first page, filled in from what is stored or from a link, above the earlier check-ins. Its id
 * is in the URL, so that someone who goes back to this page corrects the check-in they began.
 */
export async function startCheckIn(
  request: SignedInRequest,
  deps: CheckInDeps,
): Promise<HttpAnswer> {
  const { query, runner } = request;
  const id = query.get("id") ?? "";
  if (!isId(id)) {
    const given = [...query].filter(([name]) => name !== "id");
    const begun = new URLSearchParams([...given, ["id", deps.newId()]]);
    return { outcome: "begun", redirect: `/check-in?${begun}` };
  }
  const before = await deps.checkIns.all(runner.id);
  const stored = before.find((checkIn) => checkIn.id === id);
  if (stored !== undefined) return startPage(stored, [], before, request, deps);
  const blank = storedCheckIn.parse({ id, day: todayOf(runner, deps), places: [] });
  const prefilled = withAnswers(blank, "where", query);
  const filled = prefilled.kind === "answered" ? prefilled.checkIn : blank;
  // That somebody says they may run is for the runner to say, and for no link.
  const first = { ...filled, clearedToRun: null };
  return startPage(first, [], before, request, deps);
}

async function startPage(
  checkIn: StoredCheckIn,
  faults: readonly string[],
  all: readonly StoredCheckIn[],
  { runner, csrf, form }: SignedInRequest,
  deps: CheckInDeps,
): Promise<PageAnswer> {
  const today = todayOf(runner, deps);
  const examiner = await examinerOf(checkIn, all, runner, deps);
  const earliest = Math.min(dayNumberOf(today) - WITHIN_DAYS, dayNumberOf(checkIn.day));
  // Told before a flight west, it may be of a day that hasn't come here.
  const latest = Math.max(dayNumberOf(today), dayNumberOf(checkIn.day));
  const body = (
    <>
      <p class="note stop">{checkInPages.emergency}</p>
      <p>{checkInPages.lead}</p>
      <StepForm
        step="where"
        checkIn={checkIn}
        typed={form}
        action={`/check-in?id=${checkIn.id}`}
        csrf={csrf}
        faults={faults}
      >
        <input type="hidden" name="id" value={checkIn.id} />
        <div class="field">
          <Field
            id="day"
            name="day"
            label={checkInPages.day}
            hint={checkInPages.dayHint}
            faults={faultsAt(faults)}
          >
            {(shared) => (
              <input
                {...shared}
                type="date"
                required
                value={form.get("day") ?? checkIn.day}
                min={isoDay(earliest)}
                max={isoDay(latest)}
              />
            )}
          </Field>
        </div>
        <p class="hint">{checkInPages.nothing}</p>
        {examiner === null ? null : (
          <>
            <YesNo
              field="clearedToRun"
              faults={faultsAt(faults)}
              label={checkInPages.clearedBy[examiner]}
              answer={checkIn.clearedToRun}
            />
            <p class="hint">{checkInPages.clearedHint}</p>
          </>
        )}
      </StepForm>
      <History checkIns={all} />
    </>
  );
  const status = faults.length === 0 ? 200 : 422;
  return { outcome: "asked", status, title: checkInPages.title, body };
}

/**
 * Whose word can end what was told on earlier days: a doctor's where that calls for one, or that of anyone whom a
 * visit may be booked with. Null if it calls for nobody, and the question hasn't been answered before.
 */
async function examinerOf(
  { day, id, clearedToRun }: StoredCheckIn,
  all: readonly StoredCheckIn[],
  runner: Runner,
  deps: CheckInDeps,
): Promise<"doctor" | "any" | null> {
  const before = all.filter((one) => one.id !== id && one.day < day);
  const triage = before.length === 0 ? null : (await judged(runner, day, before, deps)).triage;
  const flags = triage?.flags.filter(({ urgency }) => urgency !== "stop-until-well") ?? [];
  if (flags.length === 0 && clearedToRun === null) return null;
  return flags.every(({ urgency }) => urgency === "book-visit") && flags.length > 0
    ? "any"
    : "doctor";
}

/** As of a day, by these check-ins. */
async function judged(
  runner: Runner,
  day: string,
  checkIns: readonly StoredCheckIn[],
  { cases }: CheckInDeps,
): Promise<Assessment> {
  const { known } = await loadCase(runner, dayNumberOf(day), {
    cases: { read: async (id) => ({ ...(await cases.read(id)), checkIns }) },
  });
  return assess(known);
}

/** Stores the first page. A check-in that is there already keeps its other answers, also on a new day. */
export async function takeStart(request: SignedInRequest, deps: CheckInDeps): Promise<HttpAnswer> {
  const { form, runner } = request;
  const today = todayOf(runner, deps);
  const id = form.get("id") ?? "";
  const day = form.get("day") ?? "";
  const all = await deps.checkIns.all(runner.id);
  // A move to this day that broke off left two, and this form ends it.
  const sameId = all.filter((checkIn) => checkIn.id === id);
  const stored = sameId.find((checkIn) => checkIn.day === day) ?? sameId[0];
  const ago = isDay(day) ? dayNumberOf(today) - dayNumberOf(day) : -1;
  const isDayUsable = day === stored?.day || (ago >= 0 && ago <= WITHIN_DAYS);
  const before =
    stored ?? storedCheckIn.parse({ id: isId(id) ? id : deps.newId(), day: today, places: [] });
  const answered = withAnswers(before, "where", form);
  if (answered.kind === "unusable") {
    return startPage(answered.usable, answered.fields, all, request, deps);
  }
  if (!isDayUsable) return startPage(answered.checkIn, ["day"], all, request, deps);
  // Counted as they come in: those that come at the same moment would each still find room among what is stored.
  const isOfThatDay = stored?.day === day;
  if (
    !isOfThatDay &&
    !(await deps.limits.take(`check-ins ${runner.id} ${day}`, MOST_OF_A_DAY, deps.nowMs()))
  ) {
    return startPage(answered.checkIn, ["full"], all, request, deps);
  }
  const wanted = { ...answered.checkIn, day };
  const kept = await keep(stored ?? null, wanted, "where", request, deps);
  if (kept === null) return takeStart(request, deps);
  for (const left of sameId.filter((one) => one !== stored)) {
    const moved = withAnswers(left, "where", form);
    // Or it was answered on its old day since, and stays for the runner to delete.
    const isSame =
      moved.kind === "answered" && isDeepStrictEqual({ ...moved.checkIn, day }, wanted);
    if (isSame) await deps.checkIns.keep(runner.id, left, wanted);
  }
  return kept;
}

/**
 * Asks for nudges before it stores: a crash in between then asks in vain, rather than not at all. Null if the check-in
 * was changed or deleted in another tab meanwhile.
 */
async function keep(
  seen: StoredCheckIn | null,
  checkIn: StoredCheckIn,
  step: Step,
  { runner: { id: runnerId }, form }: SignedInRequest,
  deps: CheckInDeps,
): Promise<HttpAnswer | null> {
  await deps.nudges.send([{ runnerId }], deps.nudgeDelayS);
  const kept = await deps.checkIns.keep(runnerId, seen, checkIn);
  if (kept === "changed-meanwhile") return null;
  const next = form.has(TO_ANSWER) ? undefined : STEPS[STEPS.indexOf(step) + 1];
  const path = `/check-in/${checkIn.day}/${checkIn.id}`;
  if (next === undefined || (step !== "where" && cannotWait(checkIn, step))) {
    // Sent again without a delay: the runner has finished, or must not wait.
    await deps.nudges.send([{ runnerId }], 0);
    return { outcome: `stored: ${step}`, redirect: path };
  }
  return { outcome: `stored: ${step}`, redirect: `${path}/${next}` };
}

/** The button that skips what is left, and still takes along what was answered on its page. */
const TO_ANSWER = "to-answer";

/**
 * Whether these answers alone call for help today, so that the answer comes before any further question. With a
 * fever a score that wasn't given counts as a high one, but only once it has been asked for.
 */
function cannotWait(answered: StoredCheckIn, step: Step): boolean {
  const isScoreToCome = step === "urgent" && worstScore(answered) === null;
  const checkIn = isScoreToCome ? { ...answered, painDuring: 0 } : answered;
  const today = dayNumberOf(checkIn.day);
  const { triage } = assess({
    today,
    history: { activities: [] },
    shoes: [],
    checkIns: toCheckIns([checkIn], today),
  });
  return triage?.flags[0]?.urgency === "emergency";
}

export async function showStep(request: SignedInRequest, deps: CheckInDeps): Promise<HttpAnswer> {
  const { checkIn, step, all } = await asked(request, deps);
  if (checkIn === null || step === null) return unknown();
  return stepPage(checkIn, step, [], all, request);
}

function stepPage(
  checkIn: StoredCheckIn,
  step: Step,
  faults: readonly string[],
  all: readonly StoredCheckIn[],
  request: SignedInRequest,
): PageAnswer {
  // It asks how it began, and the honest answer to that stays the same for ever.
  const isExamined = step === "urgent" && all.some(isClearanceFor(checkIn));
  const body = (
    <>
      {isExamined ? <p class="note">{checkInPages.examined}</p> : null}
      <StepForm
        step={step}
        checkIn={checkIn}
        typed={request.form}
        action={`/check-in/${checkIn.day}/${checkIn.id}/${step}`}
        csrf={request.csrf}
        faults={faults}
      />
    </>
  );
  const status = faults.length === 0 ? 200 : 422;
  return { outcome: "asked", status, title: STEP_TEXTS[step].title, body };
}

function isClearanceFor({ day }: StoredCheckIn): (told: StoredCheckIn) => boolean {
  return (told) => {
    const ago = dayNumberOf(day) - dayNumberOf(told.day);
    return told.clearedToRun === true && ago >= 0 && ago <= PAIN.boneStressHoldsDays.value;
  };
}

function StepForm(props: {
  step: Step;
  checkIn: StoredCheckIn;
  /** The form that was refused; empty otherwise. */
  typed: URLSearchParams;
  action: string;
  csrf: string;
  faults: readonly string[];
  children?: Child;
}) {
  const { step, checkIn, typed, action, csrf, faults } = props;
  const isLast = step === STEPS.at(-1);
  return (
    <form method="post" action={action} class="check-in">
      <p class="quiet">{checkInPages.stepOf(STEPS.indexOf(step) + 1, STEPS.length)}</p>
      {step === "where" ? <h2>{STEP_TEXTS.where.title}</h2> : null}
      <p>{STEP_TEXTS[step].lead}</p>
      <Refusal text={faults.length === 0 ? null : checkInPages.faulty(faults.map(nameOf))} />
      <input type="hidden" name="csrf" value={csrf} />
      <Questions step={step} checkIn={checkIn} typed={typed} faults={faultsAt(faults)} />
      {props.children}
      <Submit label={isLast ? checkInPages.finish : checkInPages.next} />
      {step === "where" || isLast ? null : (
        <p>
          <button type="submit" class="second" name={TO_ANSWER} value="yes">
            {checkInPages.toAnswer}
          </button>
        </p>
      )}
    </form>
  );
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  ...SIGN_TEXTS,
  ...SCORE_TEXTS,
  ...OTHER_TEXTS,
  day: checkInPages.day,
  full: checkInPages.day,
};

const nameOf = (field: string) => FIELD_NAMES[field] ?? OTHER_TEXTS.selfScreen;

const FAULTS: Readonly<Record<string, string>> = checkInPages.faults;

const faultsAt = (fields: readonly string[]): readonly Fault[] =>
  fields.map((field) => ({
    field: field === "full" ? "day" : field,
    text: FAULTS[field] ?? checkInPages.faults.others,
  }));

export async function takeStep(request: SignedInRequest, deps: CheckInDeps): Promise<HttpAnswer> {
  const { checkIn, step, all } = await asked(request, deps);
  if (checkIn === null) return unknown();
  if (request.path["step"] === "delete") {
    await deps.checkIns.remove(request.runner.id, checkIn);
    return { outcome: "deleted", redirect: "/check-in" };
  }
  if (step === null) return unknown();
  const answered = withAnswers(checkIn, step, request.form);
  if (answered.kind === "unusable") {
    return stepPage(answered.usable, step, answered.fields, all, request);
  }
  return (await keep(checkIn, answered.checkIn, step, request, deps)) ?? takeStep(request, deps);
}

/** When to see somebody and whom first, then causes, light and what is still unanswered. */
export async function showResult(request: SignedInRequest, deps: CheckInDeps): Promise<HttpAnswer> {
  const { runner, csrf } = request;
  const all = await deps.checkIns.all(runner.id);
  const index = all.findIndex((checkIn) => isAsked(request, checkIn));
  const checkIn = all[index];
  if (checkIn === undefined) return unknown();
  // As of its own day, with what was known by then.
  const before = all.slice(0, index + 1);
  return resultAnswer({
    checkIn,
    judged: await judged(runner, checkIn.day, before, deps),
    all,
    csrf,
    today: todayOf(runner, deps),
    units: runner.units,
  });
}

function isAsked({ path }: SignedInRequest, { day, id }: StoredCheckIn): boolean {
  return path["day"] === day && path["id"] === id;
}

async function asked(
  request: SignedInRequest,
  deps: CheckInDeps,
): Promise<{
  checkIn: StoredCheckIn | null;
  step: Step | null;
  all: readonly StoredCheckIn[];
}> {
  const all = await deps.checkIns.all(request.runner.id);
  return {
    all,
    checkIn: all.find((checkIn) => isAsked(request, checkIn)) ?? null,
    step: LATER_STEPS.find((one) => one === request.path["step"]) ?? null,
  };
}

function todayOf({ zone }: Pick<Runner, "zone">, { nowMs }: Pick<CheckInDeps, "nowMs">): string {
  return dayInZone(nowMs(), zone);
}

/** As `newId` makes them: ids are part of a URL. */
function isId(id: string): boolean {
  return /^[a-z0-9-]{8,64}$/.test(id);
}

function unknown(): HttpAnswer {
  const { title, text, back } = checkInPages.unknown;
  const body = <Message text={text} to="/check-in" link={back} look="button" />;
  return { outcome: "unknown", status: 404, title, body };
}
