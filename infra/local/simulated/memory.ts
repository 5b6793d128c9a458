import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { z } from "zod";

/** What an earlier start wrote; null if there is nothing. Throws if it can't be read. */
export function recall<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

/** Written whole or not at all, whenever the process ends. */
export function remember(file: string, state: object): void {
  const next = `${file}.next`;
  writeFileSync(next, JSON.stringify(state));
  renameSync(next, file);
}
