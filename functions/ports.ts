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

/** What a runner can be written to about, and can stop one by one. */
export type Topic = "digest" | "reminder" | NudgeTopic;

/** When and about what a runner may be written to between two digests. */
export interface NudgePreferences {
  /** Minutes of the runner's day; the same twice means no quiet hours. */
  readonly quietFromMinute: number;
  readonly quietToMinute: number;
  readonly topicsOff: readonly NudgeTopic[];
  /** The first and the last day, YYYY-MM-DD; an open end is null. */
  readonly pause: {
    readonly from: string;
    readonly to: string | null;
    /** Also says which rules are left alone meanwhile; null where none was given. */
    readonly reason: PauseReason | null;
  } | null;
}

/** On which days the exercises are done, and when. */
export interface Reminders {
  /** Empty while the runner left the days to us; nothing is reminded of then. */
  readonly weekdays: readonly Weekday[];
  readonly hour: number;
  /** The calendar feed shows the same days whether or not they are also mailed. */
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
  /** The runner's own numbers in place of the house's. */
  readonly limits: OwnLimits;
  readonly reminders: Reminders;
  /** Signs the calendar feed's address; null while there is none. */
  readonly feedKey: string | null;
  /** Set once an address turned out to be dead or its owner complained: nothing is sent any more. */
  readonly mailStopped: MailStopped | null;
  /** By which a script of the runner's own tells runs: one to sign with, one to send along. */
  readonly webhookKeys: Readonly<Record<WebhookWay, WebhookKey | null>>;
  /** Signs this runner's links; a new one revokes every link sent before. */
  readonly linkKey: string;
  /** Signs this runner's sessions; a new one signs every browser out. */
  readonly sessionKey: string;
  /** What the runner agreed to before anything was stored, and when (a UTC instant). */
  readonly consent: { readonly version: string; readonly at: string };
  /** True for the demo runner, whose history was made up by a program. */
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
  /** The runner who is written to at this address. */
  findByEmail(email: string): Promise<Runner | null>;
  /** `address-taken` where another runner has this address. */
  create(runner: Runner): Promise<"created" | "exists" | "address-taken">;
  /** Signs every browser out that knew the key before. */
  renewSessionKey(runnerId: string, sessionKey: string): Promise<void>;
  /** Ends the calendar feed's address; with a key there is a new one. */
  renewFeedKey(runnerId: string, feedKey: string | null): Promise<void>;
  /** Ends the key of one way of the webhook; with a key there is a new one. */
  renewWebhookKey(runnerId: string, way: WebhookWay, key: WebhookKey | null): Promise<void>;
  /** Stops one topic. Saying it twice is no error. */
  stop(runnerId: string, topic: Topic): Promise<"stopped" | "unknown-runner">;
  /** Stops all mail, unless the runner's address was changed meanwhile. */
  stopMail(
    runner: Pick<Runner, "id" | "email">,
    why: MailStopped,
  ): Promise<"stopped" | "changed-meanwhile">;
}

/** One whose time has come, or an item that can't be read, which belongs to `id`. */
export type Due<T> =
  | { readonly kind: "due"; readonly due: T }
  | { readonly kind: "unreadable"; readonly id: string };

/** What the planner needs to know of a runner whose digest is due. */
export interface DueRunner {
  readonly runnerId: string;
  readonly nextDigestAt: string;
  readonly zone: string;
  readonly weekday: Weekday;
  readonly hour: number;
}

export interface DueStore {
  /** Everybody due at `instant`, oldest first within a shard, read page by page. */
  dueAt(instant: string): AsyncIterable<Due<DueRunner>>;
  /** Moves the runner's next digest, unless it was moved meanwhile. */
  advance(due: DueRunner, nextDigestAt: string): Promise<"advanced" | "moved-meanwhile">;
}

/** When a provider told something, and how long it may be kept. */
export interface Told {
  /** From before the question: what was told later wins, in whatever order the answers are stored. */
  readonly atMs: number;
  /** Past this it is never read again, and swept soon after; null keeps it. */
  readonly untilMs: number | null;
}

/** An activity with what is known of its telling. */
export interface ToldActivity extends Told {
  readonly record: ActivityRecord;
  /** When the provider was last asked for all of it, and not only for its line in a list. */
  readonly detailAtMs: number | null;
}

