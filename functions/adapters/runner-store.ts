import * as z from "zod/mini";
import { NUDGE_TOPICS, type NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import { usableOwn } from "../../domain/thresholds.ts";
import type { SettingsStore } from "../ports/account.ts";
import type { Runner, RunnerStore, Topic, WebhookKey, WebhookWay } from "../ports/runner.ts";
import { isSameAddress } from "../shared/mail/same-address.ts";
import { NUDGE_DEFAULTS, REMINDER_DEFAULTS } from "../shared/runner/nudge-defaults.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { weekday } from "../shared/weekday.ts";
import { addressBook } from "./address-book.ts";
import { shardKeys, shardOf } from "./due-shards.ts";
import { profiles } from "./item-kinds.ts";
import { changing, type Item, runnerPk, stillAs, type Table } from "./table.ts";

const profileItem = z.object({
  runnerId: z.string(),
  email: z.string(),
  zone: z.string(),
  units: z.enum(["km", "mi"]),
  weekStart: weekday,
  sex: z.enum(["female", "male", "unspecified"]),
  maxHeartRateBpm: z.nullable(z.number()),
  restHeartRateBpm: z.nullable(z.number()),
  digestOn: z.boolean(),
  digestWeekday: weekday,
  digestHour: z.number(),
  dueAt: z.optional(z.string()),
  lastDigestAt: z.optional(z.string()),
  linkKey: z.string(),
  sessionKey: z.string().check(z.minLength(1)),
  consent: z.object({ version: z.string(), at: z.string() }),
  generated: z.boolean(),
  quietFromMinute: z._default(z.number(), NUDGE_DEFAULTS.quietFromMinute),
  quietToMinute: z._default(z.number(), NUDGE_DEFAULTS.quietToMinute),
  /** A set, so that a topic can be stopped without reading first; DynamoDB can't store an empty one. */
  topicsOff: z._default(z.set(z.enum(NUDGE_TOPICS)), new Set<NudgeTopic>()),
  pause: z._default(
    z.nullable(
      z.object({
        from: z.iso.date(),
        to: z.nullable(z.iso.date()),
        reason: z._default(
          z.nullable(z.enum(["ill", "pregnant", "travelling", "race-week", "taper"])),
          null,
        ),
      }),
    ),
    null,
  ),
  /** Any names and numbers are accepted, so that a change of ours locks nobody out; see `usableOwn`. */
  limits: z.pipe(z._default(z.record(z.string(), z.number()), {}), z.transform(usableOwn)),
  reminderDays: z._default(z.array(weekday), []),
  reminderHour: z._default(z.number(), REMINDER_DEFAULTS.hour),
  reminderEmail: z._default(z.boolean(), REMINDER_DEFAULTS.email),
  feedKey: z._default(z.nullable(z.string()), null),
  signingKey: z._default(z.nullable(z.string()), null),
  signingKeyAtMs: z._default(z.number(), 0),
  sentKeyHash: z._default(z.nullable(z.string()), null),
  sentKeyAtMs: z._default(z.number(), 0),
  mailStopped: z._default(
    z.nullable(z.object({ reason: z.enum(["bounce", "complaint", "erased"]), at: z.string() })),
    null,
  ),
});

export const PROFILE_SK = "PROFILE";
export const profileKey = (runnerId: string) => ({ pk: runnerPk(runnerId), sk: PROFILE_SK });

/** Everybody's Monday morning falls in the same few minutes. */
const DUE_SHARDS = 8;
export const DUE_SHARD_KEYS = shardKeys("DUE", DUE_SHARDS);

/** Sparse: only a runner with a next digest has `dueShard` and `dueAt`, the keys of the `due` index. */
function toProfile(runner: Runner): Item {
  const due =
    runner.nextDigestAt === null
      ? {}
      : { dueShard: shardOf("DUE", DUE_SHARDS, runner.id), dueAt: runner.nextDigestAt };
  return {
    ...profileKey(runner.id),
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
    sessionKey: runner.sessionKey,
    consent: runner.consent,
    generated: runner.generated,
    ...toNudgeFields(runner.nudges),
    limits: runner.limits,
    reminderDays: [...runner.reminders.weekdays],
    reminderHour: runner.reminders.hour,
    reminderEmail: runner.reminders.email,
    feedKey: runner.feedKey,
    ...toKeyFields("signed", runner.webhookKeys.signed),
    ...toKeyFields("sent", runner.webhookKeys.sent),
    mailStopped: runner.mailStopped,
    ...(runner.lastDigestAt !== null && { lastDigestAt: runner.lastDigestAt }),
    ...due,
  };
}

/** Named so that an export leaves the keys out. */
const KEY_FIELDS = {
  signed: { key: "signingKey", at: "signingKeyAtMs" },
  sent: { key: "sentKeyHash", at: "sentKeyAtMs" },
} as const;

function toKeyFields(way: WebhookWay, key: WebhookKey | null) {
  const fields = KEY_FIELDS[way];
  return { [fields.key]: key?.key ?? null, [fields.at]: key?.madeAtMs ?? 0 };
}

function toNudgeFields({ topicsOff, ...rest }: Runner["nudges"]) {
  return topicsOff.length === 0 ? rest : { ...rest, topicsOff: new Set(topicsOff) };
}

/** The update that stops a topic without reading the profile. */
function stopOf(topic: Topic) {
  switch (topic) {
    case "digest":
      return changing({ digestOn: false, dueShard: undefined, dueAt: undefined });
    case "reminder":
      return changing({ reminderEmail: false });
    default:
      return {
        UpdateExpression: "ADD topicsOff :topic",
        ExpressionAttributeValues: { ":topic": new Set([topic]) },
      };
  }
}

export function runnerStore(table: Table, nowMs: () => number = Date.now): RunnerStore {
  const find = async (runnerId: string): Promise<Runner | null> => {
    const found = await profiles.find(profileItem, table, profileKey(runnerId));
    if (found === null) return null;
    const {
      runnerId: id,
      digestOn,
      digestWeekday,
      digestHour,
      quietFromMinute,
      quietToMinute,
      topicsOff,
      pause,
      reminderDays,
      reminderHour,
      reminderEmail,
      signingKey,
      signingKeyAtMs,
      sentKeyHash,
      sentKeyAtMs,
      dueAt,
      lastDigestAt,
      ...rest
    } = found;
    return {
      ...rest,
      id,
      digest: { on: digestOn, weekday: digestWeekday, hour: digestHour },
      nextDigestAt: dueAt ?? null,
      lastDigestAt: lastDigestAt ?? null,
      nudges: { quietFromMinute, quietToMinute, topicsOff: [...topicsOff], pause },
      reminders: { weekdays: reminderDays, hour: reminderHour, email: reminderEmail },
      webhookKeys: {
        signed: signingKey === null ? null : { key: signingKey, madeAtMs: signingKeyAtMs },
        sent: sentKeyHash === null ? null : { key: sentKeyHash, madeAtMs: sentKeyAtMs },
      },
    };
  };

  const addresses = addressBook(table, find);
  /** Changes a profile that is there, and returns whether one is. */
  const change = async (runnerId: string, change: ReturnType<typeof stopOf>): Promise<boolean> => {
    const changed = await profiles.update(table, {
      ...change,
      Key: profileKey(runnerId),
      ConditionExpression: "attribute_exists(pk)",
    });
    return changed !== null;
  };

  return {
    find,

    async findByEmail(email) {
      const owner = await addresses.ownerOf(email);
      const runner = owner === null ? null : await find(owner.runnerId);
      return runner !== null && isSameAddress(runner.email, email) ? runner : null;
    },

    async create(runner) {
      if (!(await addresses.take(runner.email, runner.id, nowMs()))) return "address-taken";
      const created = await profiles.put(table, {
        Item: toProfile(runner),
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return created === null ? "exists" : "created";
    },

    async renewSessionKey(runnerId, sessionKey) {
      await change(runnerId, changing({ sessionKey }));
    },

    async renewFeedKey(runnerId, feedKey) {
      await change(runnerId, changing({ feedKey }));
    },

    async renewWebhookKey(runnerId, way, key) {
      await change(runnerId, changing(toKeyFields(way, key)));
    },

    async stop(runnerId, topic) {
      return (await change(runnerId, stopOf(topic))) ? "stopped" : "unknown-runner";
    },

    async stopMail({ id, email }, { reason, at }) {
      const stopped = await profiles.update(table, {
        Key: profileKey(id),
        UpdateExpression: "SET mailStopped = :why",
        ConditionExpression: "email = :email",
        ExpressionAttributeValues: { ":why": { reason, at }, ":email": email },
      });
      return stopped === null ? "changed-meanwhile" : "stopped";
    },
  };
}

/** The next digest's time and everything it is computed from. */
const DUE_FIELDS = ["zone", "digestOn", "digestWeekday", "digestHour", "dueAt", "dueShard"];

const SETTINGS = [
  ...DUE_FIELDS,
  "lastDigestAt",
  "units",
  "weekStart",
  "sex",
  "maxHeartRateBpm",
  "restHeartRateBpm",
  "quietFromMinute",
  "quietToMinute",
  "topicsOff",
  "pause",
  "limits",
  "reminderDays",
  "reminderHour",
  "reminderEmail",
  "mailStopped",
];

export function settingsStore(table: Table): SettingsStore {
  return {
    async keep(seen, wanted) {
      const before = toProfile(seen);
      const after = toProfile(wanted);
      const changed = SETTINGS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
      if (changed.length === 0) return "kept";
      const change = changing(Object.fromEntries(changed.map((field) => [field, after[field]])));
      const guarded = DUE_FIELDS.some((field) => changed.includes(field)) ? DUE_FIELDS : [];
      const guardedOf = (item: Item) =>
        Object.fromEntries(guarded.map((field) => [field, item[field]]));
      const [asSeen, asSaved] = [stillAs(guardedOf(before), "seen_"), stillAs(guardedOf(after))];
      // Saved already by the same form, sent twice, or by a first attempt whose answer was lost: as good as now.
      const isOurs =
        guarded.length === 0
          ? []
          : [`((${asSeen.ConditionExpression}) OR (${asSaved.ConditionExpression}))`];
      const kept = await profiles.update(table, {
        ...change,
        Key: profileKey(seen.id),
        ConditionExpression: ["attribute_exists(pk)", ...isOurs].join(" AND "),
        ExpressionAttributeNames: {
          ...change.ExpressionAttributeNames,
          ...asSeen.ExpressionAttributeNames,
        },
        ExpressionAttributeValues: {
          ...change.ExpressionAttributeValues,
          ...asSeen.ExpressionAttributeValues,
          ...asSaved.ExpressionAttributeValues,
        },
      });
      return kept === null ? "changed-meanwhile" : "kept";
    },
  };
}
