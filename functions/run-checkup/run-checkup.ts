import { judge } from "../../domain/judge.ts";
import { isTipId, TIPS, type TipId } from "../../domain/tips/catalogue.ts";
import { renderDigest } from "../email/digest.ts";
import { digestView } from "../email/digest-view.ts";
import { unsubscribeHeaders } from "../email/unsubscribe-headers.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { CheckupMessage } from "../messages/checkup.ts";
import type {
  ActivityStore,
  CheckInStore,
  Mail,
  Mailer,
  NoticeStore,
  ProviderEventQueue,
  Runner,
  RunnerStore,
  ShoeStore,
  WindowStore,
} from "../ports.ts";
import { TryAgain } from "../shared/errors.ts";
import { unsubscribeUrl } from "../shared/links.ts";
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
  readonly windows: WindowStore;
  readonly events: ProviderEventQueue;
  readonly notices: NoticeStore;
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
 * Throws TryAgain when the email surely or possibly did not leave, or the history has to be fetched first.
 */
export async function runCheckup(
  { runnerId, day }: CheckupMessage,
  deps: RunCheckupDeps,
): Promise<{ outcome: string }> {
  const runner = await deps.runners.find(runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  if (!runner.digest.on) return { outcome: "digest is off" };
  if ((await seeWhole(runnerId, deps)) === "lost") {
    return { outcome: "no digest: the history expired, and the runner has to connect again" };
  }
  return sendOnce(await writeDigest(runner, day, deps), deps);
}

/**
 * What is left of an expired history would look like weeks of rest, and the next ordinary run like a
 * spike. So it is fetched first; waiting ends with the message's last attempt, which rings the operator.
 */
async function seeWhole(
  runnerId: string,
  { windows, events, now }: Pick<RunCheckupDeps, "windows" | "events" | "now">,
): Promise<"whole" | "lost"> {
  const nowMs = Date.parse(now());
  const window = await windows.find(runnerId, nowMs);
  if (window.kind !== "behind") return window.kind;
  if (!window.isAsked) {
    await events.send([{ kind: "reconcile", provider: "strava", runnerId }], 0);
    await windows.noteAsked(runnerId, nowMs);
  }
  throw new TryAgain("The history is fetched anew first.");
}

async function writeDigest(
  runner: Runner,
  day: string,
  deps: Pick<RunCheckupDeps, "activities" | "shoes" | "checkIns" | "notices" | "publicUrl">,
): Promise<Written> {
  const today = dayNumberOf(day);
  const [records, shoes, checkInRecords, tipsSent] = await Promise.all([
    deps.activities.all(runner.id),
    deps.shoes.all(runner.id),
    deps.checkIns.all(runner.id),
    deps.notices.tipsSent(runner.id, isoDay(today - TIPS_REMEMBERED_DAYS)),
  ]);
  const { checkup, triage, tips } = judge({
    runnerId: runner.id,
    today,
    history: { activities: toHistory(records) },
    shoes: toShoes(shoes),
    checkIns: toCheckIns(checkInRecords, today, dayNumberOf),
    shown: tipsSent.flatMap((digest) =>
      digest.tips.filter(isTipId).map((tip) => ({ tip, day: dayNumberOf(digest.day) })),
    ),
    options: { athlete: runner },
  });
  const unsubscribe = unsubscribeUrl(deps.publicUrl, runner, "digest");
  const { subject, html, text } = renderDigest(
    digestView(checkup, {
      runnerName: null,
      generated: runner.generated,
      units: runner.units,
      isoDay,
      tips: tips.map((tip) => ({ ...TIP_TEXTS[tip], label: en.label[TIPS[tip].basis] })),
      pain: triage,
      urls: { app: deps.publicUrl, unsubscribe, settings: null },
      asOf: day,
      why: digestReason,
    }),
  );
  const mail = {
    to: runner.email,
    subject,
    html,
    text,
    headers: unsubscribeHeaders(unsubscribe),
    notice: { runnerId: runner.id, notice: `digest:${day}` },
  };
  return { mail, tips };
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
