import { type AttributeValue, ScanCommand } from "@aws-sdk/client-dynamodb";
import { activityStore } from "../../functions/adapters/activity-store.ts";
import { addressBook } from "../../functions/adapters/address-book.ts";
import { addressChangeStore } from "../../functions/adapters/address-change-store.ts";
import { caseStores } from "../../functions/adapters/case-stores.ts";
import { checkInStore } from "../../functions/adapters/check-in-store.ts";
import { connectionKey } from "../../functions/adapters/connection-item.ts";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import { dismissalStore } from "../../functions/adapters/dismissal-store.ts";
import { dueStore } from "../../functions/adapters/due-store.ts";
import { exerciseLogStore } from "../../functions/adapters/exercise-log-store.ts";
import { limitStore, onceStore } from "../../functions/adapters/limit-store.ts";
import { noticeStore } from "../../functions/adapters/notice-store.ts";
import { dueWakeStore, nudgeWakeStore } from "../../functions/adapters/nudge-wake-store.ts";
import { rateBudgetStore } from "../../functions/adapters/rate-budget-store.ts";
import { dueReminderStore, reminderWakeStore } from "../../functions/adapters/reminder-store.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { samenessStore } from "../../functions/adapters/sameness-store.ts";
import { sharedDataKeys } from "../../functions/adapters/shared-data-keys.ts";
import { ownShoeStore, shoeStore } from "../../functions/adapters/shoe-store.ts";
import { signInStore } from "../../functions/adapters/sign-in-store.ts";
import { removeItem, type Table } from "../../functions/adapters/table.ts";
import { toldActivityStore } from "../../functions/adapters/told-activity-store.ts";
import { uploadStore } from "../../functions/adapters/upload-store.ts";
import { uploadedActivityStore } from "../../functions/adapters/uploaded-store.ts";
import { wearStore } from "../../functions/adapters/wear-store.ts";
import { windowStore } from "../../functions/adapters/window-store.ts";
import { checkInRecord } from "../../functions/messages/check-in.ts";
import type { SeenConnection, TokenVault } from "../../functions/ports/connections.ts";
import { nudgeNotice } from "../../functions/shared/mail/nudge-notice.ts";
import { makeRecord, makeShoeRecord } from "./make-record.ts";
import { makeRunner } from "./make-runner.ts";
import { tellShoe } from "./make-shoe.ts";
import { makeUploadOutcome } from "./make-upload-outcome.ts";

const NOW_MS = Date.parse("2021-09-13T08:00:00.000Z");
const NOW = new Date(NOW_MS).toISOString();
const HOUR_MS = 3_600_000;
const now = () => NOW_MS;

/** A real vault seals to a different text each time; here the text only has to be found again. */
const openVault: TokenVault = { seal: async (text) => text, open: async (sealed) => sealed };

const sealed = Buffer.from("sealed");
const dataKeys = (table: Table) =>
  sharedDataKeys(
    table,
    "strava",
    {
      make: async () => ({ clear: sealed, sealed }),
      open: async (one) => one,
      openMarked: async (one) => one,
    },
    now,
  );

const tokens = { accessToken: "access", refreshToken: "refresh", expiresAtMs: NOW_MS + HOUR_MS };
const connection = (name: string) => (table: Table) =>
  connectionStore(table, openVault, { name, pollMinutes: null });
