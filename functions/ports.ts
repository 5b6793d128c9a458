import type { PauseReason, Sex, Weekday } from "../domain/history.ts";
import type { NudgeTopic } from "../domain/nudges/decide-nudges.ts";
import type { DefaultShoes } from "../domain/shoes.ts";
import type { OwnLimits } from "../domain/thresholds.ts";
import type { TipId } from "../domain/tips/catalogue.ts";
import type { EmailHtml } from "./email/html.ts";
import type { ActivityRecord, ShoeRecord } from "./messages/activity.ts";
import type { StoredCheckIn } from "./messages/check-in.ts";
import type { CheckupMessage } from "./messages/checkup.ts";
import type { ErasureMessage } from "./messages/erasure.ts";
import type { NudgeMessage } from "./messages/nudge.ts";
import type { HistoryEvent, PromptEvent, ProviderEvent } from "./messages/provider-event.ts";
import type { ProviderHint } from "./messages/provider-hint.ts";
import type { ReminderMessage } from "./messages/reminder.ts";
import type { RateBudget } from "./providers/strava/rate-budget.ts";

/** What a runner can get email about; each can be stopped on its own. */
export type Topic = "digest" | "reminder" | NudgeTopic;

/** When, and about what, a runner may get email between two digests. */
export interface NudgePreferences {
  /** Minutes of the runner's day; the same twice means no quiet hours. */
  readonly quietFromMinute: number;
  readonly quietToMinute: number;
  readonly topicsOff: readonly NudgeTopic[];
  /** The first and the last day, YYYY-MM-DD; an open end is null. */
  readonly pause: {
    readonly from: string;
    readonly to: string | null;
    /** Also says which rules are silent meanwhile; null if none was given. */
    readonly reason: PauseReason | null;
  } | null;
}

/** On which days the exercises are done, and when. */
export interface Reminders {
  /** Empty while the runner leaves the days to us; then there are no reminders. */
  readonly weekdays: readonly Weekday[];
  readonly hour: number;
  /** The calendar feed shows the same days, whether or not reminders are also emailed. */
  readonly email: boolean;
}

export interface Runner {
  readonly id: string;
  readonly email: string;
  readonly zone: string;
  readonly units: "km" | "mi";
  readonly weekStart: Weekday;
  readonly sex: Sex;
  readonly maxHeartRateBpm: number | null;
  readonly restHeartRateBpm: number | null;
  readonly digest: { readonly on: boolean; readonly weekday: Weekday; readonly hour: number };
  /** UTC instant of the next digest; null while the digest is off. */
  readonly nextDigestAt: string | null;
  readonly nudges: NudgePreferences;
  /** The runner's own numbers instead of the defaults. */
  readonly limits: OwnLimits;
  readonly reminders: Reminders;
  /** Signs the calendar feed's address; null if there is none. */
  readonly feedKey: string | null;
  /** Set once an address bounced or its owner complained: nothing more is sent. */
  readonly mailStopped: MailStopped | null;
  /** For the runner's own script: one key to sign with, one to send along. */
  readonly webhookKeys: Readonly<Record<WebhookWay, WebhookKey | null>>;
  /** Signs this runner's links; a new one revokes every link sent before. */
  readonly linkKey: string;
  /** Signs this runner's sessions; a new one signs every browser out. */
  readonly sessionKey: string;
  /** What the runner agreed to before anything was stored, and when (UTC instant). */
  readonly consent: { readonly version: string; readonly at: string };
  /** True for the demo runner, whose history was generated. */
  readonly generated: boolean;
}

export type WebhookWay = "signed" | "sent";

export interface WebhookKey {
  /** The key that signs, or the hash of the one that is sent along. */
  readonly key: string;
  readonly madeAtMs: number;
}

export interface MailStopped {
  /** `erased`: the account is on its way out. */
  readonly reason: "bounce" | "complaint" | "erased";
  /** UTC instant. */
  readonly at: string;
}

export interface RunnerStore {
  find(runnerId: string): Promise<Runner | null>;
  /** The runner with this email address. */
  findByEmail(email: string): Promise<Runner | null>;
  /** `address-taken` if another runner has this address. */
  create(runner: Runner): Promise<"created" | "exists" | "address-taken">;
  /** Signs out every browser that had a session under the old key. */
  renewSessionKey(runnerId: string, sessionKey: string): Promise<void>;
  /** Ends the calendar feed's address; a key makes a new one. */
  renewFeedKey(runnerId: string, feedKey: string | null): Promise<void>;
  /** Revokes the webhook key of one kind; `key` replaces it. */
  renewWebhookKey(runnerId: string, way: WebhookWay, key: WebhookKey | null): Promise<void>;
  /** Stops one topic. Repeating it is not an error. */
  stop(runnerId: string, topic: Topic): Promise<"stopped" | "unknown-runner">;
  /** Stops all email, unless the runner's address was changed meanwhile. */
  stopMail(
    runner: Pick<Runner, "id" | "email">,
    why: MailStopped,
  ): Promise<"stopped" | "changed-meanwhile">;
}

