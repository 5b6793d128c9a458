import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isDay, isZone } from "../../../functions/shared/calendar.ts";
import { whyWrong } from "../../wrong-options.ts";

export interface StartArguments {
  /** Absolute path of what `readUpload` is to read, or null for the demo runner. */
  readonly importPath: string | null;
  /** YYYY-MM-DD */
  readonly asOf: string | null;
  readonly zone: string;
  readonly fresh: boolean;
  readonly appPort: number;
  readonly inboxPort: number;
  /** The simulated Strava's. */
  readonly stravaPort: number;
  /** The other simulated services'. */
  readonly servicesPort: number;
  readonly dataDir: string;
}

export type StartArgumentsReading =
  | { readonly kind: "arguments"; readonly arguments: StartArguments }
  | { readonly kind: "help" }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "invalid"; readonly line: string };

const PORTS = ["port", "inbox-port", "strava-port", "services-port"] as const;

export const help = `npm start -- [options]

  --import PATH     load a FIT, GPX or TCX file, a zip or folder of them, or the
                    export that Strava or Garmin sent
  --as-of DAY       judge this day, YYYY-MM-DD (default: the day of the last activity)
  --zone ZONE       the runner's time zone (default: UTC)
  --fresh           forget everything and start afresh
  --port N          port of the app (default: 3000)
  --inbox-port N    port of the inbox (default: 3001)
  --strava-port N   port of the simulated Strava (default: 3002)
  --services-port N port of the other simulated services (default: 3003)
  --data DIR        where everything is kept (default: .stridewell/data)

Strava is simulated on this machine, unless the environment names an application of yours:

  STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET  as strava.com/settings/api shows them
  STRIDEWELL_PUBLIC_URL                   the https address at which Strava reaches this machine:
                                          npm run strava -- expose says how
`;

/**
 * Reads what was typed after `npm start --`. Paths are relative to `cwd`, where it was typed.
 *
 * @example
 * readStartArguments(["--port", "x"], "/home/me", "/home/me/.stridewell/data");
 * // { kind: "invalid", line: "--port x isn't a port: give a number from 0 to 65535." }
 */
export function readStartArguments(
  argv: readonly string[],
  cwd: string,
  defaultDataDir: string,
): StartArgumentsReading {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    return invalid(`${whyWrong(error)}: see npm start -- --help.`);
  }
  if (values.help === true) return { kind: "help" };
  const asOf = values["as-of"] ?? null;
  if (asOf !== null && !isDay(asOf)) {
    return invalid(`--as-of ${asOf} isn't a date: give one as YYYY-MM-DD.`);
  }
  if (!isZone(values.zone)) {
    return invalid(`--zone ${values.zone} isn't a time zone: give one such as Europe/Berlin.`);
  }
  for (const option of PORTS) {
    if (!isPort(values[option])) {
      return invalid(`--${option} ${values[option]} isn't a port: give a number from 0 to 65535.`);
    }
  }
  const [appPort = 0, inboxPort = 0, stravaPort = 0, servicesPort = 0] = PORTS.map((option) =>
    Number(values[option]),
  );
  const taken = new Set<number>();
  for (const option of PORTS) {
    const port = Number(values[option]);
    if (port !== 0 && taken.has(port)) {
      return invalid(`Port ${port} can't be used twice: give --${option} N too.`);
    }
    taken.add(port);
  }
  return {
    kind: "arguments",
    arguments: {
      importPath: values.import === undefined ? null : resolve(cwd, values.import),
      asOf,
      zone: values.zone,
      fresh: values.fresh,
      appPort,
      inboxPort,
      stravaPort,
      servicesPort,
      dataDir: values.data === undefined ? defaultDataDir : resolve(cwd, values.data),
    },
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      import: { type: "string" },
      "as-of": { type: "string" },
      zone: { type: "string", default: "UTC" },
      fresh: { type: "boolean", default: false },
      port: { type: "string", default: "3000" },
      "inbox-port": { type: "string", default: "3001" },
      "strava-port": { type: "string", default: "3002" },
      "services-port": { type: "string", default: "3003" },
      data: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
}

function invalid(line: string): StartArgumentsReading {
  return { kind: "invalid", line };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}
