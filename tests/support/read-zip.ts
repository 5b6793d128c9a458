import { text } from "node:stream/consumers";
import { openPromise } from "yauzl";

/** The members of a zip as texts, by name. */
export async function readZip(path: string): Promise<ReadonlyMap<string, string>> {
  const zip = await openPromise(path);
  const members = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    members.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return members;
}
