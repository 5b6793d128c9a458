import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";
import { signedParameters } from "../adapters/signed-parameter.ts";
import { accessIn, sendSigned } from "../adapters/signed-queue.ts";
import { findProvider } from "../providers/table.ts";
import { logLine, requestOf } from "./http.ts";
import { receiveHint } from "./receive-hint.ts";

// Suunto waits 2 s, cold start and all: so neither middy nor the SDK.

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
  const answer = await receiveHint(requestOf(event), {
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
