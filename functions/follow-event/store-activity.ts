import type { ActivityRecord } from "../messages/activity.ts";
import type { ToldActivity, ToldActivityStore } from "../ports/activities.ts";
import type { ServiceConnection } from "../ports/connections.ts";
import { toActivity } from "../providers/strava/translate.ts";
import type { WireActivity } from "../providers/strava/wire.ts";
import { type AskNudgesDeps, askNudgesAfter, isNews } from "../shared/ask-nudges.ts";
import { measure } from "../shared/measure.ts";
import { isDeepStrictEqual } from "../shared/same.ts";

/** The owner's choice: keep a copy for days, as Strava's terms require, or for good. */
export type Retention = "cache" | "keep";

export interface StoreDeps extends AskNudgesDeps {
  readonly activities: ToldActivityStore;
  readonly retention: Retention;
}

/** Strava allows 7 days. Two are left for the table's own sweep, which may be that late. */
const CACHE_MS = 5 * 24 * 3_600_000;

export interface Answer<T> {
  readonly value: T;
  readonly atMs: number;
}

export function untilOf(atMs: number, retention: Retention): number | null {
  return retention === "cache" ? wholeSecond(atMs + CACHE_MS) : null;
}

/** Rounded down as the table stores it, so that no copy is promised for longer than it is kept. */
const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000;

/**
 * Until when everything listed at this instant is certain to be there, given that a copy past half its time
 * is renewed.
 */
export function halfWayOf(listedAtMs: number, retention: Retention): number | null {
  return retention === "cache" ? wholeSecond(listedAtMs + CACHE_MS / 2) : null;
}

/**
 * Whether all copies are to be renewed: one of them is missing, is past half its time, or was stored under
 * the other retention.
 */
export function wantsRenewal(
  known: readonly (ToldActivity | undefined)[],
  atMs: number,
  retention: Retention,
): boolean {
  const untilMs = untilOf(atMs, retention);
  return known.some((one) => one === undefined || !lastsLongEnough(one.untilMs, untilMs, atMs));
}

/**
 * Stores everything that Strava has on one activity, unless it belongs to another athlete. `isNew`: whether
 * it was unknown before, which the store can't tell for an activity in the item of many.
 */
export async function saveDetail(
  { value, atMs }: Answer<WireActivity>,
  stored: ToldActivity | undefined,
  { runnerId, athleteId }: ServiceConnection,
  deps: StoreDeps,
  isNew = stored === undefined,
): Promise<string> {
  if (value.athlete && value.athlete.id !== athleteId) return "another athlete's";
  const record = toActivity(value);
  if (isNews(record, stored?.record)) await askNudgesAfter(runnerId, record, deps);
  const { activities, retention } = deps;
  const untilMs = untilOf(atMs, retention);
  const saved = await activities.save(runnerId, record, { atMs, untilMs, detailAtMs: atMs });
  if (saved === "stored" && isNew) measure("RunsIn", {});
  return saved;
}

export function removeActivity(
  { runnerId }: ServiceConnection,
  activity: Pick<ActivityRecord, "source" | "sourceId">,
  atMs: number,
  { activities }: StoreDeps,
): Promise<string> {
  return activities.remove(runnerId, activity, atMs);
}

/**
 * Stores an activity as it appears in a list, if that changes anything or its copy has to be renewed. A
 * list never gives the exertion, and not always the device, so those of an earlier detail stay for as long
 * as that may be kept. `isPast`: part of a new runner's history, which the first digest reports.
 */
export async function saveListed(
  { value, atMs }: Answer<WireActivity>,
  stored: ToldActivity | undefined,
  { runnerId }: ServiceConnection,
  deps: StoreDeps,
  { isPast = false, isRenewed = false } = {},
): Promise<"saved" | "unchanged"> {
  const { activities, retention } = deps;
  const listed = toActivity(value);
  const detailAtMs = stored?.detailAtMs ?? null;
  const mayKeep = detailAtMs !== null && (retention === "keep" || atMs - detailAtMs < CACHE_MS);
  const before = mayKeep ? stored?.record : undefined;
  const device = listed.device ?? before?.device;
  const record: ActivityRecord = {
    ...listed,
    sessionRpe: listed.sessionRpe ?? before?.sessionRpe ?? null,
    ...(device !== undefined && { device }),
  };
  const untilMs = untilOf(atMs, retention);
  const isSame = stored !== undefined && isDeepStrictEqual(stored.record, record);
  if (isSame && !isRenewed && lastsLongEnough(stored.untilMs, untilMs, atMs)) return "unchanged";
  if (!isPast && isNews(record, stored?.record)) await askNudgesAfter(runnerId, record, deps);
  const saved = await activities.save(runnerId, record, { atMs, untilMs, detailAtMs });
  if (saved === "stored" && stored === undefined) measure("RunsIn", {});
  return "saved";
}

/** A copy is renewed once half its time is over, rather than every night. */
function lastsLongEnough(storedMs: number | null, wantedMs: number | null, nowMs: number): boolean {
  if (storedMs === null || wantedMs === null) return storedMs === wantedMs;
  return storedMs - nowMs > (wantedMs - nowMs) / 2;
}
