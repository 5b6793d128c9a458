import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { ownWebhook } from "../../wording/webhook.en.ts";
import { shortNameOf } from "../errors.ts";
import { correlated } from "../events/correlation.ts";
import { once } from "../once.ts";
import { logLine, type PostedRequest, requestOf } from "./webhook-http.ts";

/** `outcome` is for the log and holds nothing of the request's content; `body` is for the caller. */
export interface JsonAnswer {
  readonly status: number;
  readonly outcome: string;
  readonly body: object;
}

/** A Lambda that answers a script, always in JSON, whatever goes wrong inside. */
export function jsonHandler<D>(parts: {
  readonly mostBytes: number;
  readonly deps: () => D;
  readonly work: (request: PostedRequest, deps: D) => Promise<JsonAnswer>;
}) {
  const deps = once(parts.deps);
  return async (
    event: APIGatewayProxyEventV2,
    { awsRequestId }: Pick<Context, "awsRequestId">,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const request = requestOf(event, parts.mostBytes);
    const work = async () => parts.work(request, deps());
    const answer = await correlated(awsRequestId, work).catch(failed);
    process.stdout.write(logLine(answer, awsRequestId));
    return {
      statusCode: answer.status,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: JSON.stringify(answer.body),
    };
  };
}

/** Only the kind of error goes into the log. */
const failed = (error: unknown): JsonAnswer => ({
  status: 503,
  outcome: `failed: ${shortNameOf(error)}`,
  body: { error: ownWebhook.failed },
});
