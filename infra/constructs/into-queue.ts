import type { IRuleTarget } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";

/**
 * Sends a rule's events to a queue. CDK's own target would let the rules of every account send there if the queue
 * is encrypted with a key of the owner's, and lets this one look the queue up, which it doesn't need.
 */
export function intoQueue(queue: Queue): IRuleTarget {
  return {
    bind(rule) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal("events.amazonaws.com")],
          actions: ["sqs:SendMessage"],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { "aws:SourceArn": rule.ruleRef.ruleArn } },
        }),
      );
      return { arn: queue.queueArn };
    },
  };
}
