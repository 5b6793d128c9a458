import type { ActivityRecord } from "../messages/activity.ts";
import type { ToldActivity, ToldActivityStore } from "../ports/activities.ts";
import type { ServiceConnection } from "../ports/connections.ts";
import { toActivity } from "../providers/strava/translate.ts";
import type { WireActivity } from "../providers/strava/wire.ts";
import { type AskNudgesDeps, askNudgesAfter, isNews } from "../shared/events/ask-nudges.ts";
import { measure } from "../shared/measure.ts";
import { isDeepStrictEqual } from "../shared/same.ts";

/** The owner's choice: keep a copy for days, as Strava's terms require, or for good. */
export type Retention = "cache" | "keep";

export interface StoreDeps extends AskNudgesDeps {
  readonly activities: ToldActivityStore;
  readonly retention: Retention;
}

const DAY_MS = 24 * 3_600_000;
/** As Strava allows. */
const ALLOWED_MS = 7 * DAY_MS;
/** Two days are left for the table's own sweep, which may be that late. */
const CACHE_MS = 5 * DAY_MS;
/** A night's comparisons may take five hours. */
const LATE_MS = 6 * 3_600_000;

export interface Answer<T> {
  readonly value: T;
  readonly atMs: number;
}

export function untilOf(atMs: number, retention: Retention): number | null {
  return retention === "cache" ? copyUntil(atMs) : null;
}

/** Until when a copy may be read that has to expire. */
export function copyUntil(atMs: number): number {
  return wholeSecond(atMs + CACHE_MS);
}

/** Rounded down as the table stores it, so that no copy is promised for longer than it is kept. */
const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000;

/** Until when a chart may rely on what was listed at this instant: a copy past half its time is renewed. */
export function halfWayOf(listedAtMs: number, retention: Retention): number | null {
  return retention === "cache" ? wholeSecond(listedAtMs + CACHE_MS / 2) : null;
}

/** How long everything that a comparison leaves has to last: until the next one, even if that is late. */
export function neededUntil(atMs: number, retention: Retention, nights: number): number | null {
  const neededMs = Math.max(CACHE_MS / 2, nights * DAY_MS + LATE_MS);
  return retention === "cache" ? wholeSecond(atMs + neededMs) : null;
}

/** Until when a copy may hold what an activity's own page told. */
export function detailUntil(detailAtMs: number): number {
  return wholeSecond(detailAtMs + ALLOWED_MS);
}

/**
 * Whether all copies are to be renewed: one of them is missing, ends too soon, or was stored under the other
 * retention.
 */
export function wantsRenewal(
  known: readonly (ToldActivity | undefined)[],
  neededMs: number | null,
): boolean {
  return known.some((one) => one === undefined || !lasts(one.untilMs, neededMs));
}

/**
 * Stores everything that Strava has on one activity, unless it belongs to another athlete. `isNew`: whether
 * it was unknown before, which the store can't tell for an activity in the item of many.
 */
export async function saveDetail(
  { value, atMs }: Answer<WireActivity>,
  stored: ToldActivity | undefined,
  { runnerId, accountId }: ServiceConnection,
  deps: StoreDeps,
  isNew = stored === undefined,
): Promise<string> {
  if (value.athlete && value.athlete.id !== accountId) return "another athlete's";
  const record = toActivity(value);
  if (isNews(record, stored?.record)) await askNudgesAfter(runnerId, record, deps);
  const { activities, retention } = deps;
  const untilMs = untilOf(atMs, retention);
  const saved = await activities.save(runnerId, record, { atMs, untilMs, detailAtMs: atMs });
  if (saved === "stored" && isNew) measure("RunsIn", {});
  return saved;
}

/**
 * An activity as a list has it, with what only an earlier detail told: a list never gives the exertion, and not
 * always the device. `carries`: there is any of that.
 */
export function completed(
  value: WireActivity,
  stored: ToldActivity | undefined,
): { readonly record: ActivityRecord; readonly carries: boolean } {
  const listed = toActivity(value);
  const before = stored?.detailAtMs ? stored.record : undefined;
  const device = listed.device ?? before?.device;
  const record: ActivityRecord = {
    ...listed,
    sessionRpe: listed.sessionRpe ?? before?.sessionRpe ?? null,
    ...(device !== undefined && { device }),
  };
  return { record, carries: !isDeepStrictEqual(record, listed) };
}

/**
 * Stores an activity as it appears in a list, if that changes anything or its copy has to be renewed. What
 * only an earlier detail told is carried over, in a copy that ends when that has to. `isPast`: part of a new
 * runner's history, which the first digest reports. `neededMs`: a copy that ends sooner is renewed, and
 * carries nothing that does, unless its detail is due (`isLookedAt`) and so about to be replaced.
 */
export async function saveListed(
  { value, atMs }: Answer<WireActivity>,
  stored: ToldActivity | undefined,
  { runnerId }: ServiceConnection,
  deps: StoreDeps,
  {
    isPast = false,
    isRenewed = false,
    isLookedAt = false,
    neededMs = halfWayOf(atMs, deps.retention),
  } = {},
): Promise<"saved" | "unchanged"> {
  const { activities, retention } = deps;
  const detailAtMs = stored?.detailAtMs ?? null;
  const endsMs = detailAtMs === null || retention === "keep" ? null : detailUntil(detailAtMs);
  const mayCarry = endsMs === null || endsMs >= (isLookedAt ? atMs : (neededMs ?? atMs));
  const { record, carries } = completed(value, mayCarry ? stored : undefined);
  const wholeMs = untilOf(atMs, retention);
  const untilMs =
    carries && wholeMs !== null && endsMs !== null ? Math.min(wholeMs, endsMs) : wholeMs;
  const isSame = stored !== undefined && isDeepStrictEqual(stored.record, record);
  if (isSame && !isRenewed && lasts(stored.untilMs, neededMs)) return "unchanged";
  if (!isPast && isNews(record, stored?.record)) await askNudgesAfter(runnerId, record, deps);
  const saved = await activities.save(runnerId, record, { atMs, untilMs, detailAtMs });
  if (saved === "stored" && stored === undefined) measure("RunsIn", {});
  return "saved";
}

/** A copy is renewed when it would end too soon, rather than every night. Null: for good. */
function lasts(storedMs: number | null, neededMs: number | null): boolean {
  return storedMs === null || neededMs === null ? storedMs === neededMs : storedMs > neededMs;
}
