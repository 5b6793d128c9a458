import { judge } from "../../domain/judge.ts";
import { isTipId, TIPS } from "../../domain/tips/catalogue.ts";
import { renderDigest } from "../email/digest.ts";
import { digestView } from "../email/digest-view.ts";
import { unsubscribeHeaders } from "../email/unsubscribe-headers.ts";
import { toCheckIns } from "../messages/check-in.ts";
import type { CheckupMessage } from "../messages/checkup.ts";
import type {
  ActivityStore,
  CheckInStore,
  Mailer,
  NoticeStore,
  Runner,
  RunnerStore,
  ShoeStore,
  StoredDigest,
} from "../ports.ts";
import { unsubscribeUrl } from "../shared/links.ts";
import { type OnceMail, sendOnce } from "../shared/send-once.ts";
import { dayNumberOf, isoDay } from "../shared/time.ts";
import { toHistory, toPauses, toShoes } from "../shared/to-domain.ts";
import { en } from "../wording/en.ts";
import { digestReason } from "../wording/pages.en.ts";
import { TIP_TEXTS } from "../wording/tips.en.ts";

export interface RunCheckupDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly activities: Pick<ActivityStore, "all">;
  readonly shoes: Pick<ShoeStore, "all">;
  readonly checkIns: Pick<CheckInStore, "all">;
  readonly notices: NoticeStore;
  readonly mailer: Mailer;
  /** Where the pages live, with no slash at the end. */
  readonly publicUrl: string;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Tips of the last four weeks are not repeated where others fit. */
const TIPS_REMEMBERED_DAYS = 28;

/**
 * Judges one runner as of one day and sends the digest of that day, once.
 * Throws as `sendOnce` does when the email surely or possibly did not leave.
 */
export async function runCheckup(
  { runnerId, day }: CheckupMessage,
  deps: RunCheckupDeps,
): Promise<{ outcome: string }> {
  const runner = await deps.runners.find(runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  if (runner.mailStopped !== null) return { outcome: "mail is stopped" };
  if (!runner.digest.on) return { outcome: "digest is off" };
  return sendOnce(await writeDigest(runner, day, deps), deps);
}

async function writeDigest(
  runner: Runner,
  day: string,
  deps: Pick<RunCheckupDeps, "activities" | "shoes" | "checkIns" | "notices" | "publicUrl">,
): Promise<OnceMail> {
  const today = dayNumberOf(day);
  const [records, shoes, checkInRecords, digests] = await Promise.all([
    deps.activities.all(runner.id),
    deps.shoes.all(runner.id),
    deps.checkIns.all(runner.id),
    deps.notices.digestsSince(runner.id, isoDay(today - TIPS_REMEMBERED_DAYS)),
  ]);
  const { checkup, triage, tips } = judge({
    runnerId: runner.id,
    today,
    history: { activities: toHistory(records), pauses: toPauses(runner) },
    shoes: toShoes(shoes),
    checkIns: toCheckIns(checkInRecords, today, dayNumberOf),
    shown: digests
      .filter(({ state }) => state === "sent")
      .flatMap((digest) =>
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
      missed: missedBefore(digests),
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
  return { mail, kind: "digest", remember: { tips } };
}

/** Digests given up on since the last that left: nobody knows whether they arrived. */
function missedBefore(digests: readonly StoredDigest[]): string[] {
  const lastSent = digests.findLastIndex(({ state }) => state === "sent");
  return digests
    .slice(lastSent + 1)
    .filter(({ state }) => state === "skipped")
    .map(({ day }) => day);
}
