import { isRun } from "../../domain/history.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import type { ToldActivity } from "../ports/activities.ts";
import type { ConnectionStore } from "../ports/connections.ts";
import type { ToldShoe, ToldShoeStore } from "../ports/shoes.ts";
import { STRAVA_HISTORY_DAYS } from "../providers/strava/facts.ts";
import type { Scope } from "../providers/strava/oauth.ts";
import { STRAVA, toActivity, toShoe } from "../providers/strava/translate.ts";
import type { WireActivity } from "../providers/strava/wire.ts";
import { type Ended, settled } from "../shared/events/ended.ts";
import { type Gathered, gather } from "./gather.ts";
import { noAnswer, type Session } from "./session.ts";
import {
  type Answer,
  completed,
  copyUntil,
  detailUntil,
  neededUntil,
  type StoreDeps,
  saveDetail,
  saveListed,
  untilOf,
  wantsRenewal,
} from "./store-activity.ts";

export interface ReconcileDeps extends StoreDeps {
  readonly connections: Pick<ConnectionStore, "saveComplete">;
  readonly shoes: ToldShoeStore;
  /** Nights from one comparison to the next. */
  readonly compareNights: number;
}

const DAY_MS = 24 * 3_600_000;
/**
 * With half the life of a copy, so that what leaves the window is still there for as long as a chart that
 * looked further back relies on it.
 */
const WINDOW_DAYS = STRAVA_HISTORY_DAYS + 3;
/** Only an activity's own page gives its exertion, which runners mostly set within days. */
const DETAIL_DAYS = 28;
const RECENT_DAYS = 7;
/** Less than a day, as nightly comparisons don't come on the minute. */
const RECENT_DETAIL_AGE_MS = 0.75 * DAY_MS;
/**
 * A comparison that takes this long may not finish in its worker's time, so what it has done is stored on
 * the way.
 */
const LONG_MS = 30_000;
/** As long as a worker has. */
const OTHER_TAKES_MS = 60_000;
const DETAILS_AT_ONCE = 10;
/**
 * Of one runner's activities, and of their pairs, in one comparison: more than anybody has, unless they are made up to
 * use up the calls that all share.
 */
const MOST_LOOKED_AT = 100;
/** If more pages than that can't be used, it is Strava that is unwell, and not a few activities. */
const MOST_UNUSABLE = 3;
/** The permission without which Strava lists no shoes. */
const SHOES: Scope = "profile:read_all";
/** Edits send no event, and a copy may not hold what a detail told for much longer. */
const DETAIL_AGE_MS = 3.75 * DAY_MS;

/** An activity as Strava lists it, beside what is stored of it. */
interface Listed {
  readonly answer: Answer<WireActivity>;
  readonly stored: ToldActivity | undefined;
  /** Its own page is due. */
  readonly isLookedAt: boolean;
}

/** One comparison of what is stored with what Strava lists. */
interface Comparison {
  readonly session: Session;
  readonly startMs: number;
  /** The listed window begins there. */
  readonly afterMs: number;
  readonly listed: ReadonlyMap<string, Listed>;
  readonly storedById: ReadonlyMap<string, ToldActivity>;
  /** Whether all copies are renewed. */
  readonly isRenewed: boolean;
  /** The next comparison is over by then: what ends sooner is renewed. */
  readonly neededMs: number | null;
  /** Everything there after this comparison is there until then. */
  readonly untilMs: number | null;
  readonly gathered: Gathered;
  /** What is stored through these is gathered first. */
  readonly storing: StoreDeps;
}

/**
 * Makes the stored window equal to Strava's: it covers lost events, and edits that send none. Work that is
 * done stays done when a limit stops the rest, since a detail that is fresh isn't fetched again.
 */
export async function reconcile(session: Session, deps: ReconcileDeps): Promise<Ended> {
  const { runnerId } = session.connection();
  const { retention, compareNights } = deps;
  const startMs = deps.nowMs();
  const afterMs = startMs - WINDOW_DAYS * DAY_MS;
  const listing = await list(session, Math.floor(afterMs / 1000));
  if (listing.kind !== "listed") return listing;
  const told = await deps.activities.toldOf(runnerId, STRAVA);
  const { known } = told;
  const storedById = new Map(known.map((stored) => [stored.record.sourceId, stored]));
  const neededMs = neededUntil(startMs, retention, compareNights);
  const lookedAt = idsToLookAt([...listing.listed.values()], neededMs, storedById);
  const listed = new Map<string, Listed>();
  for (const [id, answer] of listing.listed) {
    listed.set(id, { answer, stored: storedById.get(id), isLookedAt: lookedAt.has(id) });
  }
  const seen = [...listed.values()];
  const isRenewed = wantsRenewal(
    seen.map(({ stored }) => stored),
    neededMs,
  );
  const untilMs = isRenewed && neededMs !== null ? renewedUntil(seen, neededMs, startMs) : neededMs;
  const gathered = gather(runnerId, STRAVA, told, deps.activities);
  const storing = { ...deps, activities: gathered.activities };
  const comparison = {
    session,
    startMs,
    afterMs,
    listed,
    storedById,
    isRenewed,
    neededMs,
    untilMs,
    gathered,
    storing,
  };

  const saved = await storeListed(comparison);
  const checked = await checkPages(comparison);
  if (checked.kind !== "checked") return checked;
  if (retention === "cache") await expireKept(known, comparison, deps);
  const worn = known.map(({ record }) => record.shoeSourceId);
  const wornNow = seen.map(({ answer }) => answer.value.gear_id);
  const shoes = await reconcileShoes(session, [...worn, ...wornNow], deps);
  if (shoes.kind !== "told") return shoes;
  await deps.connections.saveComplete(session.connection(), untilMs, startMs);
  return settled(`reconciled: ${listed.size} listed, ${saved} saved, ${checked.gone} gone`);
}

