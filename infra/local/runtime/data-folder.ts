import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface DataFolder {
  readonly queueFile: string;
  readonly tableDir: string;
  readonly mailFile: string;
  readonly kmsFile: string;
  readonly bucketDir: string;
  /** What the simulated Strava remembers. */
  readonly stravaFile: string;
  /** What the other simulated services remember. */
  readonly servicesFile: string;
  /** Releases the folder for another start. */
  close(): void;
}

export type DataFolderOpening =
  | { readonly kind: "opened"; readonly folder: DataFolder }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "refused"; readonly line: string };

/** Tells a folder of ours from one that merely has the same name. It is also the file that is locked. */
const markerName = "stridewell-data.db";
const contents = [
  "queue.db",
  "queue.db-wal",
  "queue.db-shm",
  "table",
  "mail.jsonl",
  "kms.key",
  "bucket",
  "strava.json",
  "services.json",
];

/**
 * Opens the folder that holds everything the local application remembers, and makes it if it is missing. Only
 * one process has it at a time, and a folder that holds other files is left alone.
 *
 * `fresh` first removes what an earlier start left there, and nothing else.
 */
export function openDataFolder(dir: string, fresh: boolean): DataFolderOpening {
  const otherwise = "choose another one with --data DIR";
  let names: string[];
  try {
    makeFolder(dir);
    names = readdirSync(dir);
  } catch (error) {
    return refused(`The data folder ${dir} can't be created (${codeOf(error)}): ${otherwise}.`);
  }
  if (names.length > 0 && !names.includes(markerName)) {
    return refused(`${dir} holds files that are not Stridewell's: ${otherwise}.`);
  }
  try {
    // Permissions alone wouldn't tell: the disk may be full or read-only, and root passes every check.
    writeFileSync(join(dir, "mail.jsonl"), "", { flag: "a" });
  } catch (error) {
    return refused(
      `The data folder ${dir} can't be written to (${codeOf(error)}): make it writable, or ${otherwise}.`,
    );
  }
  const lock = takeLock(join(dir, markerName));
  if (lock === null) {
    return refused(`Another Stridewell is using ${dir}: stop it, or ${otherwise}.`);
  }
  if (fresh) {
    for (const name of contents) rmSync(join(dir, name), { recursive: true, force: true });
  }
  return {
    kind: "opened",
    folder: {
      queueFile: join(dir, "queue.db"),
      tableDir: join(dir, "table"),
      mailFile: join(dir, "mail.jsonl"),
      kmsFile: join(dir, "kms.key"),
      bucketDir: join(dir, "bucket"),
      stravaFile: join(dir, "strava.json"),
      servicesFile: join(dir, "services.json"),
      close: () => lock.close(),
    },
  };
}

/**
 * With the folders above it, one by one: Node's own `recursive` never ends where the folder above is there and takes
 * none.
 */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  if (dirname(dir) !== dir) makeFolder(dirname(dir));
  try {
    mkdirSync(dir);
  } catch (error) {
    // Another start was quicker.
    if (!existsSync(dir)) throw error;
  }
}

/** A lock that the operating system releases however the process ends; null if another process holds it. */
function takeLock(file: string): DatabaseSync | null {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (at TEXT)");
    return lock;
  } catch {
    lock.close();
    return null;
  }
}

function refused(line: string): DataFolderOpening {
  return { kind: "refused", line };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
