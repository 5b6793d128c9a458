import { stringify } from "csv-stringify/sync";
import { activityRecord } from "../messages/activity.ts";
import { storedCheckIn } from "../messages/check-in.ts";
import type { StoredShoe } from "../ports/shoes.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { once } from "../shared/once.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import { dayInZone } from "../shared/time.ts";
import { exportPage as text } from "../wording/settings.en.ts";
import { messagePage, type SettingsDeps } from "./settings.tsx";

/** A Lambda answers with at most 6 MB, and anything but text grows by a third on the way. */
const MOST_BYTES = 4_000_000;

/** Each file names its columns, even if it holds no row. */
const columns = once(() => ({
  runs: [...Object.keys(activityRecord.shape), "leftOut"],
  shoes: Object.keys({
    source: true,
    sourceId: true,
    name: true,
    startDistanceM: true,
    noticeAtM: true,
    replaceAtM: true,
    retired: true,
    providerDistanceM: true,
  } satisfies Record<keyof StoredShoe, true>),
  checkIns: Object.keys(
    flat(storedCheckIn.parse({ id: "-", day: "2000-01-01", places: [], selfScreen: {} })),
  ),
}));

export async function showExport(): Promise<HttpAnswer> {
  return messagePage(
    "shown",
    200,
    { title: text.title, text: text.lead },
    <>
      <p>{text.csv}</p>
      <p>
        <a class="button" href="/settings/export/everything" download>
          {text.link}
        </a>
      </p>
    </>,
  );
}

/** Everything, or one year's items together with those that belong to no year. */
export async function sendExport(
  { runner, path }: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const { part = "" } = path;
  const year = /^(19|20)\d\d$/.test(part) ? part : null;
  if (year === null && part !== "everything") return messagePage("no such part", 404, text.noSuch);
  const isAsked = (day: string) => year === null || day.startsWith(year);
  const [items, { activities, shoes, checkIns, dismissals }] = await Promise.all([
    deps.accounts.items(runner.id),
    deps.cases.read(runner.id),
  ]);
  const leftOut = new Map(dismissals.map(({ activityId, why }) => [activityId, why]));
  const json = items.filter((item) => isAsked(dayOf(item) ?? part));
  // Its tables and its module for workers take a fifth of this function's start.
  const { zipSync } = await import("fflate");
  const zip = zipSync({
    "README.txt": bytesOf(text.readMe(dayInZone(deps.nowMs(), runner.zone))),
    "everything.json": bytesOf(`${JSON.stringify(json, setsAsLists, 2)}\n`),
    "runs.csv": csv(
      columns().runs,
      activities
        .filter(({ day }) => isAsked(day))
        .map((run) => ({ ...run, leftOut: leftOut.get(domainId(run)) ?? "" })),
    ),
    "shoes.csv": csv(columns().shoes, shoes),
    "check-ins.csv": csv(columns().checkIns, checkIns.filter(({ day }) => isAsked(day)).map(flat)),
  });
  if (zip.byteLength > MOST_BYTES) return tooLarge(year, items);
  const name = `stridewell-${part}.zip`;
  return { outcome: "exported", file: { contentType: "application/zip", content: zip, name } };
}

function tooLarge(year: string | null, items: readonly Readonly<Record<string, unknown>>[]) {
  const { title, none } = text.tooLarge;
  if (year !== null) return messagePage("year too large", 413, { title, text: none });
  const years = [...new Set(items.flatMap((item) => dayOf(item)?.slice(0, 4) ?? []))].sort();
  return messagePage(
    "too large",
    413,
    text.tooLarge,
    <ul>
      {years.map((one) => (
        <li>
          <a href={`/settings/export/${one}`} download>
            {one}
          </a>
        </li>
      ))}
    </ul>,
  );
}

/** The day that an item is about, if it is about one. */
function dayOf(item: Readonly<Record<string, unknown>>): string | null {
  const { day, checkIn } = item;
  if (typeof day === "string") return day;
  const told = typeof checkIn === "object" && checkIn !== null && "day" in checkIn && checkIn.day;
  return typeof told === "string" ? told : null;
}

const bytesOf = (words: string) => new TextEncoder().encode(words);

const setsAsLists = (_: string, value: unknown) => (value instanceof Set ? [...value] : value);

/** One row per record, under the names of the columns. No text can run as a formula. */
function csv(columns: readonly string[], records: readonly object[]): Uint8Array {
  const rows = stringify([...records], {
    header: true,
    columns: [...columns],
    bom: true,
    escape_formulas: true,
    cast: { boolean: String, object: (value) => JSON.stringify(value) },
  });
  return bytesOf(rows);
}

/** Lists as text, and the self-screen's answers as columns of their own. */
function flat(checkIn: {
  readonly places: readonly string[];
  readonly when: readonly string[];
  readonly selfScreen: object | null;
}): object {
  const { places, when, selfScreen, ...rest } = checkIn;
  return { ...rest, places: places.join(" "), when: when.join(" "), ...selfScreen };
}
