import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isTipId, TIPS } from "../../../domain/tips/catalogue.ts";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { LEASE_S, noticeStore } from "../../../functions/adapters/notice-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import { storedCheckIn } from "../../../functions/messages/ingest.ts";
import type { ProviderEvent } from "../../../functions/messages/provider-event.ts";
import { type RunCheckupDeps, runCheckup } from "../../../functions/run-checkup/run-checkup.ts";
import { TryAgain } from "../../../functions/shared/errors.ts";
import { isUnsubscribeToken } from "../../../functions/shared/links.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { type Engine, freshTable, startDynalite } from "../../support/tables.ts";

let engine: Engine;
let table: Table;
let post: ReturnType<typeof fakeMailer>;
let deps: RunCheckupDeps;
let now: string;
let asked: ProviderEvent[];

beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(async () => {
  await engine?.close();
});
beforeEach(async () => {
  table = await freshTable(engine);
  post = fakeMailer();
  asked = [];
  now = "2021-09-13T05:00:00.000Z";
  deps = {
    runners: runnerStore(table),
    activities: activityStore(table),
    shoes: shoeStore(table),
    checkIns: checkInStore(table),
    windows: windowStore(table),
    events: {
      send: async (events) => void asked.push(...events),
    },
    notices: noticeStore(table),
    mailer: post.mailer,
    publicUrl: "https://run.example",
    now: () => now,
  };
});

const message = { runnerId: "r1", day: "2021-09-12" };

/** A runner with 5 km on each of 4 Sundays, then 10 km on the fifth. */
async function storeRunner(overrides = {}) {
  const runner = makeRunner(overrides);
  await runnerStore(table).create(runner);
  const last = dayNumberOf("2021-09-12");
  for (const [index, distanceM] of [10_000, 5000, 5000, 5000, 5000].entries()) {
    const day = isoDay(last - 7 * index);
    await activityStore(table).save("r1", {
      ...makeRecord({ sourceId: day, day, startAt: `${day}T17:00:00.000Z`, distanceM }),
      shoeSourceId: "s1",
    });
  }
  await shoeStore(table).save("r1", makeShoeRecord());
  return runner;
}

async function tableSize() {
  return (await table.client.send(new ScanCommand({ TableName: table.name }))).Count;
}

