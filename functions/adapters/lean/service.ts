import type { Readable } from "node:stream";
import { type Answer, ask } from "../ask.ts";
import { type AwsAccess, accessIn, signed } from "../signed.ts";

/*
 * What the SDK's clients do for the few calls that are made here, under the same names: bundled in their
 * place (`infra/constructs/bundle.ts`), a function starts in a fraction of the time. ADR 26.
 */

export interface ClientSettings {
  /** From the environment (`AWS_ENDPOINT_URL_…`) or AWS's own where not said. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** 3 where not said, as the SDK has it. */
  readonly maxAttempts?: number;
}

interface Service {
  /** As in `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly id: string;
  readonly host: string;
  /** What is signed for, where that is not the host's name. */
  readonly signedAs?: string;
  /** Of what is sent. */
  readonly contentType?: string;
  /** Of one attempt; where the answer is streamed, until it begins. */
  readonly timeoutMs: number;
  /** What the text of an answer or a refusal says; JSON where not said. */
  readonly parse?: (text: string) => unknown;
  /** A connection of its own for each call: one kept from before Lambda froze the process may be dead. */
  readonly keepsNone?: true;
  /** The classes of errors that are told apart, by AWS's name; `*` for all others. */
  readonly exceptions: Readonly<Record<string, typeof ServiceException>>;
}

interface Request {
  /** POST where not said. */
  readonly method?: "DELETE" | "GET";
  /** With the query, both percent-encoded. */
  readonly path?: string;
  /** Where the call says itself whom it asks. */
  readonly endpoint?: string | undefined;
  /** Whose things are asked for: a part of the host's name, or of the path where an endpoint is set. */
  readonly bucket?: string | undefined;
  readonly target?: string;
  readonly body?: unknown;
  /** What comes is taken as it comes, and may take as long as it takes. */
  readonly isStreamed?: true;
}

/** One call: what is asked, how that travels, and what comes back. */
export abstract class Command<I, O> {
  readonly input: I;

  constructor(input: I) {
    this.input = input;
  }

  abstract request(): Request;

  /** The services speak in the SDK's own fields, as they are both made from AWS's models. */
  answer(said: unknown): O {
    return said as O;
  }
}

/** The JSON of an answer. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a service answers that does not do it, as the SDK's errors are read here. */
export class ServiceException extends Error {
  readonly $fault: "client" | "server";

  constructor(name: string, message: string, status: number, _said: Fields) {
    super(message);
    this.name = name;
    this.$fault = status < 500 ? "client" : "server";
  }
}

/** What became of one attempt: an answer's text or its bytes as they come, or a fault and whether it may pass. */
type Outcome =
  | { readonly text: string }
  | { readonly stream: Readable }
  | { readonly fault: unknown; readonly firstPauseMs: number | null };

// What is asked again, and after how long, as the SDK's `@smithy/core/retry` has it; ADR 26 has the rest.
const DEFAULT_ATTEMPTS = 3;
const PASSING_MS = 50;
const THROTTLED_MS = 1000;
const PASSING = /^RequestTimeout(Exception)?$/;
const PASSING_STATUSES = [500, 502, 503, 504];
const THROTTLES =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled|RequestThrottledException|ProvisionedThroughputExceededException|RequestLimitExceeded|LimitExceededException|BandwidthLimitExceeded|TooManyRequestsException|SlowDown|PriorRequestNotComplete|TransactionInProgressException)$/;

/** A service's client: calls it, and again where it was busy or could not be reached. */
export abstract class Client {
  protected abstract readonly service: Service;
  readonly #settings: ClientSettings;

  constructor(settings: ClientSettings = {}) {
    this.#settings = settings;
  }

