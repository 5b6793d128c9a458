import { hash } from "node:crypto";
import * as z from "zod/mini";
import { type ActivityRecord, activityRecord } from "../../messages/activity.ts";
import { jsonOf } from "../../shared/json.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { asWritten, localTime } from "../../shared/time.ts";
import { ownWebhook } from "../../wording/webhook.en.ts";
import { orNone } from "../figure.ts";
import { EARLIEST_MS } from "../files/bounds.ts";
import { webhookFacts } from "./facts.ts";

const { faults } = ownWebhook;

/** A phone's number field sends text, with a decimal comma in half of Europe. */
const figure = (most: number, fault: string, least = 0) =>
  z.pipe(
    z.pipe(
      z.union([z.number(), z.string().check(z.regex(/^\s*\d+([.,]\d+)?\s*$/, fault))], fault),
      z.transform((given) => orNone(Number(String(given).replace(",", ".")))),
    ),
    z.number(fault).check(z.minimum(least, fault), z.maximum(most, fault)),
  );

const id = z.string(faults.id).check(z.minLength(1, faults.id), z.maxLength(200, faults.id));
const start = z.iso.datetime({ offset: true, error: faults.start });

/** One run, as a runner's own script sends it; described in docs/your-own-webhook.md. */
export const ownRun = z.strictObject({
  id: z.optional(id),
  start,
  sport: z._default(z.enum(activityRecord.shape.sport.options, faults.sport), "run"),
  distanceM: figure(1_000_000, faults.distanceM),
  durationS: figure(7 * 86_400, faults.durationS, 1),
  elapsedS: z.optional(figure(7 * 86_400, faults.elapsedS)),
  averageHeartRateBpm: z.optional(figure(250, faults.averageHeartRateBpm, 25)),
  maxHeartRateBpm: z.optional(figure(250, faults.maxHeartRateBpm, 25)),
  cadenceSpm: z.optional(figure(300, faults.cadenceSpm, 50)),
  sessionRpe: z.optional(figure(10, faults.sessionRpe)),
  name: z.optional(z.string(faults.name).check(z.maxLength(300, faults.name))),
});

const taken = z.strictObject({
  deleted: z.literal(true, faults.deleted),
  id: z.optional(id),
  start: z.optional(start),
});
const ping = z.strictObject({ ping: z.literal(true, faults.ping) });

export type OwnMessage =
  | { readonly kind: "run"; readonly record: ActivityRecord }
  | { readonly kind: "deleted"; readonly sourceId: string }
  | { readonly kind: "ping" }
  /** For whoever writes the script: the field, and what it has to be. */
  | { readonly kind: "unreadable"; readonly text: string };

const LATEST_MS = 24 * 3_600_000;

/**
 * What the body of a request says. `zone` is the runner's, for a start in UTC.
 *
 *     parseOwn('{"start":"2026-11-22T08:49:30+01:00","distanceM":8200,"durationS":2730}', "UTC", nowMs)
 *     // { kind: "run", record: { source: "webhook", day: "2026-11-22", startMinute: 529.5, … } }
 *     parseOwn('{"start":"today"}', "UTC", nowMs)
 *     // { kind: "unreadable", text: "start: write the time with its offset, as …" }
 */
export function parseOwn(body: string, zone: string, nowMs: number): OwnMessage {
  const json = jsonOf(body);
  if (json === undefined) return { kind: "unreadable", text: faults.json };
  if (has(json, "ping")) {
    const read = ping.safeParse(json);
    return read.success ? { kind: "ping" } : unreadable(read.error);
  }
  if (has(json, "deleted")) {
    const read = taken.safeParse(json);
    if (!read.success) return unreadable(read.error);
    const sourceId = sourceIdOf(read.data.id, read.data.start);
    return sourceId === null
      ? { kind: "unreadable", text: faults.noId }
      : { kind: "deleted", sourceId };
  }
  const read = ownRun.safeParse(json);
  if (!read.success) return unreadable(read.error);
  const startMs = Date.parse(read.data.start);
  if (startMs > nowMs + LATEST_MS || startMs < EARLIEST_MS) {
    return { kind: "unreadable", text: `start: ${faults.when}` };
  }
  return { kind: "run", record: recordOf(read.data, zone) };
}

const has = (json: unknown, name: string) =>
  typeof json === "object" && json !== null && Object.hasOwn(json, name);

function unreadable({ issues }: z.core.$ZodError): OwnMessage {
  const [issue] = issues;
  if (issue?.code === "unrecognized_keys") {
    return { kind: "unreadable", text: `${issue.keys.join(", ")}: ${faults.unknown}` };
  }
  const field = issue?.path.join(".") ?? "";
  return { kind: "unreadable", text: field === "" ? faults.object : `${field}: ${issue?.message}` };
}

/**
 * A script can call a run anything, but what is stored goes into keys: so the name's hash is stored. The same
 * name is the same run; without a name, the start identifies it.
 */
function sourceIdOf(name: string | undefined, startAt: string | undefined): string | null {
  if (name === undefined && startAt === undefined) return null;
  const text = name === undefined ? `start ${Date.parse(startAt ?? "")}` : `id ${name}`;
  return hash("sha256", text, "base64url").slice(0, 32);
}

function recordOf(run: z.infer<typeof ownRun>, zone: string): ActivityRecord {
  const startAt = new Date(Date.parse(run.start)).toISOString();
  const { durationS: movingS, elapsedS = movingS } = run;
  return {
    source: webhookFacts.name,
    sourceId: sourceIdOf(run.id, run.start) ?? "",
    name: oneLineOf(run.name ?? "", 300),
    sport: run.sport,
    startAt,
    // The runner's own time is the one written there, wherever they were.
    ...(/Z$/i.test(run.start) ? localTime(startAt, zone) : asWritten(run.start)),
    distanceM: run.distanceM,
    movingS,
    elapsedS: Math.max(elapsedS, movingS),
    averageHeartRateBpm: run.averageHeartRateBpm ?? null,
    maxHeartRateBpm: run.maxHeartRateBpm ?? null,
    sessionRpe: run.sessionRpe ?? null,
    cadenceSpm: run.cadenceSpm ?? null,
    shoeSourceId: null,
  };
}
