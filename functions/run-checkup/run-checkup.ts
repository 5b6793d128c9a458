import { judge } from "../../domain/judge.ts";
import { isTipId, TIPS, type TipId } from "../../domain/tips/catalogue.ts";
import { streakWeeks } from "../../domain/tips/exercise-log.ts";
import type { ToPng } from "../charts/svg-to-png.ts";
import { MAIL_COLOURS, WEEKS_CHART_SIZE, weeksChart } from "../charts/weeks-chart.ts";
import { renderDigest } from "../email/digest.ts";
import { type DigestView, digestView } from "../email/digest-view.ts";
import { unsubscribeHeaders } from "../email/unsubscribe-headers.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { CheckupMessage } from "../messages/checkup.ts";
import type {
  ActivityStore,
  CheckInStore,
  ExerciseLogStore,
  Mail,
  Mailer,
  NoticeStore,
  Runner,
  RunnerStore,
  ShoeStore,
} from "../ports.ts";
import { actionUrl } from "../shared/action-links.ts";
import { TryAgain } from "../shared/errors.ts";
import { pageUrls, unsubscribeUrl } from "../shared/links.ts";
import { dayNumberOf, isoDay } from "../shared/time.ts";
import { toHistory, toShoes } from "../shared/to-domain.ts";
import { en } from "../wording/en.ts";
import { digestReason } from "../wording/pages.en.ts";
import { TIP_TEXTS } from "../wording/tips.en.ts";

export interface RunCheckupDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly activities: Pick<ActivityStore, "all">;
  readonly shoes: Pick<ShoeStore, "all">;
  readonly checkIns: Pick<CheckInStore, "all">;
  readonly exercises: Pick<ExerciseLogStore, "all">;
  readonly notices: NoticeStore;
  readonly toPng: ToPng;
  readonly mailer: Mailer;
  /** Where the pages live, with no slash at the end. */
  readonly publicUrl: string;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

interface Written {
  readonly mail: Mail;
  readonly tips: readonly TipId[];
}

/** Tips of the last four weeks are not repeated where others fit. */
const TIPS_REMEMBERED_DAYS = 28;

/**
 * Judges one runner as of one day and sends the digest of that day, once.
 * Throws TryAgain when the email surely or possibly did not leave.
 */
export async function runCheckup(
  { runnerId, day }: CheckupMessage,
  deps: RunCheckupDeps,
): Promise<{ outcome: string }> {
  const runner = await deps.runners.find(runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  if (!runner.digest.on) return { outcome: "digest is off" };
  return sendOnce(await writeDigest(runner, day, deps), deps);
}

async function writeDigest(
  runner: Runner,
  day: string,
  deps: Omit<RunCheckupDeps, "runners" | "mailer">,
): Promise<Written> {
  const today = dayNumberOf(day);
  const [records, shoes, checkInRecords, marks, tipsSent] = await Promise.all([
    deps.activities.all(runner.id),
    deps.shoes.all(runner.id),
    deps.checkIns.all(runner.id),
    deps.exercises.all(runner.id),
    deps.notices.tipsSent(runner.id, isoDay(today - TIPS_REMEMBERED_DAYS)),
  ]);
  const exerciseLog = marks.map((mark) => ({ ...mark, day: dayNumberOf(mark.day) }));
  const { checkup, triage, tips, routine } = judge({
    runnerId: runner.id,
    today,
    history: { activities: toHistory(records) },
    shoes: toShoes(shoes),
    checkIns: toCheckIns(checkInRecords, today, dayNumberOf),
    shown: tipsSent.flatMap((digest) =>
      digest.tips.filter(isTipId).map((tip) => ({ tip, day: dayNumberOf(digest.day) })),
    ),
    exerciseLog,
    options: { athlete: runner },
  });
  const unsubscribe = unsubscribeUrl(deps.publicUrl, runner, "digest");
  const nowMs = Date.parse(deps.now());
  const view = digestView(checkup, {
    runnerName: null,
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
    missed: [],
    urls: { ...pageUrls(deps.publicUrl), unsubscribe },
    asOf: day,
    why: digestReason,
  });
  const mail = {
    to: runner.email,
    ...renderDigest(view, await chartPng(view, deps.toPng)),
    headers: unsubscribeHeaders(unsubscribe),
    notice: { runnerId: runner.id, notice: `digest:${day}` },
  };
  return { mail, tips };
}

/** Twice the size it is shown at, for sharp screens. Without it the digest still says every figure. */
async function chartPng({ chart }: DigestView, toPng: ToPng): Promise<Uint8Array | null> {
  if (chart === null) return null;
  try {
    return await toPng(weeksChart(chart, MAIL_COLOURS), 2 * WEEKS_CHART_SIZE.width);
  } catch {
    return null;
  }
}

/** The claim comes first, so that two workers, or one that crashed, never send the same digest twice. */
async function sendOnce(
  { mail, tips }: Written,
  { notices, mailer, now }: Pick<RunCheckupDeps, "notices" | "mailer" | "now">,
): Promise<{ outcome: string }> {
  const claim = await notices.claim(mail.notice, now());
  if (claim === "settled") return { outcome: "already settled" };
  if (claim === "in-flight") throw new TryAgain("Another attempt holds this notice.");
  if (claim === "abandoned") {
    // It may have left. A digest twice is worse than a digest missed: the next one is a week away.
    await notices.skip(mail.notice, now());
    return { outcome: "given up after a crash" };
  }
  const sent = await mailer.send(mail);
  if (sent.outcome === "not-sent") {
    await notices.release(mail.notice);
    throw new TryAgain(`The mail service said no: ${sent.reason}.`);
  }
  await notices.markSent(mail.notice, { messageId: sent.messageId, tips }, now());
  return { outcome: "sent" };
}
