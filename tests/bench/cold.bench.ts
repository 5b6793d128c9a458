import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { bundle } from "../../infra/constructs/bundle.ts";
import { readTemplate } from "../../infra/local/template/read-template.ts";
import { assemble } from "../support/assembly.ts";

/**
 * How long each function takes to import, compared with a function that does nothing and with itself bundled
 * carelessly, in one run on one machine: `npm run bench -- cold`. The bundles are those that would be
 * deployed; each is imported by a fresh process, in turn. Reported is the processor time of the import, not
 * the elapsed time, which a busy neighbour can stretch at will. A name limits it to the functions whose names
 * contain it, and a number sets how many processes there are: `npm run bench -- cold sign-in 5`. Exits with 1
 * if one is above its limit.
 */

const PROCESSES = 20;
/** The function that answers Strava, which waits 2 s; its limit is a multiple of an empty function. */
const LIMITED = "receive-webhook";
const LIMIT = 10;
/** For all others, a share of the time that they take when bundled carelessly. */
const CARELESS_LIMIT = 1 / 3;

const root = fileURLToPath(new URL("../../", import.meta.url));
const [, , , wanted = "", processes = PROCESSES] = process.argv;
const rounds = Number(processes);
const assemblyDir = await assemble();
const reading = readTemplate({
  assemblyDir,
  account: "000000000000",
  region: "eu-west-1",
  urls: { app: "http://localhost", queue: (name) => `http://localhost/${name}` },
});
if (reading.kind === "refused") throw new Error(reading.lines.join("\n"));

const folder = mkdtempSync(join(tmpdir(), "stridewell-cold-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const empty = join(folder, "empty");
mkdirSync(empty);
writeFileSync(join(empty, "index.mjs"), "export const handler = async () => ({});\n");

const common = {
  bundle: true,
  platform: "node",
  target: "node24",
  absWorkingDir: root,
  loader: { ".wasm": "file", ".ttf": "file", ".svg": "text" },
  logLevel: "error",
} as const satisfies BuildOptions;

/** What it starts with: the bundle's first file, and what that imports at once. */
function partsOf(name: string): string {
  const { outputs } = bundle(name, join(folder, "parts", name));
  const first = Object.keys(outputs).find((path) => outputs[path]?.entryPoint !== undefined);
  const atOnce = (path: string): string[] => [
    path,
    ...(outputs[path]?.imports ?? [])
      .filter(({ kind, external }) => kind === "import-statement" && !external)
      .flatMap((imported) => atOnce(imported.path)),
  ];
  const bytesOf = new Map<string, number>();
  let total = 0;
  for (const output of new Set(atOnce(first ?? ""))) {
    for (const [path, { bytesInOutput }] of Object.entries(outputs[output]?.inputs ?? {})) {
      const [, found = "own code"] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
      const part = /^@(aws-sdk|smithy|aws)\//.test(found) ? "AWS SDK" : found;
      bytesOf.set(part, (bytesOf.get(part) ?? 0) + bytesInOutput);
      total += bytesInOutput;
    }
  }
  return [...bytesOf]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 3)
    .map(([part, bytes]) => `${part} ${Math.round((100 * bytes) / total)} %`)
    .join(", ");
}

/**
 * Uses the SDK's clients wherever one is needed, even where a single signed request normally replaces them.
 */
const wholeClients: Plugin = {
  name: "whole clients",
  setup: (build) => {
    build.onResolve({ filter: /\/signed-(queue|parameter)\.ts$/ }, ({ path }) => ({
      path: join(root, "tests/bench/careless", basename(path)),
    }));
  },
};

/** As esbuild bundles for Node by default: CommonJS, so with whole clients, and not minified. */
async function carelessly(name: string): Promise<string> {
  const dir = join(folder, "careless", name);
  await build({
    ...common,
    plugins: [wholeClients],
    entryPoints: [`functions/${name}/handler.ts`],
    format: "cjs",
    outfile: join(dir, "index.cjs"),
  });
  return join(dir, "index.cjs");
}

const chosen = reading.model.functions
  .map((fn) => ({
    name: fn.environment["POWERTOOLS_SERVICE_NAME"] ?? fn.logicalId,
    dir: fn.codeDir,
    environment: fn.environment,
  }))
  .filter(({ name }) => name.includes(wanted) || name === LIMITED);
const functions = await Promise.all(
  chosen.map(async (fn) => {
    const cacheDir = join(folder, "cache", fn.name);
    const file = join(fn.dir, "index.mjs");
    const cached = { ...fn.environment, NODE_COMPILE_CACHE: cacheDir };
    // The first process fills the cache.
    importMs(file, cached);
    return {
      ...fn,
      own: { file, environment: fn.environment, tookMs: [] as number[] },
      cached: { file, environment: cached, tookMs: [] as number[] },
      careless: {
        file: await carelessly(fn.name),
        environment: fn.environment,
        tookMs: [] as number[],
      },
    };
  }),
);
const nothing = { file: join(empty, "index.mjs"), environment: {}, tookMs: [] as number[] };

for (let round = 0; round < rounds; round += 1) {
  const imports = [nothing, ...functions.flatMap((fn) => [fn.own, fn.cached, fn.careless])];
  for (const { file, environment, tookMs } of imports) tookMs.push(importMs(file, environment));
}

/** Milliseconds of processor time that a fresh process takes to import the bundle. */
function importMs(path: string, environment: Readonly<Record<string, string>>): number {
  const file = pathToFileURL(path).href;
  const program = `const { flushCompileCache } = await import("node:module");
const start = process.cpuUsage();
await import(${JSON.stringify(file)});
const { user, system } = process.cpuUsage(start);
flushCompileCache();
process.stdout.write(String((user + system) / 1000), () => process.exit());`;
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
const emptyMs = median(nothing.tookMs);
const rows = functions
  .map(({ name, dir, own, cached, careless }) => {
    const [ms, cachedMs, carelessMs] = [own, cached, careless].map(({ tookMs }) =>
      median(tookMs),
    ) as [number, number, number];
    const kb = sizeKb(dir);
    return { name, kb, ms, ratio: ms / emptyMs, cachedMs, carelessMs, share: ms / carelessMs };
  })
  .sort((a, b) => a.ratio - b.ratio);

print(
  `Processor's time to import in a fresh process, median of ${rounds}; an empty function: ${emptyMs.toFixed(2)} ms`,
);
print();
const HEAD = ["kB", "ms", "ratio", "cached ms", "careless ms", "share"];
print(`${"function".padEnd(22)}${HEAD.map((word) => word.padStart(12)).join("")}   made of`);
for (const { name, kb, ms, ratio, cachedMs, carelessMs, share } of rows) {
  const figures = [kb.toFixed(0), ...[ms, ratio, cachedMs, carelessMs].map((n) => n.toFixed(1))];
  const cells = [...figures, share.toFixed(2)].map((figure) => figure.padStart(12)).join("");
  print(`${name.padEnd(22)}${cells}   ${partsOf(name)}`);
}
print();
const verdicts = rows.map(({ name, ratio, share }) =>
  name === LIMITED
    ? { name, figure: ratio, limit: LIMIT, of: "times an empty function" }
    : { name, figure: share, limit: CARELESS_LIMIT, of: "of itself with no care" },
);
for (const { name, figure, limit, of } of verdicts) {
  const isGood = figure <= limit;
  print(
    `${isGood ? "ok  " : "OVER"} ${name}: ${figure.toFixed(2)} ${of} (limit ${limit.toFixed(2)})`,
  );
  if (!isGood) process.exitCode = 1;
}
