import { createHmac, hash } from "node:crypto";

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
 * What to `fetch` for a request to AWS, signed as "Signature Version 4" of AWS's documentation has it. By
 * Node's own hashes, at once: aws4fetch by WebCrypto's took ten times the processor's time, which was a
 * twelfth of what a run's event took, and aws4, which is as quick, takes 9 ms more of each start.
 */
export function signed(
  url: string,
  asked: {
    readonly method: string;
    readonly service: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
  { accessKeyId, secretAccessKey, sessionToken, region }: AwsAccess,
): {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
} {
  const { method, service, body } = asked;
  const { host, pathname, search } = new URL(url);
  const at = new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
  const bodyHash = hash("sha256", body ?? "");
  const headers = {
    ...asked.headers,
    "x-amz-date": at,
    ...(sessionToken !== "" && { "x-amz-security-token": sessionToken }),
    ...(service === "s3" && { "x-amz-content-sha256": bodyHash }),
  };
  // The way itself may change the connection's header, so that one is not signed.
  const named = Object.entries({ ...headers, host })
    .filter(([name]) => name !== "connection")
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = named.map(([name]) => name).join(";");
  const canonical = [
    method,
    // Each part once more, save for S3, which takes the path as it is sent.
    service === "s3" ? pathname : pathname.split("/").map(encodeURIComponent).join("/"),
    search.slice(1).split("&").toSorted(byName).join("&"),
    ...named.map(([name, value]) => `${name}:${value.trim()}`),
    "",
    names,
    bodyHash,
  ].join("\n");
  const scope = [at.slice(0, 8), region, service, "aws4_request"];
  const text = ["AWS4-HMAC-SHA256", at, scope.join("/"), hash("sha256", canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const authorization = `AWS4-HMAC-SHA256 Credential=${[accessKeyId, ...scope].join("/")}, SignedHeaders=${names}, Signature=${hmac(key, text).toString("hex")}`;
  return { method, headers: { ...headers, authorization }, ...(body !== undefined && { body }) };
}

/** `a=2` before `a-b=1`, as the names go. */
function byName(one: string, other: string): number {
  const [a, b] = [one, other].map((pair) => pair.replace("=", "\0"));
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

/** Also for a form's policy, which is signed in the same way. */
export const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();
