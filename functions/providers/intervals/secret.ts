import * as z from "zod";
import { readSecret } from "../secret.ts";

const secret = z.object({
  /** Of an application, for which its owner writes to david@intervals.icu; a runner's own key needs none. */
  application: z
    .object({ clientId: z.string().min(1), clientSecret: z.string().min(1) })
    .optional(),
  /** Stands in the body of each event. */
  webhookSecret: z.string().min(16).optional(),
  baseUrl: z.url().default("https://intervals.icu"),
});
export type IntervalsSecret = z.infer<typeof secret>;

/** The owner's secret for intervals.icu; none is needed. Throws where it is unusable, without quoting it. */
export function intervalsSecret(text: string | null): IntervalsSecret {
  return readSecret(secret, text ?? "{}", "intervals.icu");
}
