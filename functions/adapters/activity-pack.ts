import * as z from "zod/mini";
import { isDeepStrictEqual } from "../shared/same.ts";
import { dayNumberOf, wallTime } from "../shared/time.ts";

/** An activity as it was reported, with everything that an item of its own would hold beside it. */
const telling = z.looseObject({
  source: z.string(),
  sourceId: z.string(),
  startAt: z.string(),
  day: z.string(),
  startMinute: z.number(),
});
export type Telling = z.infer<typeof telling>;

type Row = Readonly<Record<string, unknown>>;

const content = z.object({ columns: z.record(z.string(), z.array(z.unknown())) });

const DAY_MS = 24 * 3_600_000;
/** Where a row has no such value: in JSON a list would turn `undefined` into null, and no value is a list. */
const ABSENT: readonly never[] = [];
/** In these columns a number is stored as its distance from the one before. */
const RISING = ["id", "startMs"];

/** Loaded when the first pack is read; an `import` would load it with the function. */
const zlib = () => process.getBuiltinModule("node:zlib");

/**
 * Many activities in few bytes, by when they began. Half a year of runs takes some 4 kB, and 6 kB if it is
 * just compressed: values of one column resemble each other, and the local day and minute mostly follow from
 * the start.
 *
 *     unpack(pack(tellings)) // the same, sorted by `startAt`
 */
export function pack(tellings: readonly Telling[]): Uint8Array {
  const rows = tellings
    .toSorted((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt))
    .map(shorten);
  const names = [...new Set(rows.flatMap((one) => Object.keys(one)))];
  const columns = names.map((name) => {
    const values = rows.map((one) => (one[name] === undefined ? ABSENT : one[name]));
    return [name, RISING.includes(name) ? steps(values) : values] as const;
  });
  const text = JSON.stringify({ columns: Object.fromEntries(columns) });
  return zlib().deflateRawSync(text, { level: 9 });
}

/** Throws if these are not bytes of `pack`. */
export function unpack(packed: Uint8Array): readonly Telling[] {
  const columns = Object.entries(content.parse(inflated(packed)).columns).map(
    ([name, values]) => [name, RISING.includes(name) ? sums(values) : values] as const,
  );
  const [, first = []] = columns[0] ?? [];
  const rows = first.map((_, at) => {
    const row: Record<string, unknown> = {};
    for (const [name, values] of columns) {
      if (!Array.isArray(values[at])) row[name] = values[at];
    }
    return lengthen(row);
  });
  // All at once: each look at a runner unpacks half a year.
  return z.array(telling).parse(rows);
}

/** What was packed before there were columns: the tellings one after another. */
export function unpackList(packed: Uint8Array): readonly Telling[] {
  return z.array(telling).parse(inflated(packed));
}

function inflated(packed: Uint8Array): unknown {
  return JSON.parse(zlib().inflateRawSync(packed).toString("utf8"));
}

/** With numbers where they say exactly as much as the texts. */
function shorten({ sourceId, startAt, day, startMinute, ...rest }: Telling): Row {
  const id = Number(sourceId);
  const startMs = Date.parse(startAt);
  const aheadMs = dayNumberOf(day) * DAY_MS + Math.round(startMinute * 60_000) - startMs;
  const start = { startAt, day, startMinute };
  return {
    ...rest,
    ...(Number.isSafeInteger(id) && String(id) === sourceId ? { id } : { sourceId }),
    ...(isDeepStrictEqual(startOf(startMs, aheadMs), start) ? { startMs, aheadMs } : start),
  };
}

function lengthen({ id, startMs, aheadMs, ...rest }: Row): Row {
  return {
    ...rest,
    ...(typeof id === "number" && { sourceId: String(id) }),
    ...(typeof startMs === "number" && typeof aheadMs === "number" && startOf(startMs, aheadMs)),
  };
}

function startOf(startMs: number, aheadMs: number) {
  return { startAt: new Date(startMs).toISOString(), ...wallTime(startMs + aheadMs) };
}

function steps(values: readonly unknown[]): readonly unknown[] {
  let last = 0;
  return values.map((value) => {
    if (typeof value !== "number") return value;
    const step = value - last;
    last = value;
    return step;
  });
}

function sums(values: readonly unknown[]): readonly unknown[] {
  let last = 0;
  return values.map((value) => {
    if (typeof value !== "number") return value;
    last += value;
    return last;
  });
}
