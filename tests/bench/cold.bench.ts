import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readTemplate } from "../../infra/local/template/read-template.ts";
import { assemble } from "../support/assembly.ts";

/**
 * How long each function takes to import, beside a function that does nothing, in one run on one
 * machine: `npm run bench -- cold`. The bundles are those that would be deployed; each is imported by
 * a fresh process, all in turn, so that a busy neighbour slows them alike. Ends with 1 when what
 * answers Strava, which waits 2 s, is above its limit.
 */

const PROCESSES = 20;
const LIMITED = "receive-webhook";
const LIMIT = 10;

const assemblyDir = await assemble();
const reading = readTemplate({
  assemblyDir,
  account: "000000000000",
  region: "eu-west-1",
  urls: { app: "http://localhost", queue: (name) => `http://localhost/${name}` },
});
if (reading.kind === "refused") throw new Error(reading.lines.join("\n"));

const empty = mkdtempSync(join(tmpdir(), "stridewell-empty-"));
writeFileSync(join(empty, "index.mjs"), "export const handler = async () => ({});\n");

const bundles = [
  { name: "empty", dir: empty, environment: {} },
  ...reading.model.functions.map((fn) => ({
    name: fn.environment["POWERTOOLS_SERVICE_NAME"] ?? fn.logicalId,
    dir: fn.codeDir,
    environment: fn.environment,
  })),
].map((bundle) => ({ ...bundle, tookMs: [] as number[] }));

for (let round = 0; round < PROCESSES; round += 1) {
  for (const { dir, environment, tookMs } of bundles) tookMs.push(importMs(dir, environment));
}
rmSync(empty, { recursive: true });

/** Milliseconds that a fresh process takes to import the bundle. */
function importMs(dir: string, environment: Readonly<Record<string, string>>): number {
  const file = pathToFileURL(join(dir, "index.mjs")).href;
  const program = `const start = performance.now();
await import(${JSON.stringify(file)});
const tookMs = performance.now() - start;
process.stdout.write(String(tookMs), () => process.exit());`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    env: { ...environment, AWS_REGION: "eu-west-1" },
    encoding: "utf8",
  });
  return Number(said);
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.ceil((sorted.length - 1) / 2))) / 2;
}

function sizeKb(dir: string): number {
  const bytes = readdirSync(dir).map((file) => statSync(join(dir, file)).size);
  return bytes.reduce((sum, size) => sum + size, 0) / 1000;
}

const print = (line = "") => process.stdout.write(`${line}\n`);
const emptyMs = median(bundles[0]?.tookMs ?? []);
const rows = bundles.slice(1).map(({ name, dir, tookMs }) => {
  const ms = median(tookMs);
  return { name, kb: sizeKb(dir), ms, ratio: ms / emptyMs };
});

print(
  `Import in a fresh process, median of ${PROCESSES}; an empty function: ${emptyMs.toFixed(2)} ms`,
);
print();
print(`${"function".padEnd(24)}${"kB".padStart(8)}${"ms".padStart(9)}${"ratio".padStart(9)}`);
for (const { name, kb, ms, ratio } of rows.sort((a, b) => a.ratio - b.ratio)) {
  print(
    name.padEnd(24) +
      kb.toFixed(0).padStart(8) +
      ms.toFixed(1).padStart(9) +
      ratio.toFixed(1).padStart(9),
  );
}
print();
const ratio = rows.find(({ name }) => name === LIMITED)?.ratio ?? Number.NaN;
const isGood = ratio <= LIMIT;
print(`${isGood ? "ok  " : "OVER"} ${LIMITED}: ${ratio.toFixed(1)} (limit ${LIMIT})`);
if (!isGood) process.exitCode = 1;