  async send<O>(command: Command<unknown, O>): Promise<O> {
    const { maxAttempts = DEFAULT_ATTEMPTS } = this.#settings;
    const request = command.request();
    for (let attempt = 1; ; attempt += 1) {
      // Anew each time, since AWS takes a signature for five minutes.
      const outcome = await exchange(await this.#signed(request), request, this.service);
      if ("stream" in outcome) return command.answer(outcome.stream);
      if ("text" in outcome) {
        const { parse = JSON.parse } = this.service;
        // Where there is nothing to say, AWS says nothing, or `{}`.
        return command.answer(outcome.text === "" ? {} : parse(outcome.text));
      }
      const { fault, firstPauseMs } = outcome;
      if (firstPauseMs === null || attempt >= maxAttempts) throw fault;
      const pauseMs = Math.random() * firstPauseMs * 2 ** (attempt - 1);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** Who asks, and in which region. */
  protected get caller(): AwsAccess {
    const { credentials, region } = this.#settings;
    return {
      ...accessIn(process.env),
      ...(credentials !== undefined && {
        ...credentials,
        sessionToken: credentials.sessionToken ?? "",
      }),
      ...(region !== undefined && { region }),
    };
  }

  protected urlOf({ path = "/", bucket, endpoint }: Request): string {
    const { id, host } = this.service;
    const { region } = this.caller;
    const own = endpoint ?? this.#settings.endpoint ?? process.env[`AWS_ENDPOINT_URL_${id}`];
    if (own !== undefined)
      return new URL(bucket === undefined ? path : `/${bucket}${path}`, own).href;
    const aws = `${host}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
    return `https://${bucket === undefined ? aws : `${bucket}.${aws}`}${path}`;
  }

  async #signed(request: Request) {
    const { host, signedAs = host, contentType, keepsNone } = this.service;
    const { method = "POST", target, body } = request;
    const url = this.urlOf(request);
    const asked = {
      method,
      service: signedAs,
      headers: {
        ...(contentType !== undefined && { "content-type": contentType }),
        ...(target !== undefined && { "x-amz-target": target }),
        ...(keepsNone && { connection: "close" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body, bytesAsBase64) }),
    };
    return { url, ...(await signed(url, asked, this.caller)) };
  }
}

type Signed = { readonly url: string } & Awaited<ReturnType<typeof signed>>;

async function exchange(
  { url, ...asked }: Signed,
  { isStreamed }: Request,
  { timeoutMs, exceptions, parse = JSON.parse }: Service,
): Promise<Outcome> {
  const late = AbortSignal.timeout(timeoutMs);
  const given = new AbortController();
  const giveUp = () => given.abort(late.reason);
  late.addEventListener("abort", giveUp);
  let response: Answer;
  let text: string;
  try {
    response = await ask(url, { ...asked, signal: given.signal });
    if (isStreamed && response.ok) return { stream: response.body };
    text = await response.text();
  } catch (fault) {
    return { fault, firstPauseMs: PASSING_MS };
  } finally {
    late.removeEventListener("abort", giveUp);
  }
  if (response.ok) return { text };
  const fault = faultOf(response, fieldsOf(text, parse), exceptions);
  return { fault, firstPauseMs: firstPauseMsAfter(fault, response.status) };
}

/** Bytes as AWS has them in JSON; `this` is what holds them, since a Buffer comes here as its own JSON. */
function bytesAsBase64(this: Readonly<Record<string, unknown>>, name: string, value: unknown) {
  const held = this[name];
  return held instanceof Uint8Array ? Buffer.from(held).toString("base64") : value;
}

/** Null where the same call would be answered the same. */
function firstPauseMsAfter({ name, message }: ServiceException, status: number): number | null {
  if (status === 429 || THROTTLES.test(name)) return THROTTLED_MS;
  if (PASSING_STATUSES.includes(status) || PASSING.test(name)) return PASSING_MS;
  // Frozen between the signing and the sending.
  const isStale =
    name === "RequestTimeTooSkewed" ||
    (name === "InvalidSignatureException" && message.includes("Signature expired"));
  return isStale ? PASSING_MS : null;
}

function faultOf(
  response: Answer,
  said: Fields,
  exceptions: Service["exceptions"],
): ServiceException {
  // `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`, or with an address after a colon.
  const type = String(
    response.headers.get("x-amzn-errortype") ?? said["__type"] ?? said["Code"] ?? "",
  );
  const name = type.split(":")[0]?.split("#").at(-1) || `Status${response.status}`;
  const message = String(said["message"] ?? said["Message"] ?? "");
  const Exception = exceptions[name] ?? exceptions["*"] ?? ServiceException;
  return new Exception(name, message, response.status, said);
}

function fieldsOf(text: string, parse: (text: string) => unknown): Fields {
  try {
    const said = parse(text);
    return typeof said === "object" && said !== null ? { ...said } : {};
  } catch {
    return {};
  }
}
