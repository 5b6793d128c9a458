import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { ActivityRecord, ShoeRecord } from "../../messages/activity.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { filesText } from "../../wording/files.en.ts";
import { parseExport } from "../strava-export/parse-export.ts";
import { MOST_ACTIVITIES } from "./bounds.ts";
import type { RecordOptions } from "./effort.ts";
import {
  type Budget,
  bytesOf,
  folderMembers,
  isZip,
  type Member,
  makeBudget,
  Spent,
  Unusable,
  withNestedZip,
  withZip,
} from "./members.ts";
import {
  type FileActivity,
  type FileReading,
  type Format,
  isActivityFile,
  MOST_FILE_MB,
  readActivityFile,
  START_BYTES,
} from "./read-file.ts";

/** A row of `activities.csv` or a file that could not be used, and what to do about it. */
export type LeftOut =
  | { readonly row: number; readonly reason: string }
  | { readonly file: string; readonly reason: string };

export interface Upload {
  /** At least one. */
  readonly records: readonly ActivityRecord[];
  readonly shoes: readonly ShoeRecord[];
  readonly rejected: readonly LeftOut[];
  /** What is in, but with a guess or a doubt. */
  readonly notes: readonly { readonly file: string; readonly reason: string }[];
  /** `others`: files without an activity. `twice`: activities that another file holds too. */
  readonly others: number;
  readonly twice: number;
}

export type UploadReading =
  | { readonly kind: "read"; readonly upload: Upload }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface ReadOptions extends RecordOptions {
  /** Asked before each file of a zip or folder. Once true, the upload is unreadable as a whole. */
  readonly isTimeUp?: () => boolean;
  /** Where a zip inside a zip is put while it is read; by default the machine's own temporary folder. */
  readonly folder?: string;
}

const MB = 1024 * 1024;
/** The largest `activities.csv` that is read; a row has some 700 bytes. It is held in memory. */
const MOST_CSV_MB = 64;
const LONGEST_NAME = 120;
const TABLE = "activities.csv";
const isTable = ({ name }: Member) => /(^|\/)activities\.csv$/.test(name);
const ACTIVITY_FILE = /\.(fit|gpx|tcx)(\.gz)?$/i;
/** In the export of a Polar account. */
const POLAR_SESSION = /(^|\/)training-session[-_]\d[^/]*\.json$/i;
/** What macOS adds to a zip for each file. */
const RESOURCE_FORK = /(^|\/)(__MACOSX\/|\._)/;

/**
 * Reads what a runner uploads: a FIT, GPX or TCX file (gzipped or not), a Strava export (its zip, its folder
 * or its `activities.csv`), or any zip or folder of such files, such as Garmin's export, which has its files
 * in zips inside the zip. A zip is read file by file, so its size takes no memory. If there is an
 * `activities.csv`, its rows are the activities, and the files beside it, which hold the same ones, are read
 * only if it can't be, as in an export in another language. Several exports each have a folder of their own. A
 * file that can't be used is in `rejected` and the rest is in. Throws only if the disk fails.
 *
 *     await readUpload("export.zip", { zone: "UTC", nowMs: Date.now() })
 *     // { kind: "read", upload: { records: [{ source: "file", … }], shoes: [], rejected: [], … } }
 */
export async function readUpload(path: string, options: ReadOptions): Promise<UploadReading> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await readMembers(await folderMembers(path), options);
    if (found.size === 0) return unreadable(filesText.empty);
    if (await isZip(path)) return await withZip(path, (members) => readMembers(members, options));
    // Anything else can only be a CSV.
    return isActivityFile(await startOf(path))
      ? await readOne(path, found.size, options)
      : await readCsv(
          { name: path, size: found.size, read: () => bytesOf(path) },
          filesText.noKindOfText,
          options,
        );
  } catch (error) {
    return asUnreadable(error);
  }
}

async function startOf(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(START_BYTES) });
  return buffer.subarray(0, bytesRead);
}

async function readOne(path: string, size: number, options: ReadOptions): Promise<UploadReading> {
  if (size > MOST_FILE_MB * MB) return unreadable(filesText.tooLarge(MOST_FILE_MB));
  const gathering = gatherer();
  const reading = await readActivityFile(bytesOf(path), options);
  if (reading.kind !== "activities") return unreadable(reading.reason);
  gathering.add("", reading);
  return gathering.upload();
}

async function readMembers(
  members: readonly Member[],
  options: ReadOptions,
): Promise<UploadReading> {
  const root = members.filter(({ name }) => name === TABLE);
  const inFolders = () => members.filter(({ name }) => /^[^/]+\/activities\.csv$/.test(name));
  const tables = new Set(root.length > 0 ? root : inFolders());
  const gathering = gatherer();
  const budget = makeBudget(options.isTimeUp);
  /** The folders whose activities are the rows of their table; the root is "". */
  const told = new Set<string>();
  let failed: UploadReading | null = null;
  for (const table of tables) {
    budget.take(table);
    const read = await readCsv(table, filesText.csvOther, options).catch(asUnreadable);
    if (read.kind === "read") {
      gathering.addTable(tables.size > 1 ? table.name : null, read.upload);
      told.add(topFolderOf(table));
    } else {
      failed ??= read;
      gathering.reject(table.name, filesText.csvInstead(read.reason));
    }
  }
  const isTold = (member: Member) => told.has("") || told.has(topFolderOf(member));
  const rest = members.filter(
    (member) => !tables.has(member) && (isTable(member) || !isTold(member)),
  );
  await gatherMembers(rest, "", gathering, budget, options);
  const upload = gathering.upload();
  return upload.kind === "read" ? upload : (failed ?? upload);
}

