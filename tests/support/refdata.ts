import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const dir = resolve(root, process.env["STRIDEWELL_REFDATA"] ?? "../shared/refdata");

/** The folder of published reference numbers, or null if this machine doesn't have it. Never committed. */
export const refdata: string | null = existsSync(dir) ? dir : null;

/** Goes into the title of a suite that needs the folder, so that a skip says why. */
export const refdataNote =
  refdata === null
    ? "reference data (skipped: STRIDEWELL_REFDATA names no folder)"
    : "reference data";