/** What a comparison found to be as it was. */
export interface Together {
  /** Tellings that expire, to be kept from now on until they do. */
  readonly copies: readonly (ToldActivity & { readonly untilMs: number })[];
  /** When the provider was last asked for all of an activity that is kept for good, by its id there. */
  readonly lookedAtMs: ReadonlyMap<string, number>;
  /** When that was stored in whose place it comes; null for nothing. */
  readonly seenAtMs: number | null;
}

export interface StoredTelling extends ToldActivity {
  /** In the one item of `saveTogether`. */
  readonly isTogether: boolean;
}

export interface ActivityStore {
  save(runnerId: string, activity: ActivityRecord): Promise<"stored" | "replaced" | "unchanged">;
  /** What may still be read, of every source. */
  all(runnerId: string): Promise<ActivityRecord[]>;
}

/** Runs that the runner typed in, under the source `manual`. */
export interface ManualRunStore {
  /** With what was said of it. Removing it twice is no error. */
  remove(runnerId: string, sourceId: string): Promise<void>;
}

/** Activities of a provider that goes on telling: edits, deletions, and an end to how long they are kept. */
export interface ToldActivityStore {
  save(
    runnerId: string,
    activity: ActivityRecord,
    told: Told & { readonly detailAtMs: number | null },
  ): Promise<"stored" | "replaced" | "outdated">;
  /** What may still be read, of one source. */
  ofSource(runnerId: string, source: string): Promise<readonly StoredTelling[]>;
  /** The same, and when that was stored which `saveTogether` takes the place of; null where nothing was. */
  toldOf(
    runnerId: string,
    source: string,
  ): Promise<{ readonly known: readonly StoredTelling[]; readonly togetherAtMs: number | null }>;
  /**
   * All in one item, in place of what was seen there; it expires with the first copy. Of an activity that is
   * stored alone too, the later telling counts. `outdated`: another one lies there by now.
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
  /** Leaves nothing of one source, and tells how many items that were. */
  eraseSource(runnerId: string, source: string): Promise<number>;
}

/** A shoe as its source named it, with what the runner set on top, here or at the provider. */
export interface StoredShoe extends ShoeRecord {
  readonly startDistanceM: number;
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
  /** The provider's own total; null where none was told, or none that may still be read. */
  readonly providerDistanceM: number | null;
}

export interface ShoeStore {
  save(runnerId: string, shoe: ShoeRecord): Promise<"stored" | "renamed" | "unchanged">;
  all(runnerId: string): Promise<readonly StoredShoe[]>;
}

/** What a runner says of a pair, whoever told of it. Distances in metres; null takes the house's limit. */
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
  /** What is left out stays as it is. */
  change(
    runnerId: string,
    shoe: Pick<ShoeRecord, "source" | "sourceId">,
    settings: Partial<ShoeSettings & Pick<ShoeRecord, "name">>,
  ): Promise<"changed" | "unknown-shoe">;
}

/** Which pair was worn, by the runner's own word. Pairs and activities are named `source:sourceId`. */
export interface Wear {
  readonly runs: ReadonlyMap<string, string>;
  readonly defaults: DefaultShoes;
}

export interface WearStore {
  read(runnerId: string): Promise<Wear>;
  /** The newer word of a run counts; it outlives its source telling the run again. */
  assign(
    runnerId: string,
    activity: Pick<ActivityRecord, "source" | "sourceId">,
    shoeId: string,
  ): Promise<void>;
  setDefaults(runnerId: string, defaults: DefaultShoes): Promise<void>;
}

export const DISMISSAL_REASONS = ["not-a-run", "wrong-figures"] as const;
export type DismissalReason = (typeof DISMISSAL_REASONS)[number];

/** A run that no judgement and no sum counts, by the runner's own word. */
export interface Dismissal {
  /** `source:sourceId` */
  readonly activityId: string;
  readonly why: DismissalReason;
}

export interface DismissalStore {
  all(runnerId: string): Promise<readonly Dismissal[]>;
  /** The newer word counts; it outlives its source telling the run again. */
  dismiss(
    runnerId: string,
    activity: Pick<ActivityRecord, "source" | "sourceId">,
    why: DismissalReason,
  ): Promise<void>;
  /** Counts the run again. Saying it twice is no error. */
  takeBack(runnerId: string, activityId: string): Promise<void>;
}

