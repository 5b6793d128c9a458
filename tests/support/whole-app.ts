import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { z } from "zod";
import { activityStore } from "../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../functions/adapters/check-in-store.ts";
import { nudgeWakeStore } from "../../functions/adapters/nudge-wake-store.ts";
import { sendAll } from "../../functions/adapters/queue.ts";
import { reminderWakeStore } from "../../functions/adapters/reminder-store.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../functions/adapters/shoe-store.ts";
import { tableOf } from "../../functions/adapters/table.ts";
import { uploadStore } from "../../functions/adapters/upload-store.ts";
import { uploadedActivityStore } from "../../functions/adapters/uploaded-store.ts";
import type { Runner } from "../../functions/ports/runner.ts";
import { cookiesIn } from "../../functions/shared/http/cookie.ts";
import { readSession, sessionCookie } from "../../functions/shared/http/session.ts";
import { uploadsOf } from "../../functions/shared/runner/upload-key.ts";
import type { LocalApp } from "../../infra/local/runtime/local-app.ts";
import type { Model } from "../../infra/local/template/model.ts";
import { queueOf } from "./queue-of.ts";

type Item = Readonly<Record<string, unknown>>;

const inbox = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      body: z.object({ html: z.string(), text: z.string() }),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
});
export type Mail = z.infer<typeof inbox>["emails"][number];

/** Every email that a running application would have sent. */
export async function mailsOf(app: Pick<LocalApp, "inboxUrl">): Promise<readonly Mail[]> {
  const answer = await fetch(`${app.inboxUrl}/store`);
  return inbox.parse(await answer.json()).emails;
}

/** The stores and queues of a running application, for a caller who may do everything. */
export function reach({ operator, model }: Pick<LocalApp, "operator" | "model">) {
  const { credentials, region, endpoints } = operator;
  const client = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  const table = tableOf(model.outputs["TableName"] ?? "", client);
  const sqs = new SQSClient({ credentials, region, endpoint: endpoints.sqs });
  const items = async (): Promise<Item[]> => {
    const all: Item[] = [];
    let from: ScanCommand["input"]["ExclusiveStartKey"];
    do {
      const page = await client.send(
        new ScanCommand({ TableName: table.name, ExclusiveStartKey: from }),
      );
      all.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return all;
  };
  return {
    runners: runnerStore(table),
    activities: activityStore(table),
    shoes: shoeStore(table),
    checkIns: checkInStore(table),
    uploads: uploadStore(table),
    uploaded: uploadedActivityStore(table),
    wakes: nudgeWakeStore(table),
    reminders: reminderWakeStore(table),
    /** Every item of the table. */
    items,
    /** The same, each as text, in an order that doesn't change by itself. */
    scan: async () => (await items()).map((item) => JSON.stringify(item, setsAsLists)).sort(),
    erase: (runnerId: string) =>
      sendAll(sqs, queueOf(model, "EraseRunnerQueue").url, [
        { kind: "erase", runnerId, left: false },
      ]),
    /** The keys of files that a runner uploaded and nothing has read yet. */
    filesOf: async (runnerId: string) => {
      const s3 = new S3Client({ credentials, region, endpoint: endpoints.s3 });
      const asked = { Bucket: model.buckets[0]?.name, Prefix: uploadsOf(runnerId) };
      const { Contents = [] } = await s3.send(new ListObjectsV2Command(asked));
      return Contents.map(({ Key }) => Key);
    },
    /** What the bucket reports about a file, which may come twice. */
    tellOfFile: (key: string) =>
      sendAll(sqs, queueOf(model, "ImportFileQueue").url, [
        { source: "aws.s3", detail: { object: { key, etag: "e" } } },
      ]),
    /** Has a runner's nudges decided, as a page does after a check-in. */
    askNudges: (runnerId: string) =>
      sendAll(sqs, queueOf(model, "SendNudgesQueue").url, [{ runnerId }]),
    /** As if every attempt at a digest had failed. */
    layAside: (message: { runnerId: string; day: string }) =>
      sendAll(sqs, queueOf(model, "RunCheckupDeadLetters").url, [message]),
    askCheckup: (message: { runnerId: string; day: string }) =>
      sendAll(sqs, model.outputs["CheckupQueueUrl"] ?? "", [message]),
  };
}

export type Reach = ReturnType<typeof reach>;

const setsAsLists = (_: string, value: unknown) => (value instanceof Set ? [...value] : value);

/** Counted from 1970, as the local scheduler does. */
const NEVER_MS = 40_000 * 86_400_000;

/**
 * In a test nobody waits for runs that might arrive together, and a schedule runs when a test asks for it: by
 * the clock, it would run in whichever test a quarter of an hour ends.
 */
export function pacedByTest(model: Model): Model {
  const functions = model.functions.map((fn) => ({
    ...fn,
    environment:
      fn.environment["NUDGE_DELAY_S"] === undefined
        ? fn.environment
        : { ...fn.environment, NUDGE_DELAY_S: "0" },
  }));
  const schedules = model.schedules.map((schedule) => ({ ...schedule, everyMs: NEVER_MS }));
  return { ...model, functions, schedules };
}

/** What the browser of a signed-in runner holds: its cookies, and the token for its forms. */
export async function sessionOf(runner: Runner, nowMs = Date.now()) {
  const [set = ""] = (await sessionCookie(runner, nowMs)).split(";");
  const cookies = cookiesIn([set]);
  const found = { find: async () => runner };
  const csrf = (await readSession(cookies, found, nowMs))?.csrf ?? "";
  return { cookies, csrf };
}
