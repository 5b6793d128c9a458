import { flushCompileCache } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Runs inside a function's own process: loads the bundled handler and serves one event at a time. Everything
 * here is what Lambda's own runtime does, and nothing more.
 */
interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly deadlineMs: number;
  /** How far the application's clock is ahead of this machine's; null if it is this machine's. */
  readonly aheadMs: number | null;
}

type Handler = (event: unknown, context: object) => unknown;

const env = process.env;
delete env["NODE_COMPILE_CACHE"];
// Ctrl-C in a terminal reaches every process; the parent decides when this one ends.
process.on("SIGINT", () => undefined);

/** The path of the handler is passed as an argument, so that the environment stays as on Lambda. */
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
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - RealDate.now()),
  };
}

const RealDate = Date;
let aheadMs = 0;

/** From the first event on, the function goes by the application's clock, which may be in another year. */
function liveAhead(ms: number): void {
  aheadMs = ms;
  if (globalThis.Date !== RealDate) return;
  const now = () => RealDate.now() + aheadMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}

async function serve(handler: Handler, invocation: Invocation): Promise<void> {
  if (invocation.aheadMs !== null) liveAhead(invocation.aheadMs);
  const before = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(before);
    return { cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
  };
  try {
    const result = await handler(invocation.event, contextOf(invocation));
    // Lambda returns JSON text, so what JSON can't hold is lost, or fails, here too.
    tell({ kind: "result", result: JSON.stringify(result) ?? "null", used: used() });
  } catch (error) {
    tell({ kind: "error", error: errorShape(error), used: used() });
  }
}

async function load(): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(handlerFile).href);
  // A CommonJS bundle has its exports under `default`.
  const place = module["default"];
  const exported =
    module[handlerName] ??
    (typeof place === "object" && place !== null ? Reflect.get(place, handlerName) : undefined);
  if (typeof exported !== "function") {
    throw new Error(`${handlerName} is undefined or not exported`);
  }
  // Even one that is async: the third parameter alone decides.
  if (exported.length >= 3) {
    const refused = `${handlerName} takes a callback, which Lambda refuses from Node 24 on`;
    throw Object.assign(new Error(refused), { name: "Runtime.CallbackHandlerDeprecated" });
  }
  return (event, context) => exported(event, context);
}

process.on("disconnect", () => process.exit());

try {
  const handler = await load();
  process.on("message", (invocation: Invocation) => void serve(handler, invocation));
  tell({ kind: "ready" });
  // Otherwise it is written at a clean exit, and the parent kills this process.
  setTimeout(flushCompileCache, 250).unref();
} catch (error) {
  tell({ kind: "init-error", error: errorShape(error) });
}
