import type * as sdk from "@aws-sdk/client-sesv2";
import { Client, Command, ServiceException } from "./service.ts";

export class SESv2ServiceException extends ServiceException {}

export class SESv2Client extends Client {
  protected readonly service = {
    id: "SESV2",
    host: "email",
    signedAs: "ses",
    contentType: "application/json",
    // Long, since an email that we give up on may have left all the same.
    timeoutMs: 30_000,
    // There is no second attempt, and after a dead connection nobody would know whether the email left.
    keepsNone: true as const,
    exceptions: { "*": SESv2ServiceException },
  };
}

export class SendEmailCommand extends Command<
  sdk.SendEmailCommandInput,
  sdk.SendEmailCommandOutput
> {
  request() {
    return { path: "/v2/email/outbound-emails", body: this.input };
  }
}
