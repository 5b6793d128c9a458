import { correlationAttributes } from "../messages/correlation.ts";
import { TryAgain } from "../shared/errors.ts";
import { ask } from "./ask.ts";
import { type AwsAccess, signed } from "./signed.ts";

/** What remains of the 2 s that Strava waits, after the gateway and a cold start. */
const DEADLINE_MS = 1200;

/**
 * Sends one message to a queue by one signed request with a deadline, for the functions that must answer within
 * two seconds of their start: a client's attempts, and the time it gives each, could take longer. Rejects when
 * SQS didn't confirm that it has the message; it may be in the queue all the same, so receivers must cope with
 * repeats.
 */
export async function sendSigned(
  queueUrl: string,
  message: object,
  correlationId: string,
  access: AwsAccess,
): Promise<void> {
  const url = new URL("/", queueUrl).href;
  const request = {
    method: "POST",
    service: "sqs",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.SendMessage",
      // A connection kept from before Lambda froze the process may have died unnoticed.
      connection: "close",
    },
    body: JSON.stringify({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(message),
      MessageAttributes: correlationAttributes(correlationId),
    }),
  };
  const asked = await signed(url, request, access);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const response = await ask(url, { ...asked, signal });
  await response.text();
  if (!response.ok) throw new TryAgain(`SQS answered ${response.status}`);
}
