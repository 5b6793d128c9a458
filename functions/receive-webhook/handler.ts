import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { accessIn } from "../adapters/signed.ts";
import { sendSigned } from "../adapters/signed-queue.ts";
import { logLine } from "../shared/http/webhook-http.ts";
import { answerOf, stravaRequestOf } from "./http.ts";
import { receiveWebhook } from "./receive-webhook.ts";

// Strava waits 2 s, cold start included. So this uses neither middy nor zod nor the SDK: `npm run bench --
// cold`.

const { env } = process;

export async function handler(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, "awsRequestId">,
): Promise<APIGatewayProxyStructuredResultV2> {
  const answer = await receiveWebhook(stravaRequestOf(event), {
    pathKeyHash: env["STRAVA_PATH_KEY_SHA256"] ?? "",
    verifyTokenHash: env["STRAVA_VERIFY_TOKEN_SHA256"] ?? "",
    subscriptionId: env["STRAVA_SUBSCRIPTION_ID"] || null,
    signingKey: env["STRAVA_SIGNING_KEY"] || null,
    send: (message) =>
      sendSigned(
        env["PROVIDER_EVENTS_QUEUE_URL"] ?? "",
        message,
        context.awsRequestId,
        accessIn(env),
      ),
    nowMs: Date.now,
  });
  process.stdout.write(logLine(answer, context.awsRequestId));
  return answerOf(answer);
}
