import { judge } from "../../domain/judge.ts";
import { findingsToTell, keysOf, standingKeyOf } from "../../domain/nudges/news.ts";
import { latestOf } from "../../domain/pain/check-in.ts";
import { isTipId, TIPS } from "../../domain/tips/catalogue.ts";
import { streakWeeks } from "../../domain/tips/exercise-log.ts";
import type { ToPng } from "../charts/svg-to-png.ts";
import { WEEKS_CHART_SIZE, weeksChart } from "../charts/weeks-chart.ts";
import { noDigestEmail } from "../email/account-letters.ts";
import { renderDigest } from "../email/digest.ts";
import {
  type DigestView,
  digestView,
  type MissedDigest,
  missedText,
} from "../email/digest-view.ts";
import { unsubscribeHeaders } from "../email/unsubscribe-headers.ts";
import type { CheckupMessage } from "../messages/checkup.ts";
import type { HistoryEvent } from "../messages/provider-event.ts";
import type { ExerciseLogStore } from "../ports/exercises.ts";
import type { Mailer, NoticeStore, StoredDigest } from "../ports/mail.ts";
import type { Queue } from "../ports/queue.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import type { Window, WindowStore } from "../ports/stored-case.ts";
import { creditsOf } from "../shared/credits.ts";
import { nameOf, TryAgain } from "../shared/errors.ts";
import { correlationNow } from "../shared/events/correlation.ts";
import { delayUntil } from "../shared/events/delay-until.ts";
import { actionUrl } from "../shared/http/action-links.ts";
import { checkInUrl, pageUrls, unsubscribeUrl } from "../shared/http/links.ts";
import { makeLogger } from "../shared/logger.ts";
import type { Pace } from "../shared/mail/pace.ts";
import { type OnceMail, sendOnce } from "../shared/mail/send-once.ts";
import { measure } from "../shared/measure.ts";
import { type CaseStores, loadCase } from "../shared/runner/load-case.ts";
import { dayNumberOf, isoDay, localTime } from "../shared/time.ts";
import * as en from "../wording/en.ts";
import { digestReason } from "../wording/pages.en.ts";
import { missingRuns } from "../wording/sources.en.ts";
import { TIP_TEXTS } from "../wording/tips.en.ts";

