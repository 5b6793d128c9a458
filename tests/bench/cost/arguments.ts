import { parseArgs } from "node:util";
import { whyWrong } from "../../../infra/wrong-options.ts";

export interface CostArguments {
  /** The numbers of runners to print a month for, one bill each. */
  readonly runners: readonly number[];
  readonly retention: "cache" | "keep";
  /** Nights between two comparisons. */
  readonly nights: number;
  readonly weeks: number;
}

export type CostArgumentsReading =
  | { readonly kind: "arguments"; readonly arguments: CostArguments }
  | { readonly kind: "help" }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "invalid"; readonly line: string };

export const help = `npm run cost -- [options]

  --runners N       how many runners; may be given several times (default: 1, 1000 and 1000000)
  --retention KIND  cache or keep, as stravaRetention in cdk.json (default: cache)
  --nights N        nights between two comparisons, 1 to 7 (default: 4 with cache, 7 with keep)
  --weeks N         weeks to simulate (default: 4)
`;

/**
 * Reads what was typed after `npm run cost --`.
 *
 * @example
 * readCostArguments(["--runners", "many"])
 * // { kind: "invalid", line: "--runners many: give a whole number from 1." }
 */
export function readCostArguments(argv: readonly string[]): CostArgumentsReading {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    return invalid(`${whyWrong(error)}: see npm run cost -- --help.`);
  }
  if (values.help === true) return { kind: "help" };
  const { retention } = values;
  if (retention !== "cache" && retention !== "keep") {
    return invalid(`--retention ${retention}: give cache or keep.`);
  }
  // As rarely as each retention allows.
  const { nights = retention === "cache" ? "4" : "7" } = values;
  const wrong = values.runners.find((text) => !isWhole(text));
  if (wrong !== undefined) return invalid(`--runners ${wrong}: give a whole number from 1.`);
  if (!isWhole(nights, 7)) return invalid(`--nights ${nights}: give a whole number from 1 to 7.`);
  if (!isWhole(values.weeks)) {
    return invalid(`--weeks ${values.weeks}: give a whole number from 1.`);
  }
  const runners = values.runners.map(Number);
  const weeks = Number(values.weeks);
  return { kind: "arguments", arguments: { runners, retention, nights: Number(nights), weeks } };
}

const parse = (argv: readonly string[]) =>
  parseArgs({
    args: [...argv],
    options: {
      runners: { type: "string", multiple: true, default: ["1", "1000", "1000000"] },
      retention: { type: "string", default: "cache" },
      nights: { type: "string" },
      weeks: { type: "string", default: "4" },
      help: { type: "boolean" },
    },
  }).values;

const isWhole = (text: string, most = Number.MAX_SAFE_INTEGER) =>
  /^[1-9]\d*$/.test(text) && Number(text) <= most;

function invalid(line: string): CostArgumentsReading {
  return { kind: "invalid", line };
}
