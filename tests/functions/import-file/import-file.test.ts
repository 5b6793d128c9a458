import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { uploadStore } from "../../../functions/adapters/upload-store.ts";
import { uploadedActivityStore } from "../../../functions/adapters/uploaded-store.ts";
import { importFile } from "../../../functions/import-file/import-file.ts";
import type { NudgeMessage } from "../../../functions/messages/nudge.ts";
import { uploadEvent } from "../../../functions/messages/upload-event.ts";
import { makeExport } from "../../support/make-export.ts";
import { evenRun, makeFit, makeGpx, START_MS } from "../../support/make-files.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { makeZip } from "../../support/make-zip.ts";
import { freshTable } from "../../support/tables.ts";

const NOW_MS = START_MS + 3_600_000;
const KEY = "uploads/ada/k1-random/my run #1?.fit";

let table: Table;
let objects: Map<string, Uint8Array>;
let asked: NudgeMessage[];
let own: string;
let folder: string;

beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), "stridewell-test-"));
  folder = join(own, "work");
});
afterAll(async () => {
  await rm(own, { recursive: true });
});
beforeEach(async () => {
  table = await freshTable();
  objects = new Map();
  asked = [];
  await runnerStore(table).create(makeRunner({ id: "ada" }));
});

const deps = () => ({
  bucket: {
    fetch: async (key: string, path: string) => {
      const content = objects.get(key);
      if (content === undefined) return "gone" as const;
      await writeFile(path, content);
      return "fetched" as const;
    },
    remove: async ({ key, etag }: { key: string; etag: string }) => {
      if (etagOf(objects.get(key)) === etag) objects.delete(key);
    },
  },
  runners: runnerStore(table),
  activities: uploadedActivityStore(table),
  shoes: shoeStore(table),
  uploads: uploadStore(table, () => NOW_MS),
  nudges: { send: async (messages: readonly NudgeMessage[]) => void asked.push(...messages) },
  nudgeDelayS: 60,
  folder,
  nowMs: () => NOW_MS,
});

const etagOf = (content: Uint8Array | undefined) =>
  createHash("md5")
    .update(content ?? "")
    .digest("hex");

/** The event as EventBridge writes it, including fields that nobody here reads. */
const event = (key: string, content = objects.get(key)) =>
  uploadEvent.parse({
    version: "0",
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: {
      version: "0",
      bucket: { name: "b" },
      object: { key, size: 1, etag: etagOf(content) },
    },
  });

async function bring(content: Uint8Array | string, key = KEY, more = {}) {
  objects.set(key, Buffer.from(content));
  return importFile(event(key), { ...deps(), ...more });
}

const session = { totalTimerTime: 600, totalElapsedTime: 600, totalDistance: 1800 };
const fit = makeFit([{ session }]);
const runs = () => activityStore(table).all("ada");
/** As the page does it. */
const undo = async () => {
  await uploadStore(table, () => NOW_MS).noteUndone("ada", "k1-random");
  await uploadedActivityStore(table).remove("ada", "k1-random");
};
const outcomes = () => uploadStore(table, () => NOW_MS).all("ada");

