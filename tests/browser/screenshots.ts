import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { wordsOr } from "../../infra/usage.ts";
import { browserMissing, giveCookies, startBrowser } from "../support/browser.ts";
import { startPageWorld } from "../support/page-world.ts";
import { addressOf, pages } from "../support/pages.ts";

const USAGE = `npm run screenshots -- FOLDER [PART OF A NAME]...

Takes a picture of every page in the table, or of those whose name has one of these parts, on a phone and on a
desktop, light and dark, for someone to look at.`;

const LOOKS = [
  { look: "phone", width: 390, colorScheme: "light" },
  { look: "phone-dark", width: 390, colorScheme: "dark" },
  { look: "desktop", width: 1280, colorScheme: "light" },
  { look: "desktop-dark", width: 1280, colorScheme: "dark" },
] as const;

const [folder, ...parts] = wordsOr(USAGE);
if (folder === undefined || browserMissing !== null) {
  process.stderr.write(`${browserMissing ?? "Name a folder for the pictures."}\n`);
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const wanted = pages.filter(
  ({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
);
const [world, chromium] = await Promise.all([startPageWorld(), startBrowser()]);
for (const { look, width, colorScheme } of LOOKS) {
  for (const page of wanted) {
    const context = await chromium.newContext({ viewport: { width, height: 800 }, colorScheme });
    await giveCookies(context, world.browsers[page.who].cookies);
    const tab = await context.newPage();
    await tab.goto(addressOf(page, world));
    const path = join(folder, `${page.name.replaceAll(/\W+/g, "-")}.${look}.png`);
    await tab.screenshot({ path, fullPage: true });
    process.stdout.write(`${path}\n`);
    await context.close();
  }
}
await chromium.close();
await world.close();