/** What the runner said of runs and pairs that more than one source tells; each is named `source:sourceId`. */
export interface Sameness {
  /** Sources whose telling of a run counts, the first before the next. */
  readonly order: readonly string[];
  /** Activities that are two runs, though they look like one. */
  readonly apart: readonly (readonly [string, string])[];
  /** Pairs of shoes that are another pair: that one's name and limits hold. */
  readonly pairs: ReadonlyMap<string, { readonly sameAs: string; readonly since: string }>;
}

export interface SamenessStore {
  read(runnerId: string): Promise<Sameness>;
  setOrder(runnerId: string, order: readonly string[]): Promise<void>;
  /** Saying any of these twice is no error, nor is taking back what was never said. */
  keepApart(runnerId: string, activityIds: readonly [string, string]): Promise<void>;
  putTogether(runnerId: string, activityIds: readonly [string, string]): Promise<void>;
  /** `since`: the runner's day on which it is said, YYYY-MM-DD. */
  joinPairs(runnerId: string, shoeId: string, sameAs: string, since: string): Promise<void>;
  partPairs(runnerId: string, shoeId: string): Promise<void>;
}

/** A provider's own figures of a pair of shoes. Distances in metres. */
export interface ToldShoe extends Told {
  readonly shoe: ShoeRecord;
  readonly distanceM: number;
  readonly retired: boolean;
  readonly notificationDistanceM: number | null;
}

/** A source's pairs, and what it told of them last, past its time or not. */
export interface ToldShoes {
  readonly pairs: readonly ShoeRecord[];
  readonly told: readonly ToldShoe[];
  /** When the last of it was told; null where nothing was. */
  readonly atMs: number | null;
}

/** Shoes of a provider that keeps their distance. What the runner set here outlives its tellings. */
export interface ToldShoeStore {
  toldOf(runnerId: string, source: string): Promise<ToldShoes>;
  /**
   * Stores what is told now of some pairs, beside what was told of the others, and forgets those that are
   * gone; the same told again writes nothing, unless that is not all there is to tell: then when it was
   * told is kept too, so that the rest can follow. `outdated`: something was told since `known` was read.
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

/** What opens a runner's account at a provider: never logged, stored encrypted only. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAtMs: number;
}

/** Seals a text so that it can be opened only by who may use the key, and only where it belongs. */
export interface TokenVault {
  /** `boundTo` names the place it is stored in: elsewhere the sealed text opens nothing. */
  seal(text: string, boundTo: string): Promise<string>;
  /** Throws where the text was sealed for another place, or changed. */
  open(sealed: string, boundTo: string): Promise<string>;
}

export type ConnectionState =
  | { readonly kind: "connected" }
  /** The runner has to say yes again. Asked for once; nothing is fetched until then. */
  | {
      readonly kind: "needs-consent";
      /** The tokens are no longer good, or a permission that we need was not given. */
      readonly reason: "refused" | "missing-scope";
      readonly missing: readonly string[];
      readonly sinceMs: number;
    }
  /** The runner disconnected: access is given back at Strava, then all is erased. */
  | { readonly kind: "leaving"; readonly sinceMs: number }
  /**
   * On its way out: the tokens are gone, what was stored is being erased. `byRunner`: they asked us
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

/** How far before the window the copies reach, and until when all of them are there; null for ever. */
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
  /** Another one with every change of tokens: a write that saw older ones does nothing. */
  readonly tokenVersion: string;
  readonly backfill: BackfillProgress | null;
  /** Until when all that Strava told is surely here, null for good; not there before the first comparison. */
  readonly completeUntilMs?: number | null | undefined;
  /** When the latest comparison that came to its end began. */
  readonly comparedAtMs?: number;
  /** Since when the service refuses these tokens; not there where it does not. */
  readonly refusedAtMs?: number | undefined;
  /** A newer token may have been lost on its way, so that a refusal of these may be our own fault. */
  readonly mayBeOurs?: boolean;
  /** Activities of others' that the service knows of and may not pass on, at the last comparison. */
  readonly withheld?: number;
}

/** Names the tokens that a change was decided on. */
export type SeenConnection = Pick<ServiceConnection, "runnerId" | "tokenVersion">;

