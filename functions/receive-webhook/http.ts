import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { MAX_EVENT_BYTES } from "../providers/strava/webhook.ts";
import { requestOf } from "../shared/http/webhook-http.ts";
import type { WebhookAnswer, WebhookRequest } from "./receive-webhook.ts";

/** The parts of the gateway's event that Strava's webhook needs. */
export function stravaRequestOf(event: APIGatewayProxyEventV2): WebhookRequest {
  const { key, headers, body } = requestOf(event, MAX_EVENT_BYTES);
  return {
    method: event.requestContext.http.method,
    key,
    query: event.queryStringParameters ?? {},
    body,
    signature: headers["x-strava-signature"],
  };
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
