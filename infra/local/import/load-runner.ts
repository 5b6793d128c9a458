import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { checkupQueue, sendAll } from "../../../functions/adapters/queue.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { tableOf } from "../../../functions/adapters/table.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { IngestMessage } from "../../../functions/messages/ingest.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { newRunner } from "../../../functions/shared/new-runner.ts";
import { dayInZone, isoDay } from "../../../functions/shared/time.ts";
import { demoRunner } from "../demo/demo-runner.ts";
import type { LocalApp } from "../runtime/local-app.ts";
import { historyMessages } from "./history-messages.ts";
import { type ImportedHistory, placeOf } from "./read-history.ts";

/** What the person at this machine asked for. */
export interface Wanted {
  /** From the runner's files; null asks for the demo runner, unless a runner is already here. */
  readonly history: ImportedHistory | null;
  /** The day to judge, as YYYY-MM-DD; null takes the day of the last activity. */
  readonly asOf: string | null;
  readonly zone: string;
}

type App = Pick<LocalApp, "operator" | "model" | "idle" | "deadLetters">;

const YOU = "you";
const DEMO = "demo";
const DEMO_SEED = 7;
const LEFT_OUT_SHOWN = 10;
const addressOf = (id: string) => `${id}@stridewell.test`;

/**
 * Loads a history the way the product does it: onto the ingest queue, from there into the table, then a
 * check-up and its digest. Doing it twice changes nothing more. Returns the lines that say how it went.
 */
export async function loadRunner(
  app: App,
  wanted: Wanted,
  now: string,
  progress: (line: string) => void,
): Promise<readonly string[]> {
  const reach = reachOf(app);
  try {
    return wanted.history === null
      ? await loadDemo(app, reach, wanted, now, progress)
      : await loadHistory(app, reach, { ...wanted, history: wanted.history }, now, progress);
  } finally {
    reach.close();
  }
}

/** The stores and queues, accessed as the person who may do everything here. */
function reachOf(app: App) {
  const { operator, model } = app;
  const { credentials, region, endpoints } = operator;
  const dynamodb = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  const sqs = new SQSClient({ credentials, region, endpoint: endpoints.sqs });
  const output = (name: string) => {
    const value = model.outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}.`);
    return value;
  };
  const ingestQueueUrl = output("IngestQueueUrl");
  const laidAside = () => Object.values(app.deadLetters()).reduce((sum, count) => sum + count, 0);
  const laidAsideBefore = laidAside();
  return {
    runners: runnerStore(tableOf(output("TableName"), dynamodb)),
    checkups: checkupQueue(output("CheckupQueueUrl"), sqs),
    ingest: (messages: readonly IngestMessage[]) => sendAll(sqs, ingestQueueUrl, messages),
    /** Messages given up on since then. */
    lost: () => laidAside() - laidAsideBefore,
    close() {
      dynamodb.destroy();
      sqs.destroy();
    },
  };
}

type Reach = ReturnType<typeof reachOf>;

async function loadHistory(
  app: App,
  reach: Reach,
  { history, asOf, zone }: Wanted & { history: ImportedHistory },
  now: string,
  progress: (line: string) => void,
): Promise<readonly string[]> {
  const { records, shoes, rejected, notes, lastDay } = history;
  progress(`Storing ${records.length} activities and ${shoes.length} pairs of shoes`);
  // First, so that no demo runner is added if an import was interrupted while its messages were still
  // waiting.
  await reach.runners.create(makeRunner(YOU, zone, now));
  await reach.ingest(historyMessages({ runnerId: YOU, records, shoes }));
  const outcome = await judge(app, reach, YOU, asOf ?? lastDay);

  const shown = rejected
    .slice(0, LEFT_OUT_SHOWN)
    .map((left) => `  ${placeOf(left)}: ${left.reason}`);
  const more = rejected.length - shown.length;
  return [
    `Imported ${records.length} activities, left out ${rejected.length}.`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...notes.slice(0, LEFT_OUT_SHOWN).map(({ file, reason }) => `  ${file}: ${reason}`),
    outcome,
  ];
}

async function loadDemo(
  app: App,
  reach: Reach,
  { asOf, zone }: Wanted,
  now: string,
  progress: (line: string) => void,
): Promise<readonly string[]> {
  for (const id of [YOU, DEMO]) {
    if ((await reach.runners.find(id)) !== null) return [];
  }
  const today = asOf ?? dayInZone(now, zone);
  const demo = demoRunner({ today, zone, seed: DEMO_SEED });
  progress(`Storing a generated demo runner: ${demo.records.length} activities over 20 weeks`);
  const checkIn = storedCheckIn.parse({
    ...demo.checkIn,
    id: "sore-hip",
    day: isoDay(demo.checkIn.day),
  });
  await reach.ingest([
    ...historyMessages({ runnerId: DEMO, records: demo.records, shoes: demo.shoes }),
    { runnerId: DEMO, item: { kind: "check-in", checkIn } },
  ]);
  await app.idle();
  // Last, so that after an interrupted start the demo is loaded again.
  await reach.runners.create({ ...makeRunner(DEMO, zone, now), generated: true });
  return [
    "No export was given, so here is a demo runner. The history is generated and belongs to nobody.",
    `To see it on the pages, sign in as ${addressOf(DEMO)}: the code arrives in the inbox.`,
    await judge(app, reach, DEMO, today),
  ];
}

/** Asks for the digest of a day once everything is stored, and says what came of it. */
async function judge(app: App, reach: Reach, runnerId: string, day: string): Promise<string> {
  await app.idle();
  await reach.checkups.send([{ runnerId, day }], 0);
  await app.idle();
  const lost = reach.lost();
  if (lost > 0)
    return `Not everything worked: ${lost} messages failed and are now dead letters. See above why.`;
  return (await reach.runners.find(runnerId))?.digest.on === true
    ? `The digest for the week to ${day} is in the inbox.`
    : "No digest was written: this runner stopped it with its link. --fresh starts afresh.";
}

/** A runner on this machine. */
function makeRunner(id: string, zone: string, now: string): Runner {
  const consent = { version: "this machine's own", at: now };
  const given = { id, email: addressOf(id), zone, consent };
  return newRunner(given, now, () => randomBytes(32).toString("base64url"));
}