export interface ConnectionStore {
  find(runnerId: string): Promise<ServiceConnection | null>;
  /** All but the tokens, which then need not be opened. */
  look(runnerId: string): Promise<Omit<ServiceConnection, "tokens"> | null>;
  /** The runner whose account this is. */
  ownerOf(athleteId: string): Promise<string | null>;
  /**
   * Stores new tokens for a runner, who then is connected. `athlete-taken` where another runner has
   * this account, `other-account` where this one has another, `being-erased` for a few minutes after
   * access was taken back or the runner disconnected.
   */
  connect(
    connection: Pick<ServiceConnection, "runnerId" | "athleteId" | "granted"> & {
      readonly tokens: ProviderTokens;
    },
    nowMs: number,
  ): Promise<"connected" | "athlete-taken" | "other-account" | "being-erased">;
  /**
   * Lets one worker refresh the tokens: the refresh token is good once. `claimed-after-break` where an
   * earlier refresh never came to a known end, so that its new token may have been lost.
   */
  claimRefresh(
    seen: SeenConnection,
    nowMs: number,
  ): Promise<"claimed" | "claimed-after-break" | "not-claimed">;
  /** Ends a claim. `isKnown`: whether it is sure that the service made no new token; else that is remembered. */
  releaseRefresh(seen: SeenConnection, isKnown: boolean): Promise<void>;
  /** Remembers the first refusal of these tokens, until they are saved anew. */
  noteRefusal(seen: SeenConnection, nowMs: number): Promise<void>;
  /** Whoever was refused before is connected again. */
  saveTokens(
    seen: ServiceConnection,
    tokens: ProviderTokens,
  ): Promise<ServiceConnection | "changed-meanwhile">;
  askConsent(
    seen: SeenConnection,
    why: {
      readonly reason: "refused" | "missing-scope";
      readonly missing: readonly string[];
      /** The refusal may come from a token that we lost. Remembered until there are new ones. */
      readonly mayBeOurs: boolean;
    },
    nowMs: number,
  ): Promise<"asked" | "changed-meanwhile">;
  /** Nothing more is fetched from now on. `none` where there is nothing to leave, or it is under way. */
  beginLeaving(runnerId: string, nowMs: number): Promise<"begun" | "none">;
  /** Forgets the tokens, whereupon nothing more is fetched. */
  beginErasing(
    seen: SeenConnection,
    nowMs: number,
    byRunner: boolean,
  ): Promise<"begun" | "changed-meanwhile">;
  /** Forgets the account, after all else is erased, save that there was one, unless the runner ended it here. */
  finishErasing(
    connection: Pick<ServiceConnection, "runnerId" | "athleteId">,
    ended: { readonly sinceMs: number; readonly byRunner: boolean },
  ): Promise<void>;
  /** Goes forward only: nothing is saved where a later page of the same history is, whatever the tokens. */
  saveBackfill(
    connection: Pick<ServiceConnection, "runnerId">,
    progress: BackfillProgress,
  ): Promise<void>;
  /** Until then nothing of the window that check-ups look back on expires; null for ever. */
  saveComplete(seen: SeenConnection, untilMs: number | null, comparedAtMs: number): Promise<void>;
  saveLookedBack(seen: SeenConnection, lookedBack: LookedBack): Promise<void>;
  saveWithheld(seen: SeenConnection, count: number): Promise<void>;
}

/** Which services a runner is connected with. */
export interface ConnectionList {
  of(runnerId: string): Promise<string[]>;
  /** As `ConnectionStore.beginLeaving` of that service. */
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
  /** The newest telling wins. */
  note(budget: RateBudget, atMs: number): Promise<void>;
}

export interface ProviderHintQueue {
  /** `delayS`: 0 to 900, SQS's most. */
  send(hints: readonly ProviderHint[], delayS: number): Promise<void>;
}

/** For who sends all kinds; each goes to the queue that it belongs to. `delayS`: 0 to 900, SQS's most. */
export interface ProviderEventQueue<E extends ProviderEvent = ProviderEvent> {
  // A property and no method, so that a queue of some kinds is none of all.
  readonly send: (events: readonly E[], delayS: number) => Promise<void>;
}

