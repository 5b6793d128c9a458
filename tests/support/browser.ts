import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from "playwright-core";

const executablePath = process.env["STRIDEWELL_CHROMIUM"] ?? "/usr/bin/chromium";

/** Why no browser is available here; null if one is. */
export const browserMissing = existsSync(executablePath)
  ? null
  : `no Chromium at ${executablePath}: install it (apt-get install chromium), or name it in STRIDEWELL_CHROMIUM; .ci/run does`;

/** It makes no requests of its own, and spends no time on what nobody looks at. */
export function startBrowser(
  more: Pick<LaunchOptions, "ignoreDefaultArgs"> = {},
): Promise<Browser> {
  return chromium.launch({
    ...more,
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

/** Gives a context cookies for this machine: a session, or whatever else a test needs. */
export async function giveCookies(
  context: BrowserContext,
  cookies: ReadonlyMap<string, string>,
): Promise<void> {
  // A browser accepts a `Secure` cookie from this machine without TLS, but the protocol insists on https.
  const url = "https://localhost";
  await context.addCookies(
    [...cookies].map(([name, value]) => ({ name, value, url, secure: true, httpOnly: true })),
  );
}
