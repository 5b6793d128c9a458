import type { Cloud } from "./cloud.ts";
import type { Ask } from "./questions.ts";
import type { SettingsFile } from "./settings-file.ts";

export interface DeployDeps {
  readonly cloud: Cloud;
  readonly settings: SettingsFile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null if no terminal is attached. */
  readonly ask: Ask | null;
  /** All of standard input, for a secret that is piped in. */
  readonly stdin: () => Promise<string>;
  readonly say: (line: string) => void;
  /** Runs the CDK CLI in this region, showing its own progress, and returns its exit code. */
  readonly cdk: (args: readonly string[], region: string) => Promise<number>;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  readonly nodeVersion: string;
  /** The time zone of whoever deploys, as their machine tells it: none where it knows none. */
  readonly zone: string | undefined;
}

/** Ends the run with a line and an exit code: 1 if something is missing, 2 for wrong arguments. */
export class Stop extends Error {
  readonly exitCode: 1 | 2;
  constructor(exitCode: 1 | 2, line: string) {
    super(line);
    this.exitCode = exitCode;
  }
}

/** A command's exit code. If it is stopped, its line is said. */
export async function untilStopped(
  say: (line: string) => void,
  command: () => Promise<0 | 1>,
): Promise<0 | 1 | 2> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    return error.exitCode;
  }
}
