import type { Mail } from "../ports/mail.ts";

/**
 * An email as it leaves: MIME, each header encoded and folded, with the text, the HTML and its pictures.
 * SES adds Message-ID, Date if it is missing, and its DKIM signatures.
 */
export async function mimeOf(
  mail: Pick<Mail, "to" | "subject" | "html" | "text" | "headers" | "inline">,
  { sender, replyTo }: { readonly sender: string; readonly replyTo: string },
): Promise<Uint8Array> {
  // It takes longer to load than everything else together, and most events send no mail.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    from: { name: "Stridewell", address: sender },
    // As an object it is one address, whatever commas it holds.
    to: { name: "", address: mail.to },
    replyTo: { name: "", address: replyTo },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // So that nobody's out-of-office notice answers (RFC 3834): a reply reaches the owner.
    headers: { ...mail.headers, "Auto-Submitted": "auto-generated" },
    attachments: (mail.inline ?? []).map(({ contentId, fileName, contentType, bytes }) => ({
      cid: contentId,
      filename: fileName,
      contentType,
      contentDisposition: "inline" as const,
      content: Buffer.from(bytes),
    })),
    // SMTP's line ends everywhere: a text would otherwise keep its own, which SES would have to fix.
    newline: "\r\n",
    // The composer's own ways of reading a body from a file or a URL stay closed.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
