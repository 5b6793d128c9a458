import type { PresignedPost, PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import type { S3Client } from "./s3.ts";

export async function createPresignedPost(
  client: S3Client,
  options: PresignedPostOptions,
): Promise<PresignedPost> {
  return client.form(options);
}
