import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { filesText } from "../../wording/files.en.ts";
import { type Effort, type RecordOptions, type RecordReading, toRecord } from "./effort.ts";
import { gpxFormat } from "./gpx.ts";
import { tcxFormat } from "./tcx.ts";
import { readXml } from "./xml.ts";

/** `unfinished-fit`: as far as the watch had come with it. */
export type Format = "unfinished-fit" | "gpx" | "tcx" | "fit";

/** An activity, and what was guessed or is doubtful about it. */
export type FileActivity = Omit<RecordReading & { kind: "record" }, "kind">;

export type FileReading =
  | {
      readonly kind: "activities";
      /** The more it tells, the higher: if two files hold one activity, the better format's is taken. */
      readonly format: Format;
      readonly activities: readonly FileActivity[];
      /** Why some of its activities are left out. */
      readonly leftOut: readonly string[];
    }
  /** Whole, and of a kind we know, but without an activity: sleep, settings, a course. */
  | { readonly kind: "no-activity"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** A FIT file is held in memory: a hundred hours with every sensor are some 25 MB. */
const MOST_FIT_MB = 32;
/** An XML file is read piece by piece; a hundred hours are some 100 MB. No activity is larger. */
export const MOST_FILE_MB = 200;
const MB = 1024 * 1024;

/**
 * Whether `packed` bytes that unpack to so many can't be an activity. The most repetitive GPX found packs
 * to a thirtieth; deflate could reach a thousandth.
 */
export function isBomb(unpacked: number, packed: number): boolean {
  return unpacked > 16 * MB && unpacked > 200 * packed;
}

/** As many as tell a file's kind. */
export const START_BYTES = 512;

/** Thrown to stop reading; `message` is for the runner. */
class Excess extends Error {}

/**
 * Reads one FIT, GPX or TCX file, gzipped or not, recognised by its content and not its name.
 * Days are those of the watch's own clock, otherwise of `zone`. Never throws for a bad file, and whatever
 * was wrong, never returns half an activity, except from a FIT file that the watch never finished.
 *
 *     await readActivityFile([bytes], { zone: "UTC", nowMs: Date.now() })
 *     // { kind: "activities", format: "fit", activities: [{ record: { source: "file", … }, notes: [] }], leftOut: [] }
 */
export async function readActivityFile(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: RecordOptions,
): Promise<FileReading> {
  try {
    const { start, whole } = await peek(chunks);
    if (start.length === 0) return { kind: "unreadable", reason: filesText.empty };
    if (!isGzip(start)) return await readPlain(start, whole, options);
    const unpacked = await peek(gunzip(whole));
    if (unpacked.start.length === 0) return { kind: "unreadable", reason: filesText.empty };
    return await readPlain(unpacked.start, unpacked.whole, options);
  } catch (error) {
    if (error instanceof Excess) return { kind: "unreadable", reason: error.message };
    if (isZlibFault(error)) return { kind: "unreadable", reason: filesText.gzipDamaged };
    throw error;
  }
}

async function readPlain(
  start: Uint8Array,
  whole: AsyncIterable<Uint8Array>,
  options: RecordOptions,
): Promise<FileReading> {
  if (isFit(start)) {
    // Garmin's profile is a third of the bundle, and many files aren't FIT.
    const { readFit } = await import("./fit.ts");
    const read = readFit(await gathered(atMost(whole, MOST_FIT_MB)));
    if (read.kind === "unreadable") return read;
    return read.kind === "no-activity"
      ? { kind: "no-activity", reason: filesText.notActivity(read.type) }
      : readings(read.isUnfinished ? "unfinished-fit" : "fit", read.efforts, read.leftOut, options);
  }
  if (!looksLikeXml(start)) return { kind: "unreadable", reason: filesText.unknownKind };
  const read = await readXml(atMost(whole, MOST_FILE_MB), (root) => {
    if (root === "gpx") return { ...gpxFormat(), format: "gpx" as const };
    return root === "TrainingCenterDatabase" ? { ...tcxFormat(), format: "tcx" as const } : null;
  });
  if (read.kind === "unreadable") return read;
  const efforts = read.format.efforts();
  const leftOut = [...read.format.leftOut()];
  if (efforts.length > 0) return readings(read.format.format, efforts, leftOut, options);
  const wrong = leftOut.find((reason) => reason !== filesText.noTimes);
  return wrong === undefined
    ? { kind: "no-activity", reason: filesText.noTimes }
    : { kind: "unreadable", reason: wrong };
}

function readings(
  format: Format,
  efforts: readonly Effort[],
  leftOut: readonly string[],
  options: RecordOptions,
): FileReading {
  const read = efforts.map((effort) => toRecord(effort, options));
  // What an earlier activity of such a file did was over.
  const ofLast = format === "unfinished-fit" ? [filesText.unfinished] : [];
  return {
    kind: "activities",
    format,
    activities: read.flatMap((one, index) => {
      if (one.kind !== "record") return [];
      const isLast = index === read.length - 1;
      return [{ record: one.record, notes: [...one.notes, ...(isLast ? ofLast : [])] }];
    }),
    leftOut: [...leftOut, ...read.flatMap((one) => (one.kind === "rejected" ? [one.reason] : []))],
  };
}

/** The first bytes, and then all the bytes including those. */
async function peek(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < START_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    held.push(next.value);
    length += next.value.length;
  }
  async function* whole() {
    try {
      yield* held;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { start: new Uint8Array(Buffer.concat(held)).subarray(0, START_BYTES), whole: whole() };
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpacking = createGunzip();
  const feeding = pipeline(Readable.from(chunks), unpacking);
  // Whatever goes wrong is also thrown by the loop below.
  feeding.catch(() => undefined);
  let unpacked = 0;
  for await (const chunk of unpacking) {
    unpacked += chunk.length;
    if (isBomb(unpacked, unpacking.bytesWritten)) throw new Excess(filesText.bomb);
    yield chunk;
  }
  await feeding;
}

async function* atMost(chunks: AsyncIterable<Uint8Array>, mb: number): AsyncIterable<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > mb * MB) throw new Excess(filesText.tooLarge(mb));
    yield chunk;
  }
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  for await (const chunk of chunks) held.push(chunk);
  return Buffer.concat(held);
}

/** Whether a file that begins so is one that `readActivityFile` reads, whatever is wrong with it. */
export function isActivityFile(start: Uint8Array): boolean {
  return isFit(start) || isGzip(start) || looksLikeXml(start);
}

function isFit(start: Uint8Array): boolean {
  return latin1(start.subarray(8, 12)) === ".FIT";
}

function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

function looksLikeXml(start: Uint8Array): boolean {
  const text = latin1(start).replace(/^(ï»¿|ÿþ|þÿ)/, "");
  return text.replaceAll("\0", "").trimStart().startsWith("<");
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function isZlibFault(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^Z_/.test(String(error.code));
}
