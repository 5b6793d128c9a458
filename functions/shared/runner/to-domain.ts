import { byText } from "../../../domain/by-text.ts";
import type { Activity, DayNumber, Pause, Shoe } from "../../../domain/history.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import type { ActivityRecord, ShoeRecord } from "../../messages/activity.ts";
import type { CheckInRecord, StoredCheckIn } from "../../messages/check-in.ts";
import type { Sameness } from "../../ports/activities.ts";
import type { Runner } from "../../ports/runner.ts";
import type { StoredShoe, Wear } from "../../ports/shoes.ts";
import { dayNumberOf } from "../time.ts";

/**
 * Stored activities as the domain reads them, in the given order.
 *
 *     toHistory([record]) // [{ id: "strava-export:1000000069", sport: "run", day: 18882, … }]
 *
 * `worn` holds the pairs that the runner named for a run, by the run's id here; they take precedence over
 * the source's. `wornAs` holds the pairs that another record of a run names.
 */
export function toHistory(
  records: readonly (ActivityRecord & Pick<Activity, "atHome">)[],
  worn: Wear["runs"] = new Map(),
  wornAs: ReadonlyMap<string, Activity["wornAs"]> = new Map(),
): Activity[] {
  return records.map((record) => ({
    id: domainId(record),
    sport: record.sport,
    day: dayNumberOf(record.day),
    startMinute: record.startMinute,
    atHome: record.atHome,
    distanceM: record.distanceM,
    movingS: record.movingS,
    averageHeartRateBpm: record.averageHeartRateBpm,
    maxHeartRateBpm: record.maxHeartRateBpm,
    sessionRpe: record.sessionRpe,
    heartRateBands: record.heartRateBands ?? null,
    cadenceSpm: record.cadenceSpm,
    shoeId: worn.get(domainId(record)) ?? toldShoeId(record),
    wornAs: wornAs.get(domainId(record)),
  }));
}

export function toldShoeId({ source, shoeSourceId }: ActivityRecord): string | null {
  return shoeSourceId === null ? null : domainId({ source, sourceId: shoeSourceId });
}

/** The id of an activity or a pair once it no longer matters what its source is. */
export function domainId({ source, sourceId }: Pick<ShoeRecord, "source" | "sourceId">): string {
  return `${source}:${sourceId}`;
}

/**
 * Pairs of shoes as the domain reads them, with the runner's own settings where there are any. `sameAs`
 * holds the pairs that the runner said are the same as another one, by their ids here.
 */
export function toShoes(
  shoes: readonly (ShoeRecord & Partial<StoredShoe>)[],
  sameAs: Sameness["pairs"] = new Map(),
): Shoe[] {
  return shoes.map((shoe) => ({
    id: domainId(shoe),
    name: shoe.name,
    startDistanceM: shoe.startDistanceM ?? 0,
    noticeAtM: shoe.noticeAtM ?? null,
    replaceAtM: shoe.replaceAtM ?? null,
    retired: shoe.retired ?? false,
    providerDistanceM: shoe.providerDistanceM ?? null,
    sameAs: samePair(sameAs.get(domainId(shoe))),
  }));
}

function samePair(
  said: { readonly sameAs: string; readonly since: string } | undefined,
): Shoe["sameAs"] {
  return said && { id: said.sameAs, since: dayNumberOf(said.since) };
}

/** The pauses that the runner gave a reason for: some rules make no sense during them. */
export function toPauses({ nudges: { pause } }: Pick<Runner, "nudges">): Pause[] {
  if (pause === null || pause.reason === null) return [];
  const { from, to, reason } = pause;
  return [{ reason, from: dayNumberOf(from), to: to === null ? null : dayNumberOf(to) }];
}

/** Check-ins as the domain reads them, without those after the judged day, which stands in for one left out. */
export function toCheckIns(
  records: readonly (CheckInRecord & Pick<CheckIn, "toldAtMinute">)[],
  today: DayNumber,
): CheckIn[] {
  return records
    .map((record) => ({ ...record, day: record.day === null ? today : dayNumberOf(record.day) }))
    .filter(({ day }) => day <= today);
}

/**
 * All check-ins told so far, in the order in which they were told on each day. Nobody can tell of a day to come, but
 * a runner who told of one further east may be back where it is still the day before: it then counts as today's.
 *
 *     toldSoFar([{ day: "2021-09-13", id: "c1" }], "2021-09-12") // [{ day: "2021-09-12", id: "c1" }]
 */
export function toldSoFar<C extends Pick<StoredCheckIn, "day" | "id">>(
  checkIns: readonly C[],
  today: string,
): readonly C[] {
  return checkIns
    .map((checkIn) => (checkIn.day > today ? { ...checkIn, day: today } : checkIn))
    .toSorted((a, b) => byText(a.day, b.day) || byText(a.id, b.id));
}
