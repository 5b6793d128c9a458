import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

/**
 * One key of the owner's for everything that holds or carries data: the table, queues, logs, uploads and the
 * alarms' topic. What is created later finds it through `dataKeyOf`. Without the key none of it can be read again.
 */
export function addDataKey(stack: Stack): void {
  const key = new Key(stack, "DataKey", {
    description: "Encrypts Stridewell's table, queues, logs, uploads and alarms",
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const { account, region, partition } = stack;
  // As with AWS's own keys: whoever may use the table, a queue or the bucket may use the key through it only.
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:DescribeKey",
        "kms:CreateGrant",
      ],
      resources: ["*"],
      conditions: {
        StringEquals: {
          "kms:CallerAccount": account,
          "kms:ViaService": ["dynamodb", "sqs", "s3"].map(
            (service) => `${service}.${region}.amazonaws.com`,
          ),
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:DescribeKey",
      ],
      resources: ["*"],
      conditions: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  );
  // Alarms write to the topic, events to a queue: the services name it in what they encrypt.
  for (const [service, context, of] of [
    ["cloudwatch", "aws:sns:topicArn", "sns"],
    ["events", "aws:sqs:arn", "sqs"],
  ] as const) {
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: {
          ArnLike: {
            [`kms:EncryptionContext:${context}`]: `arn:${partition}:${of}:${region}:${account}:*`,
          },
        },
      }),
    );
  }
  // Imported, so that CDK adds nothing: its own grants are wider, and some have no condition.
  keys.set(stack, Key.fromKeyArn(stack, "DataKeyAsGiven", key.keyArn));
}

const keys = new WeakMap<Stack, IKey>();

/** The owner's key, if the stack has one. */
export function dataKeyOf(scope: Construct): IKey | undefined {
  return keys.get(Stack.of(scope));
}
