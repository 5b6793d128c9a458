import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { ConfigurationSet } from "aws-cdk-lib/aws-ses";
import { acknowledge, allow } from "../constructs/allow.ts";

/** The name of the action for email sent as MIME, as all of ours is. */
const SEND = "ses:SendRawEmail";

/** Lets a function send as the sender, through the one configuration set. */
export function mayMail(fn: LambdaFunction, sender: string, mail: ConfigurationSet): void {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(fn).formatArn({ service: "ses", resource, resourceName });
  allow(fn, [SEND], [arn("configuration-set", mail.configurationSetName)]);
  // SES requires permission on the sender's identity, which is the address or its whole domain, and in the
  // sandbox, where every account begins, on the recipient's too.
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: [SEND],
      resources: [arn("identity", "*")],
      // Whoever may send through a domain's identity may otherwise be anybody there.
      conditions: { StringEquals: { "ses:FromAddress": sender } },
    }),
  );
  acknowledge(
    fn,
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
    "Runners' addresses aren't known when this is deployed, and in SES's sandbox the recipient's identity must be allowed too. The condition limits the From address to the one sender.",
  );
}
