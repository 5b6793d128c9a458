import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Credentials } from "../access/keys.ts";
import type { Clock } from "../engines/clock.ts";
import type { FunctionModel } from "../template/model.ts";
import { type Log, readFunctionLine } from "./log.ts";
import type { Meter } from "./meter.ts";

/**
 * Where the functions find AWS: the SDK's standard variables, which with `TMPDIR` are the only difference
 * from AWS.
 */
export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly sesv2: string;
  readonly kms: string;
  readonly ssm: string;
  readonly s3: string;
}

export type InvokeResult =
  /** `payload` is JSON text, as Lambda returns it. */
  | { readonly kind: "returned"; readonly payload: string }
  | { readonly kind: "failed"; readonly errorType: string; readonly errorMessage: string };

export interface FunctionHost {
  /** Runs the handler once. Waits for a free process if all are busy. */
  invoke(event: unknown): Promise<InvokeResult>;
  inFlight(): number;
  /** Takes no more events, gives those under way `graceMs` to finish, then ends the processes. */
  close(graceMs: number): Promise<void>;
}

export interface FunctionHostOptions {
  readonly fn: FunctionModel;
  readonly region: string;
  readonly credentials: Credentials;
  readonly endpoints: Endpoints;
  readonly log: Log;
  /** Where node keeps compiled code, so that a cold start is quick; null for nowhere. */
  readonly compileCacheDir: string | null;
  readonly maxProcesses?: number;
  /** The clock that the functions go by; by default this machine's. */
  readonly clock?: Clock;
  readonly meter?: Meter;
}

/** Lambda gives an init 10 s; a laptop that starts everything at once may need longer. */
const initLimitMs = 30_000;
/** Lambda's limit for a synchronous event and for its answer. */
const maxPayloadBytes = 6 * 1024 * 1024;

/** The variable that tells Node where the machine's temporary files are. */
const TEMPORARY = process.platform === "win32" ? "TEMP" : "TMPDIR";

const errorShape = z.object({ errorType: z.string(), errorMessage: z.string() });
const used = z.object({ cpuMs: z.number(), peakMb: z.number() });
const report = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("init-error"), error: errorShape }),
  z.object({ kind: z.literal("result"), result: z.string(), used }),
  z.object({ kind: z.literal("error"), error: errorShape, used }),
]);
type Report = z.infer<typeof report>;

/** A function's readable name: its logical id without the hash that CDK appends. */
export function functionLabel(fn: Pick<FunctionModel, "logicalId">): string {
  return fn.logicalId.replace(/[0-9A-F]{8}$/, "");
}

/**
 * Runs one function as Lambda would: in processes of its own that start at the first event and stay warm, one
 * event at a time in each, with the function's declared environment and the variables that Lambda sets, and
 * killed when the time is up.
 */