export type PromptQueue = ProviderEventQueue<PromptEvent>;
export type HistoryQueue = ProviderEventQueue<HistoryEvent>;

export interface CheckInStore {
  /** Replaces the one of the same day and id, if there is one. */
  save(runnerId: string, checkIn: StoredCheckIn): Promise<"stored">;
  remove(runnerId: string, checkIn: Pick<StoredCheckIn, "day" | "id">): Promise<void>;
  /** In order of their days. */
  all(runnerId: string): Promise<readonly StoredCheckIn[]>;
}

/** Exercises that a runner marked, by the day (YYYY-MM-DD) that they were meant for. */
export interface ExerciseMark {
  readonly day: string;
  readonly tip: TipId;
  readonly done: boolean;
}

export interface ExerciseLogStore {
  /** Saying it twice changes nothing; the newer word of a day and an exercise counts. */
  save(runnerId: string, entries: readonly ExerciseMark[]): Promise<void>;
  /** In order of their days. */
  all(runnerId: string): Promise<ExerciseMark[]>;
}

/** Somebody on the way in: known by a cookie, not yet shown to own the address. */
export interface SignInTicket {
  readonly id: string;
  readonly email: string;
  /** False until the link or the code came back from the address. */
  readonly verified: boolean;
}

export interface SignInStore {
  /** Forgotten by itself a quarter of an hour later. */
  open(ticket: Pick<SignInTicket, "id" | "email">, nowMs: number): Promise<void>;
  find(ticketId: string, nowMs: number): Promise<SignInTicket | null>;
  /** What the mail tells; an earlier mail's no longer count. */
  setProof(ticketId: string, proof: SignInProof, nowMs: number): Promise<"set" | "gone">;
  /** Each wrong try counts; after five the ticket opens nothing any more. */
  prove(
    ticketId: string,
    proof: { readonly code: string } | { readonly secret: string },
    nowMs: number,
  ): Promise<"verified" | "wrong" | "gone">;
  /** True once, for whoever comes first: a proven ticket lets one browser in. */
  use(ticketId: string, nowMs: number): Promise<boolean>;
}

/** Both are mailed: the link's secret for the browser that asked, the code to be typed into it. */
export interface SignInProof {
  readonly code: string;
  readonly secret: string;
}

export interface SignInQueue {
  send(ticketId: string): Promise<void>;
}

/** Counts in fixed windows, so that nobody does a thing too often. */
export interface LimitStore {
  /** False once `key` was taken more than `atMost` times in this window. */
  take(
    key: string,
    limit: { readonly atMost: number; readonly windowS: number },
    nowMs: number,
  ): Promise<boolean>;
}

/** What may be used a single time, such as the state of a redirect. */
export interface OnceStore {
  /** True for the first who uses it. */
  use(id: string, untilMs: number): Promise<boolean>;
}

/** One thing that may be written to a runner, once: `digest:2026-11-22`. */
export interface NoticeId {
  readonly runnerId: string;
  readonly notice: string;
}

/** A claim on a notice: whoever shows it again is known by when it was taken. */
export interface HeldClaim extends NoticeId {
  readonly claimedAt: string;
}

export type Claim =
  /** Ours to send. */
  | { readonly kind: "ours"; readonly held: HeldClaim }
  /** Nothing left to do: sent, or given up on. */
  | { readonly kind: "settled" }
  /** Somebody else is sending it right now, or the mail service's word on it may still come. */
  | { readonly kind: "in-flight" }
  /** Claimed long ago and never settled: whether the email left is unknown. */
  | { readonly kind: "abandoned"; readonly held: HeldClaim };

/** What is kept with a notice for those to come, such as the tips that it showed. */
export type Remembered = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface NoticeStore {
  claim(id: NoticeId, remember: Remembered, now: string): Promise<Claim>;
  /** Claims an abandoned notice anew; null where somebody or something was quicker. */
  takeOver(abandoned: HeldClaim, remember: Remembered, now: string): Promise<HeldClaim | null>;
  markSent(id: NoticeId, messageId: string, now: string): Promise<void>;
  /** The email surely did not leave: the next attempt may claim it again. */
  release(held: HeldClaim): Promise<void>;
  /** Gives an abandoned notice up, so that it is never sent. */
  skip(abandoned: HeldClaim, now: string): Promise<"skipped" | "changed-meanwhile">;
  /** The mail service itself says that the email left, whatever was thought of it before. */
  settle(id: NoticeId, messageId: string, sentAt: string): Promise<"settled" | "nothing-to-settle">;
  /** Remembers a bounce that may pass, once for each of the mail service's ids of it. */
  noteSoftBounce(id: NoticeId, bounceId: string): Promise<void>;
  /** The digests of `sinceDay` (YYYY-MM-DD) and later, in order of their days. */
  digestsSince(runnerId: string, sinceDay: string): Promise<StoredDigest[]>;
}

