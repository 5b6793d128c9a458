import type { DayNumber } from "../../domain/history.ts";
import { assess } from "../../domain/judge.ts";
import {
  decideNudges,
  flagKey,
  type HeldNudge,
  type Nudge,
  type NudgesInput,
  type SentNudge,
  topicOf,
} from "../../domain/nudges/decide-nudges.ts";
import { keysOf, newsOf } from "../../domain/nudges/news.ts";
import { isOwn } from "../../domain/thresholds.ts";
import { renderNudge } from "../email/nudge.ts";
import { type NudgeContent, nudgeView } from "../email/nudge-view.ts";
import { unsubscribeHeaders } from "../email/unsubscribe-headers.ts";
import type { NudgeMessage } from "../messages/nudge.ts";
import type { ConnectionHealth } from "../ports/connections.ts";
import type { Mail, NoticeStore, StoredDigest } from "../ports/mail.ts";
import type { NudgeLog, NudgeWakeStore, StoredNudge } from "../ports/nudges.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import { creditsOf } from "../shared/credits.ts";
import { TryAgain } from "../shared/errors.ts";
import { pageUrls, unsubscribeUrl } from "../shared/http/links.ts";
import { nudgeNotice } from "../shared/mail/nudge-notice.ts";
import type { Pace } from "../shared/mail/pace.ts";
import {
  goesAgain,
  type NoticeKind,
  type SendOnceDeps,
  sendOnce,
} from "../shared/mail/send-once.ts";
import { type CaseStores, loadCase } from "../shared/runner/load-case.ts";
import { dayNumberOf, instantAt, isoDay, localTime } from "../shared/time.ts";

export interface SendNudgesDeps extends Omit<SendOnceDeps, "notices">, CaseStores {
  readonly notices: SendOnceDeps["notices"] & NudgeLog & Pick<NoticeStore, "digestsSince">;
  readonly runners: Pick<RunnerStore, "find">;
  readonly wakes: NudgeWakeStore;
  /** The pace at which emails may leave; see `infra/constructs/send-rate.ts`. */
  readonly pace: Pace;
  /** The address of the pages, without a trailing slash. */
  readonly publicUrl: string;
}

/** Everything that one decision is based on, except for what was sent before. */
type Known = Omit<NudgesInput, "sent"> & {
  readonly credits: readonly string[];
  /** What an email says about a nudge. */
  readonly contentOf: (first: Nudge) => NudgeContent;
  /** Part of an expired history is still being fetched, or nobody knows yet whether the last digest left. */
  readonly isOpen: boolean;
};

/** When to look again at what is open; the night fetches what expired, at the latest. */
const OPEN_MS = 2 * 3600_000;

/**
 * More than one decision can lead to: one email for red flags, two calm ones, and some repeats after races.
 */
const MOST_EMAILS = 8;
const MINUTE_MS = 60_000;
/** A digest that falls due when quiet hours end goes first: by then a tick has asked for it. */
const AFTER_DIGEST_MS = 6 * MINUTE_MS;
/** One that comes in the morning judges the day before. */
const DIGEST_WITHIN_DAYS = 8;
/** Allows for a clock that is behind another, and for the two hours by which Troll, the most of all, puts its clocks back. */
const BEFORE_LOSS_MS = 121 * MINUTE_MS;

/**
 * Checks whether a runner should be written to now, and does so: one email for all red flags together, one
 * for each other nudge. What quiet hours hold back is decided again when they end.
 *
 * Each email is claimed as the runner's n-th, and only by a worker that has seen the n-1 before it. So of
 * several workers deciding at the same time one sends, and the others decide again: no race gets past a
 * cool-down or a cap. While it is unknown whether one email left, only a red flag that isn't in it is sent;
 * for the rest TryAgain is thrown.
 */