/** One that is due, or an item that can't be read, which belongs to `id`. */
export type Due<T> =
  | { readonly kind: "due"; readonly due: T }
  | { readonly kind: "unreadable"; readonly id: string };

/** What the planner needs to know about a runner whose digest is due. */
export interface DueRunner {
  readonly runnerId: string;
  readonly nextDigestAt: string;
  readonly zone: string;
  readonly weekday: Weekday;
  readonly hour: number;
}

export interface DueStore {
  /** Everyone due at `instant`, oldest first within a shard, read page by page. */
  dueAt(instant: string): AsyncIterable<Due<DueRunner>>;
  /** Moves the runner's next digest, unless it was moved meanwhile. */
  advance(due: DueRunner, nextDigestAt: string): Promise<"advanced" | "moved-meanwhile">;
}

/** When a provider reported something, and how long it may be kept. */
export interface Told {
  /** Taken before the question was asked: what was reported later wins, whatever order the answers are stored in. */
  readonly atMs: number;
  /** After this it is never read again, and soon swept; null keeps it. */
  readonly untilMs: number | null;
}

/** An activity, with when and how it was reported. */
export interface ToldActivity extends Told {
  readonly record: ActivityRecord;
  /** When the provider was last asked for the whole activity, not only for its entry in a list. */
  readonly detailAtMs: number | null;
}

/** What a comparison found unchanged. */
export interface Together {
  /** Records that expire, kept from now until they do. */
  readonly copies: readonly (ToldActivity & { readonly untilMs: number })[];
  /** When the provider was last asked for a whole activity that is kept for good, by its id there. */
  readonly lookedAtMs: ReadonlyMap<string, number>;
  /** When the item that this replaces was stored; null if it replaces nothing. */
  readonly seenAtMs: number | null;
}

export interface StoredTelling extends ToldActivity {
  /** In the one item of `saveTogether`. */
  readonly isTogether: boolean;
}

export interface ActivityStore {
  save(runnerId: string, activity: ActivityRecord): Promise<"stored" | "replaced" | "unchanged">;
  /** What may still be read, from every source. */
  all(runnerId: string): Promise<ActivityRecord[]>;
}

/** Runs that the runner added by hand, under the source `manual`. */
export interface ManualRunStore {
  /** Removes what was said about it too. Repeating it is not an error. */
  remove(runnerId: string, sourceId: string): Promise<void>;
}

/** Activities of a provider that keeps reporting: edits, deletions, and a limit to how long they are kept. */
export interface ToldActivityStore {
  save(
    runnerId: string,
    activity: ActivityRecord,
    told: Told & { readonly detailAtMs: number | null },
  ): Promise<"stored" | "replaced" | "outdated">;
  /** What may still be read, from one source. */
  ofSource(runnerId: string, source: string): Promise<readonly StoredTelling[]>;
  /** The same, and when the item that `saveTogether` replaces was stored; null if there is none. */
  toldOf(
    runnerId: string,
    source: string,
  ): Promise<{ readonly known: readonly StoredTelling[]; readonly togetherAtMs: number | null }>;
  /**
   * Stores everything in one item, replacing what was seen there; it expires with the first copy. If an activity
   * is also stored on its own, the later record counts. `outdated`: another item is there by now.
   */
  saveTogether(
    runnerId: string,
    source: string,
    together: Together,
    atMs: number,
  ): Promise<"stored" | "outdated">;
  remove(
    runnerId: string,
    activity: { readonly source: string; readonly sourceId: string },
    atMs: number,
  ): Promise<"removed" | "unknown" | "outdated">;
  /** Leaves nothing from one source, and returns how many items were erased. */
  eraseSource(runnerId: string, source: string): Promise<number>;
}

/** A shoe as its source named it, plus what the runner set, here or at the provider. */
export interface StoredShoe extends ShoeRecord {
  readonly startDistanceM: number;
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
  /** The provider's own total; null if none was reported, or none that may still be read. */
  readonly providerDistanceM: number | null;
}