export interface StoredDigest {
  readonly day: string;
  readonly state: "claimed" | "released" | "sent" | "skipped";
  readonly tips: readonly string[];
  /** Of a skipped one: it was never handed over, being too late. */
  readonly tooLate: boolean;
}

export interface CheckupQueue {
  send(messages: readonly CheckupMessage[]): Promise<void>;
}

/** A file that travels inside a mail and is shown in its text. */
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
   * `not-sent` is a clear refusal, `reason` being an operator's explanation of it and `retryInS` when
   * it may help to ask again; null leaves that to the queue. When it stays unknown whether the email
   * left (a broken connection, a failing service), this throws.
   */
  send(
    mail: Mail,
  ): Promise<
    | { readonly outcome: "sent"; readonly messageId: string }
    | { readonly outcome: "not-sent"; readonly reason: string; readonly retryInS: number | null }
  >;
}

/** An email that told one or several nudges, or may have. */
export interface StoredNudge {
  /** The runner's first one is 1. */
  readonly number: number;
  readonly state: "sent" | "skipped" | "released" | "in-flight" | "abandoned";
  /** UTC instant. */
  readonly claimedAt: string;
  /** What it told; see `NudgeKey`. */
  readonly keys: readonly string[];
}

export interface NudgeLog {
  /** In the order of their numbers. */
  nudges(runnerId: string, now: string): Promise<StoredNudge[]>;
}

export interface NudgeQueue {
  /** `delayS`: 0 to 900, SQS's most. */
  send(messages: readonly NudgeMessage[], delayS: number): Promise<void>;
}

export interface NudgeWakeStore {
  /** Has the runner's nudges decided anew at `instant`, unless that happens sooner anyway. */
  wakeAt(runnerId: string, instant: string): Promise<void>;
}

/** A runner whose nudges are to be decided anew. */
export interface DueWake {
  readonly runnerId: string;
  readonly wakeAt: string;
}

export interface ReminderQueue {
  send(messages: readonly ReminderMessage[]): Promise<void>;
}

export interface ReminderWakeStore {
  /** Has the runner looked at at this instant, and no longer at the one before. */
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
  /** Forgets it, unless another one was asked for meanwhile. */
  done(due: DueWake): Promise<"advanced" | "moved-meanwhile">;
}

/** Whether a runner's accounts at the services can be read; of several that can't, the latest. */
export type ConnectionHealth =
  /** Or there never was one. */
  | { readonly kind: "ok" }
  /** `refused`: the tokens are no longer good. `ended`: access was taken back, and all is erased. */
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
   * refused where any of that changed since `seen` was read.
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
 * is let go. Only the profile says whose an address is, so it changes hands in that one write.
 */
export interface AddressChangeStore {
  /** The newest that was asked for is the only one; what an earlier one left behind is cleared away. */
  ask(
    runner: Pick<Runner, "id" | "email">,
    asked: { readonly to: string; readonly secret: string },
    nowMs: number,
  ): Promise<void>;
  /** Null once it ended, was replaced, or for another secret. */
  find(runnerId: string, secret: string, nowMs: number): Promise<AddressChange | null>;
  /** Nobody else can take the address in the next minute. */
  reserve(runnerId: string, address: string): Promise<"reserved" | "address-taken">;
  /** To be called within a minute of `reserve`. Revokes the links that the old address was sent. */
  complete(
    runnerId: string,
    change: AddressChange,
    linkKey: string,
  ): Promise<"changed" | "changed-meanwhile">;
}

