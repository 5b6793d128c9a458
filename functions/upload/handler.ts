import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { uploadForms } from "../adapters/upload-bucket.ts";
import { uploadStore } from "../adapters/upload-store.ts";
import { uploadedActivityStore } from "../adapters/uploaded-store.ts";
import { publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { uploadPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  UPLOAD_BUCKET: z.string(),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      uploads: uploadStore(table),
      activities: uploadedActivityStore(table),
      forms: uploadForms(env.UPLOAD_BUCKET),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      randomId: randomUUID,
    };
  },
  work: uploadPages,
});
