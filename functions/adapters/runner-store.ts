import { createHash } from "node:crypto";
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { NUDGE_TOPICS, type NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import type { DueRunner, DueStore, Runner, RunnerStore } from "../ports.ts";
import { NUDGE_DEFAULTS } from "../shared/nudge-defaults.ts";
import { itemsOf } from "./query.ts";
import { fromItem, runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const weekday = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
  z.literal(6),
  z.literal(7),
]);

const profileItem = z.object({
  v: z.literal(1),
  runnerId: z.string(),
  email: z.string(),
  zone: z.string(),
  units: z.enum(["km", "mi"]),
  weekStart: weekday,
  sex: z.enum(["female", "male", "unspecified"]),
  maxHeartRateBpm: z.number().nullable(),
  restHeartRateBpm: z.number().nullable(),
  digestOn: z.boolean(),
  digestWeekday: weekday,
  digestHour: z.number(),
  dueAt: z.string().optional(),
  linkKey: z.string(),
  generated: z.boolean(),
  quietFromMinute: z.number().default(NUDGE_DEFAULTS.quietFromMinute),
  quietToMinute: z.number().default(NUDGE_DEFAULTS.quietToMinute),
  /** A set, so that a topic is stopped without reading; the table holds no empty one. */
  topicsOff: z.set(z.enum(NUDGE_TOPICS)).default(new Set<NudgeTopic>()),
  pause: z.object({ from: z.iso.date(), to: z.iso.date().nullable() }).nullable().default(null),
  mailStopped: z
    .object({ reason: z.enum(["bounce", "complaint"]), at: z.string() })
    .nullable()
    .default(null),
});

const dueItem = profileItem
  .pick({
    runnerId: true,
    zone: true,
    digestWeekday: true,
    digestHour: true,
  })
  .extend({ dueAt: z.string() });

const SK = "PROFILE";

/**
 * The due index is spread over this many keys, since everybody's Monday morning falls into the same
 * few minutes. Changing it needs every profile rewritten.
 */
const DUE_SHARDS = 8;
const shardKeys = Array.from({ length: DUE_SHARDS }, (_, shard) => `DUE#${shard}`);

function shardOf(runnerId: string): string {
  const hash = createHash("sha256").update(runnerId).digest();
  return `DUE#${hash.readUInt8(0) % DUE_SHARDS}`;
}

/** Sparse: only a runner with a next digest has `dueShard` and `dueAt`, the keys of the `due` index. */
function toProfile(runner: Runner) {
  const due =
    runner.nextDigestAt === null
      ? {}
      : { dueShard: shardOf(runner.id), dueAt: runner.nextDigestAt };
  return toItem({
    pk: runnerPk(runner.id),
    sk: SK,
    v: 1,
    runnerId: runner.id,
    email: runner.email,
    zone: runner.zone,
    units: runner.units,
    weekStart: runner.weekStart,
    sex: runner.sex,
    maxHeartRateBpm: runner.maxHeartRateBpm,
    restHeartRateBpm: runner.restHeartRateBpm,
    digestOn: runner.digest.on,
    digestWeekday: runner.digest.weekday,
    digestHour: runner.digest.hour,
    linkKey: runner.linkKey,
    generated: runner.generated,
    ...toNudgeFields(runner.nudges),
    mailStopped: runner.mailStopped,
    ...due,
  });
}

function toNudgeFields({ topicsOff, ...rest }: Runner["nudges"]) {
  return topicsOff.length === 0 ? rest : { ...rest, topicsOff: new Set(topicsOff) };
}

export function runnerStore(table: Table): RunnerStore {
  const key = (runnerId: string) => toItem({ pk: runnerPk(runnerId), sk: SK });
  return {
    async find(runnerId) {
      const found = await table.client.send(
        new GetItemCommand({
          TableName: table.name,
          Key: key(runnerId),
          // Whoever just changed an address or stopped something must be believed at once.
          ConsistentRead: true,
        }),
      );
      if (found.Item === undefined) return null;
      const {
        runnerId: id,
        digestOn,
        digestWeekday,
        digestHour,
        quietFromMinute,
        quietToMinute,
        topicsOff,
        pause,
        v: _,
        dueAt,
        ...rest
      } = profileItem.parse(fromItem(found.Item));
      return {
        ...rest,
        id,
        digest: { on: digestOn, weekday: digestWeekday, hour: digestHour },
        nextDigestAt: dueAt ?? null,
        nudges: { quietFromMinute, quietToMinute, topicsOff: [...topicsOff], pause },
      };
    },

    async create(runner) {
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toProfile(runner),
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return (await unlessRefused(table.client.send(put))) === null ? "exists" : "created";
    },

    async stop(runnerId, topic) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: key(runnerId),
        ConditionExpression: "attribute_exists(pk)",
        ...(topic === "digest"
          ? {
              UpdateExpression: "SET digestOn = :off REMOVE dueShard, dueAt",
              ExpressionAttributeValues: toItem({ ":off": false }),
            }
          : {
              UpdateExpression: "ADD topicsOff :topic",
              ExpressionAttributeValues: toItem({ ":topic": new Set([topic]) }),
            }),
      });
      return (await unlessRefused(table.client.send(update))) === null
        ? "unknown-runner"
        : "stopped";
    },

    async stopMail({ id, email }, { reason, at }) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: key(id),
        UpdateExpression: "SET mailStopped = :why",
        ConditionExpression: "email = :email",
        ExpressionAttributeValues: toItem({ ":why": { reason, at }, ":email": email }),
      });
      return (await unlessRefused(table.client.send(update))) === null
        ? "changed-meanwhile"
        : "stopped";
    },
  };
}

export function dueStore(table: Table): DueStore {
  return {
    async *dueAt(instant) {
      for (const shard of shardKeys) {
        const items = itemsOf(table, {
          IndexName: "due",
          KeyConditionExpression: "dueShard = :shard AND dueAt <= :instant",
          ExpressionAttributeValues: toItem({ ":shard": shard, ":instant": instant }),
        });
        for await (const item of items) {
          const { digestWeekday, digestHour, dueAt, ...due } = dueItem.parse(item);
          yield {
            ...due,
            nextDigestAt: dueAt,
            weekday: digestWeekday,
            hour: digestHour,
          } satisfies DueRunner;
        }
      }
    },

    async advance(due, nextDigestAt) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: toItem({ pk: runnerPk(due.runnerId), sk: SK }),
        UpdateExpression: "SET dueAt = :next",
        ConditionExpression: "dueAt = :seen",
        ExpressionAttributeValues: toItem({ ":next": nextDigestAt, ":seen": due.nextDigestAt }),
      });
      return (await unlessRefused(table.client.send(update))) === null
        ? "moved-meanwhile"
        : "advanced";
    },
  };
}
