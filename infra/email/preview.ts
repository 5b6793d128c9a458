import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { svgToPng } from "../../functions/charts/svg-to-png.ts";
import { WEEKS_CHART_SIZE, weeksChart } from "../../functions/charts/weeks-chart.ts";
import type { RenderedDigest } from "../../functions/email/digest.ts";
import { wordsOr } from "../usage.ts";
import { sampleMails } from "./samples.ts";

const USAGE = `npm run emails             takes the pictures of every email in docs/emails, with Chromium
npm run emails -- FOLDER   writes the HTML and the text of each into the folder, without it`;

const { resolve } = createRequire(import.meta.url);
const toPng = svgToPng({
  wasm: () => readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")),
  font: () => readFile(resolve("@expo-google-fonts/figtree/500Medium/Figtree_500Medium.ttf")),
});

/** Every sample email as it would leave, with its picture. */
const emails = () => sampleMails((chart) => toPng(weeksChart(chart), 2 * WEEKS_CHART_SIZE.width));

/** The HTML with its pictures inside, as a client shows it; without images, a picture gets no URL. */
function shown({ html, inline }: RenderedDigest, withImages: boolean): string {
  return inline.reduce(
    (page, { contentId, contentType, bytes }) =>
      page.replaceAll(
        `cid:${contentId}`,
        withImages
          ? `data:${contentType};base64,${Buffer.from(bytes).toString("base64")}`
          : "data:,",
      ),
    String(html),
  );
}

/**
 * Every situation in light mode; those that look different in
 * dark, on a phone or without images, in those too.
 */
const LOOKS = [
  { look: "light", width: 660, dark: false, images: true, of: null },
  {
    look: "dark",
    width: 660,
    dark: true,
    images: true,
    of: [
      "spike",
      "red-flag",
      "sore",
      "nudge-flag-doctor",
      "nudge-connection-refused",
      "reminder-strength",
      "letter-sign-in",
    ],
  },
  {
    look: "phone",
    width: 390,
    dark: false,
    images: true,
    of: [
      "spike",
      "no-rest",
      "nudge-spike",
      "nudge-shoe-replace-own",
      "reminder-strength",
      "letter-sign-in",
    ],
  },
  {
    look: "phone-dark",
    width: 390,
    dark: true,
    images: true,
    of: ["ordinary", "nudge-flag-emergency", "letter-confirm-address"],
  },
  { look: "no-images", width: 660, dark: false, images: false, of: ["spike", "treadmill"] },
] as const;

/** Writes a picture of each look of every email into `folder`, and returns their paths. */
async function photograph(folder: string, executablePath: string): Promise<readonly string[]> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const paths: string[] = [];
  try {
    for (const { look, width, dark, images, of } of LOOKS) {
      const page = await browser.newPage({
        viewport: { width, height: 400 },
        // Still readable, with a third of the bytes that full size would add to every clone.
        deviceScaleFactor: 0.7,
        colorScheme: dark ? "dark" : "light",
      });
      for (const email of await emails()) {
        if (of !== null && !of.some((name) => name === email.name)) continue;
        await page.setContent(shown(email, images));
        const path = join(folder, `${email.name}.${look}.jpg`);
        await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 26 });
        paths.push(path);
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return paths;
}

/** Writes every sample email into a folder, as the two parts that an inbox gets. */
async function writeParts(folder: string): Promise<readonly string[]> {
  return Promise.all(
    (await emails()).map(async (email) => {
      const path = join(folder, `${email.name}.html`);
      await writeFile(path, shown(email, true));
      const text = `Subject: ${email.subject}\n\n${email.text}`;
      await writeFile(join(folder, `${email.name}.txt`), text);
      return path;
    }),
  );
}

if (import.meta.main) {
  const [folder] = wordsOr(USAGE);
  const browser = process.env["STRIDEWELL_CHROMIUM"] ?? "/usr/bin/chromium";
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    for (const path of await writeParts(folder)) console.log(path);
  } else if (existsSync(browser)) {
    const pictures = fileURLToPath(new URL("../../docs/emails/", import.meta.url));
    await mkdir(pictures, { recursive: true });
    for (const path of await photograph(pictures, browser)) console.log(path);
  } else {
    console.error(
      `No Chromium at ${browser}: install it, or name it in STRIDEWELL_CHROMIUM. "npm run emails -- FOLDER" writes the HTML and the text without it.`,
    );
    process.exitCode = 2;
  }
}
