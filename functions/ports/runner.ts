import type { PauseReason, Sex, Weekday } from "../../domain/history.ts";
import type { NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import type { OwnLimits } from "../../domain/thresholds.ts";

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
  /**
   * UTC instant at which the last one was due, at the same hour in a zone that was chosen since, or a first one's time
   * less a week; null while nobody has asked.
   */
  readonly lastDigestAt: string | null;
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
