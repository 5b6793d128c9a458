import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ActivityRecord } from "../messages/activity.ts";
import type { UploadEvent } from "../messages/upload-event.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import type { ShoeStore } from "../ports/shoes.ts";
import type {
  UploadBucket,
  UploadedActivityStore,
  UploadLine,
  UploadOutcome,
  UploadStore,
} from "../ports/uploads.ts";
import { MOST_ACTIVITIES, MOST_PAIRS } from "../providers/files/bounds.ts";
import {
  type LeftOut,
  readUpload,
  type Upload,
  type UploadReading,
} from "../providers/files/read-upload.ts";
import { type AskNudgesDeps, askNudgesAfter, isRecentRun } from "../shared/events/ask-nudges.ts";
import { oneLineOf } from "../shared/one-line.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import { readUploadKey, type UploadPlace } from "../shared/runner/upload-key.ts";
import { uploadPage } from "../wording/upload.en.ts";

export interface ImportFileDeps extends AskNudgesDeps {
  readonly bucket: UploadBucket;
  readonly runners: Pick<RunnerStore, "find">;
  readonly activities: Pick<UploadedActivityStore, "save" | "remove" | "known">;
  readonly shoes: Pick<ShoeStore, "save">;
  readonly uploads: Pick<UploadStore, "save" | "all" | "noteStoring" | "undone">;
  /** This worker's own folder, so only one import at a time may use it. */
  readonly folder: string;
}

/** As many as a page shows for a file, and an item has room for. */
const MOST_SHOWN = 50;
const AT_ONCE = 10;
/** Leaves enough of the function's 15 minutes to store what was read. */
const READS_FOR_MS = 12 * 60_000;

/**
 * Stores what a runner uploaded, records what became of it, and removes the file. All of it is read before
 * anything is stored. An import that is interrupted and repeated leaves the same result, since an
 * activity's identity comes from the file.
 */