export interface RunCheckupDeps extends CaseStores {
  readonly runners: Pick<RunnerStore, "find">;
  readonly exercises: Pick<ExerciseLogStore, "all">;
  readonly windows: WindowStore;
  readonly events: Queue<HistoryEvent>;
  /** Its own queue, for a digest that has to wait. */
  readonly checkups: Queue<CheckupMessage>;
  readonly notices: NoticeStore;
  readonly toPng: ToPng;
  readonly mailer: Mailer;
  /** The pace at which digests may leave; see `infra/constructs/send-rate.ts`. */
  readonly pace: Pace;
  /** The address of the pages, without a trailing slash. */
  readonly publicUrl: string;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Tips of the last four weeks are not repeated while others fit. */
const TIPS_REMEMBERED_DAYS = 28;

const TOO_LATE_MS = 3 * 24 * 3600 * 1000;
/** An alarm looks for these words in the log. */
export const LEFT_OUT = "left out, too late";
/** A comparison may be done in a moment. */
const FIRST_WAIT_MS = 60_000;

/**
 * Judges one runner as of one day and sends that day's digest, once. If the history has to be fetched first,
 * sends the message again to wait. Throws like `sendOnce` when the email did not leave, or possibly did not;
 * and TryAgain for a history that has to be fetched if the message doesn't say when the digest was due.
 */
export async function runCheckup(
  message: CheckupMessage,
  deps: RunCheckupDeps,
): Promise<{ outcome: string }> {
  const runner = await deps.runners.find(message.runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  if (runner.mailStopped !== null) return { outcome: "mail is stopped" };
  if (!runner.digest.on) return { outcome: "digest is off" };
  if (isTooLate(message, deps.now())) {
    for (const day of message.missed ?? []) await leaveOut(runner.id, day, deps);
    return leaveOut(runner.id, message.day, deps);
  }
  switch (await seeWhole(runner.id, deps)) {
    case "lost":
      return deps.pace(async () => sendOnce(await whyNone(runner, message, deps), deps));
    case "behind":
      return waitForHistory(message, deps);
    case "whole":
      return deps.pace(async () => {
        const digest = await writeDigest(runner, message, deps);
        measure("Checkups", {});
        return sendOnce(digest, deps);
      });
  }
}

/** Whether a digest is so late that the next one says more. */
function isTooLate({ dueAt }: CheckupMessage, now: string): boolean {
  return dueAt !== undefined && Date.parse(now) - Date.parse(dueAt) > TOO_LATE_MS;
}

/**
 * Marks a digest as skipped under its claim, so that the next one can say so. One that has left stays sent.
 * Throws TryAgain while another attempt may still be sending it.
 */
async function leaveOut(
  runnerId: string,
  day: string,
  { notices, now }: Pick<RunCheckupDeps, "notices" | "now">,
): Promise<{ outcome: string }> {
  const notice = { runnerId, notice: `digest:${day}` };
  const claim = await notices.claim(notice, { tooLate: true }, now());
  if (claim.kind === "settled") return { outcome: "already settled" };
  if (claim.kind === "in-flight") throw new TryAgain("Another attempt holds this notice.");
  const skipped = await notices.skip(claim.held, now());
  if (skipped === "changed-meanwhile") throw new TryAgain("This notice changed meanwhile.");
  return { outcome: claim.kind === "ours" ? LEFT_OUT : "given up, it may have left" };
}

/**
 * What is left of an expired history would look like weeks of rest, and the next ordinary run like a spike.
 * So it is fetched first: asks for that if nobody has lately.
 */
async function seeWhole(
  runnerId: string,
  { windows, events, now }: Pick<RunCheckupDeps, "windows" | "events" | "now">,
): Promise<Window["kind"]> {
  const nowMs = Date.parse(now());
  const window = await windows.find(runnerId, nowMs);
  if (window.kind === "behind" && !window.isAsked) {
    const request = { kind: "reconcile", provider: "strava", runnerId, askedAtMs: nowMs } as const;
    await events.send([request], 0);
    await windows.noteAsked(runnerId, "window", nowMs);
  }
  return window.kind;
}

/**
 * Waits as long again as the digest is late already. Sends a new message rather than failing: waiting uses
 * up no attempts, doesn't count as an old message, and doesn't hold one of the queue's places for messages
 * under way (docs/adr/0010). It ends when the digest is too late, which a message without a due time never
 * is: that one's waiting ends with its last attempt, which alerts the operator.
 */
async function waitForHistory(
  message: CheckupMessage,
  { checkups, now }: Pick<RunCheckupDeps, "checkups" | "now">,
): Promise<{ outcome: string }> {
  const { dueAt } = message;
  if (dueAt === undefined) throw new TryAgain("The history has to be fetched first.");
  const nowMs = Date.parse(now());
  const untilMs = nowMs + Math.max(nowMs - Date.parse(dueAt), FIRST_WAIT_MS);
  await checkups.send([message], delayUntil(untilMs, nowMs));
  return { outcome: "waits for the history" };
}

/** The digest could only be wrong until the runner connects again, and that is what comes instead. */
async function whyNone(
  runner: Runner,
  { day, missed = [] }: CheckupMessage,
  { notices, publicUrl }: Pick<RunCheckupDeps, "notices" | "publicUrl">,
): Promise<OnceMail> {
  const unsubscribe = unsubscribeUrl(publicUrl, runner, "digest");
  const digests = await recentDigests(runner.id, day, notices);
  const mail = {
    to: runner.email,
    ...noDigestEmail(
      { ...pageUrls(publicUrl), unsubscribe },
      missedText(missedBefore(day, digests, missed)),
    ),
    headers: unsubscribeHeaders(unsubscribe),
    notice: { runnerId: runner.id, notice: `digest:${day}` },
  };
  return { mail, kind: "digest", remember: { tips: [] } };
}

async function writeDigest(
  runner: Runner,
  { day, missed = [] }: CheckupMessage,
  deps: Omit<RunCheckupDeps, "runners" | "mailer" | "checkups" | "pace">,
): Promise<OnceMail> {
  const today = dayNumberOf(day);
  // A red flag outranks the week's figures, also one told since.
  const toldUntil = Math.max(today, dayNumberOf(localTime(deps.now(), runner.zone).day));
  const [loaded, marks, digests] = await Promise.all([
    loadCase(runner, today, deps, { isDigest: true, toldUntil }),
    deps.exercises.all(runner.id),
    recentDigests(runner.id, day, deps.notices),
  ]);
  const exerciseLog = marks.map((mark) => ({ ...mark, day: dayNumberOf(mark.day) }));
  const earlier = digests.filter((digest) => digest.state === "sent" && digest.day < day);
  const { checkup, triage, tips, routine } = judge({
    ...loaded.known,
    shown: earlier.flatMap((digest) =>
      digest.tips.filter(isTipId).map((tip) => ({ tip, day: dayNumberOf(digest.day) })),
    ),
    exerciseLog,
  });
  const said = earlier.flatMap(({ keys }) => keys);
  const standing = findingsToTell(checkup, said)
    .map((finding) => standingKeyOf(finding, checkup))
    .filter((key) => key !== null);
  const last = latestOf(loaded.known.checkIns)?.checkIn;
  const unsubscribe = unsubscribeUrl(deps.publicUrl, runner, "digest");
  const nowMs = Date.parse(deps.now());
  const view = digestView(checkup, {
    generated: runner.generated,
    units: runner.units,
    isoDay,
    tips: tips.map((tip) => ({ ...TIP_TEXTS[tip], label: en.label[TIPS[tip].basis] })),
    pain: triage,
    routine,
    streakWeeks: streakWeeks(exerciseLog, today, runner.weekStart),
    doneUrl: (on, done) =>
      actionUrl(
        deps.publicUrl,
        runner,
        { do: "exercises-done", day: isoDay(on), tips: [...done] },
        nowMs,
      ),
    missingRuns: missingRuns(loaded.health),
    missed: missedBefore(day, digests, missed),
    said,
    urls: {
      ...pageUrls(deps.publicUrl),
      checkIn: checkInUrl(deps.publicUrl, last ?? { places: [], side: null }),
      unsubscribe,
    },
    why: digestReason,
    credits: creditsOf(loaded),
  });
  const mail = {
    to: runner.email,
    ...renderDigest(view, await chartPng(view, deps.toPng)),
    headers: unsubscribeHeaders(unsubscribe),
    notice: { runnerId: runner.id, notice: `digest:${day}` },
  };
  return { mail, kind: "digest", remember: { tips, keys: [...keysOf(checkup), ...standing] } };
}

function recentDigests(
  runnerId: string,
  day: string,
  notices: Pick<NoticeStore, "digestsSince">,
): Promise<StoredDigest[]> {
  return notices.digestsSince(runnerId, isoDay(dayNumberOf(day) - TIPS_REMEMBERED_DAYS));
}

/** Earlier digests, since the last one known to have left, that the runner need not wait for. */
function missedBefore(
  day: string,
  digests: readonly StoredDigest[],
  neverAsked: readonly string[],
): MissedDigest[] {
  const earlier = digests.filter((digest) => digest.day < day);
  const lastSent = earlier.findLastIndex(({ state }) => state === "sent");
  const told = earlier
    .slice(lastSent + 1)
    .filter(({ state }) => state === "skipped")
    .map(
      ({ day: missed, tooLate }): MissedDigest => ({
        day: missed,
        fate: tooLate ? "skipped" : "unknown",
      }),
    );
  const untold = neverAsked
    .filter((missed) => !earlier.some((digest) => digest.day === missed))
    .map((missed): MissedDigest => ({ day: missed, fate: "skipped" }));
  return [...told, ...untold].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Drawn at twice its displayed size, for sharp screens. Without it the digest still gives every figure. */
async function chartPng({ chart }: DigestView, toPng: ToPng): Promise<Uint8Array | null> {
  if (chart === null) return null;
  try {
    return await toPng(weeksChart(chart), 2 * WEEKS_CHART_SIZE.width);
  } catch (error) {
    const logger = makeLogger();
    logger.setCorrelationId(correlationNow());
    logger.warn("chart not drawn", nameOf(error));
    return null;
  }
}
