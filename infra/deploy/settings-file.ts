import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { objectFrom, parseCdkJson } from "../cdk-json.ts";
import { readSettings, type Settings } from "../settings.ts";

export interface SettingsFile {
  /** As written in the file, valid or not. */
  raw(): Readonly<Record<string, unknown>>;
  /** Throws if the result would be refused; undefined removes a setting. */
  change(changes: { readonly [name in keyof Settings]?: Settings[name] | undefined }): Settings;
}

/** The settings in cdk.json; the rest of the file is left as it is. */
export function settingsFile(path: string): SettingsFile {
  const read = () => {
    const name = basename(path);
    const { whole, context } = parseCdkJson(readFileSync(path, "utf8"), name);
    const stridewell = objectFrom(context["stridewell"] ?? {}, `stridewell in ${name}`);
    return { whole, context, stridewell };
  };
  return {
    raw: () => read().stridewell,
    change(changes) {
      const { whole, context, stridewell: before } = read();
      const kept = Object.entries({ ...before, ...changes });
      const stridewell = Object.fromEntries(kept.filter(([, value]) => value !== undefined));
      const settings = readSettings(stridewell);
      const text = JSON.stringify({ ...whole, context: { ...context, stridewell } }, null, 2);
      // Written whole or not at all, because it decides what is deployed.
      writeFileSync(`${path}.new`, `${shortLists(text)}\n`);
      renameSync(`${path}.new`, path);
      return settings;
    },
  };
}

/** Lists that fit go on one line, as the formatter writes them. */
function shortLists(json: string): string {
  return json.replaceAll(/( *"[^"]*": )\[\n\s+([^[\]{}]*?)\n\s+\]/g, (long, name, items) => {
    const short = `${name}[${items.replaceAll(/\n\s+/g, " ")}]`;
    return short.length < 100 ? short : long;
  });
}
