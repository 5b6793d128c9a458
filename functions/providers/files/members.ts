import { mkdtemp, open, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { filesText } from "../../wording/files.en.ts";
import { isBomb } from "./read-file.ts";

/** A file in a zip or a folder. */
export interface Member {
  /** Its path in there, with slashes even on Windows. */
  readonly name: string;
  readonly size: number;
  /** Its bytes; throws `Unusable` if they can't be read. */
  read(): AsyncIterable<Uint8Array>;
}

/** Says why something can't be used, in words for a runner. */
export class Unusable extends Error {}

/** How much one import may hold in all, however its zips are nested. */
export interface Budget {
  /** Throws `Spent` once the budget or the time is used up: then nothing more of the import is read. */
  take(member: Pick<Member, "size">): void;
}

/** Not one member is at fault, but all of them together. */
export class Spent extends Unusable {}

const MOST_MEMBERS = 200_000;
/** Of names and what goes with them, all held at once: room for 300 bytes a member. */
const MOST_LISTED_MB = 64;
const MOST_GB = 8;
/** A zip packs no further, so one within an upload of 2 GB has no more. */
const MOST_NESTED_GB = 2;
const MB = 1024 ** 2;
const GB = 1024 ** 3;

/**
 * Runs out after 200,000 members or 8 GB of content. A zip's members may overlap, so that few bytes
 * claim to be many. What they claim is counted before they are read, and none can turn out longer.
 */
export function makeBudget(isTimeUp: () => boolean = () => false): Budget {
  let members = 0;
  let bytes = 0;
  return {
    take({ size }) {
      if (isTimeUp()) throw new Spent(filesText.zipTooLong);
      members += 1;
      bytes += size;
      if (members > MOST_MEMBERS) throw new Spent(filesText.zipTooMany(MOST_MEMBERS));
      if (bytes > MOST_GB * GB) throw new Spent(filesText.zipTooLarge(MOST_GB));
    },
  };
}

export async function isZip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer: start } = await file.read({ buffer: Buffer.alloc(2), length: 2 });
  return start.toString("latin1") === "PK";
}

/** A file's bytes, piece by piece. Throws as `open` does. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  yield* file.createReadStream({ autoClose: false });
}

/**
 * Everything in a folder, at any depth. Links are not followed, so none leads outside or round in a circle.
 */
export async function folderMembers(path: string): Promise<Member[]> {
  const found = await readdir(path, { withFileTypes: true, recursive: true });
  const files = found.filter((item) => item.isFile());
  return Promise.all(
    files.map(async (item) => {
      const file = join(item.parentPath, item.name);
      const { size } = await stat(file);
      return { name: relative(path, file).replaceAll(sep, "/"), size, read: () => bytesOf(file) };
    }),
  );
}

/** Gives `work` a zip's members. Throws `Unusable` if it isn't a complete zip. */
export async function withZip<T>(
  path: string,
  work: (members: readonly Member[]) => Promise<T>,
): Promise<T> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch(refuse);
  try {
    const members: Member[] = [];
    let entries = 0;
    let listed = 0;
    try {
      for await (const entry of zip.eachEntry()) {
        entries += 1;
        if (entries > MOST_MEMBERS) throw new Unusable(filesText.zipTooMany(MOST_MEMBERS));
        listed += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
        if (listed > MOST_LISTED_MB * MB) throw new Unusable(filesText.zipDamaged);
        // Folders count as well: 2 GB of them take longer to list than a worker has.
        if (!entry.fileName.endsWith("/")) members.push(zipMember(zip, entry));
      }
    } catch (error) {
      refuse(error);
    }
    return await work(members);
  } finally {
    zip.close();
  }
}

/** Gives `work` a zip inside another one, by way of a file in `within` that is deleted afterwards. */
export async function withNestedZip<T>(
  member: Member,
  within: string,
  work: (members: readonly Member[]) => Promise<T>,
): Promise<T> {
  // It goes to the disk, and what was uploaded has left it little room.
  if (member.size > MOST_NESTED_GB * GB) throw new Unusable(filesText.zipTooLarge(MOST_NESTED_GB));
  const folder = await mkdtemp(join(within, "stridewell-zip-"));
  try {
    const path = join(folder, "nested.zip");
    await writeFile(path, member.read());
    return await withZip(path, work);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function zipMember(zip: ZipFile, entry: Entry): Member {
  return {
    name: entry.fileName,
    size: entry.uncompressedSize,
    async *read() {
      if (entry.isEncrypted()) throw new Unusable(filesText.zipEncrypted);
      if (isBomb(entry.uncompressedSize, entry.compressedSize)) throw new Unusable(filesText.bomb);
      let sum = 0;
      try {
        // yauzl stops at a member that unpacks to more or less than it claimed.
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          sum = crc32(chunk, sum);
          yield chunk;
        }
      } catch (error) {
        refuse(error);
      }
      if (sum !== entry.crc32) throw new Unusable(filesText.zipDamaged);
    },
  };
}

function refuse(error: unknown): never {
  if (error instanceof Unusable) throw error;
  const message = error instanceof Error ? error.message : "";
  if (/^(invalid relative path|absolute path)/.test(message)) {
    throw new Unusable(filesText.zipClimbs);
  }
  const isOdd = message.startsWith("unsupported compression method");
  throw new Unusable(isOdd ? filesText.zipMethod : filesText.zipDamaged);
}
