import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** One request to a webhook, as it came. */
export interface PostedRequest {
  /** What follows the service's name in the address; empty if nothing does. */
  readonly key: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The parts of the gateway's event that a webhook with this size limit needs. */
export function requestOf(event: APIGatewayProxyEventV2, mostBytes: number): PostedRequest {
  const { body = "", isBase64Encoded } = event;
  // More than twice the limit, so that cutting here never makes an oversized body fit.
  const held = body.slice(0, 2.5 * mostBytes);
  return {
    key: event.pathParameters?.["key"] ?? "",
    headers: event.headers,
    body: isBase64Encoded ? Buffer.from(held, "base64").toString() : held,
  };
}

/**
 * The one line that a request leaves in the log: no path, as that can hold a key, and no body. Its id is
 * the one on the later lines of the same event.
 */
export function logLine(
  { status, outcome }: { readonly status: number; readonly outcome: string },
  requestId: string,
): string {
  const level = status === 200 ? "INFO" : status < 500 ? "WARN" : "ERROR";
  return `${JSON.stringify({ level, message: "webhook answered", status, outcome, correlation_id: requestId })}\n`;
}
