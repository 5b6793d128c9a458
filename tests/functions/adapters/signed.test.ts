import { describe, expect, it } from "vitest";
import { signed } from "../../../functions/adapters/signed.ts";
import type { KeyHolder } from "../../../infra/local/access/keys.ts";
import { readSignature, type SignedRequest } from "../../../infra/local/access/signature.ts";

const region = "eu-west-1";
const holder: KeyHolder = { secret: "the secret", roleArn: "arn:aws:iam::1:role/r" };
const holders = new Map([["AKIA", holder]]);

/** The request as it arrives: `fetch` sets the host and the length. */
async function arrived(url: string, asked: Parameters<typeof signed>[1], sessionToken: string) {
  const access = { accessKeyId: "AKIA", secretAccessKey: holder.secret, sessionToken, region };
  const { method, headers, body = "" } = await signed(url, asked, access);
  const { host, pathname, search } = new URL(url);
  const sent = {
    ...headers,
    host,
    "content-length": String(Buffer.byteLength(body)),
  };
  const request: SignedRequest = {
    method,
    url: pathname + search,
    headers: Object.fromEntries(
      Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: Buffer.from(body),
  };
  return request;
}

describe("a request to AWS", () => {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "A.B" };
  it.each([
    ["to a table", "dynamodb", "https://dynamodb.eu-west-1.amazonaws.com/", "POST", '{"a":"é"}'],
    ["on this machine", "sqs", "http://127.0.0.1:4566/", "POST", "{}"],
    [
      "of a mail",
      "ses",
      "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails",
      "POST",
      "{}",
    ],
    [
      "for a file",
      "s3",
      "https://b.s3.eu-west-1.amazonaws.com/a%20b/%C3%A9%2B.fit",
      "GET",
      undefined,
    ],
    [
      "for a list",
      "s3",
      "https://b.s3.eu-west-1.amazonaws.com/?prefix-a=1&prefix=a%2Fb&list-type=2",
      "GET",
      undefined,
    ],
  ])("%s is signed as the SDK signs it", async (_, service, url, method, body) => {
    const asked = { method, service, headers, ...(body !== undefined && { body }) };
    for (const token of ["", "a session's token"]) {
      const request = await arrived(url, asked, token);
      expect(request.headers["x-amz-security-token"] ?? "").toBe(token);
      const expected = { service, region };
      expect(await readSignature(request, expected, holders)).toEqual({ kind: "verified", holder });
      const others = [
        { ...request, url: `${request.url}x` },
        ...(body === undefined ? [] : [{ ...request, body: Buffer.from("changed") }]),
      ];
      for (const other of others) {
        expect(await readSignature(other, expected, holders)).toEqual({ kind: "wrong" });
      }
    }
  });
});
