import type { Provider } from "../provider.ts";
import { openPolar } from "./client.ts";
import { polarFacts } from "./facts.ts";
import { polarWebhook } from "./webhook.ts";

/** Polar Flow through AccessLink v3: www.polar.com/accesslink-api (read 2026-11). */
export const polar: Provider = {
  ...polarFacts,
  // Polar never gives older ones, nor any that were uploaded before the runner connected.
  historyDays: 30,
  forgetsBefore: true,
  pollMinutes: null,
  webhook: polarWebhook,
  open: openPolar,
};
