import { AwsV4Signer } from "aws4fetch";
import { correlationAttributes } from "../messages/correlation.ts";

/** What is left of the 2 s that Strava waits, after the gateway and a cold start. */
const DEADLINE_MS = 1200;

export interface AwsAccess {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Empty where the key is no temporary one. */
  readonly sessionToken: string;
  readonly region: string;
}

/** The access that Lambda gives a function, out of its environment. */
export function accessIn(env: Readonly<Record<string, string | undefined>>): AwsAccess {
  return {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    sessionToken: env["AWS_SESSION_TOKEN"] ?? "",
    region: env["AWS_REGION"] ?? "",
  };
}

/**
 * One message to a queue by one signed request, for the function that must be awake at once: the
 * SDK's client takes tens of times an empty function's import. Rejects when SQS did not say that it
 * has the message; the message may be in the queue all the same, and receivers bear a repeat.
 */
export async function sendSigned(
  queueUrl: string,
  message: object,
  correlationId: string,
  access: AwsAccess,
): Promise<void> {
  const signer = new AwsV4Signer({
    ...access,
    service: "sqs",
    method: "POST",
    url: new URL("/", queueUrl).href,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.SendMessage",
      // A connection kept from before Lambda froze the process may be dead without anybody's notice.
      connection: "close",
    },
    body: JSON.stringify({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      MessageAttributes: correlationAttributes(correlationId),
    }),
  });
  const { method, url, headers, body } = await signer.sign();
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const response = await fetch(url, { method, headers, body, signal, redirect: "error" });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`SQS answered ${response.status}`);
}
