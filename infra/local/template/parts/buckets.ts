import { z } from "zod";
import type { BucketModel } from "../model.ts";
import { notRun, overTls, type Stack } from "./declared.ts";

const bucket = z.object({
  NotificationConfiguration: z
    .object({
      EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean() }).optional(),
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

const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(overTls) }) });

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
