import type { DataFolder } from "./data-folder.ts";

/** What the owner would configure so that the application finds such a service. */
export type Beside =
  | {
      readonly kind: "started";
      readonly parameters: Readonly<Record<string, string>>;
      readonly environment: Readonly<Record<string, string>>;
      close(): Promise<void>;
    }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "refused"; readonly line: string };

/** A service that isn't AWS's, in the three moments of `npm start`. */
export interface BesideService {
  /** The option of that name for `startLocal`. */
  beside(folder: DataFolder | null): Promise<Beside>;
  /** Which one it is and where, in one line. */
  told(): string;
  /** What is left to do once the application runs; returns the lines that tell people what they have to do. */
  afterReady(appUrl: string): Promise<readonly string[]>;
}

/** What to say about a simulator that doesn't start: its port can't be had, or its file can't be read. */
export function notStarted(who: string, port: number, option: string, error: unknown): Beside {
  const isSystem = error instanceof Error && "code" in error;
  const unread = `What the simulated ${who} stored can't be read: start afresh with --fresh.`;
  return { kind: "refused", line: isSystem ? portLine(port, option, error) : unread };
}

/** Several services as one; if a later one refuses, those already started are closed. */
export function allBeside(
  starts: readonly ((folder: DataFolder | null) => Promise<Beside>)[],
): (folder: DataFolder | null) => Promise<Beside> {
  return async (folder) => {
    const started: Extract<Beside, { kind: "started" }>[] = [];
    const close = async () => {
      for (const one of started) await one.close();
    };
    for (const start of starts) {
      const one = await start(folder);
      if (one.kind === "refused") {
        await close();
        return one;
      }
      started.push(one);
    }
    return {
      kind: "started",
      parameters: Object.assign({}, ...started.map(({ parameters }) => parameters)),
      environment: Object.assign({}, ...started.map(({ environment }) => environment)),
      close,
    };
  };
}

/** What to say about a port that can't be had. */
export function portLine(port: number, option: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : error;
  return code === "EADDRINUSE"
    ? `Port ${port} is in use: stop what uses it, or choose another with ${option} N.`
    : `Port ${port} can't be opened (${String(code)}): choose another with ${option} N.`;
}
