import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import * as consumers from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { isCancel, password, select, text } from "@clack/prompts";
import { allowClosedPipe } from "../closed-pipe.ts";
import { elsewhere, type RawSettings } from "./account.ts";
import { secretVariables } from "./arguments.ts";
import { awsFault, type Cloud, clientsFor, cloudOf } from "./cloud.ts";
import type { Ask } from "./questions.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
export const cdkJsonPath = `${root}cdk.json`;

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * The owner's account, in cdk.json's region if the terminal names none. With --elsewhere that doesn't count: whoever
 * means another place would deploy to that one, or destroy it.
 */
export function cloudFor(settings: RawSettings, argv: readonly string[] = process.argv): Cloud {
  const meant = argv.includes("--elsewhere") ? elsewhere(settings) : settings;
  return cloudOf(clientsFor(process.env, meant));
}

/** Null without a terminal: then nothing is asked. */
export const ask: Ask | null =
  process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env["CI"]
    ? async (question, initial) => {
        const message = question.empty
          ? `${question.text} (empty: ${question.empty})`
          : question.text;
        const validate = (answer: string | undefined) => question.fault(answer ?? "") ?? undefined;
        const answer =
          question.choices !== undefined
            ? await select({
                message,
                options: question.choices.map(({ value, label }) => ({ value, label })),
                ...(initial !== undefined && { initialValue: initial }),
              })
            : question.secret === true
              ? await password({ message, validate })
              : await text({
                  message,
                  validate,
                  ...(initial !== undefined && { initialValue: initial }),
                });
        return isCancel(answer) ? null : (answer ?? "");
      }
    : null;

export const stdin = (): Promise<string> => consumers.text(process.stdin);

/**
 * Runs the CDK's own CLI with the same Node, showing its progress. It gets no secrets. It does get the
 * region, because it looks for one in more places than the SDK does, and could deploy where nothing was
 * looked at.
 */
export function cdk(args: readonly string[], region: string): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...process.env, AWS_REGION: region };
  for (const name of secretVariables) delete env[name];
  // From process.env itself, where Windows' own spelling, Path, counts too.
  const path = [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  const cli = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: root,
      env: { ...env, PATH: path },
      stdio: "inherit",
    });
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a command and sets its exit code; an AWS refusal is shown as one line, not as a stack trace. */
export async function run(command: () => Promise<number>): Promise<void> {
  allowClosedPipe();
  try {
    process.exitCode = await command();
  } catch (error) {
    process.stderr.write(`${awsFault(error)}\n`);
    process.exitCode = 1;
  }
}
