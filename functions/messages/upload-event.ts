import * as z from "zod/mini";

/**
 * What S3 reports about an object that was put, as EventBridge passes it on; only the fields used. Shape:
 * docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (2026-11). The key is not URL-encoded, and the ETag, which
 * tells what was put from what another form puts under the same key, has no quotes.
 */
export const uploadEvent = z.object({
  source: z.literal("aws.s3"),
  detail: z.object({
    object: z.object({
      key: z.string().check(z.minLength(1), z.maxLength(1024)),
      etag: z.string().check(z.minLength(1), z.maxLength(100)),
    }),
  }),
});
export type UploadEvent = z.infer<typeof uploadEvent>;
