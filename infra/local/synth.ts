import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

export type Synthesis =
  | { readonly kind: "unchanged" | "synthesized" }
  /** `output` is what the CDK app printed. */
  | { readonly kind: "failed"; readonly output: string };

const sources = [
  "domain",
  "functions",
  "infra",
  "package.json",
  "package-lock.json",
  "cdk.json",
  "tsconfig.json",
];
/** This only runs what is synthesized, and isn't part of it. */
const notSources = [join("infra", "local")];
export const hashFile = "sources.sha256";

/**
 * One hash over the names and contents of everything that a synthesized template is made from.
 *
 * @example
 * hashSources("/home/me/stridewell"); // "9f2c…", a different one as soon as a handler changes
 */
export function hashSources(root: string): string {
  const hash = createHash("sha256").update(process.version);
  const add = (path: string): void => {
    hash.update(`${relative(root, path).replaceAll("\\", "/")}\0`);
    hash.update(createHash("sha256").update(readFileSync(path)).digest());
  };
  const walk = (dir: string): void => {
    if (notSources.includes(relative(root, dir))) return;
    const entries = readdirSync(dir, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  for (const name of sources) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    if (/\.\w+$/.test(name)) add(path);
    else walk(path);
  }
  return hash.digest("hex");
}

/**
 * Synthesizes the CDK app into `outDir`, unless what is there was made from exactly these sources. The CDK is
 * loaded in a process of its own, so that an unchanged app doesn't wait for it.
 */
export async function synthesize(options: {
  readonly root: string;
  readonly outDir: string;
  /** Called once it turns out that there is something to wait for. */
  readonly onStart: () => void;
}): Promise<Synthesis> {
  const { root, outDir } = options;
  const hash = hashSources(root);
  const stamp = join(outDir, hashFile);
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isCurrent()) return { kind: "unchanged" };
  options.onStart();
  removeDrafts(outDir);
  // Written into a separate folder first, so that an interrupted run, or two at once, leaves nothing half
  // made.
  const draftDir = `${outDir}-${process.pid}`;
  try {
    const { code, output } = await run(root, draftDir);
    if (code !== 0) return { kind: "failed", output };
    // Another process was quicker, and may already be running what it made.
    if (isCurrent()) return { kind: "unchanged" };
    writeFileSync(join(draftDir, hashFile), hash);
    rmSync(outDir, { recursive: true, force: true });
    renameSync(draftDir, outDir);
    return { kind: "synthesized" };
  } catch (error) {
    return { kind: "failed", output: String(error) };
  } finally {
    rmSync(draftDir, { recursive: true, force: true });
  }
}

/** Removes what Ctrl-C left of earlier starts, some 20 MB each; a draft still being made stays. */
function removeDrafts(outDir: string): void {
  const folder = dirname(outDir);
  if (!existsSync(folder)) return;
  const prefix = `${basename(outDir)}-`;
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    if (!/^\d+$/.test(pid) || isRunning(Number(pid))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function run(
  root: string,
  outDir: string,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join("infra", "app.ts")], {
      cwd: root,
      env: { ...process.env, CDK_OUTDIR: outDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
