import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueRunner, DueStore } from "../ports/due.ts";
import { isZone } from "../shared/calendar.ts";
import { weekday } from "../shared/weekday.ts";
import { dueItems } from "./due-index.ts";
import { DUE_SHARD_KEYS, PROFILE_SK } from "./runner-store.ts";
import { runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

/** Strict, so that the planner's arithmetic on it can't fail. */
const dueItem = z.pipe(
  z.object({
    runnerId,
    zone: z.string().check(z.refine(isZone)),
    digestWeekday: weekday,
    digestHour: z.int().check(z.minimum(0), z.maximum(23)),
    dueAt: z.iso.datetime(),
  }),
  z.transform(
    ({ digestWeekday, digestHour, dueAt, ...rest }): DueRunner => ({
      ...rest,
      nextDigestAt: dueAt,
      weekday: digestWeekday,
      hour: digestHour,
    }),
  ),
);

export function dueStore(table: Table): DueStore {
  return {
    dueAt: (instant) => dueItems(table, DUE_SHARD_KEYS, instant, dueItem),

    async advance(due, nextDigestAt) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: toItem({ pk: runnerPk(due.runnerId), sk: PROFILE_SK }),
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
