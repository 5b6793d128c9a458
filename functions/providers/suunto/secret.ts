import * as z from "zod/mini";
import { readSecret } from "../secret.ts";

const secret = z.object({
  clientId: z.string().check(z.minLength(1)),
  clientSecret: z.string().check(z.minLength(1)),
  /** From the owner's subscription to the API, primary or secondary: sent with every call. */
  subscriptionKey: z.string().check(z.minLength(1)),
  /** What the owner entered at Suunto to have notifications signed; without it each one is rejected. */
  notificationSecret: z.optional(z.string().check(z.minLength(16))),
  apiBaseUrl: z._default(z.url(), "https://cloudapi.suunto.com"),
  oauthBaseUrl: z._default(z.url(), "https://cloudapi-oauth.suunto.com"),
});

/** The owner's secret for Suunto. Throws if it is unusable, without quoting it. */
export function suuntoSecret(text: string): z.infer<typeof secret> {
  return readSecret(secret, text, "Suunto");
}
