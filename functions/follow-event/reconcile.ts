import type { ActivityRecord } from "../messages/activity.ts";
import type { ToldActivity } from "../ports/activities.ts";
import type { ConnectionStore } from "../ports/connections.ts";
import type { ToldShoe, ToldShoeStore } from "../ports/shoes.ts";
import { STRAVA, toShoe } from "../providers/strava/translate.ts";
import type { WireActivity } from "../providers/strava/wire.ts";
import { type Ended, settled } from "../shared/ended.ts";
import { gather } from "./gather.ts";
import type { Session } from "./session.ts";
import {
  type Answer,
  halfWayOf,
  removeActivity,
  type StoreDeps,
  saveDetail,
  saveListed,
  untilOf,
  wantsRenewal,
} from "./store-activity.ts";

export interface ReconcileDeps extends StoreDeps {
  readonly connections: Pick<ConnectionStore, "saveComplete">;
  readonly shoes: ToldShoeStore;
}

const DAY_MS = 24 * 3_600_000;
/**
 * The days that check-ups look back on, and that are fetched for a new runner; plus half the life of a
 * copy, so that what leaves the window is still there for as long as a chart that looked further back
 * relies on it.
 */
const WINDOW_DAYS = 180 + 3;
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
/** Renewed before the copy of a detail may no longer be kept. */
const DETAIL_AGE_MS = 3.75 * DAY_MS;

/**
 * Makes the stored window equal to Strava's: it covers lost events, and edits that send none. Work that is
 * done stays done when a limit stops the rest, since a detail that is fresh isn't fetched again.
 */
export async function reconcile(session: Session, deps: ReconcileDeps): Promise<Ended> {
  const { runnerId } = session.connection();
  const startMs = deps.nowMs();
  const afterMs = startMs - WINDOW_DAYS * DAY_MS;
  const listing = await list(session, Math.floor(afterMs / 1000));
  if (listing.kind !== "listed") return listing;
  const { listed } = listing;
  const told = await deps.activities.toldOf(runnerId, STRAVA);
  const { known } = told;
  const storedById = new Map(known.map((stored) => [stored.record.sourceId, stored]));
  const counts = { saved: 0, removed: 0 };
  const { retention } = deps;
  const gathered = gather(runnerId, STRAVA, told, deps.activities);
  const storing = { ...deps, activities: gathered.activities };
  const isRenewed = wantsRenewal(
    [...listed.keys()].map((id) => storedById.get(id)),
    startMs,
    retention,
  );
  /** Everything there after this comparison is there until then. */
  const untilMs = isRenewed ? untilOf(startMs, retention) : halfWayOf(startMs, retention);

  for (const answer of listed.values()) {
    const stored = storedById.get(answer.value.id);
    const saved = await saveListed(answer, stored, session.connection(), storing, { isRenewed });
    if (saved === "saved") counts.saved += 1;
  }
  const inWindow = known.filter(({ record }) => Date.parse(record.startAt) > afterMs);
  const missing = inWindow.filter(({ record }) => !listed.has(record.sourceId));
  const recent = [...listed.values()].filter((answer) =>
    wantsDetail(answer, storedById.get(answer.value.id)),
  );
  // A list read over several pages can miss an activity, so one counts as gone only when its own page is
  // gone.
  const ids = [
    ...missing.map(({ record }) => record.sourceId),
    ...recent.map(({ value }) => value.id),
  ];
  let stored: "stored" | "outdated";
  let isWhole = false;
  try {
    let details = 0;
    const pages = session.askEach(ids, (api, token, id) => api.activity(token, id));
    for await (const { of: sourceId, asked } of pages) {
      if (asked.kind === "ok")
        await saveDetail(asked, storedById.get(sourceId), session.connection(), storing);
      else if (asked.kind === "not-found") {
        const activity = { source: STRAVA, sourceId };
        await removeActivity(session.connection(), activity, asked.atMs, storing);
        counts.removed += 1;
      } else return asked;
      details += 1;
      const isLong = deps.nowMs() - startMs > LONG_MS && details % DETAILS_AT_ONCE === 0;
      if (isLong) await gathered.store(startMs, null);
    }
    isWhole = true;
  } finally {
    stored = await gathered.store(startMs, isWhole ? untilMs : null);
  }
  if (stored === "outdated") return afterTheOther(deps.nowMs());
  // These were kept for good until the owner chose otherwise, and are older than what is listed.
  if (retention === "cache") {
    for (const { record, untilMs, detailAtMs } of known) {
      if (untilMs !== null || Date.parse(record.startAt) > afterMs) continue;
      const until = { atMs: startMs, untilMs: untilOf(startMs, retention), detailAtMs };
      await deps.activities.save(runnerId, record, until);
    }
  }

  const worn = known.map(({ record }) => record.shoeSourceId);
  const wornNow = [...listed.values()].map(({ value }) => value.gear_id);
  const shoes = await reconcileShoes(session, [...worn, ...wornNow], deps);
  if (shoes.kind !== "told") return shoes;
  await deps.connections.saveComplete(session.connection(), untilMs, startMs);
  return settled(
    `reconciled: ${listed.size} listed, ${counts.saved} saved, ${counts.removed} gone`,
  );
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

function wantsDetail({ value, atMs }: Answer<WireActivity>, stored?: ToldActivity): boolean {
  const ageDays = (atMs - Date.parse(value.start_date)) / DAY_MS;
  if (ageDays > DETAIL_DAYS) return false;
  const detailAgeMs = atMs - (stored?.detailAtMs ?? Number.NEGATIVE_INFINITY);
  return detailAgeMs > (ageDays <= RECENT_DAYS ? RECENT_DETAIL_AGE_MS : DETAIL_AGE_MS);
}

/** Every pair that the runner's page, a run or the table names, with Strava's own figures. */
async function reconcileShoes(
  session: Session,
  worn: readonly (ActivityRecord["shoeSourceId"] | undefined)[],
  { shoes, retention, nowMs }: ReconcileDeps,
): Promise<{ readonly kind: "told" } | Ended> {
  const { runnerId } = session.connection();
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
  const ids = [...all].flatMap((id) => (id?.startsWith("g") && !justTold.has(id) ? [id] : []));
  const told: ToldShoe[] = [];
  const gone: string[] = [];
  let ended: Ended | null = null;
  for await (const { of, asked } of session.askEach(ids, (api, token, id) => api.gear(token, id))) {
    if (asked.kind === "not-found") gone.push(of);
    else if (asked.kind === "ok") {
      const { atMs } = asked;
      const shoe = toShoe(asked.value);
      if (shoe !== null) told.push({ ...shoe, atMs, untilMs: untilOf(atMs, retention) });
    } else ended = asked;
  }
  const isWhole = ended === null;
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
