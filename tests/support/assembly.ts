import { cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFile, synthesize } from "../../infra/local/synth.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const own = join(root, ".stridewell");

/** Where the functions' compiled code is kept, so that a process takes a third of the time to start. */
export const cacheDir = join(own, "test-cache");

/** The folder with the real stack, synthesized and bundled from the current sources. */
export async function assemble(): Promise<string> {
  const outDir = join(own, "test-assembly");
  const synthesis = await synthesize({ root, outDir, onStart: () => undefined });
  if (synthesis.kind === "failed") throw new Error(synthesis.output);
  // What was compiled belongs to the code before it, and would pile up.
  if (synthesis.kind === "synthesized") rmSync(cacheDir, { recursive: true, force: true });
  return outDir;
}

/**
 * The same in the place where `npm start` looks for it, so that its tests need not wait for it to be made
 * again.
 */
export async function assembleForStart(): Promise<void> {
  const made = await assemble();
  const place = join(own, "assembly");
  const hashIn = (dir: string) =>
    existsSync(join(dir, hashFile)) ? readFileSync(join(dir, hashFile), "utf8") : null;
  if (hashIn(place) === hashIn(made)) return;
  const draft = `${place}-${process.pid}`;
  cpSync(made, draft, { recursive: true });
  rmSync(place, { recursive: true, force: true });
  renameSync(draft, place);
}

if (import.meta.main) await assembleForStart();
