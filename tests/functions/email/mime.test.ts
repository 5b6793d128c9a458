import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { renderDigest } from "../../../functions/email/digest.ts";
import { digestView } from "../../../functions/email/digest-view.ts";
import { mimeOf } from "../../../functions/email/mime.ts";
import { renderNudge } from "../../../functions/email/nudge.ts";
import { nudgeView } from "../../../functions/email/nudge-view.ts";
import { unsubscribeHeaders } from "../../../functions/email/unsubscribe-headers.ts";
import type { Mail } from "../../../functions/ports/mail.ts";
import { nudgeSamples, sampleMails } from "../../../infra/email/samples.ts";
import { makeCheckup, makeDigestContext } from "../../support/make-digest.ts";
import { makeMail } from "../../support/make-mail.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const SENDER = "digest@run.example";
const OWNER = "owner@run.example";
const STOP = `https://run.example/unsubscribe/r1/reminder/${"k".repeat(43)}`;
const PNG = Uint8Array.from({ length: 3000 }, (_, index) => index % 256);

function makeDigestMail(shoeName = "Blue pair"): Mail {
  const shoes = [makeShoe({ name: shoeName, startDistanceM: 500_000 })];
  const view = digestView(makeCheckup(undefined, { shoes }), makeDigestContext());
  return makeMail({
    ...renderDigest(view, PNG),
    headers: unsubscribeHeaders(`https://run.example/unsubscribe/r1/digest/${"k".repeat(43)}`),
  });
}

const mails = await sampleMails(async () => PNG);

async function sent(mail: Mail) {
  const bytes = Buffer.from(await mimeOf(mail, { sender: SENDER, replyTo: OWNER }));
  const raw = bytes.toString("latin1");
  // Otherwise the parser puts the picture itself into the HTML, where its Content-ID is expected.
  return { raw, parsed: await simpleParser(bytes, { skipImageLinks: true }) };
}

