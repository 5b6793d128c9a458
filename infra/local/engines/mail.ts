import { startEngineThread } from "./engine-thread.ts";

export interface MailEngine {
  /** SES's own wire protocol. */
  readonly url: string;
  /** The page that shows what was sent. */
  readonly inboxUrl: string;
  close(): Promise<void>;
}

export interface MailEngineOptions {
  /** Keeps what was sent across restarts; null keeps it in memory. */
  readonly file: string | null;
  readonly inboxPort: number;
  readonly onFailure: (error: Error) => void;
}

export type MailStart =
  | { readonly kind: "started"; readonly engine: MailEngine }
  /** `code` as node names it, e.g. EADDRINUSE. */
  | { readonly kind: "no-inbox"; readonly code: string };

/** aws-ses-v2-local with its inbox on a port of its own. */
export async function startMail(options: MailEngineOptions): Promise<MailStart> {
  const started = await startEngineThread({
    module: new URL("./mail-thread.ts", import.meta.url),
    data: { file: options.file, inboxPort: options.inboxPort },
    onFailure: options.onFailure,
  });
  if (started.kind === "failed") return { kind: "no-inbox", code: started.code };
  return {
    kind: "started",
    engine: {
      url: started.thread.urls.url,
      inboxUrl: started.thread.urls.inboxUrl ?? started.thread.urls.url,
      close: started.thread.close,
    },
  };
}
