import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { version } from "../../infra/version.ts";

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "commands-"));
afterAll(() => rmSync(folder, { recursive: true }));

const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(at("package.json"), "utf8"))).scripts;

it("installs first, whichever of the commands in the README and docs is typed first in a fresh clone", () => {
  const docs = readdirSync(at("docs")).filter((name) => name.endsWith(".md"));
  const texts = ["README.md", ...docs.map((name) => `docs/${name}`)].map((path) =>
    readFileSync(at(path), "utf8"),
  );
  const named = texts.flatMap((one) =>
    [...one.matchAll(/npm (?:run (?:-s )?)?([\w:-]+)/g)].map(([, name = ""]) => name),
  );
  const typed = Object.keys(scripts).filter((name) => named.includes(name));
  expect(typed).toEqual(expect.arrayContaining(["start", "test", "cost", "format"]));
  for (const name of typed) {
    expect(scripts[`pre${name}`], name).toBe("node infra/local/ensure-installed.cjs");
  }
});

const release = at(`tests/infra/released-template-${version}.json.gz`);
const releasedAtMs = () => statSync(release, { throwIfNoEntry: false })?.mtimeMs;

it.each([
  ["emails", "infra/email/preview.ts"],
  ["screenshots", "tests/browser/screenshots.ts"],
  ["keep-release", "tests/support/keep-release.ts"],
])("npm run %s -- --help prints how it is used and does nothing", async (name, path) => {
  const before = releasedAtMs();
  const { stdout } = await promisify(execFile)(process.execPath, [at(path), "--help"], {
    cwd: folder,
  });
  expect(stdout).toContain(`npm run ${name}`);
  expect([readdirSync(folder), releasedAtMs()]).toEqual([[], before]);
});

it("npm run emails with an unknown option ends with 2", async () => {
  const child = spawn(process.execPath, [at("infra/email/preview.ts"), "--hlep"], { cwd: folder });
  const code = new Promise((resolve) => child.on("close", resolve));
  expect([await code, readdirSync(folder)]).toEqual([2, []]);
});

it.each([
  ["strava", "infra/webhooks/strava.ts", "{", /^cdk\.json isn't valid JSON: .+\n$/],
  ["start", "infra/app.ts", "{", /^cdk\.json isn't valid JSON: .+\n$/],
  ["start", "infra/app.ts", "[]", /^cdk\.json must be an object: {…}\n$/],
  [
    "start",
    "infra/app.ts",
    "{}",
    /^Unusable settings in cdk\.json: stridewell\.sender must be .+\n$/,
  ],
])(
  "npm run %s says in one line what is wrong in cdk.json",
  { timeout: 60_000 },
  async (_, path, json, line) => {
    const copy = mkdtempSync(join(folder, "checkout-"));
    for (const part of ["domain", "functions", "infra", "package.json"]) {
      cpSync(at(part), join(copy, part), { recursive: true });
    }
    symlinkSync(at("node_modules"), join(copy, "node_modules"));
    writeFileSync(join(copy, "cdk.json"), json);
    const child = spawn(process.execPath, [join(copy, path), "status"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const code = new Promise((resolve) => child.on("close", resolve));
    expect(await text(child.stderr)).toMatch(line);
    expect(await code).toBe(1);
    rmSync(copy, { recursive: true });
  },
);

it.each([
  ["doctor", ["infra/deploy/doctor.ts", "--help"]],
  ["load", ["infra/local/load/load.ts", "days.csv"]],
  ["checkup", ["infra/local/checkup/checkup.ts", "--help"]],
])("npm run %s ends quietly where its reader stops reading", async (_, [path = "", ...args]) => {
  const cwd = mkdtempSync(join(folder, "reader-"));
  writeFileSync(join(cwd, "days.csv"), "day,load\n2026-11-01,50\n");
  const child = spawn(process.execPath, [at(path), ...args], { cwd });
  child.stdout.destroy();
  const code = new Promise((resolve) => child.on("close", resolve));
  expect([await text(child.stderr), await code]).toEqual(["", 0]);
  rmSync(cwd, { recursive: true });
});
