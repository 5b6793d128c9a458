import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { bodyWithin, listen } from "../engines/listen.ts";
import type { Model } from "../template/model.ts";
import { partitionOf } from "../template/resource-types.ts";
import { unmet } from "./decide.ts";
import { type KeyHolder, operator } from "./keys.ts";
import { readSignature, type SignedRequest } from "./signature.ts";
import { readDynamoDb } from "./wire/dynamodb.ts";
import { readKms } from "./wire/kms.ts";
import type { Need, ReadWire, Territory } from "./wire/needs.ts";
import { readS3 } from "./wire/s3.ts";
import { readSes } from "./wire/ses.ts";
import { readSqs } from "./wire/sqs.ts";
import { readSsm } from "./wire/ssm.ts";

export type Service = "dynamodb" | "kms" | "s3" | "ses" | "sqs" | "ssm";

export interface Denial {
  readonly service: Service;
  /** Null if no known key signed the call. */
  readonly roleArn: string | null;
  readonly action: string | null;
  readonly resource: string | null;
  readonly reason: string;
}

/** A call that an engine answered, for whatever counts what AWS would bill. */
export interface AnsweredCall {
  readonly service: Service;
  readonly roleArn: string;
  readonly method: string;
  readonly url: string;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly status: number;
  readonly answer: Buffer;
}

/** A permission that was used. */
export interface Use {
  readonly roleArn: string;
  readonly need: Need;
}

export interface FrontDoorOptions {
  readonly service: Service;
  readonly upstreamUrl: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly model: Pick<Model, "region" | "accountId" | "roles">;
  readonly keys: ReadonlyMap<string, KeyHolder>;
  /** Handles a browser's form, which is signed in a field of its own and whose file may be of any size. */
  readonly form?: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  readonly onDenied?: (denial: Denial) => void;
  /** Told of each permission that a call needed and had. */
  readonly onAllowed?: (use: Use) => void;
  /** Told of each answer. DynamoDB is then asked to return the capacity that the call consumed. */
  readonly onAnswered?: (call: AnsweredCall) => void;
}

