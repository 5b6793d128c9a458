import { z } from "zod";

const address = z.email("must be one email address, such as digest@example.com");

/**
 * What an owner chooses, read from `stridewell` in cdk.json's context. Every default is explained
 * here and nowhere else.
 */
const settings = z.strictObject({
  /** The address that digests come from. SES must be allowed to send as it. */
  sender: address,
  /** Where alarms go. Without one they show in CloudWatch only. */
  operator: address.optional(),
  /**
   * `aws-owned` costs nothing and cannot be looked into; `aws-managed` shows the key's use in
   * CloudTrail and costs a little for each request.
   */
  tableKey: z.enum(["aws-owned", "aws-managed"]).default("aws-owned"),
  /** Days that logs are kept. They hold ids and counts, no runner's data. */
  logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90)]).default(30),
});
export type Settings = z.infer<typeof settings>;

/** Throws one message that names each wrong setting and what it must be. */
export function readSettings(context: unknown): Settings {
  const parsed = settings.safeParse(context ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) =>
    issue.path.length > 0 ? `stridewell.${issue.path.join(".")} ${issue.message}` : issue.message,
  );
  throw new Error(`Unusable settings in cdk.json: ${faults.join("; ")}.`);
}
