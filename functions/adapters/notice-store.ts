import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { withoutSource } from "../../domain/nudges/news.ts";
import type { HeldClaim, NoticeId, NoticeStore, Remembered, StoredDigest } from "../ports/mail.ts";
import type { NudgeLog } from "../ports/nudges.ts";
import { NUDGE_PREFIX } from "../shared/mail/nudge-notice.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { notices } from "./item-kinds.ts";
import { itemsOf, kindOfRunner } from "./query.ts";
import { changing, runnerPk, type Table } from "./table.ts";

const noticeItem = z.object({
  state: z.enum(["claimed", "released", "sent", "skipped"]),
  claimedAt: z.iso.datetime(),
});

const digestItem = z.extend(z.pick(noticeItem, { state: true }), {
  sk: z.string(),
  remember: z.prefault(
    z.object({
      tips: z._default(z.array(z.string()), []),
      keys: z._default(z.array(z.string()), []),
      tooLate: z._default(z.boolean(), false),
    }),
    {},
  ),
});

const nudgeItem = z.extend(noticeItem, {
  sk: z.string(),
  remember: z.object({ keys: z.array(z.string()) }),
});

const toldItem = z.object({
  sk: z.string(),
  claimedAt: z.string(),
  remember: z.prefault(z.object({ keys: z._default(z.array(z.string()), []) }), {}),
});

/**
 * How long a claim holds: longer than one attempt can take (the function's timeout), but shorter than the
 * queue goes on retrying, so that a crash is noticed while the message is still alive.
 */
export const LEASE_S = 600;

/** Kept for longer than anybody will ask "was this sent?", then removed by the table's TTL. */
const KEEP_S = 400 * 24 * 3600;