export interface ShoeStore {
  save(runnerId: string, shoe: ShoeRecord): Promise<"stored" | "renamed" | "unchanged">;
  all(runnerId: string): Promise<readonly StoredShoe[]>;
}

/** What a runner says about a pair, whatever its source. Distances in metres; null takes the default limit. */
export interface ShoeSettings {
  readonly startDistanceM: number;
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
}

export interface OwnShoeStore {
  /** A pair of the runner's own, under the source `own`. */
  add(
    runnerId: string,
    shoe: Pick<ShoeRecord, "sourceId" | "name"> & ShoeSettings,
  ): Promise<"added" | "exists">;
  /** Anything left out stays as it is. */
  change(
    runnerId: string,
    shoe: Pick<ShoeRecord, "source" | "sourceId">,
    settings: Partial<ShoeSettings & Pick<ShoeRecord, "name">>,
  ): Promise<"changed" | "unknown-shoe">;
}

/** Which pair was worn, as the runner says. Pairs and activities are named `source:sourceId`. */
export interface Wear {
  readonly runs: ReadonlyMap<string, string>;
  readonly defaults: DefaultShoes;
}

export interface WearStore {
  read(runnerId: string): Promise<Wear>;
  /** The latest choice for a run counts; it survives its source reporting the run again. */
  assign(
    runnerId: string,
    activity: Pick<ActivityRecord, "source" | "sourceId">,
    shoeId: string,
  ): Promise<void>;
  setDefaults(runnerId: string, defaults: DefaultShoes): Promise<void>;
}

export const DISMISSAL_REASONS = ["not-a-run", "wrong-figures"] as const;
export type DismissalReason = (typeof DISMISSAL_REASONS)[number];

/** A run that the runner left out of every judgement and every figure. */
export interface Dismissal {
  /** `source:sourceId` */
  readonly activityId: string;
  readonly why: DismissalReason;
}

export interface DismissalStore {
  all(runnerId: string): Promise<readonly Dismissal[]>;
  /** The latest choice counts; it survives its source reporting the run again. */
  dismiss(
    runnerId: string,
    activity: Pick<ActivityRecord, "source" | "sourceId">,
    why: DismissalReason,
  ): Promise<void>;
  /** Counts the run again. Repeating it is not an error. */
  takeBack(runnerId: string, activityId: string): Promise<void>;
}

/** What the runner said about runs and pairs that several sources report; each is named `source:sourceId`. */
export interface Sameness {
  /** Sources whose record of a run counts, in order of preference. */
  readonly order: readonly string[];
  /** Activities that are two runs although they look like one. */
  readonly apart: readonly (readonly [string, string])[];
  /** Pairs of shoes that are the same as another: that one's name and limits apply. */
  readonly pairs: ReadonlyMap<string, { readonly sameAs: string; readonly since: string }>;
}

export interface SamenessStore {
  read(runnerId: string): Promise<Sameness>;
  setOrder(runnerId: string, order: readonly string[]): Promise<void>;
  /** Repeating any of these is not an error, nor is taking back what was never said. */
  keepApart(runnerId: string, activityIds: readonly [string, string]): Promise<void>;
  putTogether(runnerId: string, activityIds: readonly [string, string]): Promise<void>;
  /** `since`: the runner's day on which it is said, YYYY-MM-DD. */
  joinPairs(runnerId: string, shoeId: string, sameAs: string, since: string): Promise<void>;
  partPairs(runnerId: string, shoeId: string): Promise<void>;
}

/** A provider's own figures for a pair of shoes. Distances in metres. */
export interface ToldShoe extends Told {
  readonly shoe: ShoeRecord;
  readonly distanceM: number;
  readonly retired: boolean;
  readonly notificationDistanceM: number | null;
}

/** A source's pairs, and what it last reported about them, expired or not. */
export interface ToldShoes {
  readonly pairs: readonly ShoeRecord[];
  readonly told: readonly ToldShoe[];
  /** When the latest of it was reported; null if nothing was. */
  readonly atMs: number | null;
}

/** Shoes of a provider that keeps their distance. What the runner set here survives its reports. */
export interface ToldShoeStore {
  toldOf(runnerId: string, source: string): Promise<ToldShoes>;
  /**
   * Stores what is now reported about some pairs, beside what was reported about the others, and forgets those
   * that are gone. The same report again writes nothing, unless it is incomplete: then its time is kept too, so
   * that the rest can follow. `outdated`: something was reported since `known` was read.
   */
  save(
    runnerId: string,
    source: string,
    known: ToldShoes,
    now: {
      readonly told: readonly ToldShoe[];
      /** Ids at the source. */
      readonly gone: readonly string[];
      readonly atMs: number;
      readonly isWhole: boolean;
    },
  ): Promise<"stored" | "outdated">;
  eraseSource(runnerId: string, source: string): Promise<number>;
}

