import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { checkupQueue, sendAll } from "../../../functions/adapters/queue.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { tableOf } from "../../../functions/adapters/table.ts";
import { type IngestMessage, storedCheckIn } from "../../../functions/messages/ingest.ts";
import type { Runner } from "../../../functions/ports.ts";
import { dayInZone, isoDay, nextLocalOccurrence } from "../../../functions/shared/time.ts";
import { demoRunner } from "../demo/demo-runner.ts";
import type { LocalApp } from "../runtime/local-app.ts";
import { importExport } from "./import-export.ts";
import { sendHistory } from "./send-history.ts";

/** What the person at this machine asked for. */
export interface Wanted {
  /** A Strava export; null asks for the demo runner, unless somebody is here already. */
  readonly path: string | null;
  /** YYYY-MM-DD to judge; null takes the day of the last activity. */
  readonly asOf: string | null;
  readonly zone: string;
}

export type Loaded =
  | { readonly kind: "loaded"; readonly lines: readonly string[] }
  | { readonly kind: "refused"; readonly line: string };

const YOU = "you";
const DEMO = "demo";
const DEMO_SEED = 7;
const ROWS_SHOWN = 10;

/**
 * Brings a history in by the real way: onto the ingest queue, from there into the table, then a
 * check-up and its digest. Done twice, it changes nothing.
 */
export async function loadRunner(
  app: Pick<LocalApp, "operator" | "model" | "idle">,
  wanted: Wanted,
  now: string,
  progress: (line: string) => void,
): Promise<Loaded> {
  const reach = reachOf(app);
  try {
    return wanted.path === null
      ? await loadDemo(app, reach, wanted, now, progress)
      : await loadExport(app, reach, { ...wanted, path: wanted.path }, now, progress);
  } finally {
    reach.close();
  }
}

/** The stores and queues, reached as the person who may do everything here. */
function reachOf({ operator, model }: Pick<LocalApp, "operator" | "model">) {
  const { credentials, region, endpoints } = operator;
  const dynamodb = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  const sqs = new SQSClient({ credentials, region, endpoint: endpoints.sqs });
  const output = (name: string) => {
    const value = model.outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}.`);
    return value;
  };
  const ingestQueueUrl = output("IngestQueueUrl");
  return {
    runners: runnerStore(tableOf(output("TableName"), dynamodb)),
    checkups: checkupQueue(output("CheckupQueueUrl"), sqs),
    ingest: (messages: readonly IngestMessage[]) => sendAll(sqs, ingestQueueUrl, messages),
    close() {
      dynamodb.destroy();
      sqs.destroy();
    },
  };
}

type Reach = ReturnType<typeof reachOf>;

async function loadExport(
  app: Pick<LocalApp, "idle">,
  reach: Reach,
  { path, asOf, zone }: Wanted & { path: string },
  now: string,
  progress: (line: string) => void,
): Promise<Loaded> {
  const imported = await importExport({ path, zone, runnerId: YOU, send: reach.ingest });
  if (imported.kind === "unreadable") {
    return { kind: "refused", line: `${path}: ${imported.reason}` };
  }
  const day = asOf ?? imported.lastDay;
  if (day === null) return { kind: "refused", line: `${path}: it holds no activity to judge.` };
  progress(`Storing ${imported.activities} activities and ${imported.shoes} pairs of shoes`);
  await app.idle();
  await reach.runners.create(makeRunner(YOU, zone, now));
  await judge(app, reach, YOU, day);

  const { rejected } = imported;
  const shown = rejected.slice(0, ROWS_SHOWN).map(({ row, reason }) => `  row ${row}: ${reason}`);
  const more = rejected.length - shown.length;
  return {
    kind: "loaded",
    lines: [
      `Imported ${imported.activities} activities, left out ${rejected.length}.`,
      ...shown,
      ...(more > 0 ? [`  and ${more} more`] : []),
      `The digest of the week to ${day} is in the inbox.`,
    ],
  };
}

async function loadDemo(
  app: Pick<LocalApp, "idle">,
  reach: Reach,
  { asOf, zone }: Wanted,
  now: string,
  progress: (line: string) => void,
): Promise<Loaded> {
  for (const id of [YOU, DEMO]) {
    if ((await reach.runners.find(id)) !== null) return { kind: "loaded", lines: [] };
  }
  const today = asOf ?? dayInZone(now, zone);
  const demo = demoRunner({ today, zone, seed: DEMO_SEED });
  progress(`Storing a generated demo runner: ${demo.records.length} activities of 20 weeks`);
  await sendHistory({ runnerId: DEMO, records: demo.records, shoes: demo.shoes }, reach.ingest);
  const checkIn = storedCheckIn.parse({
    ...demo.checkIn,
    id: "sore-hip",
    day: isoDay(demo.checkIn.day),
  });
  await reach.ingest([{ runnerId: DEMO, item: { kind: "check-in", checkIn } }]);
  await app.idle();
  // Last, so that a start that was broken off loads the demo anew.
  await reach.runners.create({ ...makeRunner(DEMO, zone, now), generated: true });
  await judge(app, reach, DEMO, today);
  return {
    kind: "loaded",
    lines: [
      "No export was named, so a demo runner is here. The history is generated and belongs to nobody.",
      `The digest of the week to ${today} is in the inbox.`,
    ],
  };
}

async function judge(
  app: Pick<LocalApp, "idle">,
  reach: Reach,
  runnerId: string,
  day: string,
): Promise<void> {
  await reach.checkups.send([{ runnerId, day }]);
  await app.idle();
}

/** A runner of this machine, with a digest on Monday at 7. */
function makeRunner(id: string, zone: string, now: string): Runner {
  const digest = { on: true, weekday: 1, hour: 7 } as const;
  return {
    id,
    email: `${id}@stridewell.test`,
    zone,
    units: "km",
    weekStart: 1,
    sex: "unspecified",
    maxHeartRateBpm: null,
    restHeartRateBpm: null,
    digest,
    nextDigestAt: nextLocalOccurrence({ after: now, zone, ...digest }),
    linkKey: randomBytes(32).toString("base64url"),
    generated: false,
  };
}
