import * as z from "zod/mini";
import { type IdPair, type SameRun, sameRuns, type Telling } from "../../../domain/same-run.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import type { Sameness } from "../../ports/activities.ts";
import { jsonOf } from "../json.ts";
import { domainId } from "./to-domain.ts";

/**
 * Which source's record of a run counts until the runner says otherwise. First the watch makers' services:
 * they have it first-hand, in the same form week after week. Then intervals.icu, which passes on what the
 * watch wrote, and Strava, which smooths and rounds it, and whose copies come and go (docs/adr/0010). A
 * service that nobody has ranked comes next, where a new one would be. Then what came from a script or a
 * file, which has less in it or was brought only once. A run entered by hand stands in until the watch's
 * own arrives.
 */
const AUTOMATIC = ["polar", "suunto", "intervals", "strava"];
const BY_HAND = ["webhook", "file", "strava-export", "manual"];

/**
 * These sources in the order in which they count: the runner's order first, then the default one.
 *
 *     inOrder(["manual", "strava", "polar", "new"], ["strava"]) // ["strava", "polar", "new", "manual"]
 */
export function inOrder(sources: Iterable<string>, chosen: readonly string[]): readonly string[] {
  const asked = new Set(sources);
  const unranked = [...asked].filter((source) => !BY_HAND.includes(source)).sort();
  const order = new Set([...chosen, ...AUTOMATIC, ...unranked, ...BY_HAND]);
  return [...order].filter((source) => asked.has(source));
}

const idPair = z.tuple([
  z.string().check(z.minLength(1), z.maxLength(300)),
  z.string().check(z.minLength(1), z.maxLength(300)),
]);

/**
 * Two ids as one of our buttons carries them; null for anything else.
 *
 *     readIdPair('["polar:1","strava:2"]') // ["polar:1", "strava:2"]
 */
export function readIdPair(text: string | null): IdPair | null {
  return idPair.safeParse(jsonOf(text ?? "")).data ?? null;
}

export type StoredRun = SameRun<Telling & { readonly record: ActivityRecord }>;

/** Everything stored, with each run once: see `sameRuns`. */
export function storedRuns(
  records: readonly ActivityRecord[],
  { order, apart }: Pick<Sameness, "order" | "apart">,
): readonly StoredRun[] {
  const sources = new Set(records.map(({ source }) => source));
  const ranks = new Map(inOrder(sources, order).map((source, rank) => [source, rank]));
  return sameRuns(
    records.map((record) => tellingOf(record, ranks.get(record.source) ?? 0)),
    apart,
  );
}

/** Sources that hold what the runner said, entered here or sent by a script of theirs. */
const OWN_WORD = ["manual", "webhook"];

/**
 * A run as it counts: complete, from one source. The exception is how hard it was, which, like the pair
 * worn, is for the runner to say: their own answer holds, whichever record counts.
 */
export function recordOf({ counted, others }: StoredRun): ActivityRecord {
  const said = [counted, ...others].find(
    ({ record }) => OWN_WORD.includes(record.source) && record.sessionRpe !== null,
  );
  return said === undefined
    ? counted.record
    : { ...counted.record, sessionRpe: said.record.sessionRpe };
}

/**
 * Two files can hold the same run, e.g. from two archives, and intervals.icu keeps what several services bring it
 * (forum.intervals.icu/t/123707: not always matched). Any other service has each of its runs once. Two of theirs
 * without a time of day were typed in, as the way to work and the way home, and are two.
 */
const SEVERAL_TELLERS = ["file", "intervals"];

function tellingOf(record: ActivityRecord, rank: number) {
  const id = domainId(record);
  // For a runner who hides the time of day, a run is reported as starting when the day does.
  const isHidden = record.startMinute === 0;
  const { averageHeartRateBpm, maxHeartRateBpm, heartRateBands = null } = record;
  const { sessionRpe, cadenceSpm, shoeSourceId } = record;
  return {
    id,
    teller: SEVERAL_TELLERS.includes(record.source) && !isHidden ? id : record.source,
    rank,
    figures: [
      averageHeartRateBpm,
      maxHeartRateBpm,
      heartRateBands,
      sessionRpe,
      cadenceSpm,
      shoeSourceId,
    ].filter((figure) => figure !== null).length,
    sport: record.sport,
    day: record.day,
    startS: isHidden ? null : Date.parse(record.startAt) / 1000,
    distanceM: record.distanceM,
    movingS: record.movingS,
    elapsedS: record.elapsedS,
    record,
  };
}
