import * as z from "zod/mini";
import { inQuietHours, NUDGE_TOPICS } from "../../domain/nudges/decide-nudges.ts";
import type { Fault } from "../pages/field.tsx";
import type { Runner } from "../ports/runner.ts";
import { isDay, isZone } from "../shared/calendar.ts";
import { sinceShown } from "../shared/http/since-shown.ts";
import { HALF_WEEK_MS, nextDigest } from "../shared/mail/next-digest.ts";
import { dayNumberOf, instantAt, isoDay, localTime } from "../shared/time.ts";
import { weekday } from "../shared/weekday.ts";
import { settingsPage as text } from "../wording/settings.en.ts";

export const SECTIONS = [
  "days",
  "digest",
  "reminders",
  "nudges",
  "body",
  "pause",
  "unpause",
  "mail",
] as const;
export type Section = (typeof SECTIONS)[number];

const chosenWeekday = z.pipe(z.coerce.number(), weekday);

const minute = z.pipe(
  z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
  z.transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))),
);

const heartRate = (min: number, max: number) =>
  z.union([
    z.pipe(
      z.literal(""),
      z.transform(() => null),
    ),
    z.pipe(
      z.pipe(z.string().check(z.regex(/^\d{2,3}$/)), z.transform(Number)),
      z.number().check(z.minimum(min), z.maximum(max)),
    ),
  ]);

const day = z.string().check(z.refine(isDay));

/** Each section's own form. */
const forms = {
  days: z.object({
    zone: z.string().check(z.maxLength(64), z.refine(isZone)),
    units: z.enum(["km", "mi"]),
    weekStart: chosenWeekday,
  }),
  digest: z.object({
    on: z.optional(z.literal("yes")),
    weekday: chosenWeekday,
    hour: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(23)),
  }),
  reminders: z.object({
    reminderEmail: z.optional(z.literal("yes")),
    reminderHour: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(23)),
  }),
  nudges: z.object({ quietFrom: minute, quietTo: minute }),
  body: z.object({
    max: heartRate(100, 230),
    rest: heartRate(25, 120),
    sex: z.enum(["female", "male", "unspecified"]),
  }),
  pause: z.object({
    reason: z.enum(["ill", "pregnant", "travelling", "race-week", "taper"]),
    from: day,
    to: z.union([
      z.pipe(
        z.literal(""),
        z.transform(() => null),
      ),
      day,
    ]),
  }),
};

const { faults } = text;

/** What is said about a field that can't be used. */
const FAULTS: Readonly<Record<string, string>> = {
  zone: faults.choose(text.days.zone),
  units: faults.choose(text.days.units),
  weekStart: faults.choose(text.days.weekStart),
  weekday: faults.choose(text.digest.weekday),
  hour: faults.choose(text.digest.hour),
  days: faults.choose(text.reminders.days),
  reminderHour: faults.choose(text.reminders.hour),
  quietFrom: faults.time(text.nudges.quietFrom),
  quietTo: faults.time(text.nudges.quietTo),
  max: faults.rates,
  rest: faults.rates,
  sex: faults.choose(text.body.sex),
  reason: faults.choose(text.pause.reason),
  from: faults.date(text.pause.from),
  to: faults.date(text.pause.to),
};

const faultAt = (field: string): Fault => ({ field, text: FAULTS[field] ?? faults.unreadable });

export type Wanted =
  | { readonly kind: "wanted"; readonly runner: Runner }
  | { readonly kind: "unusable"; readonly faults: readonly Fault[] };

