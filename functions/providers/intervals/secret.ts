import * as z from "zod/mini";
import { readSecret } from "../secret.ts";

const secret = z.object({
  /** An application's, which its owner gets from david@intervals.icu; a runner's own key needs none. */
  application: z.optional(
    z.object({
      clientId: z.string().check(z.minLength(1)),
      clientSecret: z.string().check(z.minLength(1)),
    }),
  ),
  /** It is in the body of each event. */
  webhookSecret: z.optional(z.string().check(z.minLength(16))),
  baseUrl: z._default(z.url(), "https://intervals.icu"),
});
export type IntervalsSecret = z.infer<typeof secret>;

/** The owner's secret for intervals.icu; none is needed. Throws if it is unusable, without quoting it. */
export function intervalsSecret(text: string | null): IntervalsSecret {
  return readSecret(secret, text ?? "{}", "intervals.icu");
}