/** How many of the listed activities had to be stored. */
async function storeListed(comparison: Comparison): Promise<number> {
  const { session, listed, isRenewed, neededMs, storing } = comparison;
  let count = 0;
  for (const { answer, stored, isLookedAt } of listed.values()) {
    const how = { isRenewed, isLookedAt, neededMs };
    const saved = await saveListed(answer, stored, session.connection(), storing, how);
    if (saved === "saved") count += 1;
  }
  return count;
}

/**
 * Looks at the own page of each activity whose details are due, and of each that the list misses: read over
 * several pages, it can miss one, so an activity counts as gone only when its own page is gone. What was
 * gathered is stored then, also when a limit breaks this off. A run whose page Strava can't show stays as it is
 * listed, without what only that page tells.
 */
async function checkPages(
  comparison: Comparison,
): Promise<{ readonly kind: "checked"; readonly gone: number } | Ended> {
  const { session, startMs, afterMs, listed, storedById, untilMs, isRenewed, gathered, storing } =
    comparison;
  const missing = [...storedById.values()].filter(
    ({ record }) => Date.parse(record.startAt) > afterMs && !listed.has(record.sourceId),
  );
  const due = [...listed.values()].filter(({ isLookedAt }) => isLookedAt);
  const ids = [
    ...missing.map(({ record }) => record.sourceId),
    ...due.map(({ answer }) => answer.value.id),
  ];
  let stored: "stored" | "outdated";
  let isWhole = false;
  let looked = 0;
  let unusable = 0;
  let gone = 0;
  try {
    const pages = session.askEach(ids, (api, token, id) => api.activity(token, id));
    for await (const { of: sourceId, asked } of pages) {
      if (asked.kind === "ok") {
        await saveDetail(asked, storedById.get(sourceId), session.connection(), storing);
      } else if (asked.kind === "not-found") {
        const activity = { source: STRAVA, sourceId };
        await storing.activities.remove(session.connection().runnerId, activity, asked.atMs);
        gone += 1;
      } else if (asked.kind === "unusable") {
        unusable += 1;
        const one = listed.get(sourceId);
        if (one === undefined || unusable > MOST_UNUSABLE) throw noAnswer(asked.said);
        // What it carries of that page need not last for as long as is promised, and now isn't replaced.
        const how = { isRenewed, neededMs: untilMs };
        await saveListed(one.answer, one.stored, session.connection(), storing, how);
      } else return asked;
      looked += 1;
      const isLong = storing.nowMs() - startMs > LONG_MS && looked % DETAILS_AT_ONCE === 0;
      if (isLong) await gathered.store(startMs, null);
    }
    isWhole = true;
  } finally {
    stored = await gathered.store(startMs, isWhole ? untilMs : null);
  }
  return stored === "outdated" ? afterTheOther(storing.nowMs()) : { kind: "checked", gone };
}

/** Some were kept for good until the owner chose otherwise, and are older than what is listed. */
async function expireKept(
  known: readonly ToldActivity[],
  { session, startMs, afterMs }: Comparison,
  { activities, retention }: StoreDeps,
): Promise<void> {
  for (const { record, untilMs, detailAtMs } of known) {
    if (untilMs !== null || Date.parse(record.startAt) > afterMs) continue;
    const until = { atMs: startMs, untilMs: untilOf(startMs, retention), detailAtMs };
    await activities.save(session.connection().runnerId, record, until);
  }
}

/**
 * The whole window, oldest first. Each answer has the instant of its own page's request, so that no report
 * seems newer than it is.
 */
async function list(
  session: Session,
  afterS: number,
): Promise<
  { readonly kind: "listed"; readonly listed: ReadonlyMap<string, Answer<WireActivity>> } | Ended
> {
  const listed = new Map<string, Answer<WireActivity>>();
  for (let page = 1; ; page++) {
    const asked = await session.ask((api, token) => api.activities(token, { page, afterS }));
    // The list is missing when the account itself is gone: the token will soon be refused.
    if (asked.kind === "not-found") return settled("no list");
    if (asked.kind !== "ok") return asked;
    for (const value of asked.value.activities) listed.set(value.id, { value, atMs: asked.atMs });
    if (asked.value.isEnd) return { kind: "listed", listed };
  }
}

