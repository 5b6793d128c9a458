import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { cookiesIn } from "../../functions/shared/http/cookie.ts";
import { sessionCookie } from "../../functions/shared/http/session.ts";
import { curlExample } from "../../functions/wording/webhook.en.ts";
import type { LocalApp } from "../../infra/local/runtime/local-app.ts";
import { appBrowser } from "./app-browser.ts";
import { makeRunner } from "./make-runner.ts";
import { signedRequest } from "./own-webhook.ts";
import { reach } from "./whole-app.ts";

const DOCS = new URL("../../docs/your-own-webhook.md", import.meta.url);
const ADDRESS = "https://YOUR-APP/webhooks/own/YOUR-ID";

/** Why the documentation's script can't run here, for a title; empty if it can. `.ci/run` installs what it needs. */
export const scriptAbsent =
  spawnSync("sh", ["-c", "command -v curl && command -v openssl && command -v cut"]).status === 0
    ? ""
    : " (skipped: curl or openssl is not installed, .ci/run does it)";

/** Sends one run to an address, signed with this key; returns the answer. */
type Tell = (address: string, key: string) => Promise<string>;

/** The documentation's own lines, in a shell. */
export const byShell: Tell = async (address, key) => {
  const example = curlExample(ADDRESS);
  if (!(await readFile(DOCS, "utf8")).includes(example)) return "no example in the documents";
  const lines = example.replace(ADDRESS, address).replace("sws_…", key);
  const { stdout, stderr } = await promisify(execFile)("sh", ["-c", lines]);
  return stdout + stderr;
};

/** The same on a machine that has Node alone. */
export const byNode: Tell = async (address, key) => {
  const run = {
    id: "run-42",
    start: "2026-11-22T08:49:30+01:00",
    distanceM: 8200,
    durationS: 2730,
  };
  const { headers, body } = signedRequest("", key, run, Date.now());
  return (await fetch(address, { method: "POST", headers, body })).text();
};

/**
 * Someone creates keys for their own webhook, sends one run signed and another as a phone does, and then
 * revokes it all. Returns the first thing that went wrong, if anything did.
 */
export async function tellByScript(app: LocalApp, tell: Tell): Promise<string | null> {
  const { runners, activities } = reach(app);
  const runner = makeRunner({ id: "scripts", nextDigestAt: null });
  await runners.create(runner);
  const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
  const browser = appBrowser(app.appUrl, cookiesIn([session]));
  const csrf = await browser.csrfOn("/connect");
  const make = async (way: string) => {
    const { html } = await browser.post("/connect/webhook/make", { csrf, way });
    return /<code id="key">([^<]+)</.exec(html)?.[1] ?? "no key";
  };
  const address = `${app.appUrl}/webhooks/own/scripts`;
  const count = async () => (await activities.all("scripts")).length;

  const key = await make("signed");
  const told = await tell(address, key);
  if (told !== '{"outcome":"stored"}') return `signed: ${told}`;
  if ((await count()) !== 1) return "not stored";
  const forged = await tell(address, key.replace("sws_", "sws_x"));
  if (!forged.startsWith('{"error":"That is not a key')) return `a wrong key: ${forged}`;

  const headers = { authorization: `Bearer ${await make("sent")}` };
  const post = async (body: object) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(address, init);
    return `${answer.status} ${await answer.text()}`;
  };
  const today = { start: new Date().toISOString(), distanceM: "5,0", durationS: 1800 };
  const sent = await post(today);
  if (sent !== '200 {"outcome":"stored"}') return `sent along: ${sent}`;
  const removed = await post({ deleted: true, start: today.start });
  if (removed !== '200 {"outcome":"removed"}' || (await count()) !== 1)
    return `deleted: ${removed}`;

  const ended = await browser.post("/connect/webhook/end", { csrf, way: "all" });
  if (ended.to !== "/connect#webhook") return `ended: ${ended.status}`;
  if ((await count()) !== 0) return "not erased";
  const late = await post(today);
  return late.startsWith("401 ") ? null : `after the end: ${late}`;
}