export function noticeStore(table: Table): NoticeStore & NudgeLog {
  const key = (id: NoticeId) => ({ pk: runnerPk(id.runnerId), sk: `NOTICE#${id.notice}` });

  const find = (id: NoticeId) => notices.find(noticeItem, table, key(id));

  /**
   * Writes a claim if the condition holds; in the condition, `#state` is the name `state`. If the answer is lost, the
   * client writes it again, and it is let through as its own: no one else has sent anything under it.
   */
  const putClaim = async (
    id: NoticeId,
    remember: Remembered,
    now: string,
    condition: { readonly text: string; readonly values: Record<string, string> },
  ): Promise<HeldClaim | null> => {
    const expiresAt = Math.floor(Date.parse(now) / 1000) + KEEP_S;
    const claimId = randomUUID();
    const written = await notices.put(table, {
      Item: { ...key(id), state: "claimed", claimedAt: now, claimId, remember, expiresAt },
      ConditionExpression: `${condition.text} OR (#state = :claimed AND claimId = :claimId)`,
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ...condition.values,
        ":claimed": "claimed",
        ":claimId": claimId,
      },
    });
    return written === null ? null : { ...id, claimedAt: now };
  };

  /** Moves a notice on if the condition holds, and returns whether it did. */
  const move = async (
    id: NoticeId,
    set: { readonly state: "released" | "sent" | "skipped" } & Record<string, string>,
    condition: { readonly text: string; readonly values: Record<string, string> },
  ): Promise<boolean> => {
    const { ExpressionAttributeValues: values, ...change } = changing(set);
    const moved = await notices.update(table, {
      ...change,
      Key: key(id),
      ConditionExpression: condition.text,
      ExpressionAttributeValues: { ...values, ...condition.values },
    });
    return moved !== null;
  };

  // SES's own report may settle a notice at any moment, and must not be overwritten.
  const stillHeld = ({ claimedAt }: HeldClaim) => ({
    text: "#state = :claimed AND claimedAt = :seen",
    values: { ":claimed": "claimed", ":seen": claimedAt },
  });

  return {
    async claim({ runnerId, notice }, remember, now) {
      const id = { runnerId, notice };
      const held = await putClaim(id, remember, now, {
        text: "attribute_not_exists(pk) OR #state = :released",
        values: { ":released": "released" },
      });
      if (held !== null) return { kind: "ours", held };

      const found = await find(id);
      // Swept or released between the two calls: the next attempt will claim it.
      if (found === null) return { kind: "in-flight" };
      const { state, claimedAt } = found;
      if (state === "sent" || state === "skipped") return { kind: "settled" };
      if (state === "released") return { kind: "in-flight" };
      if (isHeld(claimedAt, now)) return { kind: "in-flight" };
      return { kind: "abandoned", held: { ...id, claimedAt } };
    },

    takeOver: ({ claimedAt, ...id }, remember, now) =>
      putClaim(id, remember, now, stillHeld({ ...id, claimedAt })),

    async markSent(id, messageId, now) {
      // A notice erased in the meantime must not come back as a fragment.
      const condition = { text: "attribute_exists(pk)", values: {} };
      await move(id, { state: "sent", messageId, sentAt: now }, condition);
    },

    async release(held) {
      await move(held, { state: "released" }, stillHeld(held));
    },

    async skip(held, now) {
      const moved = await move(held, { state: "skipped", skippedAt: now }, stillHeld(held));
      return moved ? "skipped" : "changed-meanwhile";
    },

    async settle(id, messageId, sentAt) {
      // Most are settled by the worker that sent them, and a refused write costs five times as much as this
      // read.
      const found = await find(id);
      if (found === null || found.state === "sent") return "nothing-to-settle";
      const moved = await move(
        id,
        { state: "sent", messageId, sentAt },
        { text: "attribute_exists(pk) AND #state <> :state", values: {} },
      );
      return moved ? "settled" : "nothing-to-settle";
    },

    async noteSoftBounce(id, bounceId) {
      await notices.update(table, {
        Key: key(id),
        // A set, so that an event delivered twice counts once.
        UpdateExpression: "ADD softBounces :bounce",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":bounce": new Set([bounceId]) },
      });
    },

    async digestsSince(runnerId, sinceDay) {
      const items = itemsOf(table, {
        // The day is part of the key, so the newer digests come last among the runner's notices.
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        ExpressionAttributeValues: {
          ":pk": runnerPk(runnerId),
          ":from": `NOTICE#digest:${sinceDay}`,
          ":to": "NOTICE#digest:9999-12-31",
        },
      });
      const digests: StoredDigest[] = [];
      for await (const item of items) {
        const { sk, state, remember } = notices.read(digestItem, item);
        digests.push({ day: sk.slice("NOTICE#digest:".length), state, ...remember });
      }
      return digests;
    },

    async nudges(runnerId, now) {
      const prefix = `NOTICE#${NUDGE_PREFIX}`;
      const items = await kindOfRunner(table, runnerId, prefix);
      return items.map((item) => {
        const { sk, state, claimedAt, remember } = notices.read(nudgeItem, item);
        const held = isHeld(claimedAt, now) ? "in-flight" : "abandoned";
        return {
          number: Number(sk.slice(prefix.length)),
          state: state === "claimed" ? held : state,
          claimedAt,
          keys: remember.keys,
        };
      });
    },
  };
}

/** Forgets which of a source's runs and pairs a runner's emails told of. That they were sent stays. */
export async function forgetTold(table: Table, runnerId: string, source: string): Promise<void> {
  for (const item of await kindOfRunner(table, runnerId, "NOTICE#")) {
    const { sk, claimedAt, remember } = notices.read(toldItem, item);
    const left = withoutSource(remember.keys, source);
    if (isDeepStrictEqual(left, remember.keys)) continue;
    await notices.update(table, {
      Key: { pk: runnerPk(runnerId), sk },
      UpdateExpression: "SET remember.#keys = :left",
      // Whoever claims it anew meanwhile remembers other keys.
      ConditionExpression: "claimedAt = :seen",
      ExpressionAttributeNames: { "#keys": "keys" },
      ExpressionAttributeValues: { ":left": left, ":seen": claimedAt },
    });
  }
}

function isHeld(claimedAt: string, now: string): boolean {
  return Date.parse(now) - Date.parse(claimedAt) < LEASE_S * 1000;
}
