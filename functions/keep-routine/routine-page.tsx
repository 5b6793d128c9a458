import type { Child } from "hono/jsx";
import type { DayNumber, PauseReason } from "../../domain/history.ts";
import type { Triage } from "../../domain/pain/triage.ts";
import { TIPS, type TipId } from "../../domain/tips/catalogue.ts";
import type { ExerciseEntry } from "../../domain/tips/exercise-log.ts";
import type { Routine, RoutineDay, RoutineItem } from "../../domain/tips/weekly-routine.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import { Credits } from "../pages/credits.tsx";
import { Hip } from "../pages/hip.tsx";
import { WayOn } from "../pages/notes.tsx";
import { PostButton } from "../pages/post-button.tsx";
import { Was } from "../pages/was.tsx";
import type { Reminders } from "../ports/runner.ts";
import { exerciseName } from "../wording/digest.en.ts";
import type { Reading } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { HIP_REPORT } from "../wording/pain.en.ts";
import { reportWords } from "../wording/report.en.ts";
import { routinePage as text } from "../wording/routine.en.ts";
import { doseText, TIP_TEXTS } from "../wording/tips.en.ts";
import { todayPage } from "../wording/training.en.ts";
import { Drawing } from "./drawings.tsx";
import { shownBoxes } from "./read-form.ts";

type Planned = Extract<Routine, { answer: "routine" }>;

export interface RoutinePageProps {
  readonly triage: Triage | null;
  readonly routine: Routine;
  readonly pauses: readonly PauseReason[];
  readonly week: "now" | "last";
  readonly from: DayNumber;
  readonly today: DayNumber;
  readonly log: readonly ExerciseEntry[];
  readonly ranOn: ReadonlySet<DayNumber>;
  readonly checkIns: readonly StoredCheckIn[];
  readonly streak: number;
  /** Days of this week with strength work so far. */
  readonly strengthDays: number;
  readonly reading: Reading;
  readonly credits: readonly string[];
  readonly csrf: string;
  readonly reminders: Reminders;
  /** The URL of the calendar feed; null while there is none. */
  readonly feedUrl: string | null;
  /** The day that was just saved (YYYY-MM-DD), and what had been done on it before. */
  readonly saved: { readonly day: string; readonly before: readonly TipId[] } | null;
}

/** What the hip says, then the week with its boxes, then how to do each exercise. */
export function RoutinePage(props: RoutinePageProps) {
  const { triage, routine, pauses } = props;
  return (
    <>
      {triage === null ? null : <Hip {...props} triage={triage} />}
      {routine.answer === "routine" ? (
        <p>{text.lead}</p>
      ) : (
        <>
          <p class="note warn">{HIP_REPORT.comesFirst}</p>
          <WayOn to="/check-in" link={todayPage.tellAgain} look="button second" />
        </>
      )}
      {routine.answer === "routine" && pauses.includes("ill") ? (
        <p class="note warn">{text.whileIll}</p>
      ) : null}
      {pauses.includes("pregnant") ? <p class="note">{reportWords.pregnant}</p> : null}
      {routine.selfCare.map((tip) => (
        <article class="card">
          <h2>{TIP_TEXTS[tip].title}</h2>
          <p>{TIP_TEXTS[tip].text}</p>
          <p class="quiet">{en.label[TIPS[tip].basis]}</p>
        </article>
      ))}
      <Week {...props} />
      <h2>{text.streakTitle}</h2>
      <p>{text.streak(props.streak)}</p>
      <p class="quiet">{text.thisWeek(props.strengthDays)}</p>
      <Plan {...props} />
      {routine.answer === "routine" ? <HowTo routine={routine} /> : null}
      <Credits credits={props.credits} />
    </>
  );
}

function Week(props: RoutinePageProps) {
  const { week, from, today, reading, routine } = props;
  const tab = (which: "now" | "last", href: string) => (
    <a href={href} {...(which === week && { "aria-current": "page" })}>
      {text.weeks[which]}
    </a>
  );
  const days = [0, 1, 2, 3, 4, 5, 6].map((later) => from + later);
  // If no exercise is suggested, what was done can still be looked at and ticked.
  const shown = routine.answer === "routine" ? days : days.filter((day) => day <= today);
  return (
    <>
      <h2>{`${text.weeks[week]}: ${en.span(reading.isoDay(from), reading.isoDay(from + 6))}`}</h2>
      <nav class="tabs" aria-label={text.weeksLabel}>
        {tab("now", "/routine")}
        {tab("last", "/routine?week=last")}
      </nav>
      {shown.map((day) => (
        <Day {...props} day={day} />
      ))}
    </>
  );
}

interface Group {
  readonly name: keyof typeof text.groups;
  readonly items: readonly RoutineItem[];
}

