import type { Readable } from "node:stream";
import { type Answer, ask } from "../ask.ts";
import { type AwsAccess, accessIn, signed } from "../signed.ts";

/*
 * What the SDK's clients do, for the few calls that are made here, under the same names. They are bundled
 * in place of the SDK (`infra/constructs/bundle.ts`), so that a function starts in a fraction of the time.
 * ADR 26.
 */

export interface ClientSettings {
  /** By default from the environment (`AWS_ENDPOINT_URL_…`), or else AWS's own. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** 3 by default, as in the SDK. */
  readonly maxAttempts?: number;
}

interface Service {
  /** As in `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly id: string;
  readonly host: string;
  /** The service name in the signature, if that isn't the host's name. */
  readonly signedAs?: string;
  /** The content type of what is sent. */
  readonly contentType?: string;
  /** For one attempt; for a streamed answer, until it begins. */
  readonly timeoutMs: number;
  /** Parses the text of an answer or a refusal; JSON by default. */
  readonly parse?: (text: string) => unknown;
  /** Uses a new connection for each call: one kept from before Lambda froze the process may be dead. */
  readonly keepsNone?: true;
  /** The error classes that are told apart, by AWS's name; `*` is for all others. */
  readonly exceptions: Readonly<Record<string, typeof ServiceException>>;
}

interface Request {
  /** POST by default. */
  readonly method?: "DELETE" | "GET";
  /** Includes the query; both are percent-encoded. */
  readonly path?: string;
  /** For calls that name their own endpoint. */
  readonly endpoint?: string | undefined;
  /** Becomes part of the host's name, or of the path if an endpoint is set. */
  readonly bucket?: string | undefined;
  readonly target?: string;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The answer is passed on as it arrives and may take as long as it takes. */
  readonly isStreamed?: true;
}

/** One call: what is asked, how it travels, and what comes back. */
export abstract class Command<I, O> {
  readonly input: I;

  constructor(input: I) {
    this.input = input;
  }

  abstract request(): Request;

  /** The services use the SDK's field names, as both are generated from AWS's models. */
  answer(said: unknown): O {
    return said as O;
  }
}

/** The JSON of an answer. */
export type Fields = Readonly<Record<string, unknown>>;

/** A refusal or failure answered by a service, with the parts of the SDK's errors that are read here. */
export class ServiceException extends Error {
  readonly $fault: "client" | "server";

  constructor(name: string, message: string, status: number, _said: Fields) {
    super(message);
    this.name = name;
    this.$fault = status < 500 ? "client" : "server";
  }
}

/**
 * The outcome of one attempt: an answer's text, its bytes as they arrive, or a fault. `firstPauseMs` is
 * null if trying again can't help.
 */
type Outcome =
  | { readonly text: string }
  | { readonly stream: Readable }
  | { readonly fault: unknown; readonly firstPauseMs: number | null };

// What is tried again, and after how long, follows the SDK's `@smithy/core/retry`; ADR 26 has the rest.
const DEFAULT_ATTEMPTS = 3;
const PASSING_MS = 50;
const THROTTLED_MS = 1000;
const PASSING = /^RequestTimeout(Exception)?$/;
const PASSING_STATUSES = [500, 502, 503, 504];
const THROTTLES =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled|RequestThrottledException|ProvisionedThroughputExceededException|RequestLimitExceeded|LimitExceededException|BandwidthLimitExceeded|TooManyRequestsException|SlowDown|PriorRequestNotComplete|TransactionInProgressException)$/;

/** A service's client: makes calls, and repeats them if the service was busy or could not be reached. */
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
      // Signed afresh each time, since AWS accepts a signature for five minutes. Only the first attempt uses a kept
      // connection: where one died while Lambda had frozen the process, so did the others.
      const asked = await this.#signed(request, { alone: attempt > 1 });
      const outcome = await exchange(asked, request, this.service);
      if ("stream" in outcome) return command.answer(outcome.stream);
      if ("text" in outcome) {
        const { parse = JSON.parse } = this.service;
        // When there is nothing to say, AWS answers with an empty body or `{}`.
        return command.answer(outcome.text === "" ? {} : parse(outcome.text));
      }
      const { fault, firstPauseMs } = outcome;
      if (firstPauseMs === null || attempt >= maxAttempts) throw fault;
      const pauseMs = Math.random() * firstPauseMs * 2 ** (attempt - 1);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** The credentials and the region to call with. */
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
      return `${new URL(own).origin}${bucket === undefined ? "" : `/${bucket}`}${path}`;
    const aws = `${host}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
    return `https://${bucket === undefined ? aws : `${bucket}.${aws}`}${path}`;
  }

  async #signed(request: Request, { alone }: { readonly alone: boolean }) {
    const { host, signedAs = host, contentType, keepsNone = alone } = this.service;
    const { method = "POST", target, headers, body } = request;
    const url = this.urlOf(request);
    const asked = {
      method,
      service: signedAs,
      headers: {
        ...(contentType !== undefined && { "content-type": contentType }),
        ...(target !== undefined && { "x-amz-target": target }),
        ...headers,
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

/**
 * Bytes as AWS has them in JSON. `this` is the object that holds them: a Buffer arrives here already turned
 * into its own JSON.
 */
function bytesAsBase64(this: Readonly<Record<string, unknown>>, name: string, value: unknown) {
  const held = this[name];
  return held instanceof Uint8Array ? Buffer.from(held).toString("base64") : value;
}

/** Null if the same call would get the same answer. */
function firstPauseMsAfter({ name, message }: ServiceException, status: number): number | null {
  if (status === 429 || THROTTLES.test(name)) return THROTTLED_MS;
  if (PASSING_STATUSES.includes(status) || PASSING.test(name)) return PASSING_MS;
  // The process was frozen between signing and sending.
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
  // `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`, or a name followed by a colon and
  // an address.
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