export async function importFile(
  { detail: { object } }: UploadEvent,
  deps: ImportFileDeps,
): Promise<{ outcome: string }> {
  const place = readUploadKey(object.key);
  const runner = place === null ? null : await whose(place, deps);
  if (place === null || runner === null) {
    await deps.bucket.remove(object);
    return { outcome: "nobody's upload" };
  }
  const endsMs = deps.nowMs() + READS_FOR_MS;
  const { folder } = deps;
  // Lambda keeps the disk for the next import, even after one that was killed and could not tidy up.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  try {
    const path = join(folder, "upload");
    if ((await deps.bucket.fetch(object.key, path)) === "gone") return { outcome: "gone" };
    const reading = await readUpload(path, {
      zone: runner.zone,
      nowMs: deps.nowMs(),
      isTimeUp: () => deps.nowMs() > endsMs,
      folder,
    });
    // A runner who has deleted the account in the meantime wants nothing stored.
    if ((await whose(place, deps)) === null) {
      await deps.bucket.remove(object);
      return { outcome: "nobody's upload" };
    }
    const about = {
      key: object.key,
      name: oneLineOf(place.name, 120),
      at: new Date(deps.nowMs()).toISOString(),
    };
    const outcome = await outcomeOf(reading, place, about, deps);
    await deps.uploads.save(runner.id, outcome);
    await deps.bucket.remove(object);
    return { outcome: outcome.unusable === null ? "imported" : "unusable" };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null also once the account is being erased: its last email may wait for days, and the profile with it. */
async function whose(
  { runnerId }: UploadPlace,
  { runners }: ImportFileDeps,
): Promise<Runner | null> {
  const runner = await runners.find(runnerId);
  return runner?.mailStopped?.reason === "erased" ? null : runner;
}

async function outcomeOf(
  reading: UploadReading,
  { runnerId, uploadId }: UploadPlace,
  about: Pick<UploadOutcome, "key" | "name" | "at">,
  deps: ImportFileDeps,
): Promise<UploadOutcome> {
  const reason =
    reading.kind === "unreadable" ? reading.reason : await tooMuch(runnerId, reading.upload, deps);
  if (reading.kind === "unreadable" || reason !== null) {
    // Read once and stored in part: that stays listed, so that it can be undone.
    const before = (await deps.uploads.all(runnerId)).find(({ key }) => key === about.key);
    const listed = before?.isStoring === true ? before : { ...about, ...NOTHING };
    return { ...listed, unusable: reason };
  }
  const { upload } = reading;
  const undone = await deps.uploads.undone(runnerId);
  // One of several files may be read after they were all undone, or one may be read again.
  if (!undone.has(uploadId)) {
    const report = { ...about, unusable: null, ...reportOf(upload, about.name) };
    // Or nobody could undo a part that is stored when the rest fails.
    await deps.uploads.noteStoring(runnerId, {
      ...report,
      stored: upload.records.length,
      known: 0,
    });
    const stored = await store({ runnerId, uploadId }, upload, undone, deps);
    const undoneSince = await deps.uploads.undone(runnerId);
    if (!undoneSince.has(uploadId)) {
      // What is still being undone may have taken a pair along that nothing else named yet.
      if (undoneSince.size > 0) await saveShoes(runnerId, upload, deps);
      return { ...report, ...stored };
    }
  }
  // Whoever undid it may have seen a part of what is stored by now.
  await deps.activities.remove(runnerId, uploadId);
  return { ...about, ...NOTHING, unusable: null };
}

/** Why it doesn't fit beside what earlier uploads brought; null if it does. */
async function tooMuch(
  runnerId: string,
  { records, shoes }: Upload,
  deps: ImportFileDeps,
): Promise<string | null> {
  const known = await deps.activities.known(runnerId);
  if (withAll(known.activities, records) > MOST_ACTIVITIES) {
    return uploadPage.tooManyActivities(MOST_ACTIVITIES);
  }
  return withAll(known.shoes, shoes) > MOST_PAIRS ? uploadPage.tooManyPairs(MOST_PAIRS) : null;
}

function withAll(
  known: ReadonlySet<string>,
  brought: readonly { readonly source: string; readonly sourceId: string }[],
): number {
  return new Set([...known, ...brought.map(domainId)]).size;
}

/** What a page can show of it. A file that is not in a zip goes by the name under which it was uploaded. */
function reportOf(
  { rejected, notes, twice, others }: Upload,
  name: string,
): Pick<UploadOutcome, "twice" | "others" | "leftOut" | "leftOutMore" | "notes"> {
  const lineOf = (left: LeftOut): UploadLine => ({
    place: "row" in left ? uploadPage.row(left.row) : left.file || name,
    reason: left.reason,
  });
  return {
    twice,
    others,
    leftOut: rejected.slice(0, MOST_SHOWN).map(lineOf),
    leftOutMore: Math.max(0, rejected.length - MOST_SHOWN),
    ...(notes.length > 0 && {
      notes: { count: notes.length, first: notes.slice(0, MOST_SHOWN).map(lineOf) },
    }),
  };
}

const NOTHING = { stored: 0, known: 0, twice: 0, others: 0, leftOut: [], leftOutMore: 0 };

async function store(
  { runnerId, uploadId }: Pick<UploadPlace, "runnerId" | "uploadId">,
  upload: Upload,
  undone: ReadonlySet<string>,
  deps: ImportFileDeps,
): Promise<Pick<UploadOutcome, "stored" | "known">> {
  const { records } = upload;
  // Shoes first, so that no run refers to an unknown pair.
  await saveShoes(runnerId, upload, deps);
  let known = 0;
  const work = async (some: Iterable<ActivityRecord>) => {
    for (const record of some) {
      const saved = await deps.activities.save(runnerId, record, uploadId, undone);
      if (saved === "unchanged") known += 1;
    }
  };
  const saveAll = async (some: readonly ActivityRecord[]) => {
    const waiting = some.values();
    await Promise.all(Array.from({ length: AT_ONCE }, () => work(waiting)));
  };
  const nowMs = deps.nowMs();
  const news = records.filter((record) => isRecentRun(record, nowMs));
  // New runs are judged against everything before them, so that is stored first, however long it takes.
  await saveAll(records.filter((record) => !isRecentRun(record, nowMs)));
  const [first] = news;
  if (first !== undefined) await askNudgesAfter(runnerId, first, deps);
  await saveAll(news);
  return { stored: records.length - known, known };
}

async function saveShoes(
  runnerId: string,
  { shoes }: Upload,
  deps: Pick<ImportFileDeps, "shoes">,
): Promise<void> {
  for (const shoe of shoes) await deps.shoes.save(runnerId, shoe);
}
