import { beforeEach, describe, expect, it } from "vitest";
import { censusStore } from "../../../functions/adapters/census-store.ts";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { rateBudgetStore } from "../../../functions/adapters/rate-budget-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { redriveQueue } from "../../../functions/redrive-queue/redrive-queue.ts";
import { byRoute } from "../../../functions/shared/http/by-route.ts";
import type { HttpRequest } from "../../../functions/shared/http/http-handler.ts";
import { ownerOnly } from "../../../functions/shared/http/owner-only.ts";
import { monthEstimate } from "../../../functions/show-operator/month-estimate.ts";
import { operatorPages } from "../../../functions/show-operator/routes.ts";
import { makeVisitor, PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2026-11-25T12:00:00Z");
const OWNER = "Owner@Example.com";
const HOSTILE = `"><script>alert(1)</script><b>'&`;
const NO_PAGE = { outcome: "not the owner", isNoPage: true };

let table: Table;
let laidAside: Record<string, number>;
let moved: string[];

beforeEach(async () => {
  table = await freshTable();
  laidAside = { RunCheckup: 3 };
  moved = [];
});

const queueOf = (name: string) => ({
  name,
  queueArn: `arn:${name}`,
  deadLettersArn: `arn:${name}-dead`,
  deadLettersUrl: `https://sqs/${name}-dead`,
});

const depsOf = () => ({
  runners: runnerStore(table),
  census: censusStore(table),
  notices: noticeStore(table),
  budget: rateBudgetStore(table),
  queues: ["RunCheckup", "FollowEvent"].map(queueOf),
  deadLetters: {
    count: async ({ deadLettersUrl }: { deadLettersUrl: string }) =>
      laidAside[/sqs\/(\w+)-dead/.exec(deadLettersUrl)?.[1] ?? ""] ?? 0,
    async sendAgain({ queueArn }: { queueArn: string }) {
      moved.push(queueArn);
      return moved.length === 1 ? ("started" as const) : ("moving" as const);
    },
  },
  version: "1.2.3",
  alarms: 36,
  owner: OWNER,
  publicUrl: PUBLIC_URL,
  nowMs: () => NOW_MS,
});

function pages(request: HttpRequest) {
  const deps = depsOf();
  const redrive = byRoute<typeof deps>({ "POST /operator/redrive": ownerOnly(redriveQueue) });
  return request.method === "GET" ? operatorPages(request, deps) : redrive(request, deps);
}

const signIn = (id: string, email: string) =>
  signInTo(pages, depsOf(), { id, email, nextDigestAt: "2026-11-30T07:00:00.000Z" });

const vault = { seal: async (text: string) => text, open: async (text: string) => text };

async function connect(runnerId: string) {
  const store = connectionStore(table, vault);
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresAtMs: NOW_MS };
  const connection = { runnerId, accountId: `of-${runnerId}`, granted: [], tokens };
  expect(await store.connect(connection, NOW_MS)).toBe("connected");
  return store;
}

async function notice(
  runnerId: string,
  day: string,
  how: "sent" | "too-late" | "given-up" | "claimed",
) {
  const notices = noticeStore(table);
  const id = { runnerId, notice: `digest:${day}` };
  const remember = how === "too-late" ? { tooLate: true } : {};
  const claim = await notices.claim(id, remember, "2026-11-23T07:00:00.000Z");
  if (claim.kind !== "ours") throw new Error("not ours");
  if (how === "sent") await notices.markSent(id, "m1", "2026-11-23T07:00:01.000Z");
  if (how === "too-late" || how === "given-up")
    await notices.skip(claim.held, "2026-11-23T07:00:01.000Z");
}

/** The figure next to a label. */
const figure = (html: string, label: string) =>
  new RegExp(`<dt>${label}</dt><dd>([^<]*)</dd>`).exec(html)?.[1];

