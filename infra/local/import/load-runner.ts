import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { checkupQueue } from "../../../functions/adapters/queue.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { tableOf } from "../../../functions/adapters/table.ts";
import type { ActivityRecord, ShoeRecord } from "../../../functions/messages/activity.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { newRunner } from "../../../functions/shared/runner/new-runner.ts";
import { dayInZone, isoDay } from "../../../functions/shared/time.ts";
import { demoRunner } from "../demo/demo-runner.ts";
import type { LocalApp } from "../runtime/local-app.ts";
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
 * Stores a history through the stores that the functions use, then has it judged for a digest. Doing it twice
 * changes nothing more. Returns the lines that say how it went.
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
  const table = tableOf(output("TableName"), dynamodb);
  const laidAside = () => Object.values(app.deadLetters()).reduce((sum, count) => sum + count, 0);
  const laidAsideBefore = laidAside();
  return {
    runners: runnerStore(table),
    activities: activityStore(table),
    shoes: shoeStore(table),
    checkIns: checkInStore(table),
    checkups: checkupQueue(output("CheckupQueueUrl"), sqs),
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
  // First, so that no demo runner is added after an import that was interrupted.
  await reach.runners.create(makeRunner(YOU, zone, now));
  await store(reach, YOU, history);
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
    seenAs(YOU),
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
  const today = asOf ?? dayInZone(Date.parse(now), zone);
  const demo = demoRunner({ today, zone, seed: DEMO_SEED });
  progress(`Storing a generated demo runner: ${demo.records.length} activities over 20 weeks`);
  const checkIn = storedCheckIn.parse({
    ...demo.checkIn,
    id: "sore-hip",
    day: isoDay(demo.checkIn.day),
  });
  await store(reach, DEMO, demo);
  await reach.checkIns.save(DEMO, checkIn);
  // Last, so that after an interrupted start the demo is loaded again.
  await reach.runners.create({ ...makeRunner(DEMO, zone, now), generated: true });
  return [
    "No export was given, so here is a demo runner. The history is generated and belongs to nobody.",
    seenAs(DEMO),
    await judge(app, reach, DEMO, today),
  ];
}

const seenAs = (id: string) =>
  `To see it on the pages, sign in as ${addressOf(id)}: the code arrives in the inbox.`;

/** Shoes come first, so that no run names an unknown pair. */
async function store(
  { activities, shoes }: Reach,
  runnerId: string,
  history: { readonly records: readonly ActivityRecord[]; readonly shoes: readonly ShoeRecord[] },
): Promise<void> {
  for (const shoe of history.shoes) await shoes.save(runnerId, shoe);
  for (const record of history.records) await activities.save(runnerId, record);
}

/** Asks for the digest of a day, and says what came of it. */
async function judge(app: App, reach: Reach, runnerId: string, day: string): Promise<string> {
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
