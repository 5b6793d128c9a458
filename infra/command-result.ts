/**
 * What a command prints. Exit 1: something isn't as it should be, or the service refused; 2: wrong arguments.
 * Then stderr has one line.
 */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

export function done(text: string): CommandResult {
  return { exitCode: 0, stdout: `${text}\n`, stderr: "" };
}

export function failed(line: string): CommandResult {
  return { exitCode: 1, stdout: "", stderr: `${line}\n` };
}

export function wrong(line: string): CommandResult {
  return { exitCode: 2, stdout: "", stderr: `${line}\n` };
}

/** Prints it, and returns its exit code. */
export function print({ exitCode, stdout, stderr }: CommandResult): CommandResult["exitCode"] {
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  return exitCode;
}