describe("the operator's page", () => {
  it("tells of sources, digests, dead letters, cost and version in counts", async () => {
    const owner = await signIn("owner", "owner@example.com");
    for (const id of ["bob", "cid", "dan"]) {
      const nextDigestAt = id === "dan" ? "2026-11-25T10:00:00.000Z" : "2026-11-30T07:00:00.000Z";
      await runnerStore(table).create(makeRunner({ id, nextDigestAt }));
    }
    await connect("bob");
    const store = await connect("cid");
    const seen = await store.look("cid");
    if (seen === null) throw new Error("no connection");
    const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
    await store.askConsent(seen, why, NOW_MS);
    await notice("bob", "2026-11-22", "sent");
    await notice("cid", "2026-11-22", "sent");
    await notice("dan", "2026-11-22", "too-late");
    await notice("owner", "2026-11-22", "claimed");
    await notice("bob", "2026-11-01", "sent");
    const window = { limit: 100, left: 70, resetsAtMs: NOW_MS + 1000 };
    const day = { limit: 1000, left: 0, resetsAtMs: NOW_MS - 1000 };
    await rateBudgetStore(table).note({ quarterHour: window, day }, NOW_MS);

    const { html, status } = await owner.get("/operator");
    expect(status).toBe(200);
    const figures = {
      Connections: "2",
      connected: "1",
      "must agree again": "1",
      "This quarter of an hour": "70 of 100",
      Today: "more than half of 1,000",
      "Runners with a digest": "4",
      "More than an hour late": "1",
      "sent, or the email that says why there is none": "2",
      "skipped, too late": "1",
      "under way, or not known yet": "1",
    };
    for (const [label, told] of Object.entries(figures)) {
      expect({ [label]: figure(html, label) }).toEqual({ [label]: told });
    }
    expect(html).toContain("1.2.3");
    expect(html).toMatch(/<th scope="row">RunCheckup<\/th><td>3<\/td>/);
    expect(html).toMatch(/The whole month, about<\/dt><dd>\$\d+\.\d\d/);
    expect(html.match(/action="\/operator\/redrive"/g)).toHaveLength(1);
    expect(html).not.toMatch(/\b(bob|cid|dan)\b|@example/);
  });

  it("counts each of a club's runners once, and none as late before an hour is over", async () => {
    const owner = await signIn("owner", "owner@example.com");
    const ids = Array.from({ length: 27 }, (_, n) => `runner-${n}`);
    for (const [n, id] of ids.entries()) {
      const nextDigestAt = `2026-11-25T${n === 0 ? "11:01" : "12:30"}:00.000Z`;
      await runnerStore(table).create(makeRunner({ id, nextDigestAt }));
      await notice(id, "2026-11-18", n === 0 ? "given-up" : "sent");
      await notice(id, "2026-11-17", "sent");
      await connect(id);
    }
    const { html } = await owner.get("/operator");
    const figures = {
      Connections: "27",
      connected: "27",
      "Runners with a digest": "28",
      "More than an hour late": "0",
      "sent, or the email that says why there is none": "26",
      "may have been sent": "1",
    };
    for (const [label, told] of Object.entries(figures)) {
      expect({ [label]: figure(html, label) }).toEqual({ [label]: told });
    }
  });

  it("says so where nothing is there yet", async () => {
    laidAside = {};
    const owner = await signIn("owner", "owner@example.com");
    const { html } = await owner.get("/operator");
    expect(html).toContain("There are no dead letters.");
    expect(html).toContain("More than half of each limit");
    expect(html).not.toContain("<form");
  });

  it("does not exist for anyone else, signed in or not, and neither does its form", async () => {
    const eve = await signIn("eve", "eve@example.com");
    const nobody = makeVisitor(pages);
    for (const browser of [eve, nobody]) {
      expect((await browser.visit("GET /operator")).answer).toEqual(NO_PAGE);
      const form = { queue: "RunCheckup", mended: "yes" };
      expect((await browser.visit("POST /operator/redrive", { form })).answer).toEqual(NO_PAGE);
    }
    const { answer } = await eve.post("/operator/redrive", { queue: "RunCheckup", mended: "yes" });
    expect(answer).toEqual(NO_PAGE);
    expect(moved).toEqual([]);
  });
});

describe("dead letters", () => {
  const form = { queue: "RunCheckup", mended: "yes" };

  it("are moved back once, by the owner's word that the cause is mended", async () => {
    const owner = await signIn("owner", "owner@example.com");
    expect((await owner.post("/operator/redrive", form)).to).toBe("/operator?said=started");
    expect(moved).toEqual(["arn:RunCheckup"]);
    expect((await owner.post("/operator/redrive", form)).to).toBe("/operator?said=moving");
    const said = await owner.get("/operator", {}, { said: "started" });
    expect(said.html).toContain("The messages are being moved back.");
    expect((await owner.get("/operator", {}, { said: HOSTILE })).html).not.toContain(
      "<script>alert",
    );
  });

  it.each([
    ["without that word", { ...form, mended: "" }, "/operator?said=unsure"],
    ["of a queue that is none", { ...form, queue: HOSTILE }, "/operator?said=unknown"],
    ["with a forged token", { ...form, csrf: "forged" }, null],
  ])("stay where they are %s", async (_, fields, to) => {
    const owner = await signIn("owner", "owner@example.com");
    const before = await itemsOf(table);
    const answer = await owner.post("/operator/redrive", fields);
    expect(answer.to).toBe(to);
    if (to === null) expect(answer.status).toBe(403);
    expect(moved).toEqual([]);
    expect(await itemsOf(table)).toEqual(before);
  });
});

describe("a month's estimate", () => {
  it("is the key, the alarms and the polls while there are no runners, and grows with each", () => {
    const nobody = monthEstimate({ digests: 0, connections: 0, alarms: 36, queues: 10 }, 30);
    expect(nobody).toBeGreaterThan(5.1);
    expect(nobody).toBeLessThan(5.4);
    // Beyond the million free requests, one queue less saves a fifth of a dollar.
    expect(
      nobody - monthEstimate({ digests: 0, connections: 0, alarms: 36, queues: 9 }, 30),
    ).toBeCloseTo(0.207, 3);
    const one = monthEstimate({ digests: 1, connections: 1, alarms: 36, queues: 10 }, 30);
    // `npm run cost -- --nights 1` counts 0.0008 a runner at a million; alone, no messages share batches.
    expect(one - nobody).toBeGreaterThan(0.0008);
    expect(one - nobody).toBeLessThan(0.0016);
    const club = monthEstimate({ digests: 100, connections: 100, alarms: 36, queues: 10 }, 30);
    expect(club - nobody).toBeCloseTo(100 * (one - nobody), 6);
    expect(monthEstimate({ digests: 0, connections: 0, alarms: 36, queues: 10 }, 15)).toBeCloseTo(
      nobody / 2,
    );
  });
});