/** What opens a runner's account at a provider: never logged, only stored encrypted. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAtMs: number;
}

/** Seals a text so that only those who may use the key can open it, and only where it belongs. */
export interface TokenVault {
  /** `boundTo` names the place where it is stored: the sealed text can't be opened anywhere else. */
  seal(text: string, boundTo: string): Promise<string>;
  /** Throws if the text was sealed for another place, or changed. */
  open(sealed: string, boundTo: string): Promise<string>;
}

export type ConnectionState =
  | { readonly kind: "connected" }
  /** The runner has to agree again. Asked once; nothing is fetched until then. */
  | {
      readonly kind: "needs-consent";
      /** The tokens no longer work, or a permission that we need was not given. */
      readonly reason: "refused" | "missing-scope";
      readonly missing: readonly string[];
      readonly sinceMs: number;
    }
  /** The runner disconnected: access is revoked at Strava, then everything is erased. */
  | { readonly kind: "leaving"; readonly sinceMs: number }
  /**
   * On its way out: the tokens are gone, and what was stored is being erased. `byRunner`: they asked us
   * to, and need not be told that it ended.
   */
  | { readonly kind: "erasing"; readonly sinceMs: number; readonly byRunner: boolean };

export interface BackfillProgress {
  readonly afterS: number;
  /** The last page that is stored. */
  readonly page: number;
  readonly activities: number;
  readonly done: boolean;
}

/** How far before the window the copies reach, and until when all of them are there; null: for ever. */
export interface LookedBack {
  readonly afterS: number;
  readonly untilMs: number | null;
}

/** A runner's account at a service. */
export interface ServiceConnection {
  readonly runnerId: string;
  /** The account's id there. */
  readonly athleteId: string;
  readonly state: ConnectionState;
  readonly granted: readonly string[];
  /** Null once erasing has begun. */
  readonly tokens: ProviderTokens | null;
  /** Changes with the tokens: a write that saw older ones does nothing. */
  readonly tokenVersion: string;
  readonly backfill: BackfillProgress | null;
  /** Until when everything Strava reported is surely here, null: for good; absent before the first comparison. */
  readonly completeUntilMs?: number | null | undefined;
  /** When the latest completed comparison began. */
  readonly comparedAtMs?: number;
  /** Since when the service has refused these tokens; absent if it hasn't. */
  readonly refusedAtMs?: number | undefined;
  /** A newer token may have been lost on its way, so a refusal of these may be our own fault. */
  readonly mayBeOurs?: boolean;
  /** Activities from elsewhere that the service knows of and may not pass on, as of the last comparison. */
  readonly withheld?: number;
}

/** Identifies the tokens on which a change was decided. */
export type SeenConnection = Pick<ServiceConnection, "runnerId" | "tokenVersion">;

