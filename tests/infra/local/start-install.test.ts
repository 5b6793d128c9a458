import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../../infra/local/ensure-installed.cjs", import.meta.url));

/** Stands in for npm: slowly makes node_modules again, and records that it did. */
const npm = `
const fs = require("fs");
fs.appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
console.log("npm speaks on stdout");
if (process.env.NPM_FAILS) { console.error(process.env.NPM_FAILS); process.exit(1); }
if (fs.existsSync("busy")) { fs.appendFileSync("npm.log", "TWO AT ONCE\\n"); }
fs.writeFileSync("busy", "");
fs.rmSync("node_modules", { recursive: true, force: true });
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
fs.mkdirSync("node_modules");
fs.rmSync("busy");
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "stridewell-install-"));
  mkdirSync(join(root, "infra", "local"), { recursive: true });
  cpSync(script, join(root, "infra", "local", "ensure-installed.cjs"));
  writeFileSync(join(root, "package-lock.json"), '{"lockfileVersion":3}');
  writeFileSync(join(root, "npm.cjs"), npm);
});
afterEach(() => rmSync(root, { recursive: true }));

const calls = (): readonly string[] =>
  existsSync(join(root, "npm.log"))
    ? readFileSync(join(root, "npm.log"), "utf8").trim().split("\n")
    : [];

async function ensure(env: Record<string, string> = {}, nodeOptions: readonly string[] = []) {
  const child: ChildProcess = spawn(
    process.execPath,
    [...nodeOptions, join(root, "infra", "local", "ensure-installed.cjs")],
    { cwd: root, env: { ...process.env, npm_execpath: join(root, "npm.cjs"), ...env } },
  );
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

describe("the dependencies", () => {
  it("are installed from the lock when they are missing, with nothing on stdout", async () => {
    const { code, stdout, stderr } = await ensure();
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).not.toContain("npm speaks");
    expect(calls()).toEqual([expect.stringMatching(/^ci --no-audit --no-fund /)]);
  });

  it("are left alone when they are fresh, without a word", async () => {
    await ensure();
    expect(await ensure()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(calls()).toHaveLength(1);
  });

  it("are installed again when the lock has changed", async () => {
    await ensure();
    writeFileSync(join(root, "package-lock.json"), '{"lockfileVersion":3,"packages":{}}');
    await ensure();
    expect(calls()).toHaveLength(2);
  });

  it.each([
    ["left alone when npm installed the same by hand", "1.0.0", 0],
    ["installed again when npm installed others by hand", "1.0.1", 1],
  ])("are %s", async (_, version, count) => {
    const packages = (installed: string) => ({
      "": { name: "root" },
      "node_modules/a": { version: installed, integrity: `sha512-${installed}` },
    });
    const elsewhere = { "node_modules/b-win32": { version: "1.0.0", optional: true } };
    writeFileSync(
      join(root, "package-lock.json"),
      JSON.stringify({ packages: { ...packages("1.0.0"), ...elsewhere } }),
    );
    mkdirSync(join(root, "node_modules"));
    writeFileSync(
      join(root, "node_modules", ".package-lock.json"),
      JSON.stringify({ packages: packages(version) }),
    );
    for (let time = 0; time < 2; time += 1) expect((await ensure()).code).toBe(0);
    expect(calls()).toHaveLength(count);
  });

  it("are installed once by three at the same time", async () => {
    const results = await Promise.all([ensure(), ensure(), ensure()]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(calls()).toHaveLength(1);
  });

  it("are installed although an earlier install was killed", async () => {
    const lock = join(root, ".stridewell", "install.lock");
    mkdirSync(join(root, ".stridewell"));
    // No process has this id: it is above the largest that Linux and macOS assign.
    writeFileSync(lock, "99999999");
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    expect((await ensure()).code).toBe(0);
    expect(calls()).toHaveLength(1);
  });
});

describe("what goes wrong", () => {
  it("is one line without a network, and the next try may succeed", async () => {
    const failed = await ensure({ NPM_FAILS: "npm error code ENOTFOUND\nnpm error more" });
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toContain("connect to the network");
    expect(failed.stderr).not.toContain("npm error");
    expect((await ensure()).code).toBe(0);
  });

  it("is shown in npm's words when it is something else, on stderr", async () => {
    const failed = await ensure({ NPM_FAILS: "npm error code EINTEGRITY" });
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toContain("EINTEGRITY");
  });

  it("is one line on a Node that is too old, and nothing is installed", async () => {
    const old = join(root, "old.cjs");
    writeFileSync(
      old,
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.1" } });',
    );
    const { code, stdout, stderr } = await ensure({}, ["--require", old]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe("Node 18.20.1 is too old: install Node 20 or newer from nodejs.org.\n");
    expect(calls()).toEqual([]);
  });
});
