import { createHash, timingSafeEqual } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { KeyHolder } from "./keys.ts";

export interface SignedRequest {
  readonly method: string;
  /** The path and query as on the request line. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type SignatureReading =
  | { readonly kind: "verified"; readonly holder: KeyHolder }
  | { readonly kind: "unsigned" }
  | { readonly kind: "unknown-key" }
  | { readonly kind: "wrong" };

const header =
  /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/[^,\s]+\/aws4_request, *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/;
const contentHash = "x-amz-content-sha256";

/**
 * Whose key signed a request with Signature Version 4 in the Authorization header, as the SDK's clients and
 * signed fetches do. The request is signed again with the key's secret, for the expected service and region,
 * and the two signatures are compared.
 */
export async function readSignature(
  request: SignedRequest,
  expected: { readonly service: string; readonly region: string },
  holders: ReadonlyMap<string, KeyHolder>,
): Promise<SignatureReading> {
  const authorization = request.headers["authorization"];
  const date = request.headers["x-amz-date"];
  if (authorization === undefined || date === undefined) return { kind: "unsigned" };
  const [, keyId = "", signedList = "", signature = ""] = header.exec(authorization) ?? [];
  if (signature === "") return { kind: "unsigned" };
  const holder = holders.get(keyId);
  if (holder === undefined) return { kind: "unknown-key" };

  const signingDate = toDate(date);
  if (signingDate === null) return { kind: "wrong" };

  const signed = new Set(signedList.split(";"));
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => signed.has(name)),
  );
  // The signer takes the body's hash from this header. Giving it the true hash exposes a body that was
  // changed on the way, whether or not the header itself was signed.
  const declared = request.headers[contentHash];
  headers[contentHash] =
    declared === "UNSIGNED-PAYLOAD"
      ? declared
      : createHash("sha256").update(request.body).digest("hex");

  const [path = "/", query = ""] = splitAt(request.url, "?");
  const signer = new SignatureV4({
    service: expected.service,
    region: expected.region,
    sha256: Sha256,
    // Only S3 signs the path as it is sent.
    uriEscapePath: expected.service !== "s3",
    applyChecksum: false,
    credentials: { accessKeyId: keyId, secretAccessKey: holder.secret },
  });
  const again = await signer.sign(
    {
      method: request.method,
      protocol: "http:",
      hostname: headers["host"] ?? "",
      path,
      query: bag(query),
      headers,
      body: request.body,
    },
    {
      signingDate,
      signableHeaders: signed,
      unsignableHeaders: new Set(signed.has(contentHash) ? [] : [contentHash]),
    },
  );
  const own = header.exec(again.headers["authorization"] ?? "")?.[3] ?? "";
  return own.length === signature.length &&
    timingSafeEqual(Buffer.from(own), Buffer.from(signature))
    ? { kind: "verified", holder }
    : { kind: "wrong" };
}

function toDate(amzDate: string): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function bag(query: string): Record<string, string[]> {
  const params = new URLSearchParams(query);
  return Object.fromEntries([...new Set(params.keys())].map((key) => [key, params.getAll(key)]));
}

function splitAt(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
