import { describe, expect, it } from "vitest";
import { TEMPLATES } from "../../../infra/email/build.ts";
import { sampleMails } from "../../../infra/email/samples.ts";
import { emailHtmlFaults, untied } from "../../support/email-html.ts";

const HEALTH =
  /pain|\bhips?\b|hurt|injur|sore|\bache|health|risk|doctor|emergency|sick|strain|diagnos|flag|symptom/i;

const mails = await sampleMails(async () => Uint8Array.of(1, 2, 3));

/** What an inbox and a lock screen show after the subject. */
function preheader(html: string): string {
  const hidden = /<body[^>]*>\s*<div[^>]*display:none[^>]*>([^<]*)<\/div>/.exec(html);
  return untied(hidden?.[1] ?? "");
}

/** All text of the body in order, as an inbox reads it to fill the line after the subject. */
function inboxLine(html: string): string {
  return html
    .slice(html.indexOf("<body"))
    .replaceAll(/<!--.*?-->|<[^>]*>/gs, " ")
    .replaceAll(/&(?:#847|zwnj|nbsp);/g, "_")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url ?? "");

describe("every mail", () => {
  it("is of one of the templates, and each template has its samples", () => {
    const kinds = mails.map(({ name }) => /^(letter|nudge|reminder)-/.exec(name)?.[1] ?? "digest");
    expect([...new Set(kinds)].toSorted()).toEqual([...TEMPLATES].toSorted());
  });

  it.each(mails)(
    "$name is valid HTML that no client clips, with nothing in it that one takes out",
    async ({ html }) => {
      expect(await emailHtmlFaults(html)).toEqual([]);
      // Gmail clips at 102 kB.
      expect(Buffer.byteLength(html)).toBeLessThan(100_000);
      expect(html).not.toMatch(
        /<(?:svg|script|link|iframe|form|object|base)\b|@import|url\(|\son\w+=/i,
      );
      expect(html).toContain('<html lang="en" dir="ltr"');
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
      expect(html).toContain("@media (prefers-color-scheme: dark)");
    },
  );

  it.each(mails)("$name shows pictures that travel with it, and says their figures", (mail) => {
    const images = mail.html.match(/<img [^>]*>/g) ?? [];
    expect(images).toHaveLength(mail.inline.length);
    for (const [index, image] of images.entries()) {
      expect(image).toContain(`src="cid:${mail.inline[index]?.contentId}"`);
      expect(image).toMatch(
        / alt="Running per week in (?:km|mi|minutes), oldest first: [\d—, ]+\./,
      );
    }
  });

  it.each(mails)(
    "$name shows nothing on a lock screen that is nobody else's business",
    ({ subject, html }) => {
      expect(subject).toMatch(/^[^\p{Cc}]{1,120}$/u);
      expect(preheader(html)).not.toBe("");
      expect(`${subject} ${preheader(html)}`).not.toMatch(HEALTH);
      // No client shows more. The space after the preheader is filled, so that no red flag shows there.
      expect(inboxLine(html).slice(0, 250)).not.toMatch(HEALTH);
      expect(inboxLine(html).startsWith(`${preheader(html)} _`)).toBe(true);
    },
  );

  it.each(mails)("$name leads to the same places from its text", ({ html, text }) => {
    const home = new URL("https://stridewell.example").href.replace(/\/$/, "");
    for (const url of hrefs(html).filter((one) => one !== home)) expect(text).toContain(url);
    expect(text).not.toMatch(/&(?:amp|lt|gt|quot|nbsp|#\d+);/);
    expect(text).not.toMatch(/NaN|undefined|\[object/);
    const wide = text.split("\n").filter((line) => line.length > 76 && !line.includes("http"));
    expect(wide).toEqual([]);
  });
});