export interface ConnectionStore {
  find(runnerId: string): Promise<ServiceConnection | null>;
  /** Everything but the tokens, which then need not be opened. */
  look(runnerId: string): Promise<Omit<ServiceConnection, "tokens"> | null>;
  /** The runner whose account this is. */
  ownerOf(athleteId: string): Promise<string | null>;
  /**
   * Stores new tokens for a runner, who is then connected. `athlete-taken` if another runner has this
   * account, `other-account` if this runner has another, `being-erased` for a few minutes after access
   * was revoked or the runner disconnected.
   */
  connect(
    connection: Pick<ServiceConnection, "runnerId" | "athleteId" | "granted"> & {
      readonly tokens: ProviderTokens;
    },
    nowMs: number,
  ): Promise<"connected" | "athlete-taken" | "other-account" | "being-erased">;
  /**
   * Lets one worker refresh the tokens: the refresh token works once. `claimed-after-break` if the outcome of
   * an earlier refresh was never known, so that its new token may have been lost.
   */
  claimRefresh(
    seen: SeenConnection,
    nowMs: number,
  ): Promise<"claimed" | "claimed-after-break" | "not-claimed">;
  /** Ends a claim. `isKnown`: it is certain that the service made no new token; otherwise the doubt is remembered. */
  releaseRefresh(seen: SeenConnection, isKnown: boolean): Promise<void>;
  /** Remembers the first refusal of these tokens until new ones are saved. */
  noteRefusal(seen: SeenConnection, nowMs: number): Promise<void>;
  /** A connection that was refused before is connected again. */
  saveTokens(
    seen: ServiceConnection,
    tokens: ProviderTokens,
  ): Promise<ServiceConnection | "changed-meanwhile">;
  askConsent(
    seen: SeenConnection,
    why: {
      readonly reason: "refused" | "missing-scope";
      readonly missing: readonly string[];
      /** The refusal may be due to a token that we lost. Remembered until there are new ones. */
      readonly mayBeOurs: boolean;
    },
    nowMs: number,
  ): Promise<"asked" | "changed-meanwhile">;
  /** From now on nothing more is fetched. `none` if there is nothing to leave, or leaving is under way. */
  beginLeaving(runnerId: string, nowMs: number): Promise<"begun" | "none">;
  /** Forgets the tokens, so that nothing more is fetched. */
  beginErasing(
    seen: SeenConnection,
    nowMs: number,
    byRunner: boolean,
  ): Promise<"begun" | "changed-meanwhile">;
  /** Forgets the account once everything else is erased, except that there was one, unless the runner ended it here. */
  finishErasing(
    connection: Pick<ServiceConnection, "runnerId" | "athleteId">,
    ended: { readonly sinceMs: number; readonly byRunner: boolean },
  ): Promise<void>;
  /** Only goes forward: nothing is saved if a later page of the same history is stored, whatever the tokens. */
  saveBackfill(
    connection: Pick<ServiceConnection, "runnerId">,
    progress: BackfillProgress,
  ): Promise<void>;
  /** Until then nothing in the window that check-ups look back on expires; null: for ever. */
  saveComplete(seen: SeenConnection, untilMs: number | null, comparedAtMs: number): Promise<void>;
  saveLookedBack(seen: SeenConnection, lookedBack: LookedBack): Promise<void>;
  saveWithheld(seen: SeenConnection, count: number): Promise<void>;
}

/** Which services a runner is connected to. */
export interface ConnectionList {
  of(runnerId: string): Promise<string[]>;
  /** Like `ConnectionStore.beginLeaving` for that service. */
  beginLeaving(runnerId: string, provider: string, nowMs: number): Promise<"begun" | "none">;
}

/** A connection whose comparison is due. */
export interface DueSync {
  readonly runnerId: string;
  readonly provider: string;
  readonly nextSyncAt: string;
}

export interface SyncStore {
  dueAt(instant: string): AsyncIterable<Due<DueSync>>;
  /** Moves it to its next night, or by `pollMinutes`, unless it was moved meanwhile. */
  advance(
    due: DueSync,
    now: string,
    pollMinutes?: number | null,
  ): Promise<"advanced" | "moved-meanwhile">;
}

/** What Strava last said is left of its limits, which all workers share. */
export interface RateBudgetStore {
  read(): Promise<RateBudget | null>;
  /** The latest report wins. */
  note(budget: RateBudget, atMs: number): Promise<void>;
}

export interface ProviderHintQueue {
  /** `delayS`: 0 to 900, SQS's maximum. */
  send(hints: readonly ProviderHint[], delayS: number): Promise<void>;
}

/** For senders of all kinds; each goes to the queue it belongs to. `delayS`: 0 to 900, SQS's maximum. */
export interface ProviderEventQueue<E extends ProviderEvent = ProviderEvent> {
  // A property, not a method, so that a queue for some kinds can't pass for one that takes all.
  readonly send: (events: readonly E[], delayS: number) => Promise<void>;
}

export type PromptQueue = ProviderEventQueue<PromptEvent>;
export type HistoryQueue = ProviderEventQueue<HistoryEvent>;

export interface CheckInStore {
  /** Replaces one with the same day and id, if there is one. */
  save(runnerId: string, checkIn: StoredCheckIn): Promise<"stored">;
  remove(runnerId: string, checkIn: Pick<StoredCheckIn, "day" | "id">): Promise<void>;
  /** In order of day. */
  all(runnerId: string): Promise<readonly StoredCheckIn[]>;
}

/** Exercises that a runner marked, by the day (YYYY-MM-DD) that they were meant for. */
export interface ExerciseMark {
  readonly day: string;
  readonly tip: TipId;
  readonly done: boolean;
}

export interface ExerciseLogStore {
  /** Repeating it changes nothing; the latest mark for a day and an exercise counts. */
  save(runnerId: string, entries: readonly ExerciseMark[]): Promise<void>;
  /** In order of day. */
  all(runnerId: string): Promise<ExerciseMark[]>;
}

/** Someone who is signing in: known by a cookie, not yet shown to own the address. */
export interface SignInTicket {
  readonly id: string;
  readonly email: string;
  /** False until the link or the code sent to the address has come back. */
  readonly verified: boolean;
}

