import { Stack } from "aws-cdk-lib";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { ConfigurationSet } from "aws-cdk-lib/aws-ses";
import { allow } from "../constructs/allow.ts";

/** Lets a function send as the sender, through the one configuration set. */
export function mayMail(fn: NodejsFunction, sender: string, mail: ConfigurationSet): void {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(fn).formatArn({ service: "ses", resource, resourceName });
  // SES checks the address's own identity where there is one, else its domain's.
  const identities = [sender, sender.slice(sender.indexOf("@") + 1)];
  allow(
    fn,
    // The name of the action where a mail comes as MIME, as all of ours do.
    ["ses:SendRawEmail"],
    [
      ...identities.map((name) => arn("identity", name)),
      arn("configuration-set", mail.configurationSetName),
    ],
  );
}