const [strava, polar, intervals] = [
  connection("strava"),
  connection("polar"),
  connection("intervals"),
];
const budget = { limit: 200, left: 150, resetsAtMs: NOW_MS + HOUR_MS };
const digest = (day: string) => ({ runnerId: "r1", notice: `digest:${day}` });
const nudge = (number: number) => ({ runnerId: "r1", notice: nudgeNotice(number) });
const told = { atMs: NOW_MS, untilMs: NOW_MS + HOUR_MS };
const ofPolar = (sourceId: string) => ({ source: "polar", sourceId });
const anything = {
  deviceless: makeRecord(),
  whole: makeRecord({
    sourceId: "2",
    sport: "trail-run",
    averageHeartRateBpm: 151.5,
    maxHeartRateBpm: 178,
    sessionRpe: 6,
    cadenceSpm: 168,
    shoeSourceId: "s1",
    device: "Watch 1",
  }),
  withReadings: makeRecord({
    source: "file",
    sourceId: "2021-09-12T17:06:00Z",
    averageHeartRateBpm: 150,
    maxHeartRateBpm: 158,
    heartRateBands: { fromBpm: 140, seconds: [300, 0, 0, 301] },
  }),
};
const ada = makeRunner({
  maxHeartRateBpm: 190,
  restHeartRateBpm: 48.5,
  feedKey: "a-feed-key-of-the-tests",
  webhookKeys: {
    signed: { key: "a-signing-key-of-the-tests", madeAtMs: NOW_MS },
    sent: { key: "a-hash-of-the-tests", madeAtMs: NOW_MS },
  },
  limits: { progressionPct: 8 },
  reminders: { weekdays: [2, 4], hour: 18, email: true },
  nudges: {
    quietFromMinute: 1300,
    quietToMinute: 400,
    topicsOff: ["shoes"],
    pause: { from: "2021-09-20", to: "2021-09-27", reason: "ill" },
  },
  mailStopped: { reason: "bounce", at: NOW },
});
const bo = makeRunner({
  id: "r2",
  nextDigestAt: null,
  nudges: {
    ...makeRunner().nudges,
    pause: { from: "2021-09-20", to: null, reason: null },
  },
});
const checkIn = {
  ...checkInRecord.parse({
    places: ["outside"],
    side: "left",
    kind: "dull-and-gradual",
    when: ["stairs"],
    painDuring: 2,
    sleepHours: 7.5,
    fever: false,
  }),
  id: "c1",
  day: "2021-09-12",
};

/** Whose tokens a change was based on, even if the connection can't be read. */
async function seenOf(store: ReturnType<typeof polar>): Promise<SeenConnection> {
  const found = await store.find("r1").catch(() => null);
  return found ?? { runnerId: "r1", tokenVersion: "" };
}

/** Does something while a connection is being erased, and leaves nothing of that connection. */
async function whileErasing(
  table: Table,
  runnerId: string,
  act: (seen: { runnerId: string; accountId: string }) => Promise<unknown>,
) {
  const store = strava(table);
  const seen = { runnerId, accountId: "being erased" };
  await store.connect({ ...seen, granted: [], tokens }, NOW_MS);
  const found = await store.find(runnerId);
  if (found === null) throw new Error("There is no connection.");
  await store.beginErasing(found, NOW_MS, false);
  try {
    await act(seen);
  } finally {
    for (const key of [connectionKey(runnerId), { pk: `STRAVA#${seen.accountId}`, sk: "OWNER" }]) {
      await removeItem(table, key);
    }
  }
}

/**
 * Writes an item of every kind in every shape it takes, with the stores that write it in production; each
 * write stands alone, and they go in this order.
 */
