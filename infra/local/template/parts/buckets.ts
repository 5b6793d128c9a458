import { z } from "zod";
import type { BucketModel } from "../model.ts";
import { flag, notRun, type Stack } from "./declared.ts";

const bucket = z.object({
  NotificationConfiguration: z
    .object({
      EventBridgeConfiguration: z.object({ EventBridgeEnabled: flag.default(true) }).optional(),
      LambdaConfigurations: notRun(),
      QueueConfigurations: notRun(),
      TopicConfigurations: notRun(),
    })
    .optional(),
  CorsConfiguration: z
    .object({
      CorsRules: z.array(
        z.object({ AllowedMethods: z.array(z.string()), AllowedOrigins: z.array(z.string()) }),
      ),
    })
    .optional(),
  VersioningConfiguration: notRun(),
  WebsiteConfiguration: notRun(),
  ReplicationConfiguration: notRun(),
});

/**
 * Accepts only a policy that keeps out calls without TLS; on this machine every call counts as made over TLS.
 */
const policy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.literal("Deny", { error: "is not decided locally" }),
        Condition: z.strictObject({
          Bool: z.strictObject({ "aws:SecureTransport": z.literal("false") }),
        }),
      }),
    ),
  }),
});

export function readBuckets(stack: Stack): BucketModel[] {
  stack.all("AWS::S3::BucketPolicy", policy);
  return stack.all("AWS::S3::Bucket", bucket).map(({ logicalId, ref, properties }) => ({
    name: ref,
    arn: stack.attribute(logicalId, "Arn"),
    tellsBus:
      properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
    postOrigins: (properties.CorsConfiguration?.CorsRules ?? [])
      .filter(({ AllowedMethods }) => AllowedMethods.includes("POST"))
      .flatMap(({ AllowedOrigins }) => AllowedOrigins),
  }));
}
