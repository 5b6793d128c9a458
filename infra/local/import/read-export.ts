import { open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";

/** The largest `activities.csv` that is read: some 200,000 activities, so past it something is wrong. */
const LARGEST_CSV_BYTES = 200 * 1024 * 1024;
const CSV = "activities.csv";

export type ReadExport =
  | { readonly kind: "csv"; readonly bytes: Uint8Array }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * The bytes of `activities.csv` from a Strava bulk export: the zip, the folder it unpacks to, or that
 * file itself. A zip or a folder may hold it one folder down.
 */
export async function readExport(path: string): Promise<ReadExport> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await readFolder(path);
    if (!found.isFile()) {
      return unreadable(`${path} is neither a file nor a folder. Give the export's zip or folder.`);
    }
    return (await isZip(path)) ? await readZip(path) : await readCsv(path, found.size);
  } catch (error) {
    return unreadable(whyNot(path, error));
  }
}

async function readFolder(path: string): Promise<ReadExport> {
  const folders = (await readdir(path, { withFileTypes: true })).filter((item) =>
    item.isDirectory(),
  );
  for (const folder of [path, ...folders.map(({ name }) => join(path, name))]) {
    const file = join(folder, CSV);
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return readCsv(file, found.size);
  }
  return unreadable(`${path} holds no ${CSV}. Give the folder that the export unpacked to.`);
}

async function readCsv(path: string, size: number): Promise<ReadExport> {
  if (size > LARGEST_CSV_BYTES) return unreadable(tooLarge(path));
  return { kind: "csv", bytes: await readFile(path) };
}

async function isZip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer: start } = await file.read({ buffer: Buffer.alloc(2), length: 2 });
  return start.toString("latin1") === "PK";
}

async function readZip(path: string): Promise<ReadExport> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch(() => null);
  if (zip === null) return unreadable(damaged(path));
  try {
    const entry = await findCsv(zip);
    if (entry === null) {
      return unreadable(`${path} holds no ${CSV}. Give the zip just as Strava sent it.`);
    }
    if (entry.isEncrypted()) {
      return unreadable(`${path} is encrypted. Unpack it and give the folder.`);
    }
    if (entry.uncompressedSize > LARGEST_CSV_BYTES) return unreadable(tooLarge(path));
    // yauzl stops a member that unpacks to more than it declared.
    const bytes = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(bytes) !== entry.crc32) return unreadable(damaged(path));
    return { kind: "csv", bytes };
  } catch {
    return unreadable(damaged(path));
  } finally {
    zip.close();
  }
}

/** The member at the root, else one a folder down. */
async function findCsv(zip: ZipFile): Promise<Entry | null> {
  let nested: Entry | null = null;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === CSV) return entry;
    if (/^[^/]+\/activities\.csv$/.test(entry.fileName)) nested ??= entry;
  }
  return nested;
}

function unreadable(reason: string): ReadExport {
  return { kind: "unreadable", reason };
}

function tooLarge(path: string): string {
  return `${CSV} of ${path} is over 200 MB, far more than one runner's export. Give one runner's export.`;
}

function damaged(path: string): string {
  return `${path} is a damaged or unfinished zip. Download the export again, or unpack it and give the folder.`;
}

function whyNot(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return `${path} does not exist. Give the path of the export's zip, its folder or ${CSV}.`;
  }
  if (code === "EACCES" || code === "EPERM") {
    return `${path} may not be read by this user. Change its permissions, or copy it.`;
  }
  return `${path} could not be read (${code ?? "unknown error"}). Copy it elsewhere and try again.`;
}