describe("a file in the bucket", () => {
  it("is stored, told of and removed", async () => {
    expect(await bring(fit)).toEqual({ outcome: "imported" });
    expect(await runs()).toMatchObject([{ source: "file", distanceM: 1800 }]);
    expect(await outcomes()).toMatchObject([
      { key: KEY, name: "my run #1?.fit", stored: 1, known: 0, unusable: null },
    ]);
    expect(objects.size).toBe(0);
    expect(asked).toEqual([{ runnerId: "ada" }]);
  });

  it("has a run judged for nudges though a walk is newer, and beside all that is older", async () => {
    const at = (hours: number, more: object) =>
      makeFit([{ startMs: NOW_MS - hours * 3_600_000, session: { ...session, ...more } }]);
    const files = [at(20, {}), at(10, { sport: "walking" }), at(100, {}), at(200, {})];
    const zip = makeZip(files.map((data, n) => ({ name: `${n}.fit`, data })));
    const stored: number[] = [];
    const nudges = {
      send: async (messages: readonly NudgeMessage[]) => {
        asked.push(...messages);
        stored.push((await runs()).length);
      },
    };
    await bring(zip, KEY, { nudges });
    expect(asked).toEqual([{ runnerId: "ada" }]);
    expect(stored).toEqual([3]);
    expect(await runs()).toHaveLength(4);
  });

  it("brought twice changes nothing", async () => {
    await bring(fit);
    const before = await runs();
    await bring(fit, KEY.replace("k1", "k2"));
    expect(await runs()).toEqual(before);
    expect(await outcomes()).toHaveLength(2);
    expect(await outcomes()).toContainEqual(expect.objectContaining({ stored: 0, known: 1 }));
  });

  it("whose upload was undone stores nothing, though it is read later or again", async () => {
    await bring(fit);
    await undo();
    expect(await runs()).toEqual([]);
    await bring(fit);
    await bring(makeGpx([evenRun(600)], { type: "" }), KEY.replace("my", "a 2nd"));
    expect(await runs()).toEqual([]);
    expect(await outcomes()).toMatchObject([{ stored: 0 }, { stored: 0 }]);
    // Its sport would be a guess, but of nothing that was stored.
    expect((await outcomes()).flatMap(({ notes }) => notes ?? [])).toEqual([]);
    expect(objects.size).toBe(0);
  });

  it("can be brought again once its upload was undone", async () => {
    await bring(fit);
    const before = await runs();
    await undo();
    await bring(fit, KEY.replace("k1", "k2"));
    expect(await runs()).toEqual(before);
  });

  it("brought again while its upload is still being undone is there in the end, with its shoes", async () => {
    const csv = makeExport([{ gear: "7.0", gearName: "Blue pair" }, {}]);
    const again = KEY.replace("k1", "k2");
    await bring(csv);
    await uploadStore(table, () => NOW_MS).noteUndone("ada", "k1-random");
    const { activities } = deps();
    // Removed as it was found before the first run came again.
    const save = async (...args: Parameters<typeof activities.save>) => {
      if (args[1].sourceId === "1") await activities.remove("ada", "k1-random");
      return activities.save(...args);
    };
    await bring(csv, again, { activities: { ...activities, save } });
    expect(await runs()).toHaveLength(2);
    expect(await shoeStore(table).all("ada")).toMatchObject([{ name: "Blue pair" }]);
  });

  it("brought again before any of its upload is removed is part of the new one", async () => {
    await bring(fit);
    await uploadStore(table, () => NOW_MS).noteUndone("ada", "k1-random");
    await bring(fit, KEY.replace("k1", "k2"));
    await uploadedActivityStore(table).remove("ada", "k1-random");
    expect(await runs()).toHaveLength(1);
    expect(await outcomes()).toContainEqual(expect.objectContaining({ stored: 1, known: 0 }));
  });

  it("read again, after all but its outcome was stored, is still told of as what brought its runs", async () => {
    const uploads = { ...deps().uploads, save: () => Promise.reject(new Error("killed")) };
    await expect(bring(fit, KEY, { uploads })).rejects.toThrow("killed");
    await bring(fit);
    expect(await outcomes()).toMatchObject([{ stored: 1, known: 0 }]);
  });

  it("that is gone needs nothing more", async () => {
    expect(await importFile(event(KEY), deps())).toEqual({ outcome: "gone" });
    expect(await outcomes()).toEqual([]);
  });

  it("with shoes brings them too, and names the rows that are left out", async () => {
    const csv = makeExport([{ gear: "7.0", gearName: "Blue pair" }, { date: "soon" }]);
    await bring(csv, "uploads/ada/k1-random/activities.csv");
    expect(await shoeStore(table).all("ada")).toMatchObject([{ name: "Blue pair" }]);
    expect(await outcomes()).toMatchObject([{ stored: 1, leftOut: [{ place: "row 3" }] }]);
  });

  it("has its shoes stored before the first run that wears them", async () => {
    const order: string[] = [];
    const { shoes, activities } = deps();
    await bring(makeExport([{ gear: "7.0", gearName: "Blue pair" }]), KEY, {
      shoes: {
        save: async (...args: Parameters<typeof shoes.save>) => {
          await shoes.save(...args);
          order.push("shoe");
        },
      },
      activities: {
        ...activities,
        save: async (...args: Parameters<typeof activities.save>) => {
          order.push("run");
          return activities.save(...args);
        },
      },
    });
    expect(order).toEqual(["shoe", "run"]);
  });

  it("that comes under the same key while another is read is read by its own event", async () => {
    const { bucket } = deps();
    const second = Buffer.from(makeFit([{ startMs: START_MS - 86_400_000, session }]));
    const overtaken = {
      ...bucket,
      fetch: async (key: string, path: string) => {
        const fetched = await bucket.fetch(key, path);
        objects.set(key, second);
        return fetched;
      },
    };
    expect(await bring(fit, KEY, { bucket: overtaken })).toEqual({ outcome: "imported" });
    expect(await importFile(event(KEY), deps())).toEqual({ outcome: "imported" });
    expect(await runs()).toHaveLength(2);
    expect(objects.size).toBe(0);
  });

  it("that can't be used is told of and removed, and nothing is stored", async () => {
    expect(await bring(fit.subarray(0, 40))).toEqual({ outcome: "unusable" });
    expect(await runs()).toEqual([]);
    expect(await outcomes()).toMatchObject([
      { stored: 0, unusable: expect.stringContaining("cut") },
    ]);
    expect(objects.size).toBe(0);
  });

  it.each([
    ["activities", 50_000, "more than 50,000 activities from your files"],
    ["shoes", 1000, "more than 1,000 pairs of shoes from your files"],
  ] as const)(
    "that would make too many %s is told of, and stores nothing; what is here may still be changed",
    async (kind, most, words) => {
      const csv = (id: string, gear: string, name = "Run") =>
        makeExport([{ id, gear, gearName: gear, name }]);
      await bring(csv("1", "Old pair"));
      const real = deps().activities;
      const full = {
        ...real,
        known: async (runnerId: string) => {
          const known = await real.known(runnerId);
          const made = Array.from(
            { length: most - 1 },
            (_, index) => `strava-export:made-${index}`,
          );
          return { ...known, [kind]: new Set([...known[kind], ...made]) };
        },
      };
      const more = bring(csv("2", "New pair"), KEY.replace("k1", "k2"), { activities: full });
      expect(await more).toEqual({ outcome: "unusable" });
      expect(await runs()).toMatchObject([{ sourceId: "1" }]);
      expect(await shoeStore(table).all("ada")).toMatchObject([{ name: "Old pair" }]);
      expect(await outcomes()).toContainEqual(
        expect.objectContaining({ stored: 0, unusable: expect.stringContaining(words) }),
      );
      const same = csv("1", "Old pair", "Another name");
      await bring(same, KEY.replace("k1", "k3"), { activities: full });
      expect(await runs()).toMatchObject([{ sourceId: "1", name: "Another name" }]);
    },
  );

  it("that takes longer than there is time for is unusable, and nothing of it is stored", async () => {
    let asked = 0;
    const slow = {
      nowMs: () => {
        asked += 1;
        return NOW_MS + asked * 5 * 60_000;
      },
    };
    const files = [0, 1, 2, 3].map((at) => ({ name: `${at}.fit`, data: fit }));
    expect(await bring(makeZip(files), KEY, slow)).toEqual({ outcome: "unusable" });
    expect(await runs()).toEqual([]);
    expect(await outcomes()).toMatchObject([
      { stored: 0, unusable: expect.stringContaining("takes too long to read") },
    ]);
    expect(objects.size).toBe(0);
  });

  const erasing = makeRunner({
    id: "ada",
    mailStopped: { reason: "erased", at: "2026-11-22T09:00:00.000Z" },
  });

  it.each([
    ["goes", null],
    ["deletes the account, whose last email waits,", erasing],
  ])(
    "of a runner who %s while it is read is removed, and nothing of it is stored",
    async (_, later) => {
      const found = [makeRunner({ id: "ada" }), later];
      const going = { runners: { find: async () => found.shift() ?? null } };
      expect(await bring(fit, KEY, going)).toEqual({ outcome: "nobody's upload" });
      expect(await runs()).toEqual([]);
      expect(await outcomes()).toEqual([]);
      expect(objects.size).toBe(0);
    },
  );

  it.each([
    ["with no byte in it", "", "It is empty"],
    [
      "that is no activity",
      "hello",
      "isn't a kind of file that is read here: use a FIT, GPX or TCX file",
    ],
    ["whose XML declares an entity", '<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>', "DOCTYPE"],
    ["whose gzip is a bomb", gzipSync(`<gpx>${" ".repeat(20_000_000)}`), "200 times its size"],
    ["with a path that climbs", makeZip([{ name: "../x.fit", data: fit }]), "points outside it"],
  ])("%s is told of in a clear sentence, and nothing is stored", async (_, content, words) => {
    expect(await bring(content)).toEqual({ outcome: "unusable" });
    expect(await runs()).toEqual([]);
    expect(await outcomes()).toMatchObject([{ unusable: expect.stringContaining(words) }]);
    expect(objects.size).toBe(0);
  });

  it("with more to report than a page shows has the rest counted", async () => {
    const bad = Array.from({ length: 60 }, (_, i) => ({ name: `${i}.fit`, data: "" }));
    await bring(makeZip([{ name: "good.fit", data: fit }, ...bad]));
    const [outcome] = await outcomes();
    expect(outcome?.leftOut).toHaveLength(50);
    expect(outcome?.leftOutMore).toBe(10);
  });

  it("with more guesses than a page shows has the rest counted", async () => {
    const untyped = (day: number) =>
      makeGpx([evenRun(600)], { type: "", startMs: START_MS - day * 86_400_000 });
    const many = Array.from({ length: 60 }, (_, day) => ({
      name: `${day}.gpx`,
      data: untyped(day),
    }));
    await bring(makeZip(many));
    const [outcome] = await outcomes();
    expect(outcome).toMatchObject({ stored: 60, notes: { count: 60 } });
    expect(outcome?.notes?.first).toHaveLength(50);
    expect(outcome?.notes?.first[0]).toEqual({
      place: "0.gpx",
      reason: "It doesn't say which sport it was: going by its pace, run.",
    });
  });

  it("that is one file goes by its own name in what is told of it", async () => {
    const unset = { startMs: Date.UTC(1999, 0), session };
    const content = makeFit([{ session: { ...session, sport: "generic" } }, unset]);
    await bring(content);
    const place = "my run #1?.fit";
    expect(await outcomes()).toMatchObject([
      { stored: 1, leftOut: [{ place }], notes: { count: 1, first: [{ place }] } },
    ]);
  });

  it.each([
    ["of a runner who is gone", "uploads/eve/k1-random/run.fit"],
    ["under no runner's prefix", "elsewhere/run.fit"],
  ])("%s is removed unread", async (_, key) => {
    expect(await bring(fit, key)).toEqual({ outcome: "nobody's upload" });
    expect(objects.size).toBe(0);
  });

  const week = makeZip(
    [0, 1, 2, 30, 31].map((day) => ({
      name: `${day}.fit`,
      data: makeFit([{ startMs: START_MS - day * 86_400_000, session }]),
    })),
  );
  /** What a person sees in the end. */
  const ending = async () => ({
    runs: await runs(),
    outcomes: await outcomes(),
    files: objects.size,
    isAsked: asked.length > 0,
  });

  /** Every call to the outside passes `at`, with its number, before it is done and after. */
  function watched(at: (call: number, when: "before" | "after") => void | Promise<void>) {
    let calls = 0;
    const wrap = <T extends object>(port: T): T =>
      new Proxy(port, {
        get(target, name, receiver) {
          const real: unknown = Reflect.get(target, name, receiver);
          if (typeof real !== "function") return real;
          return async (...args: unknown[]) => {
            calls += 1;
            const call = calls;
            await at(call, "before");
            const answer: unknown = await Reflect.apply(real, target, args);
            await at(call, "after");
            return answer;
          };
        },
      });
    const { bucket, runners, activities, shoes, uploads, nudges, ...rest } = deps();
    return {
      ...rest,
      bucket: wrap(bucket),
      runners: wrap(runners),
      activities: wrap(activities),
      shoes: wrap(shoes),
      uploads: wrap(uploads),
      nudges: wrap(nudges),
      calls: () => calls,
    };
  }

  const anew = async () => {
    table = await freshTable();
    objects = new Map([[KEY, week]]);
    asked = [];
    await runnerStore(table).create(makeRunner({ id: "ada" }));
  };

  /** An import that is killed while it stores. */
  const storeAPart = async () => {
    await anew();
    const dying = watched((call) => {
      if (call === 9) throw new Error("killed");
    });
    await expect(importFile(event(KEY), dying)).rejects.toThrow("killed");
  };

  it("killed at any call and done again ends the same, and leaves nothing behind", async () => {
    await anew();
    const whole = watched(() => undefined);
    await importFile(event(KEY), whole);
    const expected = await ending();
    expect(expected).toMatchObject({ outcomes: [{ stored: 5 }], files: 0, isAsked: true });
    for (let call = 1; call <= whole.calls(); call += 1) {
      for (const when of ["before", "after"] as const) {
        await anew();
        let isDead = false;
        const dying = watched((at, now) => {
          if (at === call && now === when) isDead = true;
          // What was under way at the same time dies with it.
          if (isDead) throw new Error("killed");
        });
        await expect(importFile(event(KEY), dying)).rejects.toThrow("killed");
        await importFile(event(KEY), deps());
        expect(await ending(), `${when} call ${call}`).toEqual(expected);
      }
    }
    expect(await readdir(own)).toEqual([]);
  });

  it("undone at any call leaves nothing of it, and says so", async () => {
    await anew();
    const whole = watched(() => undefined);
    await importFile(event(KEY), whole);
    for (let call = 1; call <= whole.calls(); call += 1) {
      await anew();
      await importFile(
        event(KEY),
        watched(async (at, when) => {
          if (at === call && when === "before") await undo();
        }),
      );
      // After the last look at the mark, everything was there to be seen when it was undone.
      expect(await runs(), `call ${call}`).toEqual([]);
    }
  });

  it("undone while it is stored, and killed then, leaves nothing once it is done again", async () => {
    await anew();
    const dying = watched(async (call) => {
      if (call === 9) await undo();
      if (call === 11) throw new Error("killed");
    });
    await expect(importFile(event(KEY), dying)).rejects.toThrow("killed");
    expect(await runs()).not.toEqual([]);
    await importFile(event(KEY), deps());
    expect(await runs()).toEqual([]);
    expect(await outcomes()).toMatchObject([{ stored: 0 }]);
  });

  it("of which only a part is ever stored is told of, so that this can be undone", async () => {
    await storeAPart();
    expect(await runs()).not.toEqual([]);
    expect(await outcomes()).toMatchObject([{ isStoring: true, stored: 5 }]);
    await undo();
    expect(await runs()).toEqual([]);
  });

  it("of which a part is stored, and that can't be read the next time, can still be undone", async () => {
    await storeAPart();
    let looks = 0;
    const slow = () => {
      looks += 1;
      return NOW_MS + looks * 5 * 60_000;
    };
    await importFile(event(KEY), { ...deps(), nowMs: slow });
    const unusable = expect.stringContaining("takes too long to read");
    expect(await outcomes()).toMatchObject([{ isStoring: true, stored: 5, unusable }]);
    expect(objects.size).toBe(0);
  });

  it("read by two at once ends the same", async () => {
    await anew();
    await Promise.all([
      importFile(event(KEY), deps()),
      importFile(event(KEY), { ...deps(), folder: join(own, "other") }),
    ]);
    const ended = await ending();
    await anew();
    await importFile(event(KEY), deps());
    expect(ended).toEqual({ ...(await ending()) });
  });

  it("brought at once by two uploads belongs to one of them, run by run", async () => {
    await anew();
    const second = KEY.replace("k1", "k2");
    objects.set(second, week);
    await Promise.all([
      importFile(event(KEY), deps()),
      importFile(event(second), { ...deps(), folder: join(own, "other") }),
    ]);
    expect(await runs()).toHaveLength(5);
    const told = await outcomes();
    expect(told.map(({ stored, known }) => stored + known)).toEqual([5, 5]);
    const brought = await uploadedActivityStore(table).counts("ada");
    expect((brought.get("k1-random") ?? 0) + (brought.get("k2-random") ?? 0)).toBe(5);
    expect(told.map(({ stored }) => stored).toSorted()).toEqual(
      [brought.get("k1-random") ?? 0, brought.get("k2-random") ?? 0].toSorted(),
    );
  });

  it("finds nothing on the disk from an import that was killed, and stays in its own folder", async () => {
    vi.stubEnv("TMPDIR", join(own, "nowhere"));
    await mkdir(join(folder, "stridewell-zip-old"), { recursive: true });
    await writeFile(join(folder, "stridewell-zip-old/nested.zip"), "gigabytes");
    await writeFile(join(folder, "upload"), "more of them");
    const found: string[][] = [];
    const { bucket } = deps();
    const looking = {
      ...bucket,
      fetch: async (key: string, path: string) => {
        found.push(await readdir(folder));
        return bucket.fetch(key, path);
      },
    };
    const nested = makeZip([{ name: "part.zip", data: makeZip([{ name: "1.fit", data: fit }]) }]);
    expect(await bring(nested, KEY, { bucket: looking })).toEqual({ outcome: "imported" });
    expect(found).toEqual([[]]);
    expect(await readdir(own)).toEqual([]);
    vi.unstubAllEnvs();
  });
});
