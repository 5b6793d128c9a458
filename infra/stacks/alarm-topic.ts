import { ArnFormat, type Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { dataKeyOf } from "../constructs/data-key.ts";

/** Where all alarms go, and from there to the owner. */
export function addAlarmTopic(stack: Stack, owner: string): Topic {
  const dataKey = dataKeyOf(stack);
  const topic = new Topic(stack, "Alarms", {
    enforceSSL: true,
    ...(dataKey !== undefined && { masterKey: dataKey }),
  });
  // A topic's own policy replaces the default one, which lets the whole account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: {
          "aws:SourceArn": stack.formatArn({
            service: "cloudwatch",
            resource: "alarm",
            resourceName: "*",
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  topic.addSubscription(new EmailSubscription(owner));
  return topic;
}