export const everyWrite: readonly (readonly [string, (table: Table) => Promise<unknown>])[] = [
  ["a runner with everything set", (table) => runnerStore(table, now).create(ada)],
  ["a runner with nothing set", (table) => runnerStore(table, now).create(bo)],
  [
    "a reserved address",
    (table) => addressBook(table, runnerStore(table).find).take("new@example.com", "r1", now()),
  ],
  [
    "a change of address",
    (table) =>
      addressChangeStore(table, now).ask(ada, { to: "new@example.com", secret: "s" }, NOW_MS),
  ],
  ["a sign-in", (table) => signInStore(table).open({ id: "t1", email: "ada@example.com" }, NOW_MS)],
  [
    "a sign-in's proof",
    (table) => signInStore(table).setProof("t1", { code: "123456", secret: "s" }, NOW_MS),
  ],
  ["a run", (table) => activityStore(table, now).save("r1", anything.deviceless)],
  ["a run with everything known", (table) => activityStore(table, now).save("r1", anything.whole)],
  [
    "a run with its readings",
    (table) => activityStore(table, now).save("r1", anything.withReadings),
  ],
  [
    "a run that is told",
    (table) =>
      toldActivityStore(table, now).save("r1", makeRecord(ofPolar("3")), {
        ...told,
        detailAtMs: NOW_MS,
      }),
  ],
  [
    "a run that is told and kept",
    (table) =>
      toldActivityStore(table, now).save("r1", makeRecord(ofPolar("4")), {
        atMs: NOW_MS,
        untilMs: null,
        detailAtMs: null,
      }),
  ],
  [
    "a run that is gone",
    (table) => toldActivityStore(table, now).remove("r1", ofPolar("5"), NOW_MS),
  ],
  [
    "runs that are told together",
    (table) =>
      toldActivityStore(table, now).saveTogether(
        "r1",
        "strava",
        {
          copies: [
            {
              ...told,
              record: makeRecord({ source: "strava", sourceId: "7" }),
              detailAtMs: NOW_MS,
            },
          ],
          lookedAtMs: new Map([["8", NOW_MS]]),
          seenAtMs: null,
        },
        NOW_MS,
      ),
  ],
  ["a shoe", (table) => shoeStore(table, now).save("r1", makeShoeRecord())],
  [
    "a shoe's settings",
    (table) =>
      ownShoeStore(table).change("r1", makeShoeRecord(), {
        startDistanceM: 1000,
        noticeAtM: 500_000,
        replaceAtM: 700_000.5,
        retired: true,
      }),
  ],
  [
    "a shoe of one's own",
    (table) =>
      ownShoeStore(table).add("r1", {
        sourceId: "s2",
        name: "Red pair",
        startDistanceM: 0,
        noticeAtM: null,
        replaceAtM: null,
        retired: false,
      }),
  ],
  [
    "a shoe that is told",
    (table) =>
      tellShoe(table, "r1", {
        shoe: makeShoeRecord({ source: "strava", sourceId: "s3" }),
        distanceM: 12_345.6,
        retired: false,
        notificationDistanceM: 600_000,
        ...told,
      }),
  ],
  [
    "a shoe that is told and kept",
    (table) =>
      tellShoe(table, "r1", {
        shoe: makeShoeRecord({ source: "suunto", sourceId: "s4" }),
        distanceM: 0,
        retired: true,
        notificationDistanceM: null,
        atMs: NOW_MS,
        untilMs: null,
      }),
  ],
  ["a worn shoe", (table) => wearStore(table).assign("r1", ofPolar("3"), "own:s2")],
  [
    "the usual shoes",
    (table) => wearStore(table).setDefaults("r1", { run: "own:s2", "trail-run": "own:s2" }),
  ],
  ["a dismissal", (table) => dismissalStore(table).dismiss("r1", ofPolar("3"), "wrong-figures")],
  ["an order of sources", (table) => samenessStore(table).setOrder("r1", ["polar", "strava"])],
  ["two runs", (table) => samenessStore(table).keepApart("r1", ["polar:3", "strava-export:1"])],
  [
    "one pair",
    (table) => samenessStore(table).joinPairs("r1", "strava:s3", "own:s2", "2021-09-12"),
  ],
  ["a check-in", (table) => checkInStore(table).save("r1", checkIn)],
  [
    "an exercise",
    (table) => exerciseLogStore(table).save("r1", [{ day: "2021-09-12", tip: "L1", done: true }]),
  ],
  [
    "a claimed digest",
    (table) => noticeStore(table).claim(digest("2021-08-30"), { tips: ["L1"] }, NOW),
  ],
  [
    "a sent digest's claim",
    (table) => noticeStore(table).claim(digest("2021-09-06"), { tips: [] }, NOW),
  ],
  ["a sent digest", (table) => noticeStore(table).markSent(digest("2021-09-06"), "m1", NOW)],
  [
    "a sent digest's bounce",
    (table) => noticeStore(table).noteSoftBounce(digest("2021-09-06"), "b1"),
  ],
  [
    "a skipped digest's claim",
    (table) => noticeStore(table).claim(digest("2021-09-13"), { tooLate: true }, NOW),
  ],
  [
    "a skipped digest",
    (table) => noticeStore(table).skip({ ...digest("2021-09-13"), claimedAt: NOW }, NOW),
  ],
  ["a nudge", (table) => noticeStore(table).claim(nudge(1), { keys: ["rule:session-spike"] }, NOW)],
  [
    "a nudge to be claimed again",
    (table) => noticeStore(table).release({ ...nudge(1), claimedAt: NOW }),
  ],
  [
    "an upload",
    (table) =>
      uploadStore(table, now).save(
        "r1",
        makeUploadOutcome({
          key: "uploads/r1/k1-x/run.zip",
          name: "run.zip",
          at: NOW,
          stored: 2,
          known: 1,
          others: 3,
          leftOut: [{ place: "bad.fit", reason: "It is empty." }],
        }),
      ),
  ],
  [
    "an upload with a guess",
    (table) =>
      uploadStore(table, now).save(
        "r1",
        makeUploadOutcome({
          key: "uploads/r1/k1-x/run.gpx",
          name: "run.gpx",
          at: NOW,
          notes: { count: 1, first: [{ place: "run.gpx", reason: "By its pace, run." }] },
        }),
      ),
  ],
  [
    "an upload that is being stored",
    (table) =>
      uploadStore(table, now).noteStoring(
        "r1",
        makeUploadOutcome({ key: "uploads/r1/k1-x/all.zip", name: "all.zip", at: NOW }),
      ),
  ],
  [
    "an upload of which nothing could be used",
    (table) =>
      uploadStore(table, now).save(
        "r1",
        makeUploadOutcome({
          key: "uploads/r1/k1-x/bad.fit",
          name: "bad.fit",
          at: NOW,
          unusable: "It is empty.",
          stored: 0,
        }),
      ),
  ],
  [
    "a run of an upload",
    (table) =>
      uploadedActivityStore(table).save(
        "r1",
        makeRecord({ source: "file", sourceId: "2021-09-13T17:06:00Z" }),
        "k1-x",
        new Set(),
      ),
  ],
  ["an undone upload", (table) => uploadStore(table, now).noteUndone("r1", "k2-x")],
  ["a wake", (table) => nudgeWakeStore(table).wakeAt("r1", NOW, NOW)],
  ["a reminder", (table) => reminderWakeStore(table).wakeAt("r1", NOW)],
  ...([strava, polar, intervals] as const).map(
    (service, at) =>
      [
        `connection ${at + 1}`,
        (table: Table) =>
          service(table).connect(
            { runnerId: "r1", accountId: `1${at}`, granted: ["read"], tokens },
            NOW_MS,
          ),
      ] as const,
  ),
  [
    "how far a history was fetched",
    async (table) =>
      strava(table).saveBackfill(await seenOf(strava(table)), {
        afterS: 1_600_000_000,
        page: 2,
        activities: 150,
        done: true,
      }),
  ],
  [
    "until when it is whole",
    async (table) =>
      strava(table).saveComplete(await seenOf(strava(table)), NOW_MS + HOUR_MS, NOW_MS),
  ],
  [
    "how far was looked back",
    async (table) =>
      strava(table).saveLookedBack(await seenOf(strava(table)), {
        afterS: 1_500_000_000,
        untilMs: null,
      }),
  ],
  [
    "what was withheld",
    async (table) => strava(table).saveCompared(await seenOf(strava(table)), NOW_MS, 3),
  ],
  ["a window asked for", (table) => windowStore(table).noteAsked("r1", "window", NOW_MS)],
  ["a look back asked for", (table) => windowStore(table).noteAsked("r1", "look-back", NOW_MS)],
  ["a refusal", async (table) => strava(table).noteRefusal(await seenOf(strava(table)), NOW_MS)],
  [
    "that calls are answered again",
    async (table) => strava(table).noteCallsRefused(await seenOf(strava(table)), null),
  ],
  ["a refresh", async (table) => strava(table).claimRefresh(await seenOf(strava(table)), NOW_MS)],
  [
    "a lost consent",
    async (table) =>
      polar(table).askConsent(
        await seenOf(polar(table)),
        { reason: "missing-scope", missing: ["read"], mayBeOurs: false },
        NOW_MS,
      ),
  ],
  [
    "a connection that is erased",
    async (table) => intervals(table).beginErasing(await seenOf(intervals(table)), NOW_MS, false),
  ],
  [
    "a connection that ended",
    // For a runner who has no other connection, so that nothing above is erased.
    (table) =>
      whileErasing(table, "r2", (seen) =>
        strava(table).finishErasing(seen, { sinceMs: NOW_MS, byRunner: false }),
      ),
  ],
  ["a data key", (table) => dataKeys(table).make()],
  [
    "the rate budget",
    (table) => rateBudgetStore(table).note({ quarterHour: budget, day: budget }, NOW_MS),
  ],
  ["a limit", (table) => limitStore(table).take("somebody", { atMost: 1, windowS: 3600 }, NOW_MS)],
  ["what is used once", (table) => onceStore(table).use("a-state", NOW_MS + HOUR_MS)],
];

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Everything that the stores read from these items, and what they would do with them. */
export async function everyReading(table: Table) {
  const notices = noticeStore(table);
  const windows = windowStore(table);
  const found = async (service: typeof strava) => {
    const whole = await service(table).find("r1");
    // It differs with each write.
    return whole === null ? null : { ...whole, tokenVersion: "" };
  };
  return {
    ada: await runnerStore(table).find("r1"),
    bo: await runnerStore(table).find("r2"),
    byAddress: await runnerStore(table).findByEmail("ada@example.com"),
    reserved: await addressBook(table, runnerStore(table).find).ownerOf("new@example.com"),
    change: await addressChangeStore(table, now).find("r1", "s", NOW_MS),
    signIn: await signInStore(table).find("t1", NOW_MS),
    activities: await activityStore(table, now).all("r1"),
    told: await toldActivityStore(table, now).ofSource("r1", "polar"),
    shoes: await shoeStore(table, now).all("r1"),
    wear: await wearStore(table).read("r1"),
    dismissals: await dismissalStore(table).all("r1"),
    sameness: await samenessStore(table).read("r1"),
    checkIns: await checkInStore(table).all("r1"),
    exercises: await exerciseLogStore(table).all("r1"),
    digests: await notices.digestsSince("r1", "2021-01-01"),
    nudges: await notices.nudges("r1", NOW),
    claims: [
      await notices.claim(digest("2021-08-30"), {}, NOW),
      await notices.claim(digest("2021-09-06"), {}, NOW),
    ],
    connections: [await found(strava), await found(polar), await found(intervals)],
    owners: await strava(table).ownerOf("10"),
    health: (await caseStores(table, now).cases.read("r1")).health,
    ended: (await caseStores(table, now).cases.read("r2")).health,
    dataKey: await dataKeys(table).make(),
    window: await windows.find("r1", NOW_MS),
    lookedBack: await windows.findSince("r1", 1_600_000_000, NOW_MS),
    budget: await rateBudgetStore(table).read(),
    due: await collect(dueStore(table).dueAt(NOW)),
    wakes: await collect(dueWakeStore(table).dueAt(NOW)),
    uploads: await uploadStore(table, now).all("r1"),
    undone: await uploadStore(table, now).undone("r1"),
    reminders: await collect(dueReminderStore(table).dueAt(NOW)),
    // These write, and so come last.
    proven: await signInStore(table).prove("t1", { code: "123456" }, NOW_MS),
    limit: await limitStore(table).take("somebody", { atMost: 1, windowS: 3600 }, NOW_MS),
    once: await onceStore(table).use("a-state", NOW_MS),
    resaved: await activityStore(table, now).save("r1", anything.whole),
  };
}

export type StoredItem = Record<string, AttributeValue>;

/** As they are in the table, in the order of their keys. */
export async function itemsIn(table: Table): Promise<StoredItem[]> {
  const { Items } = await table.client.send(
    new ScanCommand({ TableName: table.name, ConsistentRead: true }),
  );
  return (Items ?? []).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export function keyOf({ pk, sk }: StoredItem): string {
  return `${pk?.S} ${sk?.S}`;
}