/**
 * Until when everything is there if all copies are renewed: some go on carrying what a detail told, which lasts
 * long enough not to be looked at again.
 */
function renewedUntil(listed: readonly Listed[], neededMs: number, startMs: number): number {
  const carried = listed
    .filter(
      ({ answer, stored, isLookedAt }) => !isLookedAt && completed(answer.value, stored).carries,
    )
    .map(({ stored }) => detailUntil(stored?.detailAtMs ?? 0))
    .filter((endsMs) => endsMs >= neededMs);
  return Math.min(copyUntil(startMs), ...carried);
}

/** The activities whose own pages are asked for: runs first, and the newest of them. */
function idsToLookAt(
  listed: readonly Answer<WireActivity>[],
  neededMs: number | null,
  storedById: ReadonlyMap<string, ToldActivity>,
): ReadonlySet<string> {
  const due = listed
    .filter((answer) => wantsDetail(answer, neededMs, storedById.get(answer.value.id)))
    .map(({ value }) => ({
      id: value.id,
      place: isRun(toActivity(value)) ? 0 : 1,
      startMs: Date.parse(value.start_date),
    }))
    .sort((a, b) => a.place - b.place || b.startMs - a.startMs);
  return new Set(due.slice(0, MOST_LOOKED_AT).map(({ id }) => id));
}

function wantsDetail(
  { value, atMs }: Answer<WireActivity>,
  neededMs: number | null,
  stored?: ToldActivity,
): boolean {
  const ageDays = (atMs - Date.parse(value.start_date)) / DAY_MS;
  if (ageDays > DETAIL_DAYS) return false;
  const detailAtMs = stored?.detailAtMs ?? Number.NEGATIVE_INFINITY;
  if (neededMs !== null && detailUntil(detailAtMs) < neededMs) return true;
  return atMs - detailAtMs > (ageDays <= RECENT_DAYS ? RECENT_DETAIL_AGE_MS : DETAIL_AGE_MS);
}

/**
 * Every pair that the runner's page, a run or the table names, with Strava's own figures. None is asked for if
 * the runner keeps the shoes back, or a refusal would count as a permission without which nothing works.
 */
async function reconcileShoes(
  session: Session,
  worn: readonly (ActivityRecord["shoeSourceId"] | undefined)[],
  { shoes, retention, nowMs }: ReconcileDeps,
): Promise<{ readonly kind: "told" } | Ended> {
  const { runnerId, granted } = session.connection();
  if (!granted.includes(SHOES)) return { kind: "told" };
  const startMs = nowMs();
  const athlete = await session.ask((api, token) => api.athlete(token));
  if (athlete.kind !== "ok" && athlete.kind !== "not-found") return athlete;
  const own = athlete.kind === "ok" ? (athlete.value.shoes ?? []).map(({ id }) => id) : [];
  const known = await shoes.toldOf(runnerId, STRAVA);
  const stored = known.pairs.map(({ sourceId }) => sourceId);
  const all = new Set([...own, ...worn, ...stored]);
  // Pairs already reported in an attempt that a limit broke off. Without skipping them, a runner with many
  // pairs would never finish.
  const justTold = new Set(
    known.told
      .filter(({ atMs, untilMs }) => {
        const isKept = (untilMs === null) === (untilOf(atMs, retention) === null);
        return isKept && startMs - atMs <= RECENT_DETAIL_AGE_MS;
      })
      .map(({ shoe }) => shoe.sourceId),
  );
  const toldAt = new Map(known.told.map(({ shoe, atMs }) => [shoe.sourceId, atMs]));
  const lastTold = (id: string) => toldAt.get(id) ?? 0;
  const due = [...all]
    .flatMap((id) => (id?.startsWith("g") && !justTold.has(id) ? [id] : []))
    .sort((a, b) => lastTold(a) - lastTold(b));
  const ids = due.slice(0, MOST_LOOKED_AT);
  const told: ToldShoe[] = [];
  const gone: string[] = [];
  let ended: Ended | null = null;
  for await (const { of, asked } of session.askEach(ids, (api, token, id) => api.gear(token, id))) {
    if (asked.kind === "not-found") gone.push(of);
    else if (asked.kind === "ok") {
      const { atMs } = asked;
      const shoe = toShoe(asked.value);
      if (shoe !== null) told.push({ ...shoe, atMs, untilMs: untilOf(atMs, retention) });
    } else if (asked.kind !== "unusable") ended = asked;
  }
  const isWhole = ended === null && ids.length === due.length;
  const saved = await shoes.save(runnerId, STRAVA, known, { told, gone, atMs: startMs, isWhole });
  if (ended !== null) return ended;
  return saved === "stored" ? { kind: "told" } : afterTheOther(nowMs());
}

/** Looks again once the quicker comparison has ended: a limit may have cut it off, and left the rest to this one. */
function afterTheOther(nowMs: number): Ended {
  return {
    kind: "wait",
    outcome: "another comparison was quicker",
    untilMs: nowMs + OTHER_TAKES_MS,
  };
}
