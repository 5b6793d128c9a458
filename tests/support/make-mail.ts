import { checkup } from "../../domain/checkup.ts";
import { renderDigest } from "../../functions/email/digest.ts";
import { digestView } from "../../functions/email/digest-view.ts";
import type { Mail } from "../../functions/ports/mail.ts";
import { pageUrls } from "../../functions/shared/http/links.ts";
import { dayNumberOf, isoDay } from "../../functions/shared/time.ts";

/** The digest of a runner with no runs yet. Only the renderer can make an email's HTML. */
export function makeMail(overrides: Partial<Mail> = {}): Mail {
  const view = digestView(checkup({ activities: [] }, [], dayNumberOf("2021-09-12")), {
    generated: false,
    credits: [],
    units: "km",
    isoDay,
    tips: [],
    pain: null,
    routine: null,
    streakWeeks: 0,
    doneUrl: () => "https://run.example/act/r1/t",
    missingRuns: null,
    missed: [],
    said: [],
    urls: { ...pageUrls("https://run.example"), unsubscribe: "https://run.example/u" },
    why: "Because.",
  });
  return {
    to: "ada@example.com",
    ...renderDigest(view),
    headers: { "List-Unsubscribe": "<https://run.example/u>" },
    notice: { runnerId: "r1", notice: "digest:2021-09-12" },
    ...overrides,
  };
}
