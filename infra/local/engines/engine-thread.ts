import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { z } from "zod";

export interface EngineThread {
  readonly urls: z.infer<typeof ready>;
  close(): Promise<void>;
}

export type EngineThreadStart =
  | { readonly kind: "started"; readonly thread: EngineThread }
  /** `code` as node names it, e.g. EADDRINUSE. */
  | { readonly kind: "failed"; readonly code: string };

const ready = z.object({ url: z.string(), inboxUrl: z.string().optional() });
const failed = z.object({ failed: z.string() });

/**
 * Runs a third-party engine in a thread of its own: it can't block the front doors, a bug that throws inside
 * it ends only the thread, and it has its module-wide state to itself.
 *
 * `onFailure` is called when the thread ends without being asked to. Rejects if the module throws while it
 * loads.
 */
export async function startEngineThread(options: {
  readonly module: URL;
  readonly data: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly onFailure: (error: Error) => void;
}): Promise<EngineThreadStart> {
  const worker = new Worker(options.module, {
    workerData: options.data,
    env: { ...process.env, ...options.env },
  });
  const [message] = await once(worker, "message");
  const refusal = failed.safeParse(message);
  if (refusal.success) return { kind: "failed", code: refusal.data.failed };
  const urls = ready.parse(message);
  let closing = false;
  worker.on("error", (error) => {
    if (!closing) options.onFailure(error instanceof Error ? error : new Error(String(error)));
  });
  const ended = once(worker, "exit").catch(() => undefined);
  return {
    kind: "started",
    thread: {
      urls,
      close: async () => {
        closing = true;
        worker.postMessage("close");
        await ended;
      },
    },
  };
}
