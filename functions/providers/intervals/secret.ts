import * as z from "zod";

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
  let json: unknown;
  try {
    json = JSON.parse(text ?? "{}");
  } catch {
    json = undefined;
  }
  const read = secret.safeParse(json);
  if (!read.success) throw new Error("The secret for intervals.icu is not usable.");
  return read.data;
}
