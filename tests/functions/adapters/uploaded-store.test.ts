import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { samenessStore } from "../../../functions/adapters/sameness-store.ts";
import { ownShoeStore, shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { uploadStore } from "../../../functions/adapters/upload-store.ts";
import { uploadedActivityStore } from "../../../functions/adapters/uploaded-store.ts";
import { wearStore } from "../../../functions/adapters/wear-store.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { freshTable } from "../../support/tables.ts";

let table: Table;

beforeEach(async () => {
  table = await freshTable();
});

/** The run of a day in September. */
const run = (of: number, more: Partial<ReturnType<typeof makeRecord>> = {}) => {
  const day = `2021-09-${String(of).padStart(2, "0")}`;
  return makeRecord({ source: "file", sourceId: `${day}T17:06:00Z`, day, ...more });
};
const exported = (of: number, shoeSourceId: string) =>
  run(of, { source: "strava-export", shoeSourceId });
const pair = (sourceId: string) => makeShoeRecord({ source: "strava-export", sourceId });

const bring = async (uploadId: string, ...records: ReturnType<typeof makeRecord>[]) => {
  for (const record of records) await uploaded().save("ada", record, uploadId, new Set());
};
const uploaded = () => uploadedActivityStore(table);
const days = async () => (await activityStore(table).all("ada")).map(({ day }) => day).toSorted();
const pairs = async () => (await shoeStore(table).all("ada")).map(({ sourceId }) => sourceId);

describe("an upload", () => {
  it("is removed with all that it brought, and nothing else", async () => {
    const elsewhere = makeRecord({ source: "strava", sourceId: "1", day: "2021-09-01" });
    await activityStore(table).save("ada", elsewhere);
    await bring("mine", run(2), run(3));
    await bring("hers", run(4), run(6), run(5));
    expect(await uploaded().brought("ada", "hers")).toEqual({
      activities: 3,
      firstDay: "2021-09-04",
      lastDay: "2021-09-06",
      shoes: 0,
    });
    await uploaded().remove("ada", "hers");
    expect(await days()).toEqual(["2021-09-01", "2021-09-02", "2021-09-03"]);
    expect(await uploaded().brought("ada", "hers")).toEqual({
      activities: 0,
      firstDay: null,
      lastDay: null,
      shoes: 0,
    });
  });

  it("of hundreds of activities is removed with all of them", async () => {
    const many = Array.from({ length: 130 }, (_, at) => run(1, { sourceId: `${at}` }));
    await bring("hers", ...many);
    await uploaded().remove("ada", "hers");
    expect(await days()).toEqual([]);
  });

  it("leaves what was here before it, though it changed that", async () => {
    await activityStore(table).save("ada", run(1));
    await bring("first", run(2));
    await bring("second", run(1, { distanceM: 7 }), run(2, { distanceM: 8 }));
    await uploaded().remove("ada", "second");
    const left = await activityStore(table).all("ada");
    expect(left.map(({ distanceM }) => distanceM)).toEqual([7, 8]);
  });

  it("takes along what a later one brought again", async () => {
    await bring("first", run(1));
    await bring("second", run(1), run(2));
    await uploaded().remove("ada", "first");
    expect(await days()).toEqual(["2021-09-02"]);
  });

  it("can be brought again under another name, once it is removed", async () => {
    await bring("first", run(1));
    await uploaded().remove("ada", "first");
    await bring("second", run(1));
    await uploaded().remove("ada", "first");
    expect(await days()).toEqual(["2021-09-01"]);
  });

  it("has what is left of any that was undone, of however many", async () => {
    const ids = Array.from({ length: 300 }, (_, at) => `k${String(at).padStart(3, "0")}`);
    await bring("k299", run(1));
    expect(await uploaded().save("ada", run(1), "mine", new Set(ids))).toBe("stored");
    expect(await uploaded().counts("ada")).toEqual(new Map([["mine", 1]]));
  });

  it("is told of what was undone from the earliest form on, in whatever order it was", async () => {
    const uploads = uploadStore(table);
    for (const id of ["k2-x", "k3-x", "k1-x"]) await uploads.noteUndone("ada", id);
    expect([...(await uploads.undone("ada"))]).toEqual(["k1-x", "k2-x", "k3-x"]);
  });

  it("replaces an activity by the whole of what is said of it now", async () => {
    const heartRateBands = { fromBpm: 140, seconds: [60] };
    await bring("first", run(1, { heartRateBands, device: "Garmin" }));
    const { device, ...plain } = run(1, { distanceM: 7 });
    expect(await uploaded().save("ada", plain, "second", new Set())).toBe("replaced");
    expect(await uploaded().save("ada", plain, "third", new Set())).toBe("unchanged");
    expect(await activityStore(table).all("ada")).toEqual([plain]);
  });

  it("is removed with the pairs that were worn in nothing else", async () => {
    for (const id of ["hers", "ours", "usual", "lent", "joined"]) {
      await shoeStore(table).save("ada", pair(id));
    }
    await bring("mine", exported(1, "ours"), exported(2, "none"));
    await bring(
      "hers",
      ...["hers", "ours", "usual", "lent", "joined"].map((id, at) => exported(10 + at, id)),
    );
    await wearStore(table).setDefaults("ada", { run: "strava-export:usual" });
    await wearStore(table).assign("ada", exported(2, "none"), "strava-export:lent");
    await wearStore(table).assign("ada", exported(11, "ours"), "strava-export:hers");
    const joined = ["strava-export:joined", "own:s1"] as const;
    await samenessStore(table).joinPairs("ada", ...joined, "2021-09-12");
    expect(await uploaded().brought("ada", "hers")).toMatchObject({ activities: 5, shoes: 1 });
    await uploaded().remove("ada", "hers");
    expect((await pairs()).toSorted()).toEqual(["joined", "lent", "ours", "usual"]);
  });

  it.each([{ startDistanceM: 400_000 }, { noticeAtM: 500_000 }, { replaceAtM: 700_000 }])(
    "leaves the pair for which the runner wrote %j, as no file brings that back",
    async (figures) => {
      await shoeStore(table).save("ada", pair("hers"));
      await shoeStore(table).save("ada", pair("retired"));
      await bring("hers", exported(1, "hers"), exported(2, "retired"));
      const set = ownShoeStore(table);
      await set.change("ada", pair("hers"), figures);
      await set.change("ada", pair("retired"), { retired: true });
      expect(await uploaded().brought("ada", "hers")).toMatchObject({ activities: 2, shoes: 1 });
      await uploaded().remove("ada", "hers");
      expect(await shoeStore(table).all("ada")).toMatchObject([{ sourceId: "hers", ...figures }]);
    },
  );

  it("is counted by its activities that are still here", async () => {
    await activityStore(table).save("ada", run(1));
    await bring("first", run(1), run(2), run(3));
    await bring("second", run(3), exported(4, "hers"));
    await bring("third", run(2));
    expect(await uploaded().counts("ada")).toEqual(
      new Map([
        ["first", 2],
        ["second", 1],
      ]),
    );
  });

  it.each([0, 1, 2, 3])(
    "whose removal breaks off after %i items is finished by the next",
    async (after) => {
      await shoeStore(table).save("ada", pair("hers"));
      await bring("hers", exported(1, "hers"), exported(2, "hers"), exported(3, "hers"));
      let left = after;
      const { client } = table;
      const send = client.send.bind(client);
      const failing = Object.create(client, {
        send: {
          value: (command: Parameters<typeof send>[0]) => {
            if (command instanceof DeleteItemCommand) left -= 1;
            return left < 0 ? Promise.reject(new Error("killed")) : send(command);
          },
        },
      });
      const broken = uploadedActivityStore({ ...table, client: failing });
      await expect(broken.remove("ada", "hers")).rejects.toThrow("killed");
      await uploaded().remove("ada", "hers");
      expect([await days(), await pairs()]).toEqual([[], []]);
    },
  );
});