export interface SignInStore {
  /** Expires by itself a quarter of an hour later. */
  open(ticket: Pick<SignInTicket, "id" | "email">, nowMs: number): Promise<void>;
  find(ticketId: string, nowMs: number): Promise<SignInTicket | null>;
  /** What the email contains; that of an earlier email no longer counts. */
  setProof(ticketId: string, proof: SignInProof, nowMs: number): Promise<"set" | "gone">;
  /** Each wrong try counts; after five the ticket no longer opens anything. */
  prove(
    ticketId: string,
    proof: { readonly code: string } | { readonly secret: string },
    nowMs: number,
  ): Promise<"verified" | "wrong" | "gone">;
  /** True once, for the first to come: a proven ticket lets one browser in. */
  use(ticketId: string, nowMs: number): Promise<boolean>;
}

/** Both are emailed: the link's secret for the browser that asked, the code to be typed into it. */
export interface SignInProof {
  readonly code: string;
  readonly secret: string;
}

export interface SignInQueue {
  send(ticketId: string): Promise<void>;
}

/** Counts in fixed windows, so that nobody does something too often. */
export interface LimitStore {
  /** False once `key` has been taken more than `atMost` times in this window. */
  take(
    key: string,
    limit: { readonly atMost: number; readonly windowS: number },
    nowMs: number,
  ): Promise<boolean>;
}

/** What may be used only once, such as the state of a redirect. */
export interface OnceStore {
  /** True for the first to use it. */
  use(id: string, untilMs: number): Promise<boolean>;
}

/** One thing that a runner may be sent, once: `digest:2026-11-22`. */
export interface NoticeId {
  readonly runnerId: string;
  readonly notice: string;
}

/** A claim on a notice, identified by when it was taken. */
export interface HeldClaim extends NoticeId {
  readonly claimedAt: string;
}

export type Claim =
  /** Ours to send. */
  | { readonly kind: "ours"; readonly held: HeldClaim }
  /** Nothing left to do: sent, or given up. */
  | { readonly kind: "settled" }
  /** Another worker is sending it right now, or the mail service's event may still come. */
  | { readonly kind: "in-flight" }
  /** Claimed long ago and never settled: nobody knows whether the email was sent. */
  | { readonly kind: "abandoned"; readonly held: HeldClaim };

/** What is kept with a notice for later ones, such as the tips that it showed. */
export type Remembered = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface NoticeStore {
  claim(id: NoticeId, remember: Remembered, now: string): Promise<Claim>;
  /** Claims an abandoned notice again; null if someone or something was quicker. */
  takeOver(abandoned: HeldClaim, remember: Remembered, now: string): Promise<HeldClaim | null>;
  markSent(id: NoticeId, messageId: string, now: string): Promise<void>;
  /** The email was certainly not sent: the next attempt may claim it again. */
  release(held: HeldClaim): Promise<void>;
  /** Gives an abandoned notice up, so that it is never sent. */
  skip(abandoned: HeldClaim, now: string): Promise<"skipped" | "changed-meanwhile">;
  /** The mail service itself says that the email was sent, whatever was assumed before. */
  settle(id: NoticeId, messageId: string, sentAt: string): Promise<"settled" | "nothing-to-settle">;
  /** Remembers a temporary bounce, once per id that the mail service gives it. */
  noteSoftBounce(id: NoticeId, bounceId: string): Promise<void>;
  /** The digests of `sinceDay` (YYYY-MM-DD) and later, in order of day. */
  digestsSince(runnerId: string, sinceDay: string): Promise<StoredDigest[]>;
}

export interface StoredDigest {
  readonly day: string;
  readonly state: "claimed" | "released" | "sent" | "skipped";
  readonly tips: readonly string[];
  /** For a skipped one: it was too late and never handed over. */
  readonly tooLate: boolean;
}

export interface CheckupQueue {
  send(messages: readonly CheckupMessage[]): Promise<void>;
}

/** A file that travels inside an email and is shown in its text. */
export interface InlinePart {
  readonly contentId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: EmailHtml;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Pictures that the HTML shows as `cid:` and its Content-ID. */
  readonly inline?: readonly InlinePart[];
  /** Comes back on every event that the mail service reports about this email. */
  readonly notice: NoticeId;
}

export interface Mailer {
  /**
   * `not-sent` is a clear refusal: `reason` explains it to an operator, and `retryInS` says when trying
   * again may help; null leaves that to the queue. If it remains unknown whether the email was sent (a
   * broken connection, a failing service), this throws.
   */
  send(
    mail: Mail,
  ): Promise<
    | { readonly outcome: "sent"; readonly messageId: string }
    | { readonly outcome: "not-sent"; readonly reason: string; readonly retryInS: number | null }
  >;
}