describe("the MIME that leaves", () => {
  it("comes from Stridewell, goes to one runner, takes replies to the owner and says who may stop it", async () => {
    const { parsed } = await sent(makeDigestMail());
    expect(parsed.from?.value).toEqual([{ name: "Stridewell", address: SENDER }]);
    expect([parsed.to].flat().flatMap((to) => to?.value ?? [])).toEqual([
      { name: "", address: "ada@example.com" },
    ]);
    expect(parsed.replyTo?.value).toEqual([{ name: "", address: OWNER }]);
    expect(parsed.subject).toBe("Your week: 15.0 km, one run much longer than usual");
    expect(parsed.headers.get("mime-version")).toBe("1.0");
    const lines = parsed.headerLines.filter(({ key }) => key.startsWith("list-"));
    // A line break before a space only folds the line.
    expect(lines.map(({ line }) => line.replaceAll(/\r\n\s+/g, " "))).toEqual([
      `List-Unsubscribe: <https://run.example/unsubscribe/r1/digest/${"k".repeat(43)}>`,
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]);
  });

  it("offers the text first, then the HTML with its picture", async () => {
    const { raw } = await sent(makeDigestMail());
    const types = [...raw.matchAll(/^Content-Type: ([\w/+-]+)/gm)].map(([, type]) => type);
    expect(types).toEqual([
      "multipart/alternative",
      "text/plain",
      "multipart/related",
      "text/html",
      "image/png",
    ]);
    const plain = await sent(makeMail());
    expect(plain.raw).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(plain.raw).not.toContain("multipart/related");
  });

  it("carries the picture under the Content-ID that the HTML shows, byte for byte", async () => {
    const { parsed } = await sent(makeDigestMail());
    const [picture, ...others] = parsed.attachments;
    expect(others).toEqual([]);
    expect(picture).toMatchObject({
      contentType: "image/png",
      contentDisposition: "inline",
      filename: "weeks.png",
      related: true,
    });
    expect(picture?.content.equals(PNG)).toBe(true);
    expect(parsed.html || "").toContain(`src="cid:${picture?.cid}"`);
  });

  it.each([
    ["an emoji", "Zoë 👟‍🔥🏃🏽‍♀️"],
    ["Arabic", "نور الدين"],
    ["both and a quote", `"عمر" 🦵 O'Neil`],
  ])(
    "keeps a name with %s whole in both parts, on lines that any server takes",
    async (_, name) => {
      const mail = makeDigestMail(name);
      const { raw, parsed } = await sent(mail);
      expect(parsed.text).toBe(mail.text);
      // The parser ends lines and the part in its own way; everything else is as it was written.
      expect((parsed.html || "").trim()).toBe(mail.html.trim());
      expect(parsed.text).toContain(name);
      expect(raw.replaceAll(/[\t\r\n]/g, "")).toMatch(/^[ -~]*$/);
      for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
      expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      const encodings = [...raw.matchAll(/^Content-Transfer-Encoding: (\S+)/gm)].map(
        ([, it]) => it,
      );
      expect(encodings).toHaveLength(3);
      for (const encoding of encodings) expect(["quoted-printable", "base64"]).toContain(encoding);
    },
  );

  it.each(mails)(
    "$name comes back as it was: text before HTML, and nothing that a server may change",
    async ({ name: _, ...rendered }) => {
      const mail = makeMail({ ...rendered, headers: unsubscribeHeaders(STOP) });
      const { raw, parsed } = await sent(mail);
      expect(parsed.subject).toBe(mail.subject);
      expect(parsed.text).toBe(mail.text);
      expect((parsed.html || "").trim()).toBe(mail.html.trim());
      expect(parsed.replyTo?.value).toEqual([{ name: "", address: OWNER }]);
      const header = (key: string) =>
        parsed.headerLines.find((one) => one.key === key)?.line.replaceAll(/\r\n\s+/g, " ");
      expect(header("list-unsubscribe")).toBe(`List-Unsubscribe: <${STOP}>`);
      expect(header("list-unsubscribe-post")).toBe(
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      );
      expect(header("auto-submitted")).toBe("Auto-Submitted: auto-generated");
      expect(raw.search(/^Content-Type: text\/plain/m)).toBeLessThan(
        raw.search(/^Content-Type: text\/html/m),
      );
      expect(raw.replaceAll("\r\n", "")).toMatch(/^[ -~\t]*$/);
      for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
    },
  );

  it.each(["Zoë 👟‍🔥🏃🏽‍♀️", "حذاء أزرق", `"Ada's" = ?pair?=`])(
    "carries a pair's name in the subject of a nudge: %s",
    async (name) => {
      const worn = nudgeSamples().find((one) => one.name === "nudge-shoe-replace");
      if (worn?.content.kind !== "shoe") throw new Error("no sample");
      const { content, context } = worn;
      const shoe = { ...content.shoe, name };
      const mail = renderNudge(nudgeView({ ...content, shoe }, context));
      expect(mail.subject).toContain(name);
      expect((await sent(makeMail({ ...mail }))).parsed.subject).toBe(mail.subject);
    },
  );

  it("encodes a subject that is not ASCII, and gives it back as it was", async () => {
    const subject = "Your week: نور 👟 15.0 km, one run much longer than usual, and then some";
    const { raw, parsed } = await sent(makeMail({ subject }));
    expect(parsed.subject).toBe(subject);
    expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
  });
});

describe("a line break in what a mail is made of", () => {
  const HEADERS = [
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "reply-to",
    "subject",
    "to",
  ];
  const evil = fc
    .tuple(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom("\r\n", "\n", "\r", "\u2028", "\0", "\r\n\r\n", "\r\n "),
      fc.constantFrom("Bcc: a@evil.example", "Content-Type: text/evil", "<html>", ""),
    )
    .map((parts) => parts.join(""));

  it("adds no header, no recipient and no part", async () => {
    await fc.assert(
      fc.asyncProperty(evil, evil, evil, async (subject, to, value) => {
        const headers = { "List-Unsubscribe": value };
        const { parsed } = await sent(makeMail({ subject, to: `ada@example.com${to}`, headers }));
        const keys = new Set(parsed.headerLines.map(({ key }) => key));
        expect([...keys].filter((key) => !HEADERS.includes(key))).toEqual([]);
        expect(parsed.bcc).toBeUndefined();
        expect([parsed.to].flat().flatMap((one) => one?.value ?? [])).toHaveLength(1);
        expect(parsed.attachments).toEqual([]);
      }),
      { numRuns: 150, examples: [["x\r\nBcc: a@evil.example", "\r\nBcc: b@evil.example", "y"]] },
    );
  });

  it("and a path in it reads no file", async () => {
    const path = fileURLToPath(import.meta.url);
    const { parsed } = await sent(makeMail({ text: path }));
    expect(parsed.text?.trim()).toBe(path);
  });
});
