import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { renderDigest } from "../../../functions/email/digest.ts";
import { digestView } from "../../../functions/email/digest-view.ts";
import { mimeOf } from "../../../functions/email/mime.ts";
import { unsubscribeHeaders } from "../../../functions/email/unsubscribe-headers.ts";
import type { Mail } from "../../../functions/ports.ts";
import { makeCheckup, makeDigestContext } from "../../support/make-digest.ts";
import { makeMail } from "../../support/make-mail.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const SENDER = "digest@run.example";
const OWNER = "owner@run.example";
const PNG = Uint8Array.from({ length: 3000 }, (_, index) => index % 256);

function digestTo(runnerName: string, shoeName = "Blue pair"): Mail {
  const shoes = [makeShoe({ name: shoeName, startDistanceM: 500_000 })];
  const view = digestView(makeCheckup(undefined, { shoes }), makeDigestContext({ runnerName }));
  return makeMail({
    ...renderDigest(view, PNG),
    headers: unsubscribeHeaders(`https://run.example/unsubscribe/r1/digest/${"k".repeat(43)}`),
  });
}

async function sent(mail: Mail) {
  const bytes = Buffer.from(await mimeOf(mail, { sender: SENDER, replyTo: OWNER }));
  const raw = bytes.toString("latin1");
  // Without this the parser puts the picture into the HTML, where its Content-ID is to be seen.
  return { raw, parsed: await simpleParser(bytes, { skipImageLinks: true }) };
}

describe("the MIME that leaves", () => {
  it("comes from Stridewell, goes to one runner, takes replies to the owner and says who may stop it", async () => {
    const { parsed } = await sent(digestTo("Ada"));
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
    const { raw } = await sent(digestTo("Ada"));
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
    const { parsed } = await sent(digestTo("Ada"));
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
      const mail = digestTo(name, name);
      const { raw, parsed } = await sent(mail);
      expect(parsed.text).toBe(mail.text);
      // The parser ends lines and the part as it likes; all else is as it was written.
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

  it("encodes a subject that is no ASCII, and gives it back as it was", async () => {
    const subject = "Your week: نور 👟 15.0 km, one run much longer than usual, and then some";
    const { raw, parsed } = await sent(makeMail({ subject }));
    expect(parsed.subject).toBe(subject);
    expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
  });
});

describe("a line break in what a mail is made of", () => {
  const HEADERS = [
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
    const { raw } = await sent(makeMail({ text: "/etc/hostname" }));
    expect(raw).toContain("/etc/hostname");
    expect(raw).not.toContain((await readFile("/etc/hostname", "utf8")).trim().repeat(2));
  });
});
