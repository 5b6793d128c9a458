import type { ProviderHint } from "../messages/provider-hint.ts";
import type { Provider } from "../providers/provider.ts";
import { shortNameOf } from "../shared/errors.ts";
import type { PostedRequest } from "../shared/http/webhook-http.ts";

export interface HintRequest extends PostedRequest {
  readonly provider: string;
}

export interface ReceiveHintDeps {
  readonly findProvider: (name: string) => Provider | null;
  /** The owner's secret for a service; null if there is none. */
  readonly secretOf: (provider: Provider) => Promise<string | null>;
  readonly send: (hint: ProviderHint) => Promise<void>;
  readonly nowMs: () => number;
}

export interface HintAnswer {
  readonly status: 200 | 400 | 401 | 404 | 413 | 503;
  /** For the log: what became of the request, and nothing of its content. */
  readonly outcome: string;
}

/** More than any service's event holds, but less than a queue message may. */
export const MAX_EVENT_BYTES = 128 * 1024;
/** For one request: a service that has more to report sends several. */
const MOST_REFERENCES = 50;

/**
 * The answer to a service's event. If the service itself sent it, what it is about is put in the queue and
 * acknowledged, whoever it concerns: what is behind the queue may be slow or broken.
 */
export async function receiveHint(
  request: HintRequest,
  deps: ReceiveHintDeps,
): Promise<HintAnswer> {
  const provider = deps.findProvider(request.provider);
  const webhook = provider?.webhook ?? null;
  if (provider === null || webhook === null) return { status: 404, outcome: "no such webhook" };
  const told = (outcome: string) => `${provider.name}: ${outcome}`;
  if (Buffer.byteLength(request.body) > MAX_EVENT_BYTES) {
    return { status: 413, outcome: told("too large") };
  }
  let secret: string | null;
  try {
    secret = await deps.secretOf(provider);
  } catch (error) {
    return { status: 503, outcome: told(`secret unavailable: ${shortNameOf(error)}`) };
  }
  const verdict = webhook.verify(request, secret, deps.nowMs());
  if (verdict.kind === "ping") return { status: 200, outcome: told("ping") };
  if (verdict.kind === "refused") {
    return { status: 401, outcome: told(`${verdict.reason} signature`) };
  }
  const parsed = webhook.parse(request);
  if (parsed.kind === "unreadable") return { status: 400, outcome: told(parsed.reason) };
  const { references } = parsed;
  if (references.length > MOST_REFERENCES) return { status: 413, outcome: told("too many") };
  try {
    for (const reference of references) {
      await deps.send({ kind: "reference", provider: provider.name, reference });
    }
  } catch (error) {
    // Any answer but 200 makes the service send it again; acknowledged, it would be lost until the next
    // poll.
    return { status: 503, outcome: told(`queue unavailable: ${shortNameOf(error)}`) };
  }
  // 200 and never 204: one service was seen to repeat events answered with 204.
  return { status: 200, outcome: told(`queued ${references.length}`) };
}
