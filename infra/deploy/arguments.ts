import { parseArgs } from "node:util";
import { whyWrong } from "../wrong-options.ts";
import { Stop } from "./deploy-deps.ts";
import type { Question } from "./question.ts";
import { questions } from "./questions.ts";
import { serviceSetUps } from "./services.ts";

const allQuestions: readonly Question[] = [
  ...Object.values(questions),
  ...serviceSetUps.flatMap(({ fields }) => fields.map(({ question }) => question)),
];

const flagLines = allQuestions.flatMap(({ flag, variable, text, choices }) => {
  const values = choices === undefined ? "" : ` ${choices.map(({ value }) => value).join(" or ")};`;
  return flag === null ? [] : [`  --${flag.padEnd(20)}${values} ${text} (${variable})`];
});

/** What the CDK need not know. */
export const secretVariables = allQuestions.flatMap(({ variable, secret }) =>
  secret === true ? [variable] : [],
);

export const USAGE = `npm run deploy     checks the account, asks what it needs to know, deploys, and says what is left to do.
                   Run it again to upgrade: nothing is asked twice, and nothing is lost.

${flagLines.join("\n")}
  --strava-secret-stdin  read Strava's client secret from standard input
  --bootstrap            prepare the account for CDK if that hasn't been done
  --ask                  ask everything again
  --check                only check, change nothing
  --elsewhere            go on in another account or region than cdk.json names; it then names that one

Secrets have no flag, so that they don't end up in the shell's history: they are asked for, or taken from the environment.

  ${secretVariables.join(", ")}
`;

const off = { type: "boolean", default: false } as const;
const switches = {
  "strava-secret-stdin": off,
  bootstrap: off,
  ask: off,
  check: off,
  elsewhere: off,
};

export interface Given {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly fromStdin: boolean;
  readonly bootstrap: boolean;
  readonly anew: boolean;
  readonly onlyCheck: boolean;
  readonly elsewhere: boolean;
}

export function readArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Given | "help" {
  const flags = allQuestions.flatMap(({ flag }) => flag ?? []);
  const kept = [...flags, ...Object.keys(switches)].find((name) => isKeptByNpm(name, env));
  if (kept !== undefined) {
    throw new Stop(
      2,
      `npm kept --${kept} for itself: flags come after two dashes, as in npm run deploy -- --${kept}.`,
    );
  }
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(flags.map((flag) => [flag, { type: "string" } as const])),
        ...switches,
        help: { ...off, short: "h" },
      },
    });
    if (values.help === true) return "help";
    const texts = Object.entries(values).map(
      ([name, value]) => [name, typeof value === "string" ? value : undefined] as const,
    );
    return {
      flags: Object.fromEntries(texts),
      fromStdin: values["strava-secret-stdin"] === true,
      bootstrap: values.bootstrap === true,
      anew: values.ask === true,
      onlyCheck: values.check === true,
      elsewhere: values.elsewhere === true,
    };
  } catch (error) {
    throw new Stop(2, `${whyWrong(error)}: see npm run deploy -- --help.`);
  }
}

/** Without the two dashes npm takes a flag as a setting of its own: `npm run deploy --check` would then deploy. */
function isKeptByNpm(name: string, env: Readonly<Record<string, string | undefined>>): boolean {
  return env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined;
}