/** `clock(425) // "07:05"` */
export const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(Math.floor(minutes) % 60).padStart(2, "0")}`;

const named = (name: string, values: readonly string[]) =>
  values.map((value): [string, string] => [name, value]);

const bpm = (rate: number | null) => (rate === null ? "" : String(rate));

/**
 * A section's form as it shows what is stored; empty for a pause, which is one thing and is begun as a
 * whole.
 */
export function shownFields(section: Section, runner: Runner): URLSearchParams {
  const { digest, reminders, nudges } = runner;
  switch (section) {
    case "days": {
      const { zone, units, weekStart } = runner;
      return new URLSearchParams({ zone, units, weekStart: String(weekStart) });
    }
    case "digest":
      return new URLSearchParams({
        ...(digest.on && { on: "yes" }),
        weekday: String(digest.weekday),
        hour: String(digest.hour),
      });
    case "reminders":
      return new URLSearchParams([
        ...named("days", reminders.weekdays.map(String)),
        ...named("reminderHour", [String(reminders.hour)]),
        ...named("reminderEmail", reminders.email ? ["yes"] : []),
      ]);
    case "nudges":
      return new URLSearchParams([
        ...named("quietFrom", [clock(nudges.quietFromMinute)]),
        ...named("quietTo", [clock(nudges.quietToMinute)]),
        ...named(
          "topics",
          NUDGE_TOPICS.filter((topic) => !nudges.topicsOff.includes(topic)),
        ),
      ]);
    case "body":
      return new URLSearchParams({
        max: bpm(runner.maxHeartRateBpm),
        rest: bpm(runner.restHeartRateBpm),
        sex: runner.sex,
      });
    default:
      return new URLSearchParams();
  }
}

/**
 * What is left of a pause that is ended: of an illness that lasted until yesterday its days, as the first runs after it
 * are to be easy ones; of any other nothing.
 */
function endedPause(pause: Runner["nudges"]["pause"], today: string): Runner["nudges"]["pause"] {
  if (pause?.reason !== "ill" || pause.from >= today) return null;
  const yesterday = isoDay(dayNumberOf(today) - 1);
  return pause.to === null || pause.to > yesterday ? { ...pause, to: yesterday } : null;
}

/** The runner as the form asks, with the next digest worked out again if that changes it. */
export function wantedBy(
  section: Section,
  given: URLSearchParams,
  runner: Runner,
  now: string,
): Wanted {
  const form = sinceShown(given, shownFields(section, runner), ["days", "topics"]);
  const read = <S extends z.ZodMiniType>(
    schema: S,
    use: (fields: z.infer<S>) => Runner | readonly Fault[],
  ): Wanted => {
    const parsed = schema.safeParse(Object.fromEntries(form));
    if (!parsed.success) {
      const fields = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
      return { kind: "unusable", faults: [...fields].map(faultAt) };
    }
    const used = use(parsed.data);
    return "id" in used ? { kind: "wanted", runner: used } : { kind: "unusable", faults: used };
  };
  switch (section) {
    case "days":
      return read(forms.days, (days) => withNextDigest({ ...runner, ...days }, runner, now));
    case "digest":
      return read(forms.digest, ({ on, ...when }) =>
        withNextDigest({ ...runner, digest: { on: on === "yes", ...when } }, runner, now),
      );
    case "reminders":
      return read(forms.reminders, ({ reminderEmail, reminderHour }) => {
        const days = z.array(chosenWeekday).safeParse(form.getAll("days"));
        if (!days.success) return [faultAt("days")];
        const weekdays = [...new Set(days.data)].sort();
        const isMailed = reminderEmail === "yes";
        if (isMailed && weekdays.length === 0) return [{ field: "days", text: faults.noDay }];
        const reminders = { weekdays, hour: reminderHour, email: isMailed };
        return besideQuiet({ ...runner, reminders }, "reminderHour");
      });
    case "nudges":
      return read(forms.nudges, ({ quietFrom, quietTo }) => {
        const isOn = form.getAll("topics");
        const nudges = {
          ...runner.nudges,
          quietFromMinute: quietFrom,
          quietToMinute: quietTo,
          topicsOff: NUDGE_TOPICS.filter((topic) => !isOn.includes(topic)),
        };
        return besideQuiet({ ...runner, nudges }, "quietFrom");
      });
    case "body":
      return read(forms.body, ({ max, rest, sex }) =>
        max !== null && rest !== null && rest >= max
          ? [faultAt("max"), faultAt("rest")]
          : { ...runner, maxHeartRateBpm: max, restHeartRateBpm: rest, sex },
      );
    case "pause":
      return read(forms.pause, (pause) =>
        pause.to !== null && pause.to < pause.from
          ? [{ field: "to", text: faults.order }]
          : { ...runner, nudges: { ...runner.nudges, pause } },
      );
    case "unpause":
      return read(z.object({}), () => {
        const pause = endedPause(runner.nudges.pause, localTime(now, runner.zone).day);
        return { ...runner, nudges: { ...runner.nudges, pause } };
      });
    case "mail":
      return read(z.object({}), () => ({ ...runner, mailStopped: null }));
  }
}

/** A reminder in quiet hours would never be sent, so the form is refused and nobody waits for one in vain. */
function besideQuiet(wanted: Runner, field: string): Runner | readonly Fault[] {
  const { reminders, nudges } = wanted;
  const now = { minute: reminders.hour * 60 };
  const isQuiet = reminders.email && inQuietHours({ preferences: nudges, now });
  return isQuiet ? [{ field, text: faults.quiet }] : wanted;
}

const WEEK_MS = 2 * HALF_WEEK_MS;

/**
 * No week gets two digests or none. On the same weekday the next one keeps its date, also at another hour and in
 * another zone; one whose hour has passed and that wasn't sent yet is due at once. On another weekday it comes half a
 * week after the last one at the soonest, and half a week later than usual at the latest: where that weekday is further
 * off, it still comes as it was to. It goes by the last one, so that several changes come to the same as one.
 */
function withNextDigest(changed: Runner, before: Runner, now: string): Runner {
  const { zone, digest } = changed;
  const wanted = { ...changed, lastDigestAt: lastInZone(zone, before) };
  if (!digest.on) return { ...wanted, nextDigestAt: null };
  const was = before.digest.on ? before.nextDigestAt : null;
  if (was !== null && digest.weekday === before.digest.weekday) {
    const { day } = localTime(was, before.zone);
    const nextDigestAt = instantAt({ day, startMinute: digest.hour * 60, zone });
    return { ...wanted, nextDigestAt };
  }
  const lastDigestAt = wanted.lastDigestAt ?? weekBefore(was ?? now);
  const next = nextDigest({ zone, ...digest }, lastDigestAt, now);
  const isFar = Date.parse(next) - Date.parse(lastDigestAt) > WEEK_MS + HALF_WEEK_MS;
  return { ...wanted, lastDigestAt, nextDigestAt: isFar && was !== null ? was : next };
}

/** At its own hour there too, which says whether it was for that day or for the one before. */
function lastInZone(zone: string, { lastDigestAt, zone: was }: Runner): string | null {
  if (lastDigestAt === null || zone === was) return lastDigestAt;
  return instantAt({ ...localTime(lastDigestAt, was), zone });
}

function weekBefore(instant: string): string {
  return new Date(Date.parse(instant) - WEEK_MS).toISOString();
}
