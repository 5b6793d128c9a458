import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type HintAnswer, type HintRequest, MAX_EVENT_BYTES } from "./receive-hint.ts";

/** More than twice the largest event, so that cutting here never makes a too large one fit. */
const MAX_ENCODED_LENGTH = 2.5 * MAX_EVENT_BYTES;

/** The gateway's event, as far as a webhook needs it. */
export function requestOf(event: APIGatewayProxyEventV2): HintRequest {
  const { body = "", isBase64Encoded } = event;
  const held = body.slice(0, MAX_ENCODED_LENGTH);
  return {
    provider: event.pathParameters?.["provider"] ?? "",
    key: event.pathParameters?.["key"] ?? "",
    headers: event.headers,
    body: isBase64Encoded ? Buffer.from(held, "base64").toString() : held,
  };
}

/**
 * The one line that a request leaves in the log: no path, for it can hold a key, and no body. Its id is
 * the one that the event's later lines have.
 */
export function logLine({ status, outcome }: HintAnswer, requestId: string): string {
  const level = status === 200 ? "INFO" : status < 500 ? "WARN" : "ERROR";
  return `${JSON.stringify({ level, message: "webhook answered", status, outcome, correlation_id: requestId })}\n`;
}