describe("a check-up of a runner with a history", () => {
  it("writes the digest of that day to the runner", async () => {
    await storeRunner();
    expect(await runCheckup(message, deps)).toEqual({ outcome: "sent" });
    const [mail] = post.taken;
    expect(mail?.to).toBe("ada@example.com");
    expect(mail?.subject).toContain("10.0 km");
    for (const part of [mail?.html, mail?.text]) {
      expect(part).toContain("2.00 × your longest of the 30 days before (5.00 km)");
      expect(part).toContain("Blue pair");
    }
    expect(mail?.notice).toEqual({ runnerId: "r1", notice: "digest:2021-09-12" });
  });

  it("judges as of the message's day: what came later is not seen", async () => {
    await storeRunner();
    const later = makeRecord({ sourceId: "later", day: "2021-09-13", distanceM: 42_195 });
    await activityStore(table).save("r1", later);
    await runCheckup(message, deps);
    expect(post.taken[0]?.subject).toContain("10.0 km");
  });

  it("gives the mail an unsubscribe link that is the runner's own", async () => {
    const runner = await storeRunner();
    await runCheckup(message, deps);
    const headers = post.taken[0]?.headers ?? {};
    const link = /^<https:\/\/run\.example\/unsubscribe\/r1\/digest\/([^/>]+)>$/.exec(
      headers["List-Unsubscribe"] ?? "",
    );
    expect(headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(isUnsubscribeToken(link?.[1] ?? "", runner, "digest")).toBe(true);
    expect(post.taken[0]?.text).toContain(link?.[0].slice(1, -1));
  });

  it("says so where the history is generated, and only there", async () => {
    await storeRunner({ generated: true });
    await runCheckup(message, deps);
    expect(post.taken[0]?.text).toMatch(/generated/i);
    expect(post.taken[0]?.html).toMatch(/generated/i);
  });

  it("speaks miles to a runner who does", async () => {
    await storeRunner({ units: "mi" });
    await runCheckup(message, deps);
    expect(post.taken[0]?.subject).toContain("6.2 mi");
    expect(post.taken[0]?.text).not.toMatch(/\d km/);
  });

  it("repeats no tip within four weeks", async () => {
    await storeRunner();
    const days = [0, 7, 14, 21].map((later) => isoDay(dayNumberOf("2021-09-12") + later));
    for (const day of days) await runCheckup({ runnerId: "r1", day }, deps);
    const tips = (await deps.notices.tipsSent("r1", "2021-09-12")).flatMap((digest) => digest.tips);
    expect(tips).toHaveLength(8);
    expect(new Set(tips).size).toBe(8);
  });
});

describe("a check-up of a runner whose hip hurts", () => {
  const told = { id: "c1", day: "2021-09-11", places: ["front-or-groin"], painDuring: 2 };

  async function tell(signs: object) {
    await checkInStore(table).save("r1", storedCheckIn.parse({ ...told, ...signs }));
  }

  it("puts a red flag before all training, and shows no ceiling and no exercise beside it", async () => {
    await storeRunner();
    await tell({ growsDuringRun: true, easesWithRest: true });
    await runCheckup(message, deps);
    const [mail] = post.taken;
    for (const part of [mail?.html ?? "", mail?.text ?? ""]) {
      const flagAt = part.indexOf("Stop running and see a doctor");
      expect(flagAt).toBeGreaterThan(0);
      expect(flagAt).toBeLessThan(part.indexOf("This week"));
      expect(part.replaceAll(/\s+/g, " ")).toContain("No run at all until somebody has looked");
      expect(part).not.toContain("11.0 km");
    }
    const [digest] = await deps.notices.tipsSent("r1", "2021-09-12");
    const kinds = (digest?.tips ?? []).filter(isTipId).map((tip) => TIPS[tip].kind);
    for (const kind of kinds) expect(["explanation", "recovery", "self-care"]).toContain(kind);
  });

  it("names neither pain nor health in the subject or the preheader: they show on lock screens", async () => {
    await storeRunner();
    await tell({ growsDuringRun: true });
    await runCheckup(message, deps);
    const [mail] = post.taken;
    const preheader = /<div[^>]*display:none[^>]*>([^<]*)</.exec(mail?.html ?? "")?.[1] ?? "";
    expect(preheader).toContain("Last week 5.0 km.");
    expect(`${mail?.subject} ${preheader}`).not.toMatch(/hip|pain|hurt|doctor|injur|next week/i);
  });

  it("shows the light of a mild ache, and still the ceilings", async () => {
    await storeRunner();
    await checkInStore(table).save(
      "r1",
      storedCheckIn.parse({ ...told, places: ["outside"], painNextMorning: 0 }),
    );
    await runCheckup(message, deps);
    expect(post.taken[0]?.text).toContain("YOUR HIP");
    expect(post.taken[0]?.text).toContain("11.0 km");
  });

  it("does not see a check-in of a later day", async () => {
    await storeRunner();
    await tell({ growsDuringRun: true, day: "2021-09-13" });
    await runCheckup(message, deps);
    expect(post.taken[0]?.text).not.toContain("YOUR HIP");
  });
});

describe("a digest that nobody should get", () => {
  it("for an unknown runner ends there, and nothing is written", async () => {
    expect(await runCheckup(message, deps)).toEqual({ outcome: "unknown runner" });
    expect(post.taken).toEqual([]);
    expect(await tableSize()).toBe(0);
  });

  it("for a runner who stopped it ends there, though the message was under way", async () => {
    await storeRunner();
    await deps.runners.find("r1");
    await runnerStore(table).stop("r1", "digest");
    const before = await tableSize();
    expect(await runCheckup(message, deps)).toEqual({ outcome: "digest is off" });
    expect(post.taken).toEqual([]);
    expect(await tableSize()).toBe(before);
  });
});

describe("a digest is sent once", () => {
  it("however often the message comes", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    for (let time = 0; time < 3; time += 1) {
      expect(await runCheckup(message, deps)).toEqual({ outcome: "already settled" });
    }
    expect(post.taken).toHaveLength(1);
  });

  it("when four workers take the message at the same time", async () => {
    await storeRunner();
    await Promise.allSettled([1, 2, 3, 4].map(() => runCheckup(message, deps)));
    expect(post.taken).toHaveLength(1);
  });

  it("on the next attempt, when the mail service refused the first", async () => {
    await storeRunner();
    post.once("refuse");
    await expect(runCheckup(message, deps)).rejects.toThrow(TryAgain);
    expect(await runCheckup(message, deps)).toEqual({ outcome: "sent" });
    expect(post.taken).toHaveLength(1);
  });

  it.each(["break-before", "break-after"] as const)(
    "or not at all, when the connection was lost (%s): it waits for the lease, then gives up",
    async (how) => {
      await storeRunner();
      post.once(how);
      await expect(runCheckup(message, deps)).rejects.toThrow("connection lost");
      const sentAtFirst = post.taken.length;
      await expect(runCheckup(message, deps)).rejects.toThrow(TryAgain);
      now = new Date(Date.parse(now) + LEASE_S * 1000).toISOString();
      expect(await runCheckup(message, deps)).toEqual({ outcome: "given up after a crash" });
      expect(await runCheckup(message, deps)).toEqual({ outcome: "already settled" });
      expect(post.taken).toHaveLength(sentAtFirst);
    },
  );

  it("and the next week's is another digest", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    await runCheckup({ runnerId: "r1", day: "2021-09-19" }, deps);
    expect(post.taken).toHaveLength(2);
  });
});
