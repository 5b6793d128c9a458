import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { z } from "zod";
import type { Credentials } from "./function-host.ts";

export type CallResult =
  | { readonly kind: "answered"; readonly body: unknown }
  /** The service said no, e.g. AccessDeniedException, or could not be reached. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export type SqsCall = (action: string, input: object, signal?: AbortSignal) => Promise<CallResult>;

const refusal = z.object({ __type: z.string(), message: z.string().optional() });

/**
 * Makes signed calls to SQS as Lambda's poller does, without the SDK, which would make every start
 * slower.
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
      const { host: _, ...headers } = signed.headers;
      const response = await fetch(target.url, {
        method: "POST",
        headers,
        body,
        ...(signal !== undefined && { signal }),
      });
      const answer: unknown = await response.json();
      if (response.ok) return { kind: "answered", body: answer };
      const fault = refusal.safeParse(answer).data;
      return {
        kind: "refused",
        code: fault?.__type.split("#").at(-1) ?? `HTTP ${response.status}`,
        message: fault?.message ?? "",
      };
    } catch (error) {
      return { kind: "refused", code: "Unreachable", message: String(error) };
    }
  };
}
