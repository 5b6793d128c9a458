import { type Finding, isAtLeast, type RuleId, type Severity } from "../finding.ts";
import type { DayNumber } from "../history.ts";
import type { Flag, FlagId, Urgency } from "../pain/flags.ts";
import { PAIN } from "../pain/thresholds.ts";
import type { Triage } from "../pain/triage.ts";
import { isPausedOn } from "../pauses.ts";
import type { ShoeWear } from "../shoes.ts";
import { NUDGES } from "./thresholds.ts";

/** What a runner can switch off. Red flags aren't among them. */
export const NUDGE_TOPICS = ["load", "rest", "form", "shoes", "connection"] as const;
export type NudgeTopic = (typeof NUDGE_TOPICS)[number];

/** What a nudge is about; also what is remembered of it once it has been sent. */
export type NudgeKey =
  | `flag:${FlagId}:${Urgency}`
  | `rule:${RuleId}`
  /** A pair at one of its distances, in metres: the same pair at another distance is another nudge. */
  | `shoe:${string}@${number}`
  | "connection-lost"
  | "consent-missing";

export interface Preferences {
  /** Minutes of the runner's day, `from` inclusive and `to` exclusive; may pass midnight. Equal: none. */
  readonly quietFromMinute: number;
  readonly quietToMinute: number;
  readonly topicsOff: readonly NudgeTopic[];
  /** The first and the last day of a pause; an open end is null. */
  readonly pause: { readonly from: DayNumber; readonly to: DayNumber | null } | null;
}

export interface Moment {
  readonly day: DayNumber;
  /** From 0 to below 1440. */
  readonly minute: number;
}

export interface SentNudge extends Moment {
  /** A `NudgeKey`, perhaps of a rule that no longer exists. */
  readonly key: string;
}

type Connection =
  | { readonly state: "ok" }
  | { readonly state: "lost" | "consent-missing"; readonly since: Moment };

export interface NudgesInput {
  readonly findings: readonly Finding[];
  /** The pairs worn lately. */
  readonly worn: readonly ShoeWear[];
  readonly triage: Triage | null;
  readonly preferences: Preferences;
  readonly connection: Connection;
  readonly sent: readonly SentNudge[];
  readonly now: Moment;
}

type HeldBecause =
  | "waits-for-digest"
  | "paused"
  | "topic-off"
  | "superseded"
  | "already-told"
  | "cool-down"
  | "quiet-hours"
  | "weekly-cap";

export interface Nudge {
  readonly key: NudgeKey;
}

export interface HeldNudge extends Nudge {
  readonly because: HeldBecause;
  /** When to decide again, if it should be sent then; null if the next run or the digest is soon enough. */
  readonly until: Moment | null;
}

interface RuleNudge {
  readonly topic: NudgeTopic;
  /** The least severity that can't wait for the digest. */
  readonly from: Severity;
  readonly coolDownDays: number;
}

/**
 * In the order in which they get the week's few places, with how soon each may come again: our own choice. A worn
 * pair is a nudge of its own, see `worn`.
 */
export const RULE_NUDGES: Readonly<Record<RuleId, RuleNudge>> = {
  // A day short of a week: each week's long run begins a little earlier or later than the last.
  "session-spike": { topic: "load", from: "warning", coolDownDays: 6 },
  // For some it is a habit and no news; the digest says it each week.
  "rest-days": { topic: "rest", from: "notice", coolDownDays: 28 },
  "training-strain": { topic: "load", from: "warning", coolDownDays: 14 },
  "distance-progression": { topic: "load", from: "notice", coolDownDays: 14 },
  "duration-progression": { topic: "load", from: "notice", coolDownDays: 14 },
  "intensity-progression": { topic: "load", from: "urgent", coolDownDays: 14 },
  cadence: { topic: "form", from: "urgent", coolDownDays: 28 },
  "shoe-wear": { topic: "shoes", from: "urgent", coolDownDays: 28 },
};

/** What goes without saying once the left one is said. A red flag supersedes every rule. */
export const SUPERSEDES: Readonly<Partial<Record<RuleId, readonly RuleId[]>>> = {
  "session-spike": ["distance-progression", "duration-progression", "training-strain"],
  "training-strain": ["intensity-progression"],
  "distance-progression": ["duration-progression"],
};

const FLAG_COOL_DOWN_DAYS: Readonly<Record<Urgency, number>> = {
  emergency: NUDGES.emergencyCoolDownDays.value,
  "stop-and-see-doctor": NUDGES.seeDoctorCoolDownDays.value,
  "stop-until-well": NUDGES.untilWellCoolDownDays.value,
  "book-visit": NUDGES.bookVisitCoolDownDays.value,
};

const MINUTES_A_DAY = 1440;

/**
 * Which nudges to send now, which not, and why not. Red flags come first and ignore pauses, quiet hours and
 * the weekly cap; a flag that has become more urgent is a new one. Everything raised is in one of the two
 * lists.
 *
 * @example
 * decideNudges({ findings: [spike], worn: [], triage: null, connection: { state: "ok" }, sent: [],
 *   preferences: { quietFromMinute: 1320, quietToMinute: 420, topicsOff: [], pause: null },
 *   now: { day: 20000, minute: 1380 } })
 * // { send: [], hold: [{ key: "rule:session-spike", because: "quiet-hours", until: { day: 20001, minute: 420 } }] }
 */
