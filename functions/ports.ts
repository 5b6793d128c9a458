import type { Sex, Weekday } from "../domain/history.ts";
import type { EmailHtml } from "./email/html.ts";
import type { ActivityRecord, ShoeRecord } from "./messages/activity.ts";
import type { CheckupMessage } from "./messages/checkup.ts";
import type { StoredCheckIn } from "./messages/ingest.ts";

/** What a runner can be written to about, and can stop one by one. */
export type Topic = "digest";

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
  /** Signs this runner's links; a new one revokes every link sent before. */
  readonly linkKey: string;
  /** True for the demo runner, whose history was made up by a program. */
  readonly generated: boolean;
}

export interface RunnerStore {
  find(runnerId: string): Promise<Runner | null>;
  create(runner: Runner): Promise<"created" | "exists">;
  /** Stops one topic. Saying it twice is no error. */
  stop(runnerId: string, topic: Topic): Promise<"stopped" | "unknown-runner">;
}

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
  dueAt(instant: string): AsyncIterable<DueRunner>;
  /** Moves the runner's next digest, unless it was moved meanwhile. */
  advance(due: DueRunner, nextDigestAt: string): Promise<"advanced" | "moved-meanwhile">;
}

export interface ActivityStore {
  save(runnerId: string, activity: ActivityRecord): Promise<"stored" | "replaced" | "unchanged">;
  all(runnerId: string): Promise<ActivityRecord[]>;
}

/** A shoe as its source named it, with what the runner set on top. */
export interface StoredShoe extends ShoeRecord {
  readonly startDistanceM: number;
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
}

export interface ShoeStore {
  save(runnerId: string, shoe: ShoeRecord): Promise<"stored" | "renamed" | "unchanged">;
  all(runnerId: string): Promise<StoredShoe[]>;
}

export interface CheckInStore {
  save(runnerId: string, checkIn: StoredCheckIn): Promise<"stored">;
  /** In order of their days. */
  all(runnerId: string): Promise<StoredCheckIn[]>;
}

/** One thing that may be written to a runner, once: `digest:2026-11-22`. */
export interface NoticeId {
  readonly runnerId: string;
  readonly notice: string;
}

export type Claim =
  /** Ours to send. */
  | "claimed"
  /** Nothing left to do: sent, or given up on. */
  | "settled"
  /** Somebody else is sending it right now. */
  | "in-flight"
  /** Claimed long ago and never marked: whether the email left is unknown. */
  | "abandoned";

export interface NoticeStore {
  claim(id: NoticeId, now: string): Promise<Claim>;
  markSent(id: NoticeId, sent: SentNotice, now: string): Promise<void>;
  /** The email surely did not leave: the next attempt may claim it again. */
  release(id: NoticeId): Promise<void>;
  /** Gives an abandoned notice up, so that it is never sent. */
  skip(id: NoticeId, now: string): Promise<void>;
  /** The tips that went out with the digests of `sinceDay` (YYYY-MM-DD) and later. */
  tipsSent(runnerId: string, sinceDay: string): Promise<{ day: string; tips: string[] }[]>;
}

export interface SentNotice {
  readonly messageId: string;
  readonly tips: readonly string[];
}

export interface CheckupQueue {
  send(messages: readonly CheckupMessage[]): Promise<void>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: EmailHtml;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Comes back on every event that the mail service reports about this email. */
  readonly notice: NoticeId;
}

export interface Mailer {
  /**
   * `not-sent` is a clear refusal, `reason` being the service's word for it. When it stays unknown
   * whether the email left (a broken connection, a failing service), this throws.
   */
  send(
    mail: Mail,
  ): Promise<
    | { readonly outcome: "sent"; readonly messageId: string }
    | { readonly outcome: "not-sent"; readonly reason: string }
  >;
}
