import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { matches } from "../access/decide.ts";
import type { Clock } from "../engines/clock.ts";
import { bodyWithin, listen } from "../engines/listen.ts";
import type { Model, RouteModel } from "../template/model.ts";
import type { InvokeResult } from "./function-host.ts";
import type { Log } from "./log.ts";
import { chooseRoute, decode, type RouteMatch } from "./routes.ts";

export interface GatewayOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the gateway serves, which is known only once the template has been read. */
export interface Application {
  readonly model: Pick<Model, "routes" | "permissions" | "accountId">;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvokeResult>;
}

export interface Gateway {
  readonly url: string;
  /** Until this is called, every request is answered with 503. */
  serve(application: Application): void;
  inFlight(): number;
  close(graceMs: number): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

const maxBodyBytes = 10 * 1024 * 1024;
/** API Gateway's own limit for an integration, whatever the function's timeout is. */
const integrationLimitMs = 30_000;

/**
 * An HTTP API with payload format 2.0, as API Gateway serves it.
 *
 * Listens at once, because what it will serve depends on its own address. Rejects as node does if the port
 * can't be had.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  let application: Application | null = null;
  let inFlight = 0;
  const server = createServer((request, response) => {
    inFlight += 1;
    const startMs = performance.now();
    void respond(request, application, options.clock)
      .catch(() => ({ routeKey: "?", answer: problem(500, "Internal Server Error") }))
      .then(({ routeKey, answer }) => {
        send(request, response, answer);
        const tookMs = Math.round(performance.now() - startMs);
        // The route's key rather than the path, because a path can hold a token.
        const text = `${routeKey} ${answer.status} in ${tookMs} ms`;
        options.log({ from: "http", level: answer.status >= 500 ? "error" : "info", text });
      })
      .finally(() => {
        inFlight -= 1;
      });
  });
  const listening = await listen(server, options.port);
  return {
    url: `http://localhost:${listening.port}`,
    serve: (served) => {
      application = served;
    },
    inFlight: () => inFlight,
    close: listening.close,
  };
}

async function respond(
  request: IncomingMessage,
  application: Application | null,
  clock: Clock,
): Promise<{ readonly routeKey: string; readonly answer: Answer }> {
  const method = request.method ?? "GET";
  const url = new URL(`http://localhost${request.url ?? "/"}`);
  if (application === null) {
    return { routeKey: method, answer: problem(503, "Service Unavailable") };
  }
  const match = chooseRoute(application.model.routes, method, url.pathname);
  if (match === null) return { routeKey: `${method} ?`, answer: problem(404, "Not Found") };
  const { routeKey, functionArn } = match.route;
  const isDeclaredLarge = Number(request.headers["content-length"] ?? 0) > maxBodyBytes;
  const body = isDeclaredLarge ? null : await bodyWithin(maxBodyBytes, request);
  if (body === null) return { routeKey, answer: problem(413, "Request Entity Too Large") };
  if (!mayInvoke(application.model, match.route)) {
    return { routeKey, answer: problem(500, "Internal Server Error") };
  }
  const event = gatewayEvent(request, url, body, match, application.model.accountId, clock.now());
  const result = await within(integrationLimitMs, application.invoke(functionArn, event));
  if (result === "too-late") return { routeKey, answer: problem(503, "Service Unavailable") };
  return { routeKey, answer: readResult(result) };
}

/** Whether the function's own policy lets API Gateway invoke it from this route. */
export function mayInvoke(model: Pick<Model, "permissions">, route: RouteModel): boolean {
  return model.permissions.some(
    ({ functionArn, action, principal, sourceArn }) =>
      functionArn === route.functionArn &&
      matches(action.toLowerCase(), "lambda:invokefunction") &&
      (principal === "apigateway.amazonaws.com" || principal === "*") &&
      (sourceArn === null || matches(sourceArn, route.sourceArn)),
  );
}

function gatewayEvent(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  { route, pathParameters }: RouteMatch,
  accountId: string,
  nowMs: number,
): object {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headersDistinct)) {
    if (name !== "cookie" && value !== undefined) headers[name] = value.join(",");
  }
  const cookies = (request.headers.cookie ?? "").split("; ").filter((cookie) => cookie !== "");
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  }
  const isText = isTextType(headers["content-type"]);
  const host = headers["host"] ?? "localhost";
  return {
    version: "2.0",
    routeKey: route.routeKey,
    // Whatever its name says: honojs/hono#2156.
    rawPath: decode(url.pathname),
    rawQueryString: url.search.slice(1),
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId,
      apiId: "local",
      domainName: host,
      domainPrefix: host.split(".")[0],
      http: {
        method: request.method,
        path: decode(url.pathname),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage: "$default",
      time: commonLogTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(body.length > 0 && { body: isText ? body.toString("utf8") : body.toString("base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** What API Gateway passes on as text; everything else, form posts included, comes as base64. */
function isTextType(contentType: string | undefined): boolean {
  return /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.-]+\+(json|xml)\b)/i.test(
    contentType ?? "application/json",
  );
}

/** 05/Jan/2026:12:00:00 +0000 */
function commonLogTime(nowMs: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(nowMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

const structured = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

function readResult(result: InvokeResult): Answer {
  if (result.kind === "failed") return problem(500, "Internal Server Error");
  const value: unknown = JSON.parse(result.payload);
  if (typeof value !== "object" || value === null || !("statusCode" in value)) {
    const text = typeof value === "string" ? value : result.payload;
    return jsonAnswer(200, text);
  }
  const parsed = structured.safeParse(value);
  if (!parsed.success) return problem(500, "Internal Server Error");
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const lowered = Object.entries(headers ?? {}).map(([name, text]) => [
    name.toLowerCase(),
    String(text),
  ]);
  return {
    status: statusCode,
    headers: { "content-type": "text/plain; charset=utf-8", ...Object.fromEntries(lowered) },
    cookies: cookies ?? [],
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function problem(status: number, message: string): Answer {
  return jsonAnswer(status, JSON.stringify({ message }));
}

function jsonAnswer(status: number, text: string): Answer {
  return {
    status,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from(text),
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { "content-length": _, ...headers } = answer.headers;
  try {
    response.writeHead(answer.status, {
      ...headers,
      "content-length": answer.body.length,
      ...(answer.cookies.length > 0 && { "set-cookie": [...answer.cookies] }),
      // The rest of a body that was too large isn't worth reading.
      ...(answer.status === 413 && { connection: "close" }),
    });
    response.end(request.method === "HEAD" ? undefined : answer.body);
  } catch {
    // The function returned a header that HTTP doesn't allow.
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}

/** In real time, not the application's clock: it limits a real process. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | "too-late"> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<"too-late">((resolve) => {
    timer = setTimeout(() => resolve("too-late"), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
