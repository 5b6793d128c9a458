import type { Child } from "hono/jsx";
import { NUDGE_TOPICS } from "../../domain/nudges/decide-nudges.ts";
import { type Fault, Field, Group, Submit } from "../pages/field.tsx";
import { Done, Refusal } from "../pages/notes.tsx";
import { Parts } from "../pages/parts.tsx";
import { PostButton } from "../pages/post-button.tsx";
import { Was } from "../pages/was.tsx";
import type { Runner } from "../ports/runner.ts";
import { titleOf } from "../providers/sources.ts";
import { localTime } from "../shared/time.ts";
import { mailStopped as mailStoppedText } from "../wording/account.en.ts";
import * as en from "../wording/en.ts";
import { routinePage } from "../wording/routine.en.ts";
import { settingsPage as text } from "../wording/settings.en.ts";
import { clock, SECTIONS, type Section, shownFields } from "./forms.ts";

/** What can be reported as saved; an address is saved by the link in its email. */
export const SAVED = [...SECTIONS, "address"] as const;
export type Saved = (typeof SAVED)[number];

/** The section of the page that reports it; a button's own section is gone once it is pressed. */
export function placeOf(saved: Saved): string {
  if (saved === "unpause") return "pause";
  return saved === "mail" ? "address" : saved;
}

/** A form that was refused: its section, what is wrong with it, and what was typed. */
export interface Refused {
  readonly section: Section | null;
  readonly faults: readonly Fault[];
  readonly typed: URLSearchParams;
}

interface FormProps {
  readonly csrf: string;
  readonly saved: Saved | null;
  readonly refused: Refused | null;
}

/** The page's parts as they follow each other, each by its id. */
const PARTS = [
  ["days", text.days.title],
  ["digest", text.digest.title],
  ["reminders", text.reminders.title],
  ["nudges", text.nudges.title],
  ["pause", text.pause.title],
  ["body", text.body.title],
  ["address", text.mail.title],
  ["session", text.session.title],
  ["data", text.data.title],
] as const;

/** Everything that a runner may set, a form for each part. */
export function SettingsPage({
  runner,
  instant,
  sources,
  ...form
}: FormProps & {
  readonly runner: Runner;
  /** UTC. */
  readonly instant: string;
  /** The services that the runner is connected to. */
  readonly sources: readonly string[];
}) {
  const { csrf, saved } = form;
  return (
    <>
      <MailStopped runner={runner} csrf={csrf} />
      <Parts parts={PARTS} />
      <Days runner={runner} instant={instant} {...form} />
      <Digest runner={runner} {...form} />
      <Reminders runner={runner} {...form} />
      <Nudges runner={runner} {...form} />
      <Pause runner={runner} instant={instant} {...form} />
      <Body runner={runner} {...form} />
      <Address runner={runner} csrf={csrf} saved={saved} />
      <h2 id="session">{text.session.title}</h2>
      <p class="hint">{text.session.hint}</p>
      <SignOut csrf={csrf} where="here" label={text.session.out} />{" "}
      <SignOut csrf={csrf} where="everywhere" label={text.session.everywhere} />
      <Data runner={runner} sources={sources} />
    </>
  );
}

/** What a section's fields show: what was typed there if it was refused, otherwise what is stored. */
function fieldsOf(section: Section, refused: Refused | null, now: URLSearchParams) {
  const mine = refused?.section === section ? refused : null;
  const shown = mine?.typed ?? now;
  return {
    /** For any field that shows one value. */
    field: (name: string) => ({
      id: name,
      value: shown.get(name) ?? "",
      faults: mine?.faults ?? [],
    }),
    isTicked: (name: string, value: string) => shown.getAll(name).includes(value),
    faults: mine?.faults ?? [],
  };
}

function SectionForm(
  props: FormProps & {
    section: Section;
    /** What its fields show; null for a section that is one thing, whatever was changed meanwhile. */
    now: URLSearchParams | null;
    title: string;
    button: string;
    children?: Child;
  },
) {
  const { section, now, title, csrf, saved, refused, button } = props;
  const mine = refused?.section === section ? refused : null;
  return (
    <section id={section}>
      <h2>{title}</h2>
      <Done text={saved !== null && placeOf(saved) === section ? text.saved : null} />
      <Refusal text={mine && en.nothingChanged(mine.faults.map((fault) => fault.text))} />
      <form method="post" action="/settings" data-keep={mine === null ? "typed" : "all"}>
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="section" value={section} />
        {now === null ? null : <Was now={now} typed={mine?.typed ?? null} />}
        {props.children}
        <Submit label={button} />
      </form>
    </section>
  );
}

type Options = readonly (readonly [value: string, text: string])[];

