import { hash } from "node:crypto";
import * as z from "zod/mini";
import type { UploadOutcome, UploadStore } from "../ports/uploads.ts";
import { undoneUploads, uploads } from "./item-kinds.ts";
import { kindOfRunner } from "./query.ts";
import { runnerPk, type Table } from "./table.ts";

const KEPT_S = 7 * 24 * 3600;
const PREFIX = "FILE#";
const UNDONE = "UNDONE#";
/** Longer than an upload is listed, and than any of its files waits to be read. */
const UNDONE_FOR_S = 2 * KEPT_S;

const line = z.object({ place: z.string(), reason: z.string() });

const uploadItem = z.object({
  key: z.string(),
  name: z.string(),
  at: z.iso.datetime(),
  /** Null if all of it was readable. */
  unusable: z.nullable(z.string()),
  isStoring: z.optional(z.literal(true)),
  stored: z.number(),
  known: z.number(),
  twice: z.number(),
  others: z.number(),
  leftOut: z.array(line),
  leftOutMore: z.number(),
  notes: z.optional(z.object({ count: z.number(), first: z.array(line) })),
  expiresAt: z.number(),
});

const undoneItem = z.object({ uploadId: z.string() });

/** What became of each file that a runner uploaded, kept for a week. */
export function uploadStore(table: Table, nowMs: () => number = Date.now): UploadStore {
  const itemOf = (runnerId: string, outcome: UploadOutcome) => {
    // An object's key can be longer than a sort key.
    const id = hash("sha256", outcome.key, "base64url");
    const expiresAt = Math.floor(nowMs() / 1000) + KEPT_S;
    return { ...outcome, pk: runnerPk(runnerId), sk: `${PREFIX}${id}`, expiresAt };
  };

  return {
    async save(runnerId, outcome) {
      await uploads.put(table, { Item: itemOf(runnerId, outcome) });
    },

    async noteStoring(runnerId, outcome) {
      await uploads.put(table, {
        Item: itemOf(runnerId, { ...outcome, isStoring: true }),
        ConditionExpression: "attribute_not_exists(pk)",
      });
    },

    async all(runnerId) {
      const outcomes = (await kindOfRunner(table, runnerId, PREFIX))
        .map((item) => uploads.read(uploadItem, item))
        // The table's own sweep can be up to two days late.
        .filter(({ expiresAt }) => expiresAt > nowMs() / 1000)
        .map(({ expiresAt, ...outcome }) => outcome);
      return outcomes.sort((a, b) => (a.at < b.at ? 1 : -1));
    },

    async noteUndone(runnerId, uploadId) {
      const expiresAt = Math.floor(nowMs() / 1000) + UNDONE_FOR_S;
      const item = { ...undoneKey(runnerId, uploadId), uploadId, expiresAt };
      await undoneUploads.put(table, { Item: item });
    },

    async undone(runnerId) {
      // They come in the order of their keys, and an id begins with the time of its form.
      const items = await kindOfRunner(table, runnerId, UNDONE);
      return new Set(items.map((item) => undoneUploads.read(undoneItem, item).uploadId));
    },
  };
}

const undoneKey = (runnerId: string, uploadId: string) => ({
  pk: runnerPk(runnerId),
  sk: `${UNDONE}${uploadId}`,
});