const topFolderOf = ({ name }: Member) => name.slice(0, name.indexOf("/") + 1);

async function gatherMembers(
  members: readonly Member[],
  inside: string,
  gathering: ReturnType<typeof gatherer>,
  budget: Budget,
  options: ReadOptions,
): Promise<void> {
  for (const member of members) {
    if (RESOURCE_FORK.test(member.name)) continue;
    const name = `${inside}${member.name}`;
    const isNested = /\.zip$/i.test(member.name);
    if (!isNested && !ACTIVITY_FILE.test(member.name)) {
      if (isTable(member)) gathering.reject(name, filesText.csvInside);
      else if (POLAR_SESSION.test(member.name)) gathering.reject(name, filesText.polarJson);
      else gathering.passOver();
      continue;
    }
    budget.take(member);
    try {
      if (!isNested && member.size > MOST_FILE_MB * MB) {
        throw new Unusable(filesText.tooLarge(MOST_FILE_MB));
      }
      if (!isNested) gathering.add(name, await readActivityFile(member.read(), options));
      else if (inside !== "") throw new Unusable(filesText.zipDeep);
      else {
        await withNestedZip(member, options.folder ?? tmpdir(), (nested) =>
          gatherMembers(nested, `${name}/`, gathering, budget, options),
        );
      }
    } catch (error) {
      if (!(error instanceof Unusable) || error instanceof Spent) throw error;
      gathering.reject(name, error.message);
    }
  }
}

/** The more a format tells, the later it comes. */
const FORMATS: readonly Format[] = ["unfinished-fit", "gpx", "tcx", "fit"];

/** Collects the files' activities, each once: if two files hold the same one, the better format's is kept. */
function gatherer() {
  const best = new Map<string, FileActivity & { rank: number; file: string }>();
  const shoes = new Map<string, { rank: number; shoe: ShoeRecord }>();
  const rejected: { file: string; reason: string }[] = [];
  const rows: LeftOut[] = [];
  let others = 0;
  let twice = 0;
  const shown = (name: string) => oneLineOf(name, LONGEST_NAME);
  const reject = (name: string, reason: string) => rejected.push({ file: shown(name), reason });
  const take = (name: string, activities: readonly FileActivity[], rank: number) => {
    const file = shown(name);
    for (const one of activities) {
      const known = best.get(one.record.sourceId);
      if (known !== undefined) twice += 1;
      if (known === undefined || known.rank < rank) {
        best.set(one.record.sourceId, { ...one, rank, file });
      }
    }
    if (best.size > MOST_ACTIVITIES || rejected.length > MOST_ACTIVITIES) {
      throw new Spent(filesText.tooMany(MOST_ACTIVITIES));
    }
  };

  return {
    passOver() {
      others += 1;
    },
    reject,
    /** `name` is null if it is the only one. */
    addTable(name: string | null, table: Upload) {
      // Of two exports the one with the latest activity was made later, and has what was edited since.
      const latest = table.records
        .map(({ startAt }) => startAt)
        .toSorted()
        .at(-1);
      const activities = table.records.map((record) => ({ record, notes: [] }));
      const rank = Date.parse(latest ?? "");
      take(name ?? "", activities, rank);
      for (const shoe of table.shoes) {
        const known = shoes.get(shoe.sourceId);
        if (known === undefined || known.rank < rank) shoes.set(shoe.sourceId, { rank, shoe });
      }
      for (const left of table.rejected) {
        if (name === null || !("row" in left)) rows.push(left);
        else reject(filesText.rowOf(shown(name), left.row), left.reason);
      }
    },
    add(name: string, reading: FileReading) {
      if (reading.kind === "unreadable") reject(name, reading.reason);
      else if (reading.kind === "no-activity") others += 1;
      else {
        take(name, reading.activities, FORMATS.indexOf(reading.format));
        for (const reason of reading.leftOut) reject(name, reason);
      }
    },
    upload(): UploadReading {
      const taken = [...best.values()];
      const records = taken.map(({ record }) => record);
      const [first] = rejected;
      if (records.length === 0) {
        if (first === undefined) return unreadable(filesText.noFiles);
        return unreadable(first.file === "" ? first.reason : filesText.noneUsable(first));
      }
      const upload = {
        records,
        shoes: [...shoes.values()].map(({ shoe }) => shoe),
        rejected: [...rows, ...rejected],
        notes: taken.flatMap(({ file, notes }) => notes.map((reason) => ({ file, reason }))),
        others,
        twice,
      };
      return { kind: "read", upload };
    },
  };
}

/** `other` is what to say if it isn't such a CSV. */
async function readCsv(csv: Member, other: string, options: ReadOptions): Promise<UploadReading> {
  if (csv.size > MOST_CSV_MB * MB) {
    return unreadable(filesText.csvTooLarge(MOST_CSV_MB));
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of csv.read()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const parsed = parseExport(bytes, options);
  // No text has a zero in it, so this isn't a table in any language.
  if (parsed.kind === "other") return unreadable(bytes.includes(0) ? filesText.noKind : other);
  if (parsed.kind === "unreadable") return parsed;
  const { activities, shoes, rejected } = parsed;
  const [first] = rejected;
  if (activities.length === 0) {
    return unreadable(
      first === undefined ? filesText.csvEmpty : filesText.csvUnusable(first.row, first.reason),
    );
  }
  const records = activities.map(({ record }) => record);
  return {
    kind: "read",
    upload: { records, shoes, rejected, notes: [], others: 0, twice: 0 },
  };
}

function unreadable(reason: string): UploadReading {
  return { kind: "unreadable", reason };
}

function asUnreadable(error: unknown): UploadReading {
  if (error instanceof Unusable) return unreadable(error.message);
  throw error;
}
