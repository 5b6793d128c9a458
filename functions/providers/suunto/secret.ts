import * as z from "zod";
import { readSecret } from "../secret.ts";

const secret = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** Of the owner's subscription to the API, primary or secondary: it goes with every call. */
  subscriptionKey: z.string().min(1),
  /** What the owner typed in there to have notifications signed; without it each is turned away. */
  notificationSecret: z.string().min(16).optional(),
  apiBaseUrl: z.url().default("https://cloudapi.suunto.com"),
  oauthBaseUrl: z.url().default("https://cloudapi-oauth.suunto.com"),
});

/** The owner's secret for Suunto. Throws where it is none, without quoting it. */
export function suuntoSecret(text: string): z.infer<typeof secret> {
  return readSecret(secret, text, "Suunto");
}