/** An email that delivered one or several nudges, or may have. */
export interface StoredNudge {
  /** The runner's first one is 1. */
  readonly number: number;
  readonly state: "sent" | "skipped" | "released" | "in-flight" | "abandoned";
  /** UTC instant. */
  readonly claimedAt: string;
  /** What it contained; see `NudgeKey`. */
  readonly keys: readonly string[];
}

export interface NudgeLog {
  /** In order of number. */
  nudges(runnerId: string, now: string): Promise<StoredNudge[]>;
}

export interface NudgeQueue {
  /** `delayS`: 0 to 900, SQS's maximum. */
  send(messages: readonly NudgeMessage[], delayS: number): Promise<void>;
}

export interface NudgeWakeStore {
  /** Has the runner's nudges decided again at `instant`, unless that happens sooner anyway. */
  wakeAt(runnerId: string, instant: string): Promise<void>;
}

/** A runner whose nudges are to be decided again. */
export interface DueWake {
  readonly runnerId: string;
  readonly wakeAt: string;
}

export interface ReminderQueue {
  send(messages: readonly ReminderMessage[]): Promise<void>;
}

export interface ReminderWakeStore {
  /** Has the runner checked at this instant, and no longer at the previous one. */
  wakeAt(runnerId: string, instant: string): Promise<void>;
}

/** A runner to be reminded, if that still holds. */
export interface DueReminder {
  readonly runnerId: string;
  readonly dueAt: string;
}

export interface DueReminderStore {
  dueAt(instant: string): AsyncIterable<Due<DueReminder>>;
  /** To the next one, or to none, unless it was moved meanwhile. */
  move(due: DueReminder, next: string | null): Promise<"advanced" | "moved-meanwhile">;
}

export interface DueWakeStore {
  dueAt(instant: string): AsyncIterable<Due<DueWake>>;
  /** Forgets it, unless another was requested meanwhile. */
  done(due: DueWake): Promise<"advanced" | "moved-meanwhile">;
}

/** Whether a runner's accounts at the services can be read; if several can't, the latest. */
export type ConnectionHealth =
  /** Or there never was one. */
  | { readonly kind: "ok" }
  /** `refused`: the tokens no longer work. `ended`: access was revoked, and everything is erased. */
  | {
      readonly kind: "lost";
      readonly provider: string;
      readonly reason: "refused" | "ended";
      readonly sinceMs: number;
    }
  | { readonly kind: "consent-missing"; readonly provider: string; readonly sinceMs: number };

export interface SettingsStore {
  /**
   * Writes what differs. The next digest moves in the same write as what it is computed from, which is
   * refused if any of that has changed since `seen` was read.
   */
  keep(seen: Runner, wanted: Runner): Promise<"kept" | "changed-meanwhile">;
}

/** A new address that its mailbox has not confirmed yet. */
export interface AddressChange {
  readonly from: string;
  readonly to: string;
}

/**
 * A change of address in single writes: the new address is reserved, the profile switches, the old one
 * is released. Only the profile says whose an address is, so it changes hands in that one write.
 */
export interface AddressChangeStore {
  /** Only the latest request counts; what an earlier one left behind is cleared away. */
  ask(
    runner: Pick<Runner, "id" | "email">,
    asked: { readonly to: string; readonly secret: string },
    nowMs: number,
  ): Promise<void>;
  /** Null once it has expired or been replaced, or for another secret. */
  find(runnerId: string, secret: string, nowMs: number): Promise<AddressChange | null>;
  /** Nobody else can take the address in the next minute. */
  reserve(runnerId: string, address: string): Promise<"reserved" | "address-taken">;
  /** Must be called within a minute of `reserve`. Revokes the links that were sent to the old address. */
  complete(
    runnerId: string,
    change: AddressChange,
    linkKey: string,
  ): Promise<"changed" | "changed-meanwhile">;
}

