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
  // SES checks the address's own identity if there is one, otherwise its domain's.
  const identities = [sender, sender.slice(sender.indexOf("@") + 1)];
  allow(
    fn,
    [SEND],
    [
      ...identities.map((name) => arn("identity", name)),
      arn("configuration-set", mail.configurationSetName),
    ],
  );
  // In the sandbox, where every account begins, SES requires permission on the recipient's identity too.
  const anybody = arn("identity", "*");
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: [SEND],
      resources: [anybody],
      conditions: { StringEquals: { "ses:FromAddress": sender } },
    }),
  );
  acknowledge(
    fn,
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]",
    "Runners' addresses aren't known when this is deployed, and in SES's sandbox the recipient's identity must be allowed too. The condition limits the From address to the one sender.",
  );
}
