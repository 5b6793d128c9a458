import { tmpdir } from "node:os";
import * as z from "zod/mini";
import { fairlyAskingForNudges } from "../adapters/fair-nudge-queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { shoeStore } from "../adapters/shoe-store.ts";
import { tableOf } from "../adapters/table.ts";
import { uploadBucket } from "../adapters/upload-bucket.ts";
import { uploadStore } from "../adapters/upload-store.ts";
import { uploadedActivityStore } from "../adapters/uploaded-store.ts";
import { uploadEvent } from "../messages/upload-event.ts";
import { nudgeEnvironment, readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { importFile } from "./import-file.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  UPLOAD_BUCKET: z.string(),
  ...nudgeEnvironment,
});

export const handler = queueHandler({
  message: uploadEvent,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      bucket: uploadBucket(env.UPLOAD_BUCKET),
      runners: runnerStore(table),
      activities: uploadedActivityStore(table),
      shoes: shoeStore(table),
      uploads: uploadStore(table),
      ...fairlyAskingForNudges(env, table),
      folder: `${tmpdir()}/stridewell-upload`,
      nowMs: Date.now,
    };
  },
  work: importFile,
});
