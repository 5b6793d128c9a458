import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const executablePath = process.env["STRIDEWELL_CHROMIUM"] ?? "/usr/bin/chromium";

/** Why no browser can be had here; null where one can. */
export const browserMissing = existsSync(executablePath)
  ? null
  : `no Chromium at ${executablePath}: install it (apt-get install chromium), or name it in STRIDEWELL_CHROMIUM; .ci/run does`;

/** Asks nobody anything by itself, and takes no time for what nobody looks at. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Gives a context cookies of this machine: a session, or whatever else they are for. */
export async function giveCookies(
  context: BrowserContext,
  cookies: ReadonlyMap<string, string>,
): Promise<void> {
  // A browser takes a cookie marked `Secure` from this machine without TLS; the protocol asks for https.
  const url = "https://localhost";
  await context.addCookies(
    [...cookies].map(([name, value]) => ({ name, value, url, secure: true, httpOnly: true })),
  );
}