export function startFunctionHost(options: FunctionHostOptions): FunctionHost {
  const { fn, log } = options;
  const label = functionLabel(fn);
  const maxProcesses = options.maxProcesses ?? 3;
  const processes = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let closing = false;

  const acquire = async (): Promise<FunctionProcess> => {
    for (;;) {
      const warm = idle.pop();
      if (warm?.alive() === true) return warm;
      if (warm !== undefined) {
        processes.delete(warm);
        continue;
      }
      if (processes.size < maxProcesses) {
        const cold = startProcess(options, label);
        processes.add(cold);
        return cold;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const release = (process: FunctionProcess): void => {
    if (process.alive()) idle.push(process);
    else processes.delete(process);
    waiting.shift()?.();
  };

  const run = async (event: unknown): Promise<InvokeResult> => {
    const process = await acquire();
    try {
      return await process.serve(event);
    } finally {
      release(process);
    }
  };

  return {
    inFlight: () => inFlight,
    invoke: async (event) => {
      if (closing) return failed("ServiceException", "The local runtime is stopping.");
      if (Buffer.byteLength(JSON.stringify(event) ?? "") > maxPayloadBytes) {
        const text = `Request must be smaller than ${maxPayloadBytes} bytes for the InvokeFunction operation`;
        return failed("RequestTooLargeException", text);
      }
      inFlight += 1;
      try {
        const result = await run(event);
        if (result.kind === "failed") {
          log({ from: label, level: "error", text: `${result.errorType}: ${result.errorMessage}` });
        }
        return result;
      } finally {
        inFlight -= 1;
      }
    },
    close: async (graceMs) => {
      closing = true;
      const endMs = Date.now() + graceMs;
      while (inFlight > 0 && Date.now() < endMs) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await Promise.all([...processes].map((process) => process.stop()));
    },
  };
}

interface FunctionProcess {
  alive(): boolean;
  serve(event: unknown): Promise<InvokeResult>;
  stop(): Promise<void>;
}

function startProcess(options: FunctionHostOptions, label: string): FunctionProcess {
  const { fn, log, clock, meter } = options;
  const { file, name } = locateHandler(fn);
  // A Lambda process never sees the `/tmp` of another.
  const disk = mkdtempSync(join(tmpdir(), "stridewell-disk-"));
  const child = fork(
    fileURLToPath(new URL("./function-process.ts", import.meta.url)),
    [file, name, fn.arn],
    {
      cwd: fn.codeDir,
      env: { ...environmentOf(options), [TEMPORARY]: disk },
      execArgv: [`--max-old-space-size=${fn.memoryMb}`],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  for (const [stream, level] of [
    [child.stdout, "info"],
    [child.stderr, "error"],
  ] as const) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() === "") return;
      meter?.printed(fn, Buffer.byteLength(line));
      log(readFunctionLine(label, line, level));
    });
  }
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    const end = (how: string): void => {
      ended = true;
      rmSync(disk, { recursive: true, force: true });
      resolve(how);
    };
    child.once("exit", (code, signal) => end(signal ?? `exit status ${code}`));
    child.on("error", (error) => end(error.message));
  });

  const started = nextReport(child, exited, initLimitMs);

  return {
    alive: () => !ended,
    serve: async (event) => {
      const init = await started;
      if (init.kind === "init-error") {
        child.kill("SIGKILL");
        await exited;
        return failed(init.error.errorType, init.error.errorMessage);
      }
      if (init.kind !== "ready") return ending(init, "its start", initLimitMs / 1000);
      const requestId = randomUUID();
      const limitMs = fn.timeoutS * 1000;
      const answer = nextReport(child, exited, limitMs);
      // The callback swallows the error of sending to a process that is just ending: its exit is the answer.
      const aheadMs = clock === undefined ? null : clock.now() - Date.now();
      const deadlineMs = Date.now() + limitMs;
      child.send({ requestId, event, deadlineMs, aheadMs }, () => undefined);
      const outcome = await answer;
      if ("used" in outcome) meter?.ran(fn, outcome.used);
      switch (outcome.kind) {
        case "result":
          return Buffer.byteLength(outcome.result) > maxPayloadBytes
            ? failed("Function.ResponseSizeTooLarge", "Response payload size exceeded 6 MB.")
            : { kind: "returned", payload: outcome.result };
        case "error":
          return failed(outcome.error.errorType, outcome.error.errorMessage);
        default:
          return ending(outcome, `request ${requestId}`, fn.timeoutS);
      }
    },
    stop: async () => {
      if (ended) return;
      child.kill("SIGKILL");
      await exited;
    },
  };

  async function ending(outcome: Ending, what: string, limitS: number): Promise<InvokeResult> {
    if (outcome.kind === "timed-out") {
      child.kill("SIGKILL");
      await exited;
      return failed("Sandbox.Timedout", `Task timed out after ${limitS.toFixed(2)} seconds`);
    }
    const how = outcome.kind === "exited" ? outcome.how : "an unexpected answer";
    return failed("Runtime.ExitError", `Runtime exited during ${what}: ${how}`);
  }
}

type Ending =
  | Report
  | { readonly kind: "timed-out" }
  | { readonly kind: "exited"; readonly how: string };

/** The next thing the process reports, or its exit, or that it took too long. */
function nextReport(
  child: ChildProcess,
  exited: Promise<string>,
  limitMs: number,
): Promise<Ending> {
  return new Promise((resolve) => {
    const settle = (ending: Ending): void => {
      clearTimeout(timer);
      child.off("message", hear);
      resolve(ending);
    };
    const hear = (message: unknown): void => settle(report.parse(message));
    const timer = setTimeout(() => settle({ kind: "timed-out" }), limitMs);
    child.on("message", hear);
    void exited.then((how) => settle({ kind: "exited", how }));
  });
}

function locateHandler(fn: FunctionModel): { readonly file: string; readonly name: string } {
  const dot = fn.handler.lastIndexOf(".");
  const base = join(fn.codeDir, fn.handler.slice(0, dot));
  const found = [".mjs", ".js", ".cjs"].map((ending) => base + ending).find(existsSync);
  return { file: found ?? `${base}.mjs`, name: fn.handler.slice(dot + 1) };
}

function environmentOf(options: FunctionHostOptions): NodeJS.ProcessEnv {
  const { fn, region, credentials, endpoints } = options;
  return {
    ...fn.environment,
    // The variables that Lambda sets itself, and that override declared ones.
    _HANDLER: fn.handler,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_REGION: region,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    LAMBDA_TASK_ROOT: fn.codeDir,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SESV2: endpoints.sesv2,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    AWS_ENDPOINT_URL_SSM: endpoints.ssm,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    // The process deletes this one before it loads the handler.
    ...(options.compileCacheDir !== null && { NODE_COMPILE_CACHE: options.compileCacheDir }),
  };
}

function failed(errorType: string, errorMessage: string): InvokeResult {
  return { kind: "failed", errorType, errorMessage };
}
