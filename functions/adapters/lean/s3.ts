import { createHmac } from "node:crypto";
import type { Readable } from "node:stream";
import type * as sdk from "@aws-sdk/client-s3";
import type { PresignedPost, PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { Client, Command, ServiceException } from "./service.ts";

export class NoSuchKey extends ServiceException {}

export class S3Client extends Client {
  protected readonly service = {
    id: "S3",
    host: "s3",
    // Longer than DynamoDB's: no page waits for S3.
    timeoutMs: 10_000,
    parse: leavesOf,
    exceptions: { NoSuchKey },
  };

  /** Signed as described in https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html */
  form({
    Bucket,
    Key,
    Fields = {},
    Conditions = [],
    Expires = 3600,
  }: PresignedPostOptions): PresignedPost {
    const { region, accessKeyId, secretAccessKey, sessionToken } = this.caller;
    const nowMs = Date.now();
    const date = iso8601(nowMs).replace(/[-:]/g, "");
    const scope = [date.slice(0, 8), region, "s3", "aws4_request"];
    const fields: Record<string, string> = {
      ...Fields,
      bucket: Bucket,
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": [accessKeyId, ...scope].join("/"),
      "X-Amz-Date": date,
      ...(sessionToken !== "" && { "X-Amz-Security-Token": sessionToken }),
    };
    const conditions = [
      ...Conditions,
      ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
      // S3 replaces `${filename}` with the file's own name.
      Key.endsWith(FILE_NAME)
        ? ["starts-with", "$key", Key.slice(0, -FILE_NAME.length)]
        : { key: Key },
    ];
    const policy = { expiration: iso8601(nowMs + Expires * 1000), conditions };
    const Policy = Buffer.from(JSON.stringify(policy)).toString("base64");
    const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
    return {
      url: new URL(this.urlOf({ bucket: Bucket, path: "" })).href,
      fields: { ...fields, key: Key, Policy, "X-Amz-Signature": hmac(key, Policy).toString("hex") },
    };
  }
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: S3 fills it in.
const FILE_NAME = "${filename}";
const iso8601 = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}/, "");

const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();

/** S3 answers in XML. Only elements without child elements are read: `{ Code: ["NoSuchKey"] }`. */
function leavesOf(xml: string): Readonly<Record<string, readonly string[]>> {
  const leaves: Record<string, string[]> = {};
  for (const [, name = "", text = ""] of xml.matchAll(/<(\w+)>([^<]*)<\/\1>/g)) {
    const told = leaves[name] ?? [];
    told.push(text);
    leaves[name] = told;
  }
  return leaves;
}

interface OfObject {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
}

const objectAt = ({ Bucket, Key = "" }: OfObject) => ({
  bucket: Bucket,
  path: `/${Key.split("/").map(encoded).join("/")}`,
});

/** Also encodes the characters that `encodeURIComponent` leaves but a signature requires encoded. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export class GetObjectCommand extends Command<
  sdk.GetObjectCommandInput,
  { readonly Body: Readable }
> {
  request() {
    return { method: "GET", ...objectAt(this.input), isStreamed: true } as const;
  }

  override answer(said: unknown) {
    return { Body: said as Readable };
  }
}

export class DeleteObjectCommand extends Command<sdk.DeleteObjectCommandInput, object> {
  request() {
    const { IfMatch } = this.input;
    const headers = IfMatch === undefined ? {} : { "if-match": IfMatch };
    return { method: "DELETE", ...objectAt(this.input), headers } as const;
  }
}

class ListObjectsV2Command extends Command<
  sdk.ListObjectsV2CommandInput,
  {
    readonly Contents: readonly { readonly Key: string }[];
    readonly NextContinuationToken?: string;
  }
> {
  request() {
    const { Bucket, Prefix = "", ContinuationToken } = this.input;
    const query = Object.entries({
      "list-type": "2",
      // Otherwise a key with a character that XML doesn't allow would not arrive at all.
      "encoding-type": "url",
      prefix: Prefix,
      ...(ContinuationToken !== undefined && { "continuation-token": ContinuationToken }),
    });
    const path = `/?${query.map((pair) => pair.map(encoded).join("=")).join("&")}`;
    return { method: "GET", bucket: Bucket, path } as const;
  }

  override answer(said: unknown) {
    const { Key = [], NextContinuationToken: [next] = [] } = said as ReturnType<typeof leavesOf>;
    return {
      // Encoded like the fields of a form.
      Contents: Key.map((key) => ({ Key: decodeURIComponent(key.replaceAll("+", " ")) })),
      ...(next !== undefined && { NextContinuationToken: next }),
    };
  }
}

export async function* paginateListObjectsV2(
  { client }: { readonly client: S3Client },
  input: sdk.ListObjectsV2CommandInput,
) {
  let from = input.ContinuationToken;
  do {
    const page = await client.send(new ListObjectsV2Command({ ...input, ContinuationToken: from }));
    yield page;
    from = page.NextContinuationToken;
  } while (from !== undefined);
}