export function decideNudges(input: NudgesInput): {
  readonly send: readonly Nudge[];
  readonly hold: readonly HeldNudge[];
} {
  const flags = (input.triage?.flags ?? []).map((flag) => decideFlag(flag, input));
  const sentInWeek = input.sent.filter((one) => countsThisWeek(one, input)).length;
  let left = NUDGES.atMostInAWeekCount.value - sentInWeek;
  const others = [...ofConnection(input), ...ofRules(input), ...ofShoes(input)];
  const calm = others.map((nudge): Decided => {
    const because =
      nudge.because ?? (inQuietHours(input) ? "quiet-hours" : left <= 0 ? "weekly-cap" : null);
    if (because === null) left -= 1;
    return { ...nudge, because, until: because === "quiet-hours" ? endOfQuiet(input) : null };
  });
  const all = [...flags, ...calm];
  return {
    send: all.flatMap(({ because, until, ...nudge }) => (because === null ? [nudge] : [])),
    hold: all.flatMap(({ because, ...held }) => (because === null ? [] : [{ ...held, because }])),
  };
}

/** A nudge, and why it is held whatever the hour and the week; null if nothing holds it. */
interface Considered extends Nudge {
  readonly because: HeldBecause | null;
}

interface Decided extends Considered {
  readonly until: Moment | null;
}

/** `flagKey({ id: "R2", urgency: "book-visit" }) // "flag:R2:book-visit"` */
export function flagKey({ id, urgency }: Pick<Flag, "id" | "urgency">): NudgeKey {
  return `flag:${id}:${urgency}`;
}

function decideFlag(flag: Flag, input: NudgesInput): Decided {
  const { urgency } = flag;
  const key = flagKey(flag);
  const coolDownDays = FLAG_COOL_DOWN_DAYS[urgency];
  const because = heldFlag(key, flag, input);
  const until = because === "cool-down" ? endOfCoolDown(key, coolDownDays, input) : null;
  return { key, because, until };
}

function heldFlag(key: NudgeKey, flag: Flag, input: NudgesInput): HeldBecause | null {
  const { urgency } = flag;
  if (urgency !== input.triage?.flags[0]?.urgency) return "superseded";
  if (toldLongAgo(key, input) || holdsSinceTold(key, flag, input)) return "already-told";
  return sentWithin(key, FLAG_COOL_DOWN_DAYS[urgency], input) ? "cool-down" : null;
}

function ofConnection(input: NudgesInput): Considered[] {
  const { connection, sent } = input;
  if (connection.state === "ok") return [];
  const key = connection.state === "lost" ? "connection-lost" : "consent-missing";
  const isTold = sent.some((one) => one.key === key && minuteOf(one) >= minuteOf(connection.since));
  const because = isTold
    ? "already-told"
    : isPaused(input)
      ? "paused"
      : isOff("connection", input)
        ? "topic-off"
        : null;
  return [{ key, because }];
}

function ofRules(input: NudgesInput): Considered[] {
  const raised = input.findings.filter((finding) => finding.answer === "raised");
  return Object.entries(RULE_NUDGES).flatMap(([rule, nudge]) =>
    raised
      .filter((finding) => finding.rule === rule)
      .map((finding) => ({
        key: `rule:${finding.rule}` as const,
        because: heldForItself(finding, nudge, raised, input),
      })),
  );
}

function ofShoes(input: NudgesInput): Considered[] {
  return input.worn.flatMap((shoe) => {
    const key = shoeKey(shoe);
    return key === null ? [] : [{ key, because: heldShoe(key, input) }];
  });
}

function heldForItself(
  finding: Finding,
  nudge: RuleNudge,
  raised: readonly Finding[],
  input: NudgesInput,
): HeldBecause | null {
  const urgent = finding.severity === "urgent";
  if (hasFlag(input)) return "superseded";
  if (!isAtLeast(finding.severity, nudge.from)) return "waits-for-digest";
  if (!urgent && isPaused(input)) return "paused";
  if (isOff(nudge.topic, input)) return "topic-off";
  if (isSaidByAnother(finding.rule, raised, input)) return "superseded";
  return sentWithin(`rule:${finding.rule}`, nudge.coolDownDays, input) ? "cool-down" : null;
}

/**
 * What switches such a nudge off; null for a red flag, which can't be switched off.
 *
 * @example
 * topicOf("rule:cadence")       // "form"
 * topicOf("flag:R1:book-visit") // null
 */
export function topicOf(key: NudgeKey): NudgeTopic | null {
  if (key.startsWith("flag:")) return null;
  if (key.startsWith("shoe:")) return "shoes";
  const [, nudge] = Object.entries(RULE_NUDGES).find(([rule]) => key === `rule:${rule}`) ?? [];
  return nudge?.topic ?? "connection";
}

