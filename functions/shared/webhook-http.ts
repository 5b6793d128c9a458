import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** One request to a webhook, as it came. */
export interface PostedRequest {
  /** What follows in the address; empty where nothing does. */
  readonly key: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The gateway's event, as far as a webhook that takes so many bytes needs it. */
export function requestOf(event: APIGatewayProxyEventV2, mostBytes: number): PostedRequest {
  const { body = "", isBase64Encoded } = event;
  // More than twice as much, so that cutting here never makes a too large one fit.
  const held = body.slice(0, 2.5 * mostBytes);
  return {
    key: event.pathParameters?.["key"] ?? "",
    headers: event.headers,
    body: isBase64Encoded ? Buffer.from(held, "base64").toString() : held,
  };
}

/**
 * The one line that a request leaves in the log: no path, for it can hold a key, and no body. Its id is
 * the one that the event's later lines have.
 */
export function logLine(
  { status, outcome }: { readonly status: number; readonly outcome: string },
  requestId: string,
): string {
  const level = status === 200 ? "INFO" : status < 500 ? "WARN" : "ERROR";
  return `${JSON.stringify({ level, message: "webhook answered", status, outcome, correlation_id: requestId })}\n`;
}