function Day({ day, ...props }: RoutinePageProps & { day: DayNumber }) {
  const { routine, today, log, ranOn, reading } = props;
  const iso = reading.isoDay(day);
  const done = new Set(log.filter((one) => one.day === day && one.done).map(({ tip }) => tip));
  const planned = routine.answer === "routine" ? routine : null;
  const plan = planned?.days.find((one) => one.day === day) ?? null;
  const groups = planned === null || plan === null ? [] : groupsOf(planned, plan, ranOn);
  const extra = [...done].filter((tip) => !groups.some(({ items }) => has(items, tip)));
  const isEmpty = groups.length === 0 && extra.length === 0;
  return (
    <section class="card" id={`day-${iso}`} {...(day === today && { "aria-current": "date" })}>
      <h3>
        {en.dayName(iso)} {en.shortDate(iso)}
        {day === today ? <span class="quiet"> · {text.today}</span> : null}
      </h3>
      {isEmpty ? <p class="quiet">{planned === null ? text.none : text.free}</p> : null}
      {day > today ? (
        <Ahead groups={groups} />
      ) : planned === null && extra.length === 0 ? null : (
        <details open={day === today || props.saved?.day === iso}>
          <summary>
            {text.note(done.size)}
            <span class="unseen">: {en.dayName(iso)}</span>
          </summary>
          <Boxes {...props} iso={iso} groups={groups} extra={extra} done={done} />
        </details>
      )}
    </section>
  );
}

const has = (items: readonly RoutineItem[], tip: TipId) => items.some((one) => one.tip === tip);

/** A day's own sessions, and what goes around a run if there was one or usually is. */
function groupsOf(
  { beforeRun, afterRun }: Planned,
  { day, run, strength, mobility }: RoutineDay,
  ranOn: ReadonlySet<DayNumber>,
): readonly Group[] {
  const runs = run || ranOn.has(day);
  const all: Group[] = [
    { name: "strength", items: strength },
    { name: "mobility", items: mobility },
    { name: "beforeRun", items: runs ? beforeRun : [] },
    { name: "afterRun", items: runs ? afterRun : [] },
  ];
  return all.filter(({ items }) => items.length > 0);
}

function Ahead({ groups }: { groups: readonly Group[] }) {
  const around = groups.some(({ name }) => name === "beforeRun" || name === "afterRun");
  return (
    <>
      {groups
        .filter(({ name }) => name === "strength" || name === "mobility")
        .map(({ name, items }) => (
          <p>
            <strong>{text.groups[name]}:</strong>{" "}
            {items.map(({ tip, dose }) => `${exerciseName(tip)} ${doseText(dose)}`).join(", ")}
          </p>
        ))}
      {around ? <p class="quiet">{text.runDay}</p> : null}
    </>
  );
}

interface BoxesProps extends RoutinePageProps {
  readonly iso: string;
  readonly groups: readonly Group[];
  readonly extra: readonly TipId[];
  readonly done: ReadonlySet<TipId>;
}

function Boxes({ iso, groups, extra, done, routine, csrf, saved }: BoxesProps) {
  const others = routine.answer === "routine" ? routine.others : [];
  const instead = others.filter(({ tip }) => !extra.includes(tip));
  if (groups.length + instead.length + extra.length === 0) return null;
  const box = (tip: TipId, dose: RoutineItem["dose"] | null) => (
    <label class="choice">
      <input type="checkbox" name="tips" value={tip} checked={done.has(tip)} />
      <span>
        {en.sentence(exerciseName(tip))}
        {dose === null ? null : <span class="quiet"> {doseText(dose)}</span>}
      </span>
    </label>
  );
  return (
    <>
      {saved?.day === iso ? <Saved {...{ iso, csrf, done }} before={saved.before} /> : null}
      <form method="post" action="/routine/done">
        <Hidden {...{ csrf, iso, done }} />
        {groups.map(({ name, items }) => (
          <fieldset>
            <legend>{text.groups[name]}</legend>
            {items.map(({ tip, dose }) => box(tip, dose))}
          </fieldset>
        ))}
        {extra.length === 0 ? null : (
          <fieldset>
            <legend>{text.groups.others}</legend>
            {extra.map((tip) => box(tip, null))}
          </fieldset>
        )}
        {instead.length === 0 ? null : (
          <details>
            <summary>
              {text.instead}
              <span class="unseen">: {en.dayName(iso)}</span>
            </summary>
            {instead.map(({ tip, dose }) => box(tip, dose))}
          </details>
        )}
        <p>
          <button type="submit" class="second">
            {text.save}
            <span class="unseen"> {en.dayName(iso)}</span>
          </button>
        </p>
      </form>
    </>
  );
}

