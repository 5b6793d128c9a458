import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import {
  endKey,
  makeKey,
  type OwnWebhookDeps,
  ownWebhookSection,
} from "../../../functions/connect-sources/own-webhook.tsx";
import { verifyOwn } from "../../../functions/providers/webhook/verify.ts";
import { byRoute } from "../../../functions/shared/http/by-route.ts";
import { signedIn } from "../../../functions/shared/http/signed-in.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { sentRequest, signedRequest } from "../../support/own-webhook.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 12);
let table: Table;
let deps: OwnWebhookDeps;
let made = 0;
let ids = 0;

beforeAll(async () => {
  table = await freshTable();
  deps = {
    runners: runnerStore(table),
    activities: toldActivityStore(table, () => NOW_MS),
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
    randomKey: () => `random-${++made}`,
  };
});

const pages = byRoute<OwnWebhookDeps>({
  "GET /connect": signedIn(async (request) => ({
    outcome: "shown",
    status: 200,
    title: "",
    body: ownWebhookSection(request, deps),
  })),
  "POST /connect/webhook/make": signedIn(makeKey),
  "POST /connect/webhook/end": signedIn(endKey),
});

let ada: Awaited<ReturnType<typeof signInTo>>;
let id: string;
beforeEach(async () => {
  id = `ada-${++ids}`;
  const stored = { runners: runnerStore(table), nowMs: () => NOW_MS };
  ada = await signInTo((request) => pages(request, deps), stored, { id });
});

const keyOn = (html: string) => /<code id="key">([^<]+)</.exec(html)?.[1] ?? "";
const page = async () => (await ada.get("/connect")).html;
const make = async (way: string) => keyOn((await ada.post("/connect/webhook/make", { way })).html);
const verdict = async (request: Parameters<typeof verifyOwn>[0]) =>
  verifyOwn(request, await runnerStore(table).find(id), NOW_MS).kind;

describe("a key for the runner's own webhook", () => {
  it.each([
    ["signed", "sws_", signedRequest],
    ["sent", "swb_", sentRequest],
  ] as const)("to be %s is shown once, and opens", async (way, prefix, request) => {
    const key = await make(way);
    expect(key).toMatch(new RegExp(`^${prefix}random-\\d+$`));
    expect(await verdict(request(id, key, {}, NOW_MS))).toBe("genuine");
    const html = await page();
    expect(html).not.toContain(key);
    expect(html).toContain("You have one, made on 22 November 2026.");
    expect(html).toContain(`${PUBLIC_URL}/webhooks/own/${id}`);
  });

  it.each([
    ["signed", "for signing", "to send along"],
    ["sent", "to send along", "for signing"],
  ])(
    "to be %s can be made anew or revoked once there is one, and the other only made",
    async (way, ours, other) => {
      const offers = async () => {
        const html = await page();
        return [ours, other].map((kind) =>
          [`Make a key ${kind}`, `Make a new key ${kind}`, `Revoke the key ${kind}`].map((words) =>
            html.includes(`>${words}<`),
          ),
        );
      };
      const address = `<code>${PUBLIC_URL}/webhooks/own/${id}</code>`;
      expect(await offers()).toEqual([
        [true, false, false],
        [true, false, false],
      ]);
      expect(await page()).not.toContain(address);
      await make(way);
      expect(await offers()).toEqual([
        [false, true, true],
        [true, false, false],
      ]);
      expect(await page()).toContain(address);
    },
  );

  it("made anew ends the one before, and the other kind stays", async () => {
    const [first, sent] = [await make("signed"), await make("sent")];
    const second = await make("signed");
    expect(await verdict(signedRequest(id, first, {}, NOW_MS))).toBe("refused");
    expect(await verdict(signedRequest(id, second, {}, NOW_MS))).toBe("genuine");
    expect(await verdict(sentRequest(id, sent, {}))).toBe("genuine");
  });

  it("ends alone, with what it brought still there", async () => {
    const key = await make("signed");
    await deps.activities.eraseSource(id, "webhook");
    await activityStore(table).save(id, makeRecord({ source: "webhook" }));
    await ada.post("/connect/webhook/end", { way: "signed" });
    expect(await verdict(signedRequest(id, key, {}, NOW_MS))).toBe("refused");
    expect(await activityStore(table).all(id)).toHaveLength(1);
    expect(await page()).not.toContain(`${PUBLIC_URL}/webhooks/own/${id}</code>`);
  });

  it("ends with the other and with all that came by them, and nothing else goes", async () => {
    const [signed, sent] = [await make("signed"), await make("sent")];
    await activityStore(table).save(id, makeRecord({ source: "webhook" }));
    await activityStore(table).save(id, makeRecord({ source: "manual" }));
    const ended = await ada.post("/connect/webhook/end", { way: "all" });
    expect(ended).toMatchObject({ to: "/connect#webhook", outcome: "erased" });
    expect(await verdict(signedRequest(id, signed, {}, NOW_MS))).toBe("refused");
    expect(await verdict(sentRequest(id, sent, {}))).toBe("refused");
    expect((await activityStore(table).all(id)).map(({ source }) => source)).toEqual(["manual"]);
  });

  it.each(["make", "end"])("is not touched by a form that says no way: %s", async (deed) => {
    const answer = await ada.post(`/connect/webhook/${deed}`, { way: "both" });
    expect(answer.status).toBe(422);
    expect((await runnerStore(table).find(id))?.webhookKeys).toEqual({ signed: null, sent: null });
  });
});
