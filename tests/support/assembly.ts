import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { synthesize } from "../../infra/local/synth.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The folder with the real stack, synthesized and bundled from the sources as they are. */
export async function assemble(): Promise<string> {
  const outDir = join(root, ".stridewell/test-assembly");
  const synthesis = await synthesize({ root, outDir, onStart: () => undefined });
  if (synthesis.kind === "failed") throw new Error(synthesis.output);
  return outDir;
}
