import type * as z from "zod/mini";
import type { Answer, Wiring } from "./provider.ts";

const TIMEOUT_MS = 10_000;
/** More than a month of anyone's runs. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface Call<S extends z.ZodMiniType> {
  readonly url: string;
  readonly init: RequestInit;
  readonly schema: S;
  /** What an empty answer from the service stands for. */
  readonly whenEmpty?: z.infer<S>;
  /** When to ask again after a rate limit was hit; null if the service doesn't say. */
  readonly retryAtMs?: (headers: Headers, nowMs: number) => number | null;
  /** What a refusal means if this service differs from the usual; null for the usual meaning. */
  readonly unusual?: (status: number, headers: Headers, nowMs: number) => Refusal | null;
}

export type Refusal = Exclude<Answer<unknown>, { readonly kind: "ok" }>;

const QUARTER_MS = 15 * 60_000;

/** `unusual` for token endpoints: a 400 is about the code or token, a 401 about the application. */
export function refusedGrant(status: number): Refusal | null {
  if (status === 400) return { kind: "unauthorized" };
  return status === 401 ? { kind: "application-refused" } : null;
}

/**
 * One call to a service, with everything it can result in; nothing is retried here. Redirects aren't
 * followed, so that what we send goes to the host that we named and to no other.
 */
export async function call<S extends z.ZodMiniType>(
  asked: Call<S>,
  { fetch, nowMs }: Wiring,
): Promise<Answer<z.infer<S>>> {
  let response: Response;
  let text: string | null;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(asked.url, { ...asked.init, signal, redirect: "error" });
    text = await textOf(response);
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { kind: "unavailable", reason: isLate ? "timeout" : "no connection" };
  }
  if (text === null) return { kind: "unavailable", reason: "too large" };
  const { status } = response;
  if (response.ok) return read(asked, text);
  const unusual = asked.unusual?.(status, response.headers, nowMs()) ?? null;
  if (unusual !== null) return unusual;
  switch (status) {
    case 401:
      return { kind: "unauthorized" };
    case 403:
      return { kind: "forbidden" };
    case 404:
      return { kind: "not-found" };
    case 429: {
      const told = asked.retryAtMs?.(response.headers, nowMs()) ?? null;
      return { kind: "rate-limited", retryAtMs: told ?? nowMs() + QUARTER_MS };
    }
    default:
      return { kind: "unavailable", reason: `status ${status}` };
  }
}

/** Null if it is too large, whether or not it said so: then the rest is not read. */
async function textOf({ body }: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return null;
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

function read<S extends z.ZodMiniType>(asked: Call<S>, text: string): Answer<z.infer<S>> {
  if (text === "" && asked.whenEmpty !== undefined) return { kind: "ok", value: asked.whenEmpty };
  let json: unknown;
  try {
    json = text === "" ? null : JSON.parse(text);
  } catch {
    return { kind: "unavailable", reason: "unreadable" };
  }
  const parsed = asked.schema.safeParse(json);
  return parsed.success
    ? { kind: "ok", value: parsed.data }
    : { kind: "unavailable", reason: "unreadable" };
}

/** Some services say to try again at once, which would only meet the limit again. */
const SOONEST_S = 60;

/** `Retry-After` in seconds, as most services write it. */
export function retryAfter(headers: Headers, nowMs: number): number | null {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0
    ? nowMs + Math.max(seconds, SOONEST_S) * 1000
    : null;
}

/** Where a runner is asked to agree (RFC 6749, 4.1.1). */
export function askForCode(
  page: string,
  asked: { clientId: string; redirectUrl: string; scope: string; state: string },
): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: asked.clientId,
    redirect_uri: asked.redirectUrl,
    scope: asked.scope,
    state: asked.state,
  });
  return `${page}?${query}`;
}

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
