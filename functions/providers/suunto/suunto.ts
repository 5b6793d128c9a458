import type { Provider } from "../provider.ts";
import { openSuunto } from "./client.ts";
import { suuntoFacts } from "./facts.ts";
import { suuntoWebhook } from "./webhook.ts";

/** Suunto's Cloud API, v3: apizone.suunto.com/how-to-start, /webhooks and /faq (read 2026-11). */
export const suunto: Provider = {
  ...suuntoFacts,
  // As far back as check-ups look.
  historyDays: 180,
  forgetsBefore: false,
  // A developer's subscription has 200 calls a week, for all runners together.
  pollMinutes: null,
  webhook: suuntoWebhook,
  open: openSuunto,
};