function Hidden(props: { csrf: string; iso: string; done: ReadonlySet<TipId> }) {
  const { csrf, iso, done } = props;
  return (
    <>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="day" value={iso} />
      <Was now={shownBoxes(done)} typed={null} />
    </>
  );
}

/** Says that it was saved, and offers to undo it: the day is then as it was before. */
function Saved(props: {
  iso: string;
  csrf: string;
  done: ReadonlySet<TipId>;
  before: readonly TipId[];
}) {
  const { iso, csrf, done, before } = props;
  const isSame = done.size === before.length && before.every((tip) => done.has(tip));
  return (
    <div class="note" role="status">
      <p>{text.saved}</p>
      {isSame ? null : (
        <form method="post" action="/routine/done" class="inline">
          <Hidden {...{ csrf, iso, done }} />
          {before.map((tip) => (
            <input type="hidden" name="tips" value={tip} />
          ))}
          <button type="submit" class="second">
            {text.undo}
          </button>
        </form>
      )}
    </div>
  );
}

/** When the routine is done, what reminds of it, and the URL for a calendar. */
function Plan({ reminders, feedUrl, csrf, routine, pauses }: RoutinePageProps) {
  const { weekdays, hour, email } = reminders;
  const words = text.plan;
  const isQuiet = routine.answer !== "routine" || pauses.length > 0;
  const days = en.list(weekdays.map((weekday) => en.weekdays[weekday]));
  return (
    <section id="calendar">
      <h2>{words.title}</h2>
      <p>
        {weekdays.length === 0
          ? words.none
          : `${words.days(days, `${String(hour).padStart(2, "0")}:00`)} ${email ? words.mailed : words.unmailed}`}{" "}
        <a href="/settings#reminders">{words.change}</a>
      </p>
      {weekdays.length > 0 && isQuiet ? (
        <p class="note">{words.quiet[routine.answer === "routine" ? "pause" : "hip"]}</p>
      ) : null}
      {weekdays.length === 0 && feedUrl === null ? null : <Feed csrf={csrf} address={feedUrl} />}
    </section>
  );
}

function Feed({ csrf, address }: { csrf: string; address: string | null }) {
  const words = text.plan;
  const button = (feed: "new" | "none", label: string) => (
    <PostButton action="/routine/feed" csrf={csrf} send={{ feed }} label={label} class="inline" />
  );
  if (address === null) {
    return (
      <>
        <p>{words.feed}</p>
        {button("new", words.make)}
      </>
    );
  }
  return (
    <>
      <label for="feed">{words.address}</label>
      <p class="hint">{words.how}</p>
      <input id="feed" type="text" class="address" readonly value={address} />
      <WayOn to={address.replace(/^https?:/, "webcal:")} link={words.subscribe} look="button" />
      <p class="hint">{words.renewHint}</p>
      {button("new", words.renew)} {button("none", words.drop)}
    </>
  );
}

/** Each exercise once, with its drawing and its description. */
function HowTo({ routine }: { routine: Planned }) {
  const { beforeRun, afterRun, days, others } = routine;
  const once = (items: readonly RoutineItem[]) => [
    ...new Map(items.map((item) => [item.tip, item])).values(),
  ];
  const strength = once(days.flatMap((day) => day.strength));
  const mobility = once(days.flatMap((day) => day.mobility));
  const all = [beforeRun, afterRun, strength, mobility, others].flat();
  const sources = [...new Set(all.map(({ tip }) => TIPS[tip].source))];
  return (
    <>
      <Moves name="beforeRun" items={beforeRun} />
      <Moves name="afterRun" items={afterRun} />
      <Moves name="strength" items={strength}>
        {others.length === 0 ? null : (
          <details>
            <summary>{text.othersTitle}</summary>
            <p>{text.othersIntro}</p>
            <MoveList items={others} />
          </details>
        )}
      </Moves>
      <Moves name="mobility" items={mobility} />
      <p class="quiet">{text.label}</p>
      <details>
        <summary>{text.sources}</summary>
        <ul>
          {sources.map((source) => (
            <li>{en.sentence(source)}.</li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Moves(props: {
  name: keyof typeof text.intros;
  items: readonly RoutineItem[];
  children?: Child;
}) {
  const { name, items, children } = props;
  if (items.length === 0) return null;
  return (
    <>
      <h2>{text.groups[name]}</h2>
      <p>{text.intros[name]}</p>
      <MoveList items={items} />
      {children}
    </>
  );
}

function MoveList({ items }: { items: readonly RoutineItem[] }) {
  return (
    <ul class="moves">
      {items.map(({ tip, dose }) => (
        <li>
          <Drawing tip={tip} />
          <div>
            <strong>{en.sentence(exerciseName(tip))}</strong> <span>{doseText(dose)}</span>
            <p>{TIP_TEXTS[tip].text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
