import type { Provider } from "../provider.ts";
import { openIntervals } from "./client.ts";
import { intervalsFacts } from "./facts.ts";
import { intervalsWebhook } from "./webhook.ts";

/** intervals.icu: forum.intervals.icu/t/2759 (OAuth, webhooks) and /t/80090 (API), read 2026-11. */
export const intervals: Provider = {
  ...intervalsFacts,
  // As far back as check-ups look.
  historyDays: 180,
  forgetsBefore: false,
  // A key has no webhook, and a lost event isn't sent again.
  pollMinutes: 60,
  webhook: intervalsWebhook,
  open: openIntervals,
};
