import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { WebhookAnswer, WebhookRequest } from "./receive-webhook.ts";

/** More than twice the largest event, so that cutting here never makes an oversized body fit. */
const MAX_ENCODED_LENGTH = 20_000;

/** The parts of the gateway's event that a webhook needs. */
export function requestOf(event: APIGatewayProxyEventV2): WebhookRequest {
  return {
    method: event.requestContext.http.method,
    key: event.pathParameters?.["key"] ?? "",
    query: event.queryStringParameters ?? {},
    body: bodyOf(event),
    signature: event.headers["x-strava-signature"],
  };
}

function bodyOf({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): string {
  const held = body.slice(0, MAX_ENCODED_LENGTH);
  return isBase64Encoded ? Buffer.from(held, "base64").toString() : held;
}

export function answerOf({ status, body }: WebhookAnswer): APIGatewayProxyStructuredResultV2 {
  return body === undefined
    ? { statusCode: status }
    : {
        statusCode: status,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      };
}

/**
 * The one line that a request leaves in the log: no path, as that holds the key, and no body. Its id is the
 * one on the later lines of the same event.
 */
export function logLine({ status, outcome }: WebhookAnswer, requestId: string): string {
  const level = status === 200 ? "INFO" : status < 500 ? "WARN" : "ERROR";
  return `${JSON.stringify({ level, message: "webhook answered", status, outcome, correlation_id: requestId })}\n`;
}
