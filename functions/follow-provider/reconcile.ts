import type { ToldActivity } from "../ports/activities.ts";
import type { ConnectionStore } from "../ports/connections.ts";
import type { Page, Provider, ProviderClient, Told } from "../providers/provider.ts";
import { type Ended, settled } from "../shared/events/ended.ts";
import type { Asked } from "../shared/events/service-session.ts";
import type { Session } from "./session.ts";
import { type StoreDeps, saveTold } from "./store-told.ts";

export interface ReconcileDeps extends StoreDeps {
  readonly connections: Pick<ConnectionStore, "saveBackfill" | "saveCompared">;
}

const DAY_MS = 24 * 3_600_000;
/** More pages than any history has: a service whose pages never end must not occupy a worker for ever. */
const MOST_PAGES = 50;

/**
 * Makes what is stored of a service's window equal to what the service has now: the first time a new
 * runner's history, later whatever events lost. An activity counts as gone only when its own page is gone,
 * as a list read over several pages can miss one.
 */
export async function reconcile(
  session: Session,
  provider: Provider,
  client: ProviderClient,
  deps: ReconcileDeps,
): Promise<Ended> {
  const { list } = client;
  const { runnerId, backfill } = session.connection();
  if (list === null) return settled("nothing to compare with");
  const startMs = deps.nowMs();
  const sinceMs = startMs - provider.historyDays * DAY_MS;
  const afterS = Math.floor(sinceMs / 1000);
  const isFirst = backfill?.done !== true;
  const known = await deps.activities.ofSource(runnerId, provider.name);
  const storedById = new Map(known.map((stored) => [stored.record.sourceId, stored]));
  const seen = new Set<string>();
  const counts = { saved: 0, gone: 0, withheld: 0, unreadable: 0 };
  const take = async (told: Told, atMs: number) => {
    if (told.kind !== "activity") {
      counts[told.kind] += 1;
      return;
    }
    const { record } = told;
    seen.add(record.sourceId);
    const stored = storedById.get(record.sourceId);
    const isAgain = stored !== undefined && isFromBefore(stored, session, provider);
    // Stored anew, though unchanged, so that it is known to be in sight.
    const before = isAgain ? undefined : stored;
    const whose = { runnerId, policy: provider.policy };
    const saved = await saveTold({ record, atMs }, before, whose, deps, isFirst || isAgain);
    if (saved !== "unchanged") counts.saved += 1;
  };
  const note = (page: number, done: boolean) =>
    deps.connections.saveBackfill(session.connection(), {
      afterS,
      page,
      activities: seen.size,
      done,
    });

  let page: string | null = null;
  let pages = 1;
  for (; pages <= MOST_PAGES; pages += 1) {
    const from: string | null = page;
    const asked: Asked<Page> = await session.ask((access) => list(access, { sinceMs, page: from }));
    if (asked.kind === "not-found") return settled("no list");
    if (asked.kind !== "ok") return asked;
    for (const told of asked.value.told) await take(told, asked.atMs);
    page = asked.value.next;
    if (page === null) break;
    // The progress that the runner's page shows in the meantime.
    if (isFirst) await note(pages, false);
  }

  const missing = known.filter((stored) => {
    const { sourceId, startAt } = stored.record;
    const isInside = Date.parse(startAt) > sinceMs + DAY_MS;
    return isInside && !isFromBefore(stored, session, provider) && !seen.has(sourceId);
  });
  for (const { record } of missing) {
    const gone = await removeIfGone(session, provider, client, record.sourceId, deps);
    if (gone === "gone") counts.gone += 1;
    else if (gone !== "still there") return gone;
  }
  await deps.connections.saveCompared(session.connection(), startMs, counts.withheld);
  await note(pages, true);
  const { saved, gone, withheld, unreadable } = counts;
  return settled(
    `compared: ${seen.size} listed, ${saved} saved, ${gone} gone, ${withheld} withheld, ${unreadable} unreadable`,
  );
}

/** Whether it was stored under an earlier connection, and so may be out of this one's sight. */
export function isFromBefore(
  { atMs }: ToldActivity,
  session: Session,
  { forgetsBefore }: Provider,
): boolean {
  const { connectedAtMs = 0 } = session.connection();
  return forgetsBefore && atMs < connectedAtMs;
}

async function removeIfGone(
  session: Session,
  provider: Provider,
  client: ProviderClient,
  sourceId: string,
  deps: ReconcileDeps,
): Promise<"gone" | "still there" | Ended> {
  const looked = await look(session, client, sourceId);
  if (!("told" in looked)) return looked;
  const { told, atMs } = looked;
  const { runnerId } = session.connection();
  if (told === null) {
    await deps.activities.remove(runnerId, { source: provider.name, sourceId }, atMs);
    return "gone";
  }
  if (told.kind === "activity") {
    const whose = { runnerId, policy: provider.policy };
    await saveTold({ record: told.record, atMs }, undefined, whose, deps, true);
  }
  return "still there";
}

/** What the service has on one activity now; null if it says that there is none. */
export async function look(
  session: Session,
  { activity }: ProviderClient,
  sourceId: string,
): Promise<{ readonly told: Told | null; readonly atMs: number } | Ended> {
  if (activity === null) return settled("nothing to fetch");
  const asked = await session.ask((access) => activity(access, sourceId));
  if (asked.kind === "ok") return { told: asked.value, atMs: asked.atMs };
  return asked.kind === "not-found" ? { told: null, atMs: asked.atMs } : asked;
}
