import { SESv2Client, SESv2ServiceException, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { mimeOf } from "../email/mime.ts";
import type { Mailer } from "../ports.ts";

/**
 * One attempt a call, since the SDK's own retry of a request that timed out could send twice; the
 * queue retries under the notice's claim instead.
 */
export function mailer(
  settings: { sender: string; configurationSet: string },
  client = new SESv2Client({ maxAttempts: 1 }),
): Mailer {
  return {
    async send(mail) {
      const command = new SendEmailCommand({
        FromEmailAddress: settings.sender,
        ConfigurationSetName: settings.configurationSet,
        Destination: { ToAddresses: [mail.to] },
        // Tags come back on SES's events. They allow letters, digits, - and _ only.
        EmailTags: [
          { Name: "runner", Value: tagValue(mail.notice.runnerId) },
          { Name: "notice", Value: tagValue(mail.notice.notice) },
        ],
        // What leaves is what the tests have parsed; `Simple` would leave the MIME to SES.
        Content: { Raw: { Data: await mimeOf(mail, settings.sender) } },
      });
      try {
        const sent = await client.send(command);
        return { outcome: "sent", messageId: sent.MessageId ?? "" };
      } catch (error) {
        // A client fault (4xx) is SES's clear no. Anything else may have been sent.
        if (error instanceof SESv2ServiceException && error.$fault === "client") {
          return { outcome: "not-sent", reason: error.name };
        }
        throw error;
      }
    },
  };
}

function tagValue(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, "_");
}
