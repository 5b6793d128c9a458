import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { limitStore } from "../../../functions/adapters/limit-store.ts";
import { LEASE_S, noticeStore } from "../../../functions/adapters/notice-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { type Table, toItem } from "../../../functions/adapters/table.ts";
import { mailEvent } from "../../../functions/messages/mail-event.ts";
import { recordDelivery } from "../../../functions/record-delivery/record-delivery.ts";
import { CAME_BACK, changeCameBack } from "../../../functions/shared/mail/came-back.ts";
import { makeMailEvent } from "../../support/make-mail-event.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

let table: Table;
let deps: ReturnType<typeof depsOn>;

const depsOn = (on: Table) => ({
  notices: noticeStore(on),
  runners: runnerStore(on),
  limits: limitStore(on),
});

beforeEach(async () => {
  table = await freshTable();
  deps = depsOn(table);
});

const id = { runnerId: "r1", notice: "digest:2021-09-12" };
const now = "2021-09-13T05:00:00.000Z";
const afterLease = new Date(Date.parse(now) + LEASE_S * 1000).toISOString();
const hard = makeMailEvent({ eventType: "Bounce", bounceType: "Permanent" });
const soft = makeMailEvent({ eventType: "Bounce", bounceType: "Transient" });
const complaint = makeMailEvent({ eventType: "Complaint" });
const send = makeMailEvent({ eventType: "Send" });

async function claimed() {
  const claim = await deps.notices.claim(id, { tips: ["L1"] }, now);
  if (claim.kind !== "ours") throw new Error(`the claim is ${claim.kind}`);
  return claim.held;
}

const scan = () => itemsOf(table);

const stopped = async () => (await deps.runners.find("r1"))?.mailStopped;
const digests = () => deps.notices.digestsSince("r1", "2021-01-01");

describe("the word that a mail left", () => {
  it.each(["Send", "Delivery", "Reject"] as const)(
    "(%s) settles a claim that nobody marked",
    async (eventType) => {
      await claimed();
      await recordDelivery(makeMailEvent({ eventType }), deps);
      expect(await deps.notices.claim(id, {}, afterLease)).toEqual({ kind: "settled" });
      expect(await digests()).toMatchObject([{ day: "2021-09-12", state: "sent", tips: ["L1"] }]);
    },
  );

  it("corrects a notice that was given up too soon", async () => {
    await deps.notices.skip(await claimed(), afterLease);
    expect(await recordDelivery(send, deps)).toEqual({ outcome: "settled" });
    expect((await digests())[0]?.state).toBe("sent");
  });

  it("changes nothing where the sender marked it, nor the second time", async () => {
    await deps.notices.markSent(await claimed(), "m-1", now);
    const before = await scan();
    expect(await recordDelivery(send, deps)).toEqual({ outcome: "nothing-to-settle" });
    expect(await scan()).toEqual(before);
  });

  it("makes no notice that is not there, or of a mail that is not ours", async () => {
    for (const event of [send, soft]) await recordDelivery(event, deps);
    const foreign = makeMailEvent({ eventType: "Send" }, { tag: "digest_2021-09-12" });
    expect(await recordDelivery(foreign, deps)).toEqual({ outcome: "no notice of ours" });
    expect(await scan()).toEqual([]);
  });
});

describe("an address that is dead, or whose owner complained", () => {
  it.each([
    ["bounce", hard],
    ["complaint", complaint],
  ] as const)(
    "(%s) gets no more mail, and the profile says why and since when",
    async (reason, event) => {
      await deps.runners.create(makeRunner());
      expect(await recordDelivery(event, deps)).toEqual({
        outcome: `mail stopped after a ${reason}`,
      });
      expect(await stopped()).toEqual({ reason, at: "2021-09-13T05:10:00.000Z" });
    },
  );

  it.each([
    ["bounce", [hard, complaint, hard, complaint]],
    ["complaint", [complaint, hard, complaint, hard]],
  ] as const)("keeps the first reason (%s), however often it is told", async (reason, events) => {
    await deps.runners.create(makeRunner());
    for (const event of events) await recordDelivery(event, deps);
    expect((await stopped())?.reason).toBe(reason);
  });

  it("is compared without regard to case", async () => {
    await deps.runners.create(makeRunner({ email: "Ada@Example.com" }));
    await recordDelivery(hard, deps);
    expect((await stopped())?.reason).toBe("bounce");
  });

  it("stops nothing where the runner has another by now", async () => {
    await deps.runners.create(makeRunner({ email: "new@example.com" }));
    const before = await scan();
    await recordDelivery(hard, deps);
    expect(await scan()).toEqual(before);
  });

  it("stops nothing where it is changed at that very moment", async () => {
    const runner = makeRunner();
    await deps.runners.create(runner);
    const racing = {
      ...deps,
      runners: {
        ...deps.runners,
        async find(runnerId: string) {
          const found = await deps.runners.find(runnerId);
          const update = new UpdateItemCommand({
            TableName: table.name,
            Key: toItem({ pk: "RUNNER#r1", sk: "PROFILE" }),
            UpdateExpression: "SET email = :email",
            ExpressionAttributeValues: toItem({ ":email": "new@example.com" }),
          });
          await table.client.send(update);
          return found;
        },
      },
    };
    await recordDelivery(complaint, racing);
    expect(await stopped()).toBeNull();
  });

  it("of a runner who left is dropped", async () => {
    expect(await recordDelivery(hard, deps)).toEqual({ outcome: "unknown runner" });
    expect(await scan()).toEqual([]);
  });
});

