import { beforeEach, describe, expect, it } from "vitest";
import { LEASE_S, noticeStore } from "../../../../functions/adapters/notice-store.ts";
import { NothingLeft, TryAgain, TryLater } from "../../../../functions/shared/errors.ts";
import {
  goesAgain,
  type NoticeKind,
  sendOnce,
} from "../../../../functions/shared/mail/send-once.ts";
import { repeater } from "../../../support/crash.ts";
import { fakeMailer } from "../../../support/mailers.ts";
import { makeMail } from "../../../support/make-mail.ts";
import { freshTable } from "../../../support/tables.ts";

let post: ReturnType<typeof fakeMailer>;
let notices: ReturnType<typeof noticeStore>;
let nowMs: number;

beforeEach(async () => {
  post = fakeMailer();
  notices = noticeStore(await freshTable());
  nowMs = Date.UTC(2021, 8, 13, 5);
});

const mail = makeMail();
const now = () => new Date(nowMs).toISOString();
const attempt = (kind: NoticeKind, stores = notices) =>
  sendOnce(
    { mail, kind, remember: { tips: ["L1"] } },
    { notices: stores, mailer: post.mailer, now },
  );

const later = () => {
  nowMs += LEASE_S * 1000;
};

describe("a mail whose end nobody knows", () => {
  it.each([
    ["digest", "given up, it may have left", 1],
    ["nudge", "given up, it may have left", 1],
    ["reminder", "given up, it may have left", 1],
    ["connection", "sent", 2],
    ["farewell", "sent", 2],
    ["red-flag", "sent", 2],
  ] as const)("%s: after the lease it is %s", async (kind, outcome, taken) => {
    post.once("break-after");
    await expect(attempt(kind)).rejects.toThrow("connection lost");
    await expect(attempt(kind)).rejects.toThrow(TryAgain);
    later();
    expect(goesAgain(kind)).toBe(outcome === "sent");
    expect(await attempt(kind)).toEqual({ outcome });
    expect(await attempt(kind)).toEqual({ outcome: "already settled" });
    expect(post.taken).toHaveLength(taken);
  });

  it.each(["digest", "red-flag"] as const)(
    "%s: the mail service's word settles it within the lease",
    async (kind) => {
      post.once("break-after");
      await expect(attempt(kind)).rejects.toThrow("connection lost");
      await notices.settle(mail.notice, "m-1", now());
      later();
      expect(await attempt(kind)).toEqual({ outcome: "already settled" });
      expect(post.taken).toHaveLength(1);
    },
  );
});

describe("a mail with a call that the client makes again, as its answer was lost", () => {
  const playing = async (kind: NoticeKind, repeated: number | null, isAbandoned: boolean) => {
    const table = await freshTable();
    post = fakeMailer();
    notices = noticeStore(table);
    if (isAbandoned) {
      post.once("break-after");
      await attempt(kind).catch(() => undefined);
      later();
    }
    const hand = repeater(repeated);
    const ended = await attempt(kind, noticeStore(hand.table(table)));
    return { steps: hand.steps(), ended, next: await attempt(kind), taken: post.taken.length };
  };

  it.each([
    ["digest", "is sent", false, 1],
    ["red-flag", "is sent", false, 1],
    ["red-flag", "that another attempt left open is sent", true, 2],
  ] as const)("%s: %s just as well, and once", async (kind, _how, isAbandoned, taken) => {
    const ending = { ended: { outcome: "sent" }, next: { outcome: "already settled" }, taken };
    const { steps, ...plain } = await playing(kind, null, isAbandoned);
    expect(plain).toEqual(ending);
    for (let step = 1; step <= steps; step += 1) {
      expect(await playing(kind, step, isAbandoned), `call ${step}`).toEqual({ ...ending, steps });
    }
  });
});

describe("several attempts at a mail whose end nobody knows", () => {
  beforeEach(async () => {
    post.once("break-after");
    await expect(attempt("red-flag")).rejects.toThrow("connection lost");
    later();
  });

  it("send it once more between them, as only one takes the claim over", async () => {
    const all = await Promise.allSettled([1, 2, 3].map(() => attempt("red-flag")));
    expect(all.map(({ status }) => status).toSorted()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(post.taken).toHaveLength(2);
  });

  it("don't give it up once the mail service says that it left", async () => {
    const told = {
      ...notices,
      skip: async (...given: Parameters<typeof notices.skip>) => {
        await notices.settle(mail.notice, "m-1", now());
        return notices.skip(...given);
      },
    };
    await expect(attempt("digest", told)).rejects.toThrow(TryAgain);
    expect(await attempt("digest")).toEqual({ outcome: "already settled" });
  });
});

describe("a mail that could not be put together", () => {
  it("fails as it is, and is sent by the next attempt: nothing of it had left", async () => {
    post.once("not-made");
    await expect(attempt("digest")).rejects.toThrow(NothingLeft);
    expect(await attempt("digest")).toEqual({ outcome: "sent" });
    expect(post.taken).toHaveLength(1);
  });
});

describe("a mail that the service refused", () => {
  it("is sent by the next attempt", async () => {
    post.once("refuse");
    const refused = await attempt("digest").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TryAgain);
    expect(refused).not.toBeInstanceOf(TryLater);
    expect(await attempt("digest")).toEqual({ outcome: "sent" });
  });

  it("for a long time is held back for as long", async () => {
    post.once("hold-back");
    const refused = await attempt("digest").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TryLater);
    expect(refused).toHaveProperty("delayS", 21_600);
    expect(post.taken).toEqual([]);
  });

  it("is not sent again where an earlier attempt's mail turns out to have left", async () => {
    post.once("break-after");
    await expect(attempt("red-flag")).rejects.toThrow("connection lost");
    later();
    post.once("refuse", () => notices.settle(mail.notice, "m-1", now()));
    await expect(attempt("red-flag")).rejects.toThrow(TryAgain);
    expect(await attempt("red-flag")).toEqual({ outcome: "already settled" });
    expect(post.taken).toHaveLength(1);
  });
});
