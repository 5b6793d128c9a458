import { parseArgs } from "node:util";
import type { Sex, Weekday } from "../../../domain/history.ts";
import { type Limits, limitsFor } from "../../../domain/thresholds.ts";
import { isDay, isZone } from "../../../functions/shared/calendar.ts";
import type { Units } from "../../../functions/wording/en.ts";
import { whyWrong } from "../../wrong-options.ts";

export interface Arguments {
  readonly path: string;
  /** YYYY-MM-DD; null takes the day of the last activity. */
  readonly asOf: string | null;
  readonly zone: string;
  readonly units: Units;
  readonly json: boolean;
  readonly sex: Sex;
  readonly maxHeartRateBpm: number | null;
  readonly restHeartRateBpm: number | null;
  readonly weekStart: Weekday;
  /** Null takes the default limit. */
  readonly shoeNoticeM: number | null;
  readonly shoeReplaceM: number | null;
  /** A file of pain check-ins; see docs/check-in.md. */
  readonly checkIn: string | null;
}

type ReadArguments =
  | { readonly kind: "arguments"; readonly arguments: Arguments }
  | { readonly kind: "wrong"; readonly reason: string };

export const USAGE =
  "checkup -- PATH [--as-of DAY] [--zone IANA] [--units km|mi] [--json] [--sex female|male] [--max-hr BPM] [--rest-hr BPM] [--week-start DAY] [--shoe-notice-km KM] [--shoe-replace-km KM] [--check-in FILE], where PATH is a FIT, GPX or TCX file, a zip or folder of them, or an export";

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** What one option's text means, or what it should have been. */
type Read<T> = { readonly value: T } | { readonly fix: string };

const day = (text: string): Read<string> =>
  isDay(text) ? { value: text } : { fix: "write a real date, such as 2021-09-12" };

const zone = (text: string): Read<string> =>
  isZone(text) ? { value: text } : { fix: "write an IANA time zone such as Europe/Copenhagen" };

const units = (text: string): Read<Units> =>
  text === "km" || text === "mi" ? { value: text } : { fix: "write km or mi" };

const sex = (text: string): Read<Sex> =>
  text === "female" || text === "male" || text === "unspecified"
    ? { value: text }
    : { fix: "write female, male or unspecified" };

function weekday(text: string): Read<Weekday> {
  const named = text.toLowerCase();
  const number =
    WEEKDAYS.findIndex(
      (name, index) => named === name || named === name.slice(0, 3) || named === String(index + 1),
    ) + 1;
  return isWeekday(number)
    ? { value: number }
    : { fix: "write a day of the week such as monday, or 1 (Monday) to 7 (Sunday)" };
}

function isWeekday(number: number): number is Weekday {
  return Number.isInteger(number) && number >= 1 && number <= 7;
}

const within =
  (min: number, max: number, what: string) =>
  (text: string): Read<number> => {
    const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return number >= min && number <= max
      ? { value: number }
      : { fix: `write ${what} from ${min} to ${max}` };
  };

const file = (text: string): Read<string> =>
  text === "" ? { fix: "name a file" } : { value: text };

/** What the command line asks for, or the one line that says what is wrong with it. */
export function readArguments(argv: readonly string[]): ReadArguments {
  const wrong = (reason: string): ReadArguments => ({ kind: "wrong", reason });
  const parsed = split(argv);
  if (typeof parsed === "string") return wrong(`${parsed}. Usage: ${USAGE}`);
  const { values, positionals } = parsed;

  const [path, extra] = positionals;
  if (path === undefined || path === "") return wrong(`No file was given. Usage: ${USAGE}`);
  if (extra !== undefined) {
    return wrong(
      `"${extra}" is a second path; give one, in quotes if it has spaces. Usage: ${USAGE}`,
    );
  }

  const faults: string[] = [];
  const option = <T, D>(
    name: Exclude<keyof typeof values, "json">,
    read: (text: string) => Read<T>,
    fallback: D,
  ): T | D => {
    const text = values[name];
    if (text === undefined) return fallback;
    const answer = read(text);
    if ("value" in answer) return answer.value;
    faults.push(`--${name} "${text}" can't be used: ${answer.fix}`);
    return fallback;
  };
  const km = within(1, 10_000, "kilometres");
  const bpm = within(20, 250, "beats a minute");
  const noticeKm = option("shoe-notice-km", km, null);
  const replaceKm = option("shoe-replace-km", km, null);
  const read: Arguments = {
    path,
    asOf: option("as-of", day, null),
    zone: option("zone", zone, "UTC"),
    units: option("units", units, "km"),
    json: values.json ?? false,
    sex: option("sex", sex, "unspecified"),
    maxHeartRateBpm: option("max-hr", bpm, null),
    restHeartRateBpm: option("rest-hr", bpm, null),
    weekStart: option("week-start", weekday, 1),
    shoeNoticeM: noticeKm === null ? null : noticeKm * 1000,
    shoeReplaceM: replaceKm === null ? null : replaceKm * 1000,
    checkIn: option("check-in", file, null),
  };
  const { maxHeartRateBpm, restHeartRateBpm } = read;
  if (
    maxHeartRateBpm !== null &&
    restHeartRateBpm !== null &&
    restHeartRateBpm >= maxHeartRateBpm
  ) {
    faults.push(
      `--rest-hr ${restHeartRateBpm} must be below --max-hr ${maxHeartRateBpm}: check which is which`,
    );
  }
  try {
    limitsFor(shoeLimits(read));
  } catch (error) {
    // The domain knows the default limits, which a single option can contradict.
    if (!(error instanceof RangeError)) throw error;
    faults.push(`--shoe-notice-km and --shoe-replace-km don't fit together: ${error.message}`);
  }
  const [fault] = faults;
  return fault === undefined ? { kind: "arguments", arguments: read } : wrong(fault);
}

/** The runner's own shoe limits instead of the defaults. */
export function shoeLimits({
  shoeNoticeM,
  shoeReplaceM,
}: Pick<Arguments, "shoeNoticeM" | "shoeReplaceM">): Partial<Limits> {
  return {
    ...(shoeNoticeM !== null && { shoeNoticeM }),
    ...(shoeReplaceM !== null && { shoeReplaceM }),
  };
}

const text = { type: "string" } as const;

function split(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        "as-of": text,
        zone: text,
        units: text,
        json: { type: "boolean" },
        sex: text,
        "max-hr": text,
        "rest-hr": text,
        "week-start": text,
        "shoe-notice-km": text,
        "shoe-replace-km": text,
        "check-in": text,
      },
    });
  } catch (error) {
    return whyWrong(error);
  }
}
