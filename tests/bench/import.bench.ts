import { spawn } from "node:child_process";
import { openAsBlob, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "../../infra/local/runtime/local-app.ts";
import type { Meter, Used } from "../../infra/local/runtime/meter.ts";
import { appBrowser } from "../support/app-browser.ts";
import { assemble } from "../support/assembly.ts";
import { writeGarminExport } from "../support/make-garmin-export.ts";
import { makeRunner } from "../support/make-runner.ts";
import { postFile } from "../support/post-file.ts";
import { reach, sessionOf } from "../support/whole-app.ts";
import { folderOf } from "./cost/tally.ts";

/**
 * A Garmin-like export of 300 MB through the page's form, the bucket, its event and the worker, on this
 * machine: `npm run bench -- import`, or with fewer zips of 21 MB: `-- import 2`. Prints what the worker used
 * next to what `unzip -p` uses for the same bytes. Exits with 1 if a run is missing, or if the worker needs
 * more than half of the memory or of the time that it has on AWS.
 */

const FILES_IN_EACH = 500;
const [, , , given = "14"] = process.argv;
const zips = Number(given);
const expected = zips * FILES_IN_EACH;
const WORKER = "import-file";

const folder = await mkdtemp(join(tmpdir(), "stridewell-import-"));
const zip = join(folder, "export.zip");
await writeGarminExport(zip, { zips, filesInEach: FILES_IN_EACH });
const content = await openAsBlob(zip);

const runs: Used[] = [];
const meter: Meter = {
  ran: (fn, used) => {
    if (folderOf(fn) === WORKER) runs.push(used);
  },
  called: () => undefined,
  printed: () => undefined,
  requested: () => undefined,
};
const started = await startLocal({
  assemblyDir: await assemble(),
  dataDir: join(folder, "data"),
  appPort: 0,
  inboxPort: 0,
  log: () => undefined,
  meter,
});
if (started.kind !== "started") throw new Error(started.lines.join("\n"));
const { app } = started;
const runner = makeRunner({ id: "bringing", nextDigestAt: null });
await reach(app).runners.create(runner);
const { cookies } = await sessionOf(runner);
const browser = appBrowser(app.appUrl, cookies);

const sendingMs = performance.now();
const { back } = await postFile(browser, "export.zip", content);
const sentMs = performance.now();
do {
  await new Promise((resolve) => setTimeout(resolve, 500));
  await browser.get(back);
} while (runs.length === 0);
const readMs = performance.now();
const stored = (await reach(app).activities.all("bringing")).length;
const worker = app.model.functions.find((fn) => folderOf(fn) === WORKER);
await app.close();
const unzipped = await unzip();
await rm(folder, { recursive: true });

const [{ cpuMs, peakMb } = { cpuMs: Number.NaN, peakMb: Number.NaN }] = runs;
const { memoryMb = 0, timeoutS = 0 } = worker ?? {};
const print = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
print(`${Math.round(content.size / 1e6)} MB, ${expected} FIT files in ${zips} zips in a zip`);
print(`sent to the bucket: ${seconds(sentMs - sendingMs)}`);
print(
  `worker: ${seconds(cpuMs)} of a processor, ${Math.round(peakMb)} MB at most; ${seconds(readMs - sentMs)} until the page tells of it`,
);
print(
  `unzip -p of the same bytes: ${seconds(unzipped.cpuMs)} of a processor, ${unzipped.peakMb.toFixed(1)} MB at most`,
);
const verdicts = [
  { what: `${stored} of ${expected} runs stored`, isGood: stored === expected },
  { what: `memory, of ${memoryMb} MB`, isGood: peakMb < memoryMb / 2 },
  { what: `time, of ${timeoutS} s`, isGood: cpuMs < (timeoutS * 1000) / 2 },
];
for (const { what, isGood } of verdicts) {
  print(`${isGood ? "ok  " : "OVER"} ${what}`);
  if (!isGood) process.exitCode = 1;
}

/**
 * Unpacks each zip in the zip, and what is in it, as a shell would; memory is that of the largest process.
 */
async function unzip(): Promise<Used> {
  const script = `unzip -Z1 "$1" | while read -r part; do
unzip -p "$1" "$part" > "$2"; unzip -p "$2" > /dev/null; done; times`;
  const shell = spawn("bash", ["-c", `shopt -s lastpipe; ${script}`, "bash", zip, `${zip}.part`]);
  let peakMb = 0;
  const looking = setInterval(() => {
    const children = textOf(`/proc/${shell.pid}/task/${shell.pid}/children`).trim().split(" ");
    for (const child of children) {
      const [, kb = "0"] = /VmHWM:\s+(\d+)/.exec(textOf(`/proc/${child}/status`)) ?? [];
      peakMb = Math.max(peakMb, Number(kb) / 1024);
    }
  }, 20);
  let said = "";
  for await (const chunk of shell.stdout) said += String(chunk);
  clearInterval(looking);
  // The second line is for the processes that the shell started.
  const [, line = ""] = said.trim().split("\n");
  const spent = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuMs = spent.reduce((sum, [, min, s]) => sum + Number(min) * 60_000 + Number(s) * 1000, 0);
  return { cpuMs, peakMb };
}

/** Empty if the process has just ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
