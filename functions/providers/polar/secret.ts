import * as z from "zod";
import { readSecret } from "../secret.ts";

const secret = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** Told once, when the webhook is made; without it every event is turned away. */
  signatureKey: z.string().min(1).optional(),
  apiBaseUrl: z.url().default("https://www.polaraccesslink.com"),
  authorizeUrl: z.url().default("https://flow.polar.com/oauth2/authorization"),
  tokenUrl: z.url().default("https://polarremote.com/v2/oauth2/token"),
});

/** The owner's secret for Polar. Throws where it is none, without quoting it. */
export function polarSecret(text: string): z.infer<typeof secret> {
  return readSecret(secret, text, "Polar");
}