export async function sendNudges(
  { runnerId }: NudgeMessage,
  deps: SendNudgesDeps,
): Promise<{ outcome: string }> {
  const runner = await deps.runners.find(runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  if (runner.mailStopped !== null) return { outcome: "mail is stopped" };
  const known = await lookInto(runner, deps);
  for (let emails = 0; emails < MOST_EMAILS; emails += 1) {
    const past = pastOf(await deps.notices.nudges(runnerId, deps.now()), runner.zone);
    const { send, hold } = decideNudges({ ...known, sent: past.sent });
    const [first] = send;
    // A red flag comes first if there is one, and doesn't wait for another worker's email.
    if (past.isHeld && (first === undefined || !isFlag(first.key))) {
      throw new TryAgain("Another attempt sends this runner's nudge.");
    }
    if (first === undefined) {
      await wakeFor(hold, runner, deps);
      if (known.isOpen) {
        const now = deps.now();
        const laterMs = Date.parse(now) + OPEN_MS;
        await deps.wakes.wakeAt(runnerId, new Date(laterMs).toISOString(), now);
      }
      return { outcome: tell(emails, hold) };
    }
    const kind = kindOf(first.key);
    const keys = kind === "red-flag" ? flagKeysOf(known.triage) : [first.key];
    const mail = write(known, first, past.next, runner, deps.publicUrl);
    await deps.pace(() => sendOnce({ mail, kind, remember: { keys } }, deps));
  }
  throw new TryAgain("The nudges found no end.");
}

async function lookInto(runner: Runner, deps: SendNudgesDeps): Promise<Known> {
  const local = localTime(deps.now(), runner.zone);
  const now = { day: dayNumberOf(local.day), minute: local.startMinute };
  const loaded = await loadCase(runner, now.day, deps);
  const { known, health, window } = loaded;
  const { checkup, triage } = assess(known);
  const last = keysOf(checkup).length === 0 ? null : await lastDigest(runner.id, now.day, deps);
  const said = last?.keys ?? [];
  const { sessions, worn, ...news } = newsOf(checkup, known.history.activities, said);
  // What is left of an expired history looks like rest, and an ordinary run after it like a spike.
  const findings = window.kind === "whole" ? news.findings : [];
  const { pause } = runner.nudges;

  const contentOf = ({ key }: Nudge): NudgeContent => {
    if (isFlag(key) && triage !== null) return { kind: "flag", triage };
    const finding = findings.find(({ rule }) => key === `rule:${rule}`);
    if (finding !== undefined) {
      return { kind: "rule", finding, checkup: { ...checkup, sessions }, triage };
    }
    const shoe = worn.find(({ shoeId }) => key.startsWith(`shoe:${shoeId}@`));
    if (shoe !== undefined) {
      const pair = known.shoes.find(({ id }) => id === shoe.shoeId);
      const isNotice = shoe.status === "notice";
      const ofPair = isNotice ? pair?.noticeAtM : pair?.replaceAtM;
      const isOwnForAll = isOwn(checkup.limits, isNotice ? "shoeNoticeM" : "shoeReplaceM");
      return { kind: "shoe", shoe, hasOwnLimit: typeof ofPair === "number" || isOwnForAll };
    }
    if (health.kind !== "ok") return { kind: "connection", health };
    throw new Error("A nudge of which nothing is known.");
  };

  return {
    findings,
    worn,
    triage,
    connection: connectionOf(health, runner.zone),
    preferences: {
      ...runner.nudges,
      pause: pause && {
        from: dayNumberOf(pause.from),
        to: pause.to === null ? null : dayNumberOf(pause.to),
      },
    },
    now,
    contentOf,
    credits: creditsOf(loaded),
    isOpen: window.kind === "behind" || last?.state === "claimed",
  };
}

/** The last week's digest, if it left, or may have. */
async function lastDigest(
  runnerId: string,
  today: DayNumber,
  { notices }: Pick<SendNudgesDeps, "notices">,
): Promise<StoredDigest | null> {
  const digests = await notices.digestsSince(runnerId, isoDay(today - DIGEST_WITHIN_DAYS));
  return digests.findLast(({ state }) => state === "sent" || state === "claimed") ?? null;
}

function connectionOf(health: ConnectionHealth, zone: string): NudgesInput["connection"] {
  if (health.kind === "ok") return { state: "ok" };
  return { state: health.kind, since: momentOf(health.sinceMs - BEFORE_LOSS_MS, zone) };
}

/**
 * What has been sent or is being sent, and the number of the next nudge. An open number is used again while
 * it is the last; one that a red flag overtook is abandoned.
 */
function pastOf(
  stored: readonly StoredNudge[],
  zone: string,
): { readonly sent: readonly SentNudge[]; readonly next: number; readonly isHeld: boolean } {
  const last = stored.at(-1);
  return {
    sent: stored
      .filter((nudge) => !isOpen(nudge))
      .flatMap(({ keys, claimedAt }) => {
        const moment = momentOf(Date.parse(claimedAt), zone);
        return keys.map((key) => ({ key, ...moment }));
      }),
    next: last === undefined ? 1 : isOpen(last) ? last.number : last.number + 1,
    isHeld: stored.some(({ state }) => state === "in-flight"),
  };
}

/** It is certain that it did not leave; or it may have, and is of a kind that is better sent twice. */
function isOpen({ state, keys }: StoredNudge): boolean {
  return state === "released" || (state === "abandoned" && goesAgain(kindOf(keys[0] ?? "")));
}

function momentOf(atMs: number, zone: string) {
  const { day, startMinute } = localTime(new Date(atMs).toISOString(), zone);
  return { day: dayNumberOf(day), minute: startMinute };
}

function isFlag(key: string): boolean {
  return key.startsWith("flag:");
}

/** All that a red flag's email names, also those that wouldn't have been due by themselves yet. */
function flagKeysOf(triage: Known["triage"]): string[] {
  const [top] = triage?.flags ?? [];
  const named = triage?.flags.filter(({ urgency }) => urgency === top?.urgency) ?? [];
  return named.map(flagKey);
}

function kindOf(key: string): NoticeKind {
  if (isFlag(key)) return "red-flag";
  return key === "connection-lost" || key === "consent-missing" ? "connection" : "nudge";
}

function write(
  { contentOf, credits }: Pick<Known, "contentOf" | "credits">,
  first: Nudge,
  number: number,
  runner: Runner,
  publicUrl: string,
): Mail {
  const topic = topicOf(first.key);
  const unsubscribe = topic === null ? null : unsubscribeUrl(publicUrl, runner, topic);
  const { subject, html, text } = renderNudge(
    nudgeView(contentOf(first), {
      units: runner.units,
      generated: runner.generated,
      isoDay,
      topic,
      credits,
      urls: { ...pageUrls(publicUrl), unsubscribe },
    }),
  );
  return {
    to: runner.email,
    subject,
    html,
    text,
    headers: unsubscribe === null ? {} : unsubscribeHeaders(unsubscribe),
    notice: { runnerId: runner.id, notice: nudgeNotice(number) },
  };
}

/** Sets the wake later than needed, also so that a clock that is behind doesn't find it still too early. */
async function wakeFor(
  hold: readonly HeldNudge[],
  { id, zone }: Runner,
  deps: Pick<SendNudgesDeps, "wakes" | "now">,
): Promise<void> {
  const instants = hold.flatMap(({ until }) =>
    until === null
      ? []
      : [Date.parse(instantAt({ day: isoDay(until.day), startMinute: until.minute, zone }))],
  );
  if (instants.length === 0) return;
  // In an hour that the clocks repeat, the end of the quiet hours can appear to have passed: then it is
  // tried again soon.
  const now = deps.now();
  const soonestMs = Math.max(Math.min(...instants), Date.parse(now));
  await deps.wakes.wakeAt(id, new Date(soonestMs + AFTER_DIGEST_MS).toISOString(), now);
}

function tell(emails: number, hold: readonly HeldNudge[]): string {
  const held = hold.map(({ because }) => because).sort();
  return [`${emails} emails`, ...(held.length === 0 ? [] : [`held: ${held.join(", ")}`])].join(
    "; ",
  );
}