export interface FrontDoor {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const bodyLimit = 10 * 1024 * 1024;

const readers: Record<Service, ReadWire> = {
  dynamodb: readDynamoDb,
  kms: readKms,
  s3: readS3,
  ses: readSes,
  sqs: readSqs,
  ssm: readSsm,
};

/** An error as the service itself would return it. */
interface Fault {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/**
 * Opens the door in front of one engine. A call is let through (unchanged, unless capacity is metered) if
 * the role whose key signed it may do what it asks. Otherwise it is answered with the service's own error,
 * which an SDK client throws under the name it has on AWS. Rejects if the port can't be had.
 *
 * @example
 * const { url, close } = await startFrontDoor({
 *   service: "dynamodb", upstreamUrl: "http://127.0.0.1:8000", port: 0, model, keys: keys.holders,
 * });
 * new DynamoDBClient({ endpoint: url, region: model.region, credentials: keys.roles.get(roleArn) });
 */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const isForm = incoming.method === "POST" || incoming.method === "OPTIONS";
    if (options.form !== undefined && isForm) {
      void options.form(incoming, outgoing).catch(() => outgoing.destroy());
      return;
    }
    void answer(incoming, outgoing, options, agent);
  });
  const listening = await listen(server, options.port);
  return {
    url: listening.url,
    close: async () => {
      await listening.close();
      agent.destroy();
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: FrontDoorOptions,
  agent: Agent,
): Promise<void> {
  try {
    const body = await bodyWithin(bodyLimit, incoming);
    if (body === null) {
      outgoing.setHeader("connection", "close");
      reply(outgoing, options.service, {
        code: "RequestEntityTooLargeException",
        status: 413,
        message: `A request may have ${bodyLimit} bytes at most.`,
      });
      incoming.resume();
      return;
    }
    const signed: SignedRequest = {
      method: incoming.method ?? "GET",
      url: incoming.url ?? "/",
      headers: flat(incoming.headers),
      body,
    };
    const checked = await checkCall(signed, options);
    if ("code" in checked) reply(outgoing, options.service, checked);
    else forward({ incoming, outgoing, body, signed, ...checked }, options, agent);
  } catch {
    // The caller went away before all of its request had arrived.
    outgoing.destroy();
  }
}

interface Caller {
  readonly roleArn: string;
  /** Why the caller may not learn that what they ask for doesn't exist; null if they may. */
  readonly refuseNone: () => Fault | null;
}

/** The caller if the call may pass, or else the fault to answer with. */
async function checkCall(
  signed: SignedRequest,
  options: FrontDoorOptions,
): Promise<Fault | Caller> {
  const { service, model, keys, onDenied, onAllowed } = options;
  const { region, accountId } = model;
  const deny = (fault: Fault, about: Partial<Denial>): Fault => {
    const nobody = { service, roleArn: null, action: null, resource: null };
    onDenied?.({ ...nobody, reason: fault.message, ...about });
    return fault;
  };

  const signature = await readSignature(signed, { service, region }, keys);
  if (signature.kind !== "verified") return deny(signatureFault(signature.kind, service), {});
  const { roleArn } = signature.holder;
  if (roleArn === operator) return { roleArn, refuseNone: () => null };

  const role = model.roles.find(({ arn }) => arn === roleArn) ?? { statements: [] };
  const territory: Territory = { ...partitionOf(region), region, accountId };
  const call = readers[service](signed, territory);
  switch (call.kind) {
    case "malformed":
      return {
        code: "SerializationException",
        status: 400,
        message: "The body is not what this call takes.",
      };
    case "unknown": {
      const message = `User: ${roleArn} called ${call.name}, which is not known locally`;
      return deny(accessDenied(service, message), { roleArn, action: call.name });
    }
    case "known": {
      const refuse = (need: Need): Fault | null => {
        const reason = unmet(role, need);
        if (reason === null) {
          onAllowed?.({ roleArn, need });
          return null;
        }
        const { action } = need;
        const [resource = "*"] = need.resources;
        const message = `User: ${roleArn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
        return deny(accessDenied(service, message), { roleArn, action, resource, reason });
      };
      for (const need of call.needs) {
        const fault = refuse(need);
        if (fault !== null) return fault;
      }
      const { toHearOfNone } = call;
      return {
        roleArn,
        refuseNone: () => (toHearOfNone === undefined ? null : refuse(toHearOfNone)),
      };
    }
  }
}

function accessDenied(service: Service, message: string): Fault {
  return { code: "AccessDeniedException", status: statusOf(service), message };
}

/** The JSON services answer every client error with 400; SES, SQS and S3 use HTTP's own codes. */
function statusOf(service: Service): number {
  return service === "ses" || service === "sqs" || service === "s3" ? 403 : 400;
}

// DynamoDB and SQS each have one code that differs from the other services'.
function signatureFault(kind: "unsigned" | "unknown-key" | "wrong", service: Service): Fault {
  const status = statusOf(service);
  switch (kind) {
    case "unsigned":
      return {
        code: "MissingAuthenticationTokenException",
        status,
        message: "Request is missing Authentication Token",
      };
    case "unknown-key":
      return {
        code: service === "sqs" ? "InvalidClientTokenId" : "UnrecognizedClientException",
        status,
        message: "The security token included in the request is invalid.",
      };
    case "wrong":
      return {
        code: service === "dynamodb" ? "InvalidSignatureException" : "SignatureDoesNotMatch",
        status,
        message:
          "The request signature we calculated does not match the signature you provided. Check the secret access key, the region and the signing method.",
      };
  }
}

function reply(outgoing: ServerResponse, service: Service, { code, status, message }: Fault): void {
  if (service === "ses") {
    outgoing.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": code });
    outgoing.end(JSON.stringify({ message }));
    return;
  }
  if (service === "s3") {
    outgoing.writeHead(status, { "content-type": "application/xml" });
    const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    outgoing.end(
      `<?xml version="1.0"?><Error><Code>${code.replace(/Exception$/, "")}</Code><Message>${text}</Message></Error>`,
    );
    return;
  }
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
}

/** Headers of a single connection, which must not be forwarded (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

interface Passing extends Caller {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
  readonly signed: SignedRequest;
}

function forward(passing: Passing, options: FrontDoorOptions, agent: Agent): void {
  const { incoming, outgoing, signed, roleArn, refuseNone } = passing;
  const { service, onAnswered } = options;
  const isMetered = onAnswered !== undefined && service === "dynamodb";
  const body = isMetered ? withCapacity(passing.body) : passing.body;
  const { hostname, port } = new URL(options.upstreamUrl);
  const headers = passedOn(incoming.rawHeaders);
  const upstream = request({
    agent,
    hostname,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: [...headers, "content-length", String(body.length)],
  });
  upstream.on("response", (response) => {
    const fault = response.statusCode === 404 ? refuseNone() : null;
    if (fault !== null) {
      response.resume();
      reply(outgoing, service, fault);
      return;
    }
    outgoing.writeHead(response.statusCode ?? 502, passedOn(response.rawHeaders));
    response.pipe(outgoing);
    response.on("error", () => outgoing.destroy());
    if (onAnswered === undefined) return;
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => {
      const { method, url, headers } = signed;
      const status = response.statusCode ?? 502;
      const answer = Buffer.concat(chunks);
      onAnswered({ service, roleArn, method, url, headers, body, status, answer });
    });
  });
  upstream.on("error", () => {
    if (outgoing.headersSent) {
      outgoing.destroy();
      return;
    }
    // A kept-alive connection can die just as it is reused: it is tried again until a fresh one shows whether
    // the engine died.
    if (upstream.reusedSocket && !outgoing.destroyed) {
      forward(passing, options, agent);
      return;
    }
    const message = "The local engine can't be reached.";
    reply(outgoing, options.service, { code: "ServiceUnavailable", status: 503, message });
  });
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
  upstream.end(body);
}

/** By then the signature has been checked, and the engines check none. */
function withCapacity(body: Buffer): Buffer {
  const asked: unknown = JSON.parse(body.toString("utf8"));
  return Buffer.from(JSON.stringify(Object.assign({}, asked, { ReturnConsumedCapacity: "TOTAL" })));
}

function passedOn(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)] ?? "";
    return !hopByHop.has(name.toLowerCase());
  });
}

function flat(headers: IncomingMessage["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(",") : value]],
    ),
  );
}
