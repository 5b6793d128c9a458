import * as z from "zod/mini";
import { type IdPair, type SameRun, sameRuns, type Telling } from "../../domain/same-run.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import type { Sameness } from "../ports.ts";
import { domainId } from "./to-domain.ts";

/**
 * Whose telling of a run counts until the runner says otherwise. First the services of watches: they
 * have it first-hand, of one kind week after week. Then intervals.icu, which passes on what the watch
 * wrote, and Strava, which smooths and rounds it, and whose copies come and go (docs/adr/0010). A
 * service nobody ranked is where a new one would be. Then what came by a script or a file, which has
 * less, or was brought once. What was typed stands in until the watch's own comes.
 */
const AUTOMATIC = ["polar", "suunto", "intervals", "strava"];
const BY_HAND = ["webhook", "file", "strava-export", "manual"];

/**
 * These sources in the order in which they count: the runner's own, then the house's.
 *
 *     inOrder(["manual", "strava", "polar", "new"], ["strava"]) // ["strava", "polar", "new", "manual"]
 */
export function inOrder(sources: Iterable<string>, chosen: readonly string[]): readonly string[] {
  const placeOf = (source: string): number => {
    const [own, automatic, byHand] = [chosen, AUTOMATIC, BY_HAND].map((list) =>
      list.indexOf(source),
    );
    if (own !== undefined && own >= 0) return own;
    if (automatic !== undefined && automatic >= 0) return 1000 + automatic;
    return byHand !== undefined && byHand >= 0 ? 3000 + byHand : 2000;
  };
  const byPlace = (a: string, b: string) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1);
  return [...new Set(sources)].sort(byPlace);
}

const idPair = z.tuple([
  z.string().check(z.minLength(1), z.maxLength(300)),
  z.string().check(z.minLength(1), z.maxLength(300)),
]);

/**
 * Two ids as a button of ours carries them; null for anything else.
 *
 *     readIdPair('["polar:1","strava:2"]') // ["polar:1", "strava:2"]
 */
export function readIdPair(text: string | null): IdPair | null {
  try {
    return idPair.safeParse(JSON.parse(text ?? "")).data ?? null;
  } catch {
    return null;
  }
}

export type StoredRun = SameRun<Telling & { readonly record: ActivityRecord }>;

/** All that is stored, each run once: see `sameRuns`. */
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

/** Sources that hold the runner's own word, typed here or told by a script of theirs. */
const OWN_WORD = ["manual", "webhook"];

/**
 * A run as it counts: whole, as one source tells it. Only how hard it was is the runner's to say, as which
 * pair was worn is: their own word holds, whichever telling counts.
 */
export function recordOf({ counted, others }: StoredRun): ActivityRecord {
  const said = [counted, ...others].find(
    ({ record }) => OWN_WORD.includes(record.source) && record.sessionRpe !== null,
  );
  return said === undefined
    ? counted.record
    : { ...counted.record, sessionRpe: said.record.sessionRpe };
}

function tellingOf(record: ActivityRecord, rank: number) {
  const id = domainId(record);
  const { averageHeartRateBpm, maxHeartRateBpm, sessionRpe, cadenceSpm, shoeSourceId } = record;
  return {
    id,
    // Two files can hold one run, as those of two archives do; a service tells each of its runs once.
    teller: record.source === "file" ? id : record.source,
    rank,
    figures: [averageHeartRateBpm, maxHeartRateBpm, sessionRpe, cadenceSpm, shoeSourceId].filter(
      (figure) => figure !== null,
    ).length,
    sport: record.sport,
    day: record.day,
    // Who hides the time of day is told to have begun as the day did.
    startS: record.startMinute === 0 ? null : Date.parse(record.startAt) / 1000,
    distanceM: record.distanceM,
    movingS: record.movingS,
    elapsedS: record.elapsedS,
    record,
  };
}
