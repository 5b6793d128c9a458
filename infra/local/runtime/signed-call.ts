import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { z } from "zod";
import type { Credentials } from "../access/keys.ts";

export type CallResult =
  | { readonly kind: "answered"; readonly body: unknown }
  /** The service refused, e.g. with AccessDeniedException, or could not be reached. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export type SqsCall = (action: string, input: object, signal?: AbortSignal) => Promise<CallResult>;

const refusal = z.object({ __type: z.string(), message: z.string().optional() });

/**
 * Makes signed calls to SQS as Lambda's poller does, without the SDK, which would slow down every start.
 */
export function sqsCaller(target: {
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
}): SqsCall {
  const signer = new SignatureV4({
    service: "sqs",
    region: target.region,
    credentials: target.credentials,
    sha256: Sha256,
  });
  const { protocol, hostname, host } = new URL(target.url);
  const agent = new Agent({ keepAlive: true });
  return async (action, input, signal) => {
    const body = JSON.stringify(input);
    const signed = await signer.sign({
      method: "POST",
      protocol,
      hostname,
      path: "/",
      headers: {
        host,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AmazonSQS.${action}`,
      },
      body,
    });
    try {
      const { status, said } = await post(target.url, signed.headers, body, agent, signal);
      const answer: unknown = JSON.parse(said);
      if (status === 200) return { kind: "answered", body: answer };
      const fault = refusal.safeParse(answer).data;
      return {
        kind: "refused",
        code: fault?.__type.split("#").at(-1) ?? `HTTP ${status}`,
        message: fault?.message ?? "",
      };
    } catch (error) {
      return { kind: "refused", code: "Unreachable", message: String(error) };
    }
  };
}

/** node's own request, because fetch opens a new connection when a call is aborted, and keeps it open. */
function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  agent: Agent,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers, agent, ...(signal !== undefined && { signal }) };
    const call = request(url, options, (response) => {
      const status = response.statusCode ?? 0;
      text(response).then((said) => resolve({ status, said }), reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}
