import type { MailEvent } from "../messages/mail-event.ts";
import type { NoticeStore } from "../ports/mail.ts";
import type { MailStopped, RunnerStore } from "../ports/runner.ts";
import type { LimitStore } from "../ports/sign-in.ts";
import { type Counted, countOf } from "../shared/mail/came-back.ts";
import { noticeOfTag } from "../shared/mail/notice-tag.ts";
import { isSameAddress } from "../shared/mail/same-address.ts";

export interface RecordDeliveryDeps {
  readonly notices: Pick<NoticeStore, "settle" | "noteSoftBounce">;
  readonly runners: Pick<RunnerStore, "find" | "stopMail">;
  readonly limits: LimitStore;
}

/**
 * Records what SES reports about an email that it accepted. Events come late, twice and out of order;
 * whichever comes first settles the notice, since each of them shows that the email was accepted.
 */
export async function recordDelivery(
  { detail }: MailEvent,
  deps: RecordDeliveryDeps,
): Promise<{ outcome: string }> {
  const { mail } = detail;
  const notice = noticeOfTag(mail.tags["notice"]?.[0] ?? "");
  if (notice === null) return { outcome: "no notice of ours" };
  const unproven = countOf(notice);
  const settled = await deps.notices.settle(notice, mail.messageId, mail.timestamp);
  switch (detail.eventType) {
    case "Send":
    case "Delivery":
      return { outcome: settled };
    case "Reject":
      return { outcome: "rejected by the mail service" };
    case "Bounce": {
      const { bounceType, bounceSubType, feedbackId, timestamp } = detail.bounce;
      if (bounceType === "Permanent" && unproven !== null) {
        // SES didn't send it, and doesn't count it either: one dead mailbox is no reason to write to nobody new.
        if (bounceSubType === "OnAccountSuppressionList") {
          return { outcome: `${unproven.what} was not sent to a suppressed address` };
        }
        await countOnce(unproven, detail.bounce, deps);
        return { outcome: `${unproven.what} came back` };
      }
      if (bounceType === "Permanent") {
        return stopMail(notice.runnerId, mail, { reason: "bounce", at: timestamp }, deps);
      }
      // SES has tried for hours by then; the next email may well arrive.
      await deps.notices.noteSoftBounce(notice, feedbackId);
      return { outcome: "soft bounce" };
    }
    case "Complaint": {
      const { timestamp } = detail.complaint;
      if (unproven !== null) {
        await countOnce(unproven, detail.complaint, deps);
        return { outcome: `${unproven.what} was reported as spam` };
      }
      const why: MailStopped = { reason: "complaint", at: timestamp };
      return stopMail(notice.runnerId, mail, why, deps);
    }
  }
}

/** An event that comes twice must not use up what a runner's two typing mistakes may. */
async function countOnce(
  { key, limit }: Counted,
  { feedbackId, timestamp }: { readonly feedbackId: string; readonly timestamp: string },
  { limits }: RecordDeliveryDeps,
): Promise<void> {
  const atMs = Date.parse(timestamp);
  const isFirst = await limits.take(`feedback ${feedbackId}`, { ...limit, atMost: 1 }, atMs);
  if (isFirst) await limits.take(key, limit, atMs);
}

async function stopMail(
  runnerId: string,
  { destination }: MailEvent["detail"]["mail"],
  why: MailStopped,
  { runners }: RecordDeliveryDeps,
): Promise<{ outcome: string }> {
  const runner = await runners.find(runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  const isCurrent = destination.some((address) => isSameAddress(address, runner.email));
  if (!isCurrent) return { outcome: "another address than the runner has now" };
  if (runner.mailStopped !== null) return { outcome: "mail is stopped already" };
  const stopped = await runners.stopMail(runner, why);
  return stopped === "stopped"
    ? { outcome: `mail stopped after a ${why.reason}` }
    : { outcome: "another address than the runner has now" };
}