export interface AccountStore {
  /** Everything stored about a runner that may still be read, without what opens or signs anything. */
  items(runnerId: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** New keys end every session and link, and nothing more is sent. Null if nobody is left. */
  beginErasing(
    runnerId: string,
    keys: Pick<Runner, "linkKey" | "sessionKey">,
    now: string,
  ): Promise<Pick<Runner, "id" | "email"> | null>;
  /** From then on the address belongs to nobody. */
  releaseAddresses(runner: Pick<Runner, "id" | "email">): Promise<void>;
  /** Leaves the profile, a connection whose access must first be revoked, and the notice of the last email. */
  eraseItems(runnerId: string): Promise<number>;
  /** The profile goes first, then the rest. */
  eraseAll(runnerId: string): Promise<void>;
}

/** What the index of who is due holds, as far as a page may look. */
export interface Census {
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** Of those counted, due before a moment. */
  readonly late: number;
}

/** Counts only, for the person who runs the application. */
export interface CensusStore {
  /** Runners who get a digest, with the ids of the first few. */
  digests(lateBefore: string, most: number): Promise<Census & { readonly ids: readonly string[] }>;
  /** Connections that are compared on a schedule, with how many of the first few are in which state. */
  connections(
    lateBefore: string,
    most: number,
  ): Promise<Census & { readonly looked: number; readonly states: ReadonlyMap<string, number> }>;
}

/** Where one work queue's dead letters are. */
export interface DeadLetters {
  readonly queueArn: string;
  readonly deadLettersArn: string;
  readonly deadLettersUrl: string;
}

export interface DeadLetterWatch {
  count(queue: Pick<DeadLetters, "deadLettersUrl">): Promise<number>;
}

export interface DeadLetterMover {
  /** Back to the queue they came from; `moving` if that is already under way. */
  sendAgain(queue: Pick<DeadLetters, "queueArn" | "deadLettersArn">): Promise<"started" | "moving">;
}

export interface ErasureQueue {
  /** `delayS`: 0 to 900, SQS's maximum. */
  send(message: ErasureMessage, delayS: number): Promise<void>;
}

/** How far a runner's stored history can be judged, given that a provider's copies expire. */
export type Window =
  /** All there, as far as the provider reports; also if no provider is connected. */
  | { readonly kind: "whole" }
  /** Expired, or never completely fetched. `isAsked`: it is already being fetched. */
  | { readonly kind: "behind"; readonly isAsked: boolean }
  /** Expired, and not available until the runner agrees again. */
  | { readonly kind: "lost" };

/** Everything stored about a runner that a judgement is made from. */
export interface StoredCase {
  /** What may still be read, from every source. */
  readonly activities: readonly ActivityRecord[];
  readonly shoes: readonly StoredShoe[];
  readonly checkIns: readonly StoredCheckIn[];
  readonly wear: Wear;
  readonly sameness: Sameness;
  readonly dismissals: readonly Dismissal[];
  readonly health: ConnectionHealth;
  readonly window: Window;
}

export interface CaseStore {
  read(runnerId: string): Promise<StoredCase>;
}

export interface WindowStore {
  find(runnerId: string, nowMs: number): Promise<Window>;
  noteAsked(runnerId: string, what: "window" | "look-back", nowMs: number): Promise<void>;
  /**
   * Whether everything since `sinceS` (unix seconds) is here, as far as the provider reports. `asked`: it is on
   * its way. `unknown`: it isn't available now, because the window itself is not whole.
   */
  findSince(
    runnerId: string,
    sinceS: number,
    nowMs: number,
  ): Promise<"here" | "absent" | "asked" | "unknown">;
}

/** What became of a file that a runner uploaded. */
export interface UploadOutcome {
  /** In the bucket. */
  readonly key: string;
  readonly name: string;
  /** UTC instant. */
  readonly at: string;
  /** Why none of it could be used; null if some was. */
  readonly unusable: string | null;
  /** Activities that are new or changed, and those that were here already. */
  readonly stored: number;
  readonly known: number;
  /** Activities that another file in it holds too, and files that hold no activity. */
  readonly twice: number;
  readonly others: number;
  readonly leftOut: readonly { readonly place: string; readonly reason: string }[];
  readonly leftOutMore: number;
}

export interface UploadStore {
  /** The latest outcome of a file counts. */
  save(runnerId: string, outcome: UploadOutcome): Promise<void>;
  /** Those of the last week, newest first. */
  all(runnerId: string): Promise<UploadOutcome[]>;
}

/** A form that a browser posts straight to the bucket: where to, and its hidden fields. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadForms {
  /** `then` says what the bucket answers once a file has arrived, in S3's own fields. */
  make(prefix: string, then: Readonly<Record<string, string>>): Promise<UploadForm>;
}

export interface UploadBucket {
  /** Writes an object to a file. */
  fetch(key: string, path: string): Promise<"fetched" | "gone">;
  /** Repeating it is not an error. */
  remove(key: string): Promise<void>;
}

/** Everything that a runner uploaded and nobody has read yet. */
export interface UnreadUploads {
  erase(runnerId: string): Promise<void>;
}
