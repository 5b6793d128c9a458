import * as z from "zod/mini";
import { readSecret } from "../secret.ts";

const secret = z.object({
  clientId: z.string().check(z.minLength(1)),
  clientSecret: z.string().check(z.minLength(1)),
  /** Shown once, when the webhook is made; without it every event is rejected. */
  signatureKey: z.optional(z.string().check(z.minLength(1))),
  apiBaseUrl: z._default(z.url(), "https://www.polaraccesslink.com"),
  authorizeUrl: z._default(z.url(), "https://flow.polar.com/oauth2/authorization"),
  tokenUrl: z._default(z.url(), "https://polarremote.com/v2/oauth2/token"),
});

/** The owner's secret for Polar. Throws if it is unusable, without quoting it. */
export function polarSecret(text: string): z.infer<typeof secret> {
  return readSecret(secret, text, "Polar");
}
