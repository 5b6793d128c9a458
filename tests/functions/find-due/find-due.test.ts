import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { dueStore } from "../../../functions/adapters/due-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { runnerPk, type Table, toItem } from "../../../functions/adapters/table.ts";
import { type FindDueDeps, findDue } from "../../../functions/find-due/find-due.ts";
import { type CheckupMessage, checkupMessage } from "../../../functions/messages/checkup.ts";
import { judgedDay } from "../../../functions/shared/time.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable } from "../../support/tables.ts";

let table: Table;
let asked: CheckupMessage[];
let now: string;
let deps: FindDueDeps;

beforeEach(async () => {
  table = await freshTable();
  asked = [];
  now = "2021-09-13T05:02:00.000Z";
  deps = {
    due: dueStore(table),
    checkups: {
      send: async (messages) => {
        asked.push(...messages);
      },
    },
    now: () => now,
  };
});

let unreadable: string[];
const tick = (leftMs: number) => {
  unreadable = [];
  return { leftMs: () => leftMs, unreadable: (id: string) => void unreadable.push(id) };
};
const plenty = () => tick(100_000);

/** Writes what no version of ours would, as a bad migration or a hand in the console might. */
async function spoil(id: string, field: string, value: string | number) {
  const update = new UpdateItemCommand({
    TableName: table.name,
    Key: toItem({ pk: runnerPk(id), sk: "PROFILE" }),
    UpdateExpression: "SET #field = :value",
    ExpressionAttributeNames: { "#field": field },
    ExpressionAttributeValues: toItem({ ":value": value }),
  });
  await table.client.send(update);
}

async function nextDigestOf(id: string) {
  return (await runnerStore(table).find(id))?.nextDigestAt;
}

