import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import * as z from "zod";
import { toldActivityStore } from "../adapters/activity-store.ts";
import { limitStore } from "../adapters/limit-store.ts";
import { nudgeQueue } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { correlated } from "../shared/correlation.ts";
import { readEnv } from "../shared/env.ts";
import { once } from "../shared/once.ts";
import { nameOf } from "../shared/queue-handler.ts";
import { logLine, requestOf } from "../shared/webhook-http.ts";
import { ownWebhook } from "../wording/webhook.en.ts";
import { MOST_BYTES, receiveRun } from "./receive-run.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  NUDGE_QUEUE_URL: z.string(),
  NUDGE_DELAY_S: z.coerce.number().int().min(0).max(900),
});

const deps = once(() => {
  const env = readEnv(environment);
  const table = tableOf(env.TABLE_NAME);
  return {
    runners: runnerStore(table),
    activities: toldActivityStore(table),
    limits: limitStore(table),
    nudges: nudgeQueue(env.NUDGE_QUEUE_URL),
    nudgeDelayS: env.NUDGE_DELAY_S,
    nowMs: Date.now,
  };
});

/** Nothing of the error but its kind goes into the log. */
const failed = (error: unknown) => ({
  status: 503,
  outcome: `failed: ${nameOf(error).error}`,
  body: { error: ownWebhook.failed },
});

export async function handler(
  event: APIGatewayProxyEventV2,
  { awsRequestId }: Pick<Context, "awsRequestId">,
): Promise<APIGatewayProxyStructuredResultV2> {
  const request = requestOf(event, MOST_BYTES);
  const answer = await correlated(awsRequestId, () => receiveRun(request, deps())).catch(failed);
  process.stdout.write(logLine(answer, awsRequestId));
  return {
    statusCode: answer.status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(answer.body),
  };
}
