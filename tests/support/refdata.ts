import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";

const root = fileURLToPath(new URL("../../", import.meta.url));
const dir = resolve(root, process.env["STRIDEWELL_REFDATA"] ?? "../shared/refdata");

/** The folder of published reference numbers, or null if this machine doesn't have it. Never committed. */
export const refdata: string | null = existsSync(dir) ? dir : null;

/** Goes into the title of a suite that needs the folder, so that a skip says why. */
export const refdataNote =
  refdata === null
    ? "reference data (skipped: STRIDEWELL_REFDATA names no folder of reference data)"
    : "reference data";

/** The rows of one of its tables of published numbers, by the names of its columns. */
export function readPublished(name: string): Record<string, string>[] {
  return parse(readFileSync(join(refdata ?? "", name)), {
    columns: true,
    comment: "#",
    comment_no_infix: true,
    trim: true,
  });
}
