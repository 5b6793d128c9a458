import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { NoticeId, NoticeStore } from "../ports.ts";
import { itemsOf } from "./query.ts";
import { fromItem, runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const noticeItem = z.object({
  v: z.literal(1),
  state: z.enum(["claimed", "released", "sent", "skipped"]),
  claimedAt: z.iso.datetime(),
});

const sentDigest = z.object({ sk: z.string(), tips: z.array(z.string()).default([]) });

/**
 * How long a claim holds: longer than one attempt can take (the function's timeout), shorter than
 * the queue goes on retrying, so that a crash is noticed while the message still lives.
 */
export const LEASE_S = 600;

/** Kept for longer than anybody asks 'was this sent?', then swept by the table's TTL. */
const KEEP_S = 400 * 24 * 3600;

export function noticeStore(table: Table): NoticeStore {
  const key = (id: NoticeId) => ({ pk: runnerPk(id.runnerId), sk: `NOTICE#${id.notice}` });

  const setState = async (id: NoticeId, state: "released" | "sent" | "skipped", set: object) => {
    const extra = Object.entries(set);
    await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: toItem(key(id)),
        UpdateExpression: [
          "SET #state = :state",
          ...extra.map(([name]) => `${name} = :${name}`),
        ].join(", "),
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: toItem({
          ":state": state,
          ...Object.fromEntries(extra.map(([name, value]) => [`:${name}`, value])),
        }),
      }),
    );
  };

  return {
    async claim(id, now) {
      const expiresAt = Math.floor(Date.parse(now) / 1000) + KEEP_S;
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toItem({ ...key(id), v: 1, state: "claimed", claimedAt: now, expiresAt }),
        ConditionExpression: "attribute_not_exists(pk) OR #state = :released",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: toItem({ ":released": "released" }),
      });
      if ((await unlessRefused(table.client.send(put))) !== null) return "claimed";

      const get = new GetItemCommand({
        TableName: table.name,
        Key: toItem(key(id)),
        ConsistentRead: true,
      });
      const found = await table.client.send(get);
      // Swept or released between the two calls: the next attempt will claim it.
      if (found.Item === undefined) return "in-flight";
      const notice = noticeItem.parse(fromItem(found.Item));
      if (notice.state === "sent" || notice.state === "skipped") return "settled";
      if (notice.state === "released") return "in-flight";
      const ageMs = Date.parse(now) - Date.parse(notice.claimedAt);
      return ageMs < LEASE_S * 1000 ? "in-flight" : "abandoned";
    },
    markSent: (id, { messageId, tips }, now) =>
      setState(id, "sent", { messageId, tips, sentAt: now }),
    release: (id) => setState(id, "released", {}),
    skip: (id, now) => setState(id, "skipped", { skippedAt: now }),

    async tipsSent(runnerId, sinceDay) {
      const digests = itemsOf(table, {
        // The day is part of the key, so the newer digests are the tail of the runner's notices.
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        ExpressionAttributeValues: toItem({
          ":pk": runnerPk(runnerId),
          ":from": `NOTICE#digest:${sinceDay}`,
          ":to": "NOTICE#digest:9999-12-31",
        }),
      });
      const sent = [];
      for await (const item of digests) {
        const { sk, tips } = sentDigest.parse(item);
        sent.push({ day: sk.slice("NOTICE#digest:".length), tips });
      }
      return sent;
    },
  };
}
