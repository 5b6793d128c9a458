import type { Browser, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sampleMails } from "../../infra/email/samples.ts";
import { browserMissing, startBrowser } from "../support/browser.ts";

/*
 * Every email on the narrowest phone that is about, held in one hand.
 */

const mails = await sampleMails(async () => Uint8Array.of(1, 2, 3));

let chromium: Browser;
/** One for all of them: a new tab costs a process, and takes longer than the email in it. */
let tab: Tab;

beforeAll(async () => {
  if (browserMissing !== null) return;
  chromium = await startBrowser();
  tab = await chromium.newPage({ viewport: { width: 320, height: 568 } });
}, 60_000);
afterAll(() => chromium?.close());

/** Runs in the email. A link within a sentence may be as small as the sentence. */
const FAULTS = `(() => {
  const words = (one) => one.textContent.replace(/\\s+/g, " ").trim();
  const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && words(one) !== "");
  const ownText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim() !== "");
  const linesOf = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  };
  const isAlone = (link) => words(link.closest("p, td, div")).startsWith(words(link));
  return [
    ...(document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : []),
    ...shown.filter((one) => ownText(one) && parseFloat(getComputedStyle(one).fontSize) < 14)
      .map((one) => "small print: " + words(one)),
    ...shown.filter((one) => one.matches("th[scope=row]") && linesOf(one) > words(one).split(" ").length)
      .map((one) => "broken within a word: " + words(one)),
    ...shown.filter((one) => one.matches("a[href]") && isAlone(one) && one.getBoundingClientRect().height < 43.9)
      .map((one) => "hard to touch: " + words(one)),
  ];
})()`;

describe.skipIf(browserMissing !== null)(
  `each email on a phone${browserMissing === null ? "" : ` (skipped: ${browserMissing})`}`,
  () => {
    it.each(mails)("$name can be read and touched at 320 pixels", async ({ html }) => {
      await tab.setContent(html);
      expect(z.array(z.string()).parse(await tab.evaluate(FAULTS))).toEqual([]);
    });
  },
);