function Select(props: {
  id: string;
  label: string;
  value: string;
  faults: readonly Fault[];
  options: Options;
  hint?: string;
}) {
  const { id, label, value, faults, options, hint } = props;
  return (
    <div>
      <Field id={id} name={id} label={label} hint={hint ?? null} faults={faults}>
        {(shared) => (
          <select {...shared}>
            {options.map(([option, words]) => (
              <option value={option} selected={option === value}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

const weekdays: Options = Object.entries(en.weekdays);

const hours: Options = Array.from({ length: 24 }, (_, hour) => [String(hour), clock(hour * 60)]);

function Days({ runner, instant, ...form }: FormProps & { runner: Runner; instant: string }) {
  const zones = new Set([runner.zone, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  const now = shownFields("days", runner);
  const { field } = fieldsOf("days", form.refused, now);
  return (
    <SectionForm {...form} section="days" now={now} title={text.days.title} button={text.save}>
      <Select
        {...field("zone")}
        label={text.days.zone}
        hint={`${text.days.zoneHint} ${text.days.now(clock(localTime(instant, runner.zone).startMinute))}`}
        options={[...zones].map((zone) => [zone, zone])}
      />
      <Select
        {...field("units")}
        label={text.days.units}
        options={[
          ["km", text.days.km],
          ["mi", text.days.mi],
        ]}
      />
      <Select {...field("weekStart")} label={text.days.weekStart} options={weekdays} />
    </SectionForm>
  );
}

function Digest({ runner, ...form }: FormProps & { runner: Runner }) {
  const { nextDigestAt, zone } = runner;
  const next = nextDigestAt === null ? null : localTime(nextDigestAt, zone);
  const now = shownFields("digest", runner);
  const { field, isTicked } = fieldsOf("digest", form.refused, now);
  return (
    <SectionForm {...form} section="digest" now={now} title={text.digest.title} button={text.save}>
      <p>
        {next === null
          ? text.digest.off
          : text.digest.next(`${en.dateText(next.day)}, ${clock(next.startMinute)}`)}
      </p>
      <label class="choice">
        <input type="checkbox" name="on" value="yes" checked={isTicked("on", "yes")} />
        <span>{text.digest.on}</span>
      </label>
      <div class="row">
        <Select {...field("weekday")} label={text.digest.weekday} options={weekdays} />
        <Select {...field("hour")} label={text.digest.hour} options={hours} />
      </div>
      <p class="hint">{text.digest.hint}</p>
    </SectionForm>
  );
}

function Reminders({ runner, ...form }: FormProps & { runner: Runner }) {
  const words = text.reminders;
  const now = shownFields("reminders", runner);
  const { field, isTicked, faults } = fieldsOf("reminders", form.refused, now);
  return (
    <SectionForm {...form} section="reminders" now={now} title={words.title} button={text.save}>
      <p>{words.lead}</p>
      <Group class="ask" name="days" legend={words.days} faults={faults}>
        {weekdays.map(([value, name]) => (
          <label class="choice">
            <input type="checkbox" name="days" value={value} checked={isTicked("days", value)} />
            <span>{name}</span>
          </label>
        ))}
      </Group>
      <Select {...field("reminderHour")} label={words.hour} options={hours} />
      <label class="choice">
        <input
          type="checkbox"
          name="reminderEmail"
          value="yes"
          checked={isTicked("reminderEmail", "yes")}
        />
        <span>{words.email}</span>
      </label>
      <p class="hint">
        {words.hint} <a href="/routine">{routinePage.title}</a>
      </p>
    </SectionForm>
  );
}

function Nudges({ runner, ...form }: FormProps & { runner: Runner }) {
  const now = shownFields("nudges", runner);
  const { field, isTicked } = fieldsOf("nudges", form.refused, now);
  return (
    <SectionForm {...form} section="nudges" now={now} title={text.nudges.title} button={text.save}>
      <p>{text.nudges.lead}</p>
      <div class="row">
        <Input {...field("quietFrom")} type="time" label={text.nudges.quietFrom} />
        <Input {...field("quietTo")} type="time" label={text.nudges.quietTo} />
      </div>
      <p class="hint">{text.nudges.quietHint}</p>
      <fieldset>
        <legend>{text.nudges.topics}</legend>
        {NUDGE_TOPICS.map((topic) => (
          <label class="choice">
            <input
              type="checkbox"
              name="topics"
              value={topic}
              checked={isTicked("topics", topic)}
            />
            <span>{text.nudges.topic[topic]}</span>
          </label>
        ))}
      </fieldset>
    </SectionForm>
  );
}

function Input(props: {
  id: string;
  label: string;
  hint?: string;
  value: string;
  faults: readonly Fault[];
  type?: "text" | "time" | "date";
  required?: boolean;
}) {
  const { id, label, hint = null, value, faults } = props;
  const { type = "text", required = type !== "text" } = props;
  return (
    <div>
      <Field id={id} name={id} label={label} hint={hint} faults={faults}>
        {(shared) => (
          <input
            {...shared}
            type={type}
            value={value}
            required={required}
            {...(type === "text" && {
              inputmode: "numeric",
              size: 5,
              maxlength: 3,
              autocomplete: "off",
            })}
          />
        )}
      </Field>
    </div>
  );
}

function Body({ runner, ...form }: FormProps & { runner: Runner }) {
  const now = shownFields("body", runner);
  const { field } = fieldsOf("body", form.refused, now);
  return (
    <SectionForm {...form} section="body" now={now} title={text.body.title} button={text.save}>
      <p>{text.body.lead}</p>
      <Input {...field("max")} label={text.body.max} />
      <Input {...field("rest")} label={text.body.rest} />
      <Select {...field("sex")} label={text.body.sex} options={Object.entries(text.body.sexes)} />
      <p class="hint">
        {text.body.selfScreen} <a href="/check-in">{text.body.toSelfScreen}</a>
      </p>
    </SectionForm>
  );
}

function Pause({ runner, instant, ...form }: FormProps & { runner: Runner; instant: string }) {
  const { pause } = runner.nudges;
  const today = localTime(instant, runner.zone).day;
  const { from, to, reason } = pause ?? { from: today, to: null, reason: null };
  const shown = new URLSearchParams({ reason: reason ?? "ill", from, to: to ?? "" });
  const { field } = fieldsOf("pause", form.refused, shown);
  const isWell = reason === "ill" && to !== null && to < today;
  const ofReason = reason === null ? undefined : text.pause.endHint[reason];
  const endHint = isWell ? text.pause.endHintWell : ofReason;
  return (
    <>
      <SectionForm
        {...form}
        section="pause"
        now={null}
        title={text.pause.title}
        button={text.pause.begin}
      >
        {pause === null ? null : (
          <p class="note">
            {text.pause.lasts(
              en.dateText(pause.from),
              pause.to === null ? null : en.dateText(pause.to),
            )}
          </p>
        )}
        <p>{text.pause.lead}</p>
        <Select
          {...field("reason")}
          label={text.pause.reason}
          options={Object.entries(text.pause.reasons)}
        />
        <div class="row">
          <Input {...field("from")} type="date" label={text.pause.from} />
          <Input
            {...field("to")}
            type="date"
            label={text.pause.to}
            hint={text.pause.toHint}
            required={false}
          />
        </div>
      </SectionForm>
      {pause === null ? null : (
        <>
          {endHint === undefined ? null : <p class="hint">{endHint}</p>}
          <OneButton csrf={form.csrf} section="unpause" label={text.pause.end} />
        </>
      )}
    </>
  );
}

function OneButton({ section, ...button }: { csrf: string; section: Section; label: string }) {
  return <PostButton action="/settings" send={{ section }} data-keep="typed" {...button} />;
}

function MailStopped({ runner, csrf }: { runner: Runner; csrf: string }) {
  if (runner.mailStopped === null) return null;
  const { reason, at } = runner.mailStopped;
  return (
    <section class="note stop" id="mail" role="alert">
      <p>{mailStoppedText[reason](en.dateText(localTime(at, runner.zone).day))}</p>
      <p class="hint">{text.mail.resumeHint}</p>
      <OneButton csrf={csrf} section="mail" label={text.mail.resume} />
    </section>
  );
}

function Address({ runner, csrf, saved }: Pick<FormProps, "csrf" | "saved"> & { runner: Runner }) {
  const { mail } = text;
  const said = saved === "address" ? mail.done : saved === "mail" ? mail.resumed : null;
  return (
    <section id="address">
      <h2>{mail.title}</h2>
      <Done text={said} />
      <p>{runner.email}</p>
      <details>
        <summary>{mail.change}</summary>
        <AddressForm csrf={csrf} value="" faults={[]} />
      </details>
    </section>
  );
}

export function AddressForm(props: { csrf: string; value: string; faults: readonly Fault[] }) {
  const { csrf, value, faults } = props;
  return (
    <form method="post" action="/settings/address" data-keep="typed">
      <input type="hidden" name="csrf" value={csrf} />
      <Field id="email" name="email" label={text.mail.label} hint={text.mail.hint} faults={faults}>
        {(shared) => (
          <input
            {...shared}
            type="email"
            required
            maxlength={254}
            autocomplete="email"
            value={value}
          />
        )}
      </Field>
      <Submit label={text.mail.button} />
    </form>
  );
}

function SignOut({ where, ...button }: { csrf: string; where: string; label: string }) {
  return <PostButton action="/sign-out" send={{ where }} class="inline" {...button} />;
}

function Data({ runner, sources }: { runner: Runner; sources: readonly string[] }) {
  const { consent, zone } = runner;
  const links = [
    ["/connect", text.data.sources(sources.map(titleOf))],
    ["/settings/sources", text.data.whichCounts],
    ["/settings/thresholds", text.data.thresholds],
    ["/settings/runs", text.data.leftOut],
    ["/settings/export", text.data.exportLink],
    ["/settings/delete", text.data.deleteLink],
  ];
  return (
    <>
      <h2 id="data">{text.data.title}</h2>
      <p>{text.data.consent(en.dateText(localTime(consent.at, zone).day), consent.version)}</p>
      <ul class="links">
        {links.map(([href, label]) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
