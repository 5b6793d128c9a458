import { simpleParser } from "mailparser";
import { z } from "zod";
import { jsonOf } from "../../../functions/shared/json.ts";

const sending = z.looseObject({
  Content: z.object({ Raw: z.object({ Data: z.base64() }) }),
  Destination: z.unknown(),
});

/** The headers that every email carries; any other is one that its sender chose. */
const USUAL = /^(from|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*)$/;

/**
 * Turns a SendEmail call that contains MIME into one that names the parts, because the engine's inbox drops
 * the headers of MIME. Pictures are put into the HTML, where the inbox shows them. Any other call is returned
 * as it is.
 */
export async function partsOf(call: string): Promise<string> {
  const read = sending.safeParse(jsonOf(call));
  if (!read.success) return call;
  const { Content, ...rest } = read.data;
  const mail = await simpleParser(Buffer.from(Content.Raw.Data, "base64"));
  const headers = mail.headerLines.filter(({ key }) => !USUAL.test(key));
  return JSON.stringify({
    ...rest,
    FromEmailAddress: mail.from?.text,
    Destination: rest.Destination ?? { ToAddresses: [mail.to].flat().map((to) => to?.text ?? "") },
    ReplyToAddresses: mail.replyTo === undefined ? [] : [mail.replyTo.text],
    Content: {
      Simple: {
        Subject: { Data: mail.subject ?? "" },
        Body: {
          ...(mail.html !== false && { Html: { Data: mail.html } }),
          Text: { Data: mail.text ?? "" },
        },
        Headers: headers.map(({ line }) => ({
          Name: line.slice(0, line.indexOf(":")),
          Value: line
            .slice(line.indexOf(":") + 1)
            .replaceAll(/\r?\n\s+/g, " ")
            .trim(),
        })),
        Attachments: mail.attachments.map(({ filename, content, contentType, cid }) => ({
          FileName: filename ?? "unnamed",
          RawContent: content.toString("base64"),
          ContentType: contentType,
          ...(cid !== undefined && { ContentId: cid }),
        })),
      },
    },
  });
}
