import { parseArgs } from "node:util";
import { isDay, isZone } from "../../../functions/shared/time.ts";
import type { Units } from "../../../functions/wording/en.ts";

interface Arguments {
  readonly path: string;
  /** YYYY-MM-DD; null takes the day of the last activity. */
  readonly asOf: string | null;
  readonly zone: string;
  readonly units: Units;
  readonly json: boolean;
}

type ReadArguments =
  | { readonly kind: "arguments"; readonly arguments: Arguments }
  | { readonly kind: "wrong"; readonly reason: string };

const USAGE =
  "checkup -- PATH [--as-of DAY] [--zone IANA] [--units km|mi] [--json], PATH being a Strava export";

/** What the command line asks for, or the one line that says what is wrong with it. */
export function readArguments(argv: readonly string[]): ReadArguments {
  const wrong = (reason: string): ReadArguments => ({ kind: "wrong", reason });
  const parsed = split(argv);
  if (typeof parsed === "string") return wrong(`${parsed}. Use ${USAGE}`);
  const { values, positionals } = parsed;

  const [path, extra] = positionals;
  if (path === undefined || path === "") return wrong(`No export is named. Use ${USAGE}`);
  if (extra !== undefined) {
    return wrong(`"${extra}" is a second path; give one, in quotes if it has spaces. Use ${USAGE}`);
  }
  const { "as-of": asOf = null, zone = "UTC", units = "km", json = false } = values;
  if (asOf !== null && !isDay(asOf)) {
    return wrong(`--as-of "${asOf}" is no day: write one that exists, such as 2021-09-12`);
  }
  if (!isZone(zone)) {
    return wrong(`--zone "${zone}" is no time zone: write an IANA name such as Europe/Copenhagen`);
  }
  if (units !== "km" && units !== "mi") {
    return wrong(`--units "${units}" is not known: write km or mi`);
  }
  return { kind: "arguments", arguments: { path, asOf, zone, units, json } };
}

function split(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        "as-of": { type: "string" },
        zone: { type: "string" },
        units: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return error.message.split(/\.(?:\s|$)/, 1)[0] ?? error.message;
  }
}