describe("a sign-in email that reached no mailbox", () => {
  const notice = { runnerId: "none", notice: "sign-in" };
  const isUsedUp = () =>
    deps.limits.isUsedUp(CAME_BACK.key, CAME_BACK.limit, Date.parse("2021-09-13T20:00:00Z"));

  it("is counted with the others of its day", async () => {
    const comesBack = (feedbackId: string) => {
      const what = { eventType: "Bounce", bounceType: "Permanent" } as const;
      return recordDelivery(makeMailEvent(what, { notice, feedbackId }), deps);
    };
    for (const feedbackId of ["1", "2", "3", "4", "4"]) {
      expect(await comesBack(feedbackId)).toEqual({ outcome: "a sign-in email came back" });
    }
    expect(await isUsedUp()).toBe(false);
    for (const feedbackId of ["5", "6"]) await comesBack(feedbackId);
    expect(await isUsedUp()).toBe(true);
    const nextDay = Date.parse("2021-09-14T00:00:00Z");
    expect(await deps.limits.isUsedUp(CAME_BACK.key, CAME_BACK.limit, nextDay)).toBe(false);
  });

  it("is counted as well if it reached one of someone who didn't ask for it", async () => {
    for (const feedbackId of ["1", "2", "3", "4", "5"]) {
      const unwanted = makeMailEvent({ eventType: "Complaint" }, { notice, feedbackId });
      expect(await recordDelivery(unwanted, deps)).toEqual({
        outcome: "a sign-in email was reported as spam",
      });
    }
    expect(await isUsedUp()).toBe(true);
  });

  it("isn't, if SES sent it nowhere: its address bounced before", async () => {
    const unsent = makeMailEvent(
      {
        eventType: "Bounce",
        bounceType: "Permanent",
        bounceSubType: "OnAccountSuppressionList",
      },
      { notice },
    );
    for (let time = 0; time < 6; time += 1) {
      expect(await recordDelivery(unsent, deps)).toEqual({
        outcome: "a sign-in email was not sent to a suppressed address",
      });
    }
    expect(await isUsedUp()).toBe(false);
  });

  it("isn't, if it may arrive later", async () => {
    const late = makeMailEvent({ eventType: "Bounce", bounceType: "Transient" }, { notice });
    for (let time = 0; time < 6; time += 1) await recordDelivery(late, deps);
    expect(await isUsedUp()).toBe(false);
  });
});

describe("a confirmation of a new address that reached no mailbox", () => {
  it.each([
    ["came back", { eventType: "Bounce", bounceType: "Permanent" }],
    ["was reported as spam", { eventType: "Complaint" }],
  ] as const)("and %s is counted for who asked, and stops no email", async (what, event) => {
    await deps.runners.create(makeRunner());
    const { key, limit } = changeCameBack("r1");
    const isUsedUp = () => deps.limits.isUsedUp(key, limit, Date.parse("2021-09-13T20:00:00Z"));
    const notice = { runnerId: "r1", notice: "address" };
    // SES tells of the first one twice.
    for (const feedbackId of ["1", "1"]) {
      const back = makeMailEvent(event, { notice, to: "nobody@example.com", feedbackId });
      expect(await recordDelivery(back, deps)).toEqual({ outcome: `a confirmation ${what}` });
      expect(await isUsedUp()).toBe(false);
    }
    const back = makeMailEvent(event, { notice, to: "nobody@example.org", feedbackId: "2" });
    await recordDelivery(back, deps);
    expect(await isUsedUp()).toBe(true);
    expect(await stopped()).toBeNull();
  });
});

describe("a bounce that may pass", () => {
  it.each(["Transient", "Undetermined"] as const)(
    "(%s) stops nothing and is counted once",
    async (bounceType) => {
      await deps.runners.create(makeRunner());
      await deps.notices.markSent(await claimed(), "m-1", now);
      for (const feedbackId of ["1", "1", "2"]) {
        await recordDelivery(
          makeMailEvent({ eventType: "Bounce", bounceType }, { feedbackId }),
          deps,
        );
      }
      expect(await stopped()).toBeNull();
      const notice = (await scan()).find(({ sk }) => String(sk).startsWith("NOTICE#"));
      expect(notice?.["softBounces"]).toEqual(new Set(["1", "2"]));
    },
  );
});

describe("events in any order, each up to three times", () => {
  it("end the same way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([send, send, soft, soft, hard, hard, hard], { minLength: 7 }),
        async (events) => {
          table = await freshTable();
          deps = depsOn(table);
          await deps.runners.create(makeRunner());
          await claimed();
          for (const event of events) await recordDelivery(event, deps);
          expect((await digests())[0]?.state).toBe("sent");
          expect(await stopped()).toEqual({ reason: "bounce", at: "2021-09-13T05:10:00.000Z" });
        },
      ),
      { numRuns: 15, seed: 6 },
    );
  });
});

describe("an event that SES does not write", () => {
  it.each([
    ["of another service", { source: "aws.s3" }],
    ["of an unknown type", { detail: { ...send.detail, eventType: "Open" } }],
    ["without its mail", { detail: { eventType: "Send" } }],
  ])("%s is refused", (_, wrong) => {
    expect(mailEvent.safeParse({ ...send, ...wrong }).success).toBe(false);
  });
});