/**
 * A pair in use that has reached its notice or replacement distance.
 *
 * @example
 * shoeKey({ shoeId: "own:a", status: "notice", noticeAtM: 482_803.2, replaceAtM: 804_672 }) // "shoe:own:a@482803"
 */
export function shoeKey({
  shoeId,
  status,
  noticeAtM,
  replaceAtM,
}: Pick<ShoeWear, "shoeId" | "status" | "noticeAtM" | "replaceAtM">): NudgeKey | null {
  if (status !== "notice" && status !== "replace") return null;
  return `shoe:${shoeId}@${Math.round(status === "notice" ? noticeAtM : replaceAtM)}`;
}

/** A distance is reached once; only another limit makes it worth saying again. */
function heldShoe(key: NudgeKey, input: NudgesInput): HeldBecause | null {
  if (hasFlag(input)) return "superseded";
  if (isPaused(input)) return "paused";
  if (input.sent.some((one) => one.key === key)) return "already-told";
  return isOff("shoes", input) ? "topic-off" : null;
}

function hasFlag({ triage }: NudgesInput): boolean {
  return triage !== null && triage.flags.length > 0;
}

/**
 * Whether what a nudge would say is in another: one of the last seven days, which still hold what that was about,
 * also once it is no news any more; or, while the other is raised, one to be sent now or in its cool-down.
 */
function isSaidByAnother(rule: RuleId, raised: readonly Finding[], input: NudgesInput): boolean {
  return Object.entries(SUPERSEDES).some(([id, rules]) => {
    if (!rules.includes(rule)) return false;
    if (sentWithin(`rule:${id}`, NUDGES.weekDays.value, input)) return true;
    const other = raised.find((finding) => finding.rule === id);
    const held = other && heldForItself(other, RULE_NUDGES[other.rule], raised, input);
    return held === null || held === "cool-down";
  });
}

/** A flag is repeated after its cool-down, but not for ever on the basis of one check-in. */
function toldLongAgo(key: NudgeKey, { triage, sent, now }: NudgesInput): boolean {
  if (triage === null || now.day - triage.day <= NUDGES.remindsForDays.value) return false;
  return sent.some((one) => one.key === key && one.day >= triage.day);
}

/**
 * Signs that no newer check-in tells of, but that hold over it for weeks, aren't repeated with each such check-in:
 * only for as long as those that told of them.
 */
function holdsSinceTold(key: NudgeKey, { because }: Flag, { sent, now }: NudgesInput): boolean {
  if (because.some((reason) => reason !== "no-run-since")) return false;
  return sent.some((one) => {
    const agoDays = now.day - one.day;
    return (
      one.key === key &&
      agoDays > NUDGES.remindsForDays.value &&
      agoDays <= PAIN.boneStressHoldsDays.value
    );
  });
}

function minuteOf({ day, minute }: Moment): number {
  return day * MINUTES_A_DAY + minute;
}

/** A clock that was put back leaves messages "in the future": those count as just sent. */
function sentWithin(key: string, days: number, { sent, now }: NudgesInput): boolean {
  return sent.some(
    (one) => one.key === key && minuteOf(now) - minuteOf(one) < days * MINUTES_A_DAY,
  );
}

/** When the cool-down of what was sent last is over; asked only once something was. */
function endOfCoolDown(key: NudgeKey, coolDownDays: number, { sent }: NudgesInput): Moment {
  const last = Math.max(...sent.filter((one) => one.key === key).map(minuteOf));
  const day = Math.floor(last / MINUTES_A_DAY);
  return { day: day + coolDownDays, minute: last - day * MINUTES_A_DAY };
}

function countsThisWeek(one: SentNudge, { now }: NudgesInput): boolean {
  const age = minuteOf(now) - minuteOf(one);
  return !one.key.startsWith("flag:") && age < NUDGES.weekDays.value * MINUTES_A_DAY;
}

/**
 * Whether nothing but a red flag may reach the runner at this minute of their day.
 *
 * @example
 * inQuietHours({ preferences: { quietFromMinute: 1320, quietToMinute: 420 }, now: { minute: 30 } }) // true
 */
export function inQuietHours({
  preferences,
  now,
}: {
  readonly preferences: Pick<Preferences, "quietFromMinute" | "quietToMinute">;
  readonly now: Pick<Moment, "minute">;
}): boolean {
  const { quietFromMinute: from, quietToMinute: to } = preferences;
  if (from === to) return false;
  return from < to ? from <= now.minute && now.minute < to : now.minute >= from || now.minute < to;
}

function endOfQuiet({ preferences: { quietToMinute }, now }: NudgesInput): Moment {
  return { day: now.minute < quietToMinute ? now.day : now.day + 1, minute: quietToMinute };
}

function isPaused({ preferences: { pause }, now }: NudgesInput): boolean {
  return pause !== null && isPausedOn(pause, now.day);
}

function isOff(topic: NudgeTopic, { preferences }: NudgesInput): boolean {
  return preferences.topicsOff.includes(topic);
}
