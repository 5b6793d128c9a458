import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { accessIn } from "../adapters/signed.ts";
import { signedParameters } from "../adapters/signed-parameter.ts";
import { sendSigned } from "../adapters/signed-queue.ts";
import { findProvider } from "../providers/table.ts";
import { logLine, requestOf } from "../shared/http/webhook-http.ts";
import { MAX_EVENT_BYTES, receiveHint } from "./receive-hint.ts";

// Suunto waits 2 s, cold start included, so this uses neither middy nor the SDK.

const { env } = process;

const access = () => accessIn(env);
const parameter = signedParameters(
  env["AWS_ENDPOINT_URL_SSM"] ?? `https://ssm.${env["AWS_REGION"]}.amazonaws.com`,
  access,
);

export async function handler(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, "awsRequestId">,
): Promise<APIGatewayProxyStructuredResultV2> {
  const provider = event.pathParameters?.["provider"] ?? "";
  const request = { provider, ...requestOf(event, MAX_EVENT_BYTES) };
  const answer = await receiveHint(request, {
    findProvider,
    secretOf: ({ name }) => parameter(`${env["PROVIDER_SECRETS"]}${name}`),
    send: (hint) => {
      const queueUrl = env["PROVIDER_HINTS_QUEUE_URL"] ?? "";
      return sendSigned(queueUrl, hint, context.awsRequestId, access());
    },
    nowMs: Date.now,
  });
  process.stdout.write(logLine(answer, context.awsRequestId));
  return { statusCode: answer.status };
}