describe("the planner", () => {
  it("asks for a check-up of who is due and moves them to their next week", async () => {
    await runnerStore(table).create(makeRunner());
    expect(await findDue(plenty(), deps)).toEqual({ due: 1, movedMeanwhile: 0, unreadable: 0 });
    expect(asked).toEqual([
      { runnerId: "r1", day: "2021-09-12", dueAt: "2021-09-13T05:00:00.000Z" },
    ]);
    expect(await nextDigestOf("r1")).toBe("2021-09-20T05:00:00.000Z");
  });

  it("asks once: at the next tick nobody is due", async () => {
    await runnerStore(table).create(makeRunner());
    await findDue(plenty(), deps);
    expect(await findDue(plenty(), deps)).toEqual({ due: 0, movedMeanwhile: 0, unreadable: 0 });
    expect(asked).toHaveLength(1);
  });

  it("keeps the local hour when the clocks change", async () => {
    await runnerStore(table).create(makeRunner({ nextDigestAt: "2021-10-25T05:00:00.000Z" }));
    now = "2021-10-25T05:00:00.000Z";
    await findDue(plenty(), deps);
    expect(await nextDigestOf("r1")).toBe("2021-11-01T06:00:00.000Z");
  });

  it("after missed ticks still asks for the digest that was due, and goes on from today", async () => {
    await runnerStore(table).create(makeRunner());
    now = "2021-09-16T12:00:00.000Z";
    await findDue(plenty(), deps);
    expect(asked).toEqual([
      { runnerId: "r1", day: "2021-09-12", dueAt: "2021-09-13T05:00:00.000Z" },
    ]);
    expect(await nextDigestOf("r1")).toBe("2021-09-20T05:00:00.000Z");
  });

  it("after missed weeks asks once, for the newest, and names those that it leaves behind", async () => {
    await runnerStore(table).create(makeRunner());
    now = "2021-10-06T12:00:00.000Z";
    await findDue(plenty(), deps);
    expect(asked).toEqual([
      {
        runnerId: "r1",
        day: "2021-10-03",
        dueAt: "2021-10-04T05:00:00.000Z",
        missed: ["2021-09-12", "2021-09-19", "2021-09-26"],
      },
    ]);
    expect(await nextDigestOf("r1")).toBe("2021-10-11T05:00:00.000Z");
  });

  it("back at the very instant of a digest asks for that one", async () => {
    await runnerStore(table).create(makeRunner());
    now = "2021-09-20T05:00:00.000Z";
    await findDue(plenty(), deps);
    expect(asked).toEqual([
      { runnerId: "r1", day: "2021-09-19", dueAt: now, missed: ["2021-09-12"] },
    ]);
    expect(await nextDigestOf("r1")).toBe("2021-09-27T05:00:00.000Z");
  });

  it("after a year away names the last eight only, and each message is one that its reader takes", async () => {
    await runnerStore(table).create(makeRunner());
    now = "2022-09-14T12:00:00.000Z";
    await findDue(plenty(), deps);
    const message = checkupMessage.parse(asked[0]);
    expect(asked).toHaveLength(1);
    expect(message.missed).toHaveLength(8);
    expect(message.missed?.at(-1)).toBe("2022-09-04");
    expect(message.day).toBe("2022-09-11");
  });

  it("moves nobody whose message could not be sent, so that no digest is lost", async () => {
    await runnerStore(table).create(makeRunner());
    const broken = { ...deps, checkups: { send: () => Promise.reject(new Error("queue down")) } };
    await expect(findDue(plenty(), broken)).rejects.toThrow("queue down");
    expect(await nextDigestOf("r1")).toBe("2021-09-13T05:00:00.000Z");
    await findDue(plenty(), deps);
    expect(asked).toHaveLength(1);
  });

  it("stops when its time runs out and leaves the rest to the next tick", async () => {
    for (let id = 0; id < 25; id += 1)
      await runnerStore(table).create(makeRunner({ id: `r${id}` }));
    expect(await findDue(tick(5000), deps)).toEqual({ due: 10, movedMeanwhile: 0, unreadable: 0 });
    expect(await findDue(plenty(), deps)).toEqual({ due: 15, movedMeanwhile: 0, unreadable: 0 });
    expect(new Set(asked.map(({ runnerId }) => runnerId)).size).toBe(25);
  });

  it.each([
    ["zone", "Europe/Kobenhavn"],
    ["zone", "+02:00"],
    ["runnerId", 7],
    ["dueAt", "2021"],
    ["digestWeekday", 8],
    ["digestHour", 7.5],
  ])(
    "passes over a profile that can't be read (%s: %s), tells whose it is, and serves the others",
    async (field, value) => {
      const ids = Array.from({ length: 24 }, (_, n) => `r${n}`);
      for (const id of ids) await runnerStore(table).create(makeRunner({ id }));
      await spoil("r5", field, value);
      expect(await findDue(plenty(), deps)).toEqual({ due: 23, movedMeanwhile: 0, unreadable: 1 });
      expect(unreadable).toEqual(["RUNNER#r5"]);
      const others = ids.filter((id) => id !== "r5").sort();
      expect(asked.map(({ runnerId }) => runnerId).sort()).toEqual(others);
    },
  );

  it("serves the others when one message is refused for ever, and fails so that it is known", async () => {
    const ids = Array.from({ length: 24 }, (_, n) => `r${n}`);
    for (const id of ids) await runnerStore(table).create(makeRunner({ id }));
    const served = new Set<string>();
    const refusing: FindDueDeps = {
      ...deps,
      checkups: {
        send: async (messages) => {
          if (messages.some(({ runnerId }) => runnerId === "r5")) throw new Error("refused");
          for (const { runnerId } of messages) served.add(runnerId);
        },
      },
    };
    await expect(findDue(plenty(), refusing)).rejects.toThrow("refused");
    expect([...served].sort()).toEqual(ids.filter((id) => id !== "r5").sort());
    expect(await nextDigestOf("r5")).toBe("2021-09-13T05:00:00.000Z");
    expect(await nextDigestOf("r6")).toBe("2021-09-20T05:00:00.000Z");
  });

  it("counts who was moved by somebody else meanwhile", async () => {
    await runnerStore(table).create(makeRunner());
    const slow: FindDueDeps = {
      ...deps,
      checkups: {
        send: async (messages) => {
          asked.push(...messages);
          await runnerStore(table).stop("r1", "digest");
        },
      },
    };
    expect(await findDue(plenty(), slow)).toEqual({ due: 1, movedMeanwhile: 1, unreadable: 0 });
    expect(await nextDigestOf("r1")).toBeNull();
  });
});

describe("the day a digest judges", () => {
  it.each([
    [
      "2021-09-13T05:00:00.000Z",
      "Europe/Copenhagen",
      "2021-09-12",
      "Monday at 7 looks back on Sunday",
    ],
    [
      "2021-09-12T17:00:00.000Z",
      "Europe/Copenhagen",
      "2021-09-12",
      "Sunday at 19 includes the day",
    ],
    ["2021-09-12T10:00:00.000Z", "Europe/Copenhagen", "2021-09-12", "noon includes the day"],
    [
      "2021-09-12T23:00:00.000Z",
      "Asia/Tokyo",
      "2021-09-12",
      "Monday at 8 in Tokyo looks back on Sunday",
    ],
    [
      "2021-09-13T02:00:00.000Z",
      "America/Los_Angeles",
      "2021-09-12",
      "Sunday at 19 in Los Angeles",
    ],
  ])("%s in %s is %s: %s", (sendAt, zone, day) => {
    expect(judgedDay(sendAt, zone)).toBe(day);
  });
});