export interface AccountStore {
  /** All that is stored of a runner and may still be read, without what opens or signs anything. */
  items(runnerId: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** New keys end every session and link, and nothing is sent any more. Null where nobody is left. */
  beginErasing(
    runnerId: string,
    keys: Pick<Runner, "linkKey" | "sessionKey">,
    now: string,
  ): Promise<Pick<Runner, "id" | "email"> | null>;
  /** From then on the address is nobody's. */
  releaseAddresses(runner: Pick<Runner, "id" | "email">): Promise<void>;
  /** Leaves the profile, a connection that has to be given back first, and the notice of the last mail. */
  eraseItems(runnerId: string): Promise<number>;
  /** The profile goes first, then the rest. */
  eraseAll(runnerId: string): Promise<void>;
}

/** What stands in the index of who is due, as far as a page may look. */
export interface Census {
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** Of those counted, due before a moment. */
  readonly late: number;
}

/** Counts only, for who runs the application. */
export interface CensusStore {
  /** Runners who get a digest, with the ids of the first. */
  digests(lateBefore: string, most: number): Promise<Census & { readonly ids: readonly string[] }>;
  /** Connections that are compared by the clock, with how many of the first are in which state. */
  connections(
    lateBefore: string,
    most: number,
  ): Promise<Census & { readonly looked: number; readonly states: ReadonlyMap<string, number> }>;
}

/** Where one work queue's dead letters lie. */
export interface DeadLetters {
  readonly queueArn: string;
  readonly deadLettersArn: string;
  readonly deadLettersUrl: string;
}

export interface DeadLetterWatch {
  count(queue: Pick<DeadLetters, "deadLettersUrl">): Promise<number>;
}

export interface DeadLetterMover {
  /** Back to the queue they came from; `moving` where that is under way already. */
  sendAgain(queue: Pick<DeadLetters, "queueArn" | "deadLettersArn">): Promise<"started" | "moving">;
}

export interface ErasureQueue {
  /** `delayS`: 0 to 900, SQS's most. */
  send(message: ErasureMessage, delayS: number): Promise<void>;
}

/** How far a runner's stored history can be judged, where a provider's copies expire. */
export type Window =
  /** All there, as far as the provider tells; also where no provider is connected. */
  | { readonly kind: "whole" }
  /** Expired, or never fetched to its end. `isAsked`: it is being fetched already. */
  | { readonly kind: "behind"; readonly isAsked: boolean }
  /** Expired, and not to be had before the runner says yes again. */
  | { readonly kind: "lost" };

/** All that is stored of a runner which a judgement is made from. */
export interface StoredCase {
  /** What may still be read, of every source. */
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
   * Whether all since `sinceS` (unix seconds) is here, as far as the provider tells. `asked`: it is on its
   * way. `unknown`: it can't be had now, for the window itself is not whole.
   */
  findSince(
    runnerId: string,
    sinceS: number,
    nowMs: number,
  ): Promise<"here" | "absent" | "asked" | "unknown">;
}

/** What became of a file that a runner brought. */
export interface UploadOutcome {
  /** In the bucket. */
  readonly key: string;
  readonly name: string;
  /** UTC instant. */
  readonly at: string;
  /** Why nothing of it could be used; null where something was. */
  readonly unusable: string | null;
  /** Activities that are new or changed, and those that were here already. */
  readonly stored: number;
  readonly known: number;
  /** Activities that another file in it tells too, and files that hold no activity. */
  readonly twice: number;
  readonly others: number;
  readonly leftOut: readonly { readonly place: string; readonly reason: string }[];
  readonly leftOutMore: number;
}

export interface UploadStore {
  /** The newer outcome of one file counts. */
  save(runnerId: string, outcome: UploadOutcome): Promise<void>;
  /** Those of the last week, the newest first. */
  all(runnerId: string): Promise<UploadOutcome[]>;
}

/** A form that a browser posts straight to the bucket: where to, and its hidden fields. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadForms {
  /** `then` says what the bucket answers once a file is there, in S3's own fields. */
  make(prefix: string, then: Readonly<Record<string, string>>): Promise<UploadForm>;
}

export interface UploadBucket {
  /** Writes an object into a file. */
  fetch(key: string, path: string): Promise<"fetched" | "gone">;
  /** Removing it twice is no error. */
  remove(key: string): Promise<void>;
}

/** All that a runner brought and nobody has read yet. */
export interface UnreadUploads {
  erase(runnerId: string): Promise<void>;
}
