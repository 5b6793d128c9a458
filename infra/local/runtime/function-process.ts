import { flushCompileCache } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Runs inside a function's own process: loads the bundled handler and serves one event at a time.
 * Everything here is what Lambda's own runtime does, and nothing more.
 */
interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly deadlineMs: number;
}

type Handler = (event: unknown, context: object) => unknown;

const env = process.env;
delete env["NODE_COMPILE_CACHE"];
// Ctrl-C in a terminal reaches every process; the parent decides when this one ends.
process.on("SIGINT", () => undefined);

/** The parent's path to the handler comes as an argument, so that the environment stays Lambda's. */
const [, , handlerFile = "", handlerName = "", functionArn = ""] = process.argv;

function tell(message: object): void {
  process.send?.(message);
}

function errorShape(error: unknown): object {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stack: error.stack }
    : { errorType: typeof error, errorMessage: String(error) };
}

function contextOf(invocation: Invocation): object {
  return {
    awsRequestId: invocation.requestId,
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"],
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - Date.now()),
  };
}

async function serve(handler: Handler, invocation: Invocation): Promise<void> {
  try {
    const result = await handler(invocation.event, contextOf(invocation));
    // Lambda's answer is JSON text, so what JSON can't hold gets lost or fails here too.
    tell({ kind: "result", result: JSON.stringify(result) ?? "null" });
  } catch (error) {
    tell({ kind: "error", error: errorShape(error) });
  }
}

async function load(): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(handlerFile).href);
  // A CommonJS bundle shows its exports under `default`.
  const place = module["default"];
  const exported =
    module[handlerName] ??
    (typeof place === "object" && place !== null ? Reflect.get(place, handlerName) : undefined);
  if (typeof exported !== "function") {
    throw new Error(`${handlerName} is undefined or not exported`);
  }
  return (event, context) => exported(event, context);
}

process.on("disconnect", () => process.exit());

try {
  const handler = await load();
  process.on("message", (invocation: Invocation) => void serve(handler, invocation));
  tell({ kind: "ready" });
  // Otherwise it is written at a clean exit, and the parent ends this process without one.
  setTimeout(flushCompileCache, 250).unref();
} catch (error) {
  tell({ kind: "init-error", error: errorShape(error) });
}
