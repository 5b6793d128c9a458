import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import type { FormPostReading } from "../access/form-post.ts";
import type { Told } from "../runtime/event-bus.ts";
import type { BucketModel } from "../template/model.ts";
import { listenBehindDoor } from "./listen.ts";

export interface BucketEngine {
  readonly url: string;
  /** Takes a browser's form, whose file may be of any size, and reports to the bus what it stored. */
  post(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

export interface BucketOptions {
  readonly buckets: readonly BucketModel[];
  /** Where objects are kept; null keeps them in a temporary folder that is deleted afterwards. */
  readonly dir: string | null;
  /** Whether a form may put its file here. */
  readonly check: (
    fields: ReadonlyMap<string, string>,
    place: { readonly bucket: string; readonly fileName: string },
  ) => FormPostReading;
  readonly tell: (told: Told) => Promise<void>;
}

/**
 * As much of S3 as an upload needs: a form's file is stored, listed, read and deleted. Objects aren't
 * encrypted here, and they don't expire: one that is never read stays until `--fresh`.
 */
export async function startBuckets({
  buckets,
  dir: kept,
  check,
  tell,
}: BucketOptions): Promise<BucketEngine> {
  const dir = kept ?? (await mkdtemp(join(tmpdir(), "stridewell-bucket-")));
  await mkdir(dir, { recursive: true });
  const fileOf = (bucket: string, key: string) =>
    join(dir, createHash("sha256").update(`${bucket}/${key}`).digest("hex"));
  const bucketOf = (path: string) => {
    const [, name = ""] = path.split("/");
    return buckets.find((bucket) => bucket.name === name);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [path = ""] = (request.url ?? "/").split("?", 1);
    const bucket = bucketOf(path);
    const key = path.split("/").slice(2).map(decodeURIComponent).join("/");
    if (bucket === undefined) return fault(response, 404, "NoSuchBucket", "No such bucket.");
    if (key === "") {
      const { searchParams } = new URL(request.url ?? "/", "http://bucket");
      const keys = await keysIn(dir, `${bucket.name}/`, searchParams.get("prefix") ?? "");
      const told = searchParams.get("encoding-type") === "url" ? encoded : escaped;
      response.writeHead(200, { "content-type": "application/xml" });
      response.end(
        `<ListBucketResult><IsTruncated>false</IsTruncated>${keys.map((one) => `<Contents><Key>${told(one)}</Key></Contents>`).join("")}</ListBucketResult>`,
      );
      return;
    }
    const file = fileOf(bucket.name, key);
    if (request.method === "DELETE") {
      const etag = request.headers["if-match"];
      if (etag !== undefined) {
        const found = await stat(file).catch(() => null);
        if (found === null) {
          return fault(response, 404, "NoSuchKey", "The specified key does not exist.");
        }
        if (etag !== `"${await etagOf(file)}"`) {
          return fault(response, 412, "PreconditionFailed", "It is another object by now.");
        }
      }
      await rm(file, { force: true });
      await rm(`${file}${NAME}`, { force: true });
      response.writeHead(204).end();
      return;
    }
    const found = await stat(file).catch(() => null);
    if (found === null)
      return fault(response, 404, "NoSuchKey", "The specified key does not exist.");
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": found.size,
    });
    await pipeline(createReadStream(file), response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else fault(response, 500, "InternalError", "We encountered an internal error.");
    });
  });
  const listening = await listenBehindDoor(server);

  const post: BucketEngine["post"] = async (request, response) => {
    const bucket = bucketOf(request.url ?? "/");
    if (bucket === undefined) return fault(response, 404, "NoSuchBucket", "No such bucket.");
    const { origin = "" } = request.headers;
    if (bucket.postOrigins.includes(origin)) {
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("access-control-allow-methods", "POST");
      response.setHeader("vary", "origin");
    }
    if (request.method === "OPTIONS") {
      response.writeHead(bucket.postOrigins.includes(origin) ? 200 : 403).end();
      return;
    }
    const received = await receive(request, dir, (fields, fileName) =>
      check(fields, { bucket: bucket.name, fileName }),
    );
    if (received.kind === "refused") {
      fault(response, received.status, received.code, received.reason);
      return;
    }
    const { key, size, file, redirect, status } = received;
    await writeFile(`${fileOf(bucket.name, key)}${NAME}`, `${bucket.name}/${key}`);
    const etag = await etagOf(file);
    await rename(file, fileOf(bucket.name, key));
    if (bucket.tellsBus) {
      await tell({
        source: "aws.s3",
        detailType: "Object Created",
        resources: [bucket.arn],
        detail: { version: "0", bucket: { name: bucket.name }, object: { key, size, etag } },
      });
    }
    if (redirect === null) {
      response.writeHead(status, { "content-type": "application/xml" });
      response.end(status === 201 ? `<PostResponse><Key>${escaped(key)}</Key></PostResponse>` : "");
      return;
    }
    const to = new URL(redirect);
    to.searchParams.set("bucket", bucket.name);
    to.searchParams.set("key", key);
    response.writeHead(303, { location: to.href }).end();
  };

  return {
    url: listening.url,
    post,
    close: async () => {
      await listening.close();
      if (kept === null) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** As S3 makes it of an object that came in one piece. */
async function etagOf(file: string): Promise<string> {
  const hash = createHash("md5");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Beside each object is a file that holds its bucket and key. */
const NAME = ".name";

async function keysIn(dir: string, bucket: string, prefix: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(NAME));
  const found = await Promise.all(names.map((name) => readFile(join(dir, name), "utf8")));
  return found
    .filter((name) => name.startsWith(`${bucket}${prefix}`))
    .map((name) => name.slice(bucket.length))
    .sort();
}

type Received =
  | {
      readonly kind: "received";
      readonly key: string;
      readonly file: string;
      readonly size: number;
      readonly redirect: string | null;
      readonly status: number;
    }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly reason: string;
    };

/** Writes the form's file among the objects, once its fields, which come first, have passed the check. */
async function receive(
  request: IncomingMessage,
  dir: string,
  check: (fields: ReadonlyMap<string, string>, fileName: string) => FormPostReading,
): Promise<Received> {
  const refused = (status: number, code: string, reason: string): Received => ({
    kind: "refused",
    status,
    code,
    reason,
  });
  const fields = new Map<string, string>();
  const file = join(dir, `incoming-${randomUUID()}`);
  let outcome: Promise<Received> | null = null;
  let arriving: Readable | null = null;
  const form = (() => {
    try {
      return new Busboy({
        headers: { ...request.headers, "content-type": request.headers["content-type"] ?? "" },
      });
    } catch {
      return null;
    }
  })();
  if (form === null) return refused(412, "PreconditionFailed", "It is no form with a file.");
  form.on("field", (name, value) => fields.set(name.toLowerCase(), value));
  form.on("file", (_name, content, fileName) => {
    const checked = check(fields, fileName ?? "");
    if (outcome !== null || checked.kind === "refused") {
      content.resume();
      const reason = checked.kind === "refused" ? checked.reason : "A form has one file.";
      outcome ??= Promise.resolve(refused(403, "AccessDenied", reason));
      return;
    }
    arriving = content;
    outcome = keep(content, file, checked.mostBytes).then(
      (size): Received => {
        if (size > checked.mostBytes) {
          return refused(400, "EntityTooLarge", "Your proposed upload is too large.");
        }
        return size < checked.leastBytes
          ? refused(400, "EntityTooSmall", "Your proposed upload is too small.")
          : { ...checked, kind: "received", file, size };
      },
      () => refused(400, "IncompleteBody", "The form broke off."),
    );
  });
  // A form that breaks off doesn't end the file stream by itself.
  await pipeline(request, form).catch((error) => arriving?.destroy(error));
  const received = (await outcome) ?? refused(400, "InvalidArgument", "The form has no file.");
  if (received.kind === "refused") await rm(file, { force: true });
  return received;
}

/**
 * Writes no more of it than allowed, and returns its full size: a browser hears of a refusal only after its
 * last byte.
 */
async function keep(content: Readable, file: string, mostBytes: number): Promise<number> {
  let size = 0;
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size <= mostBytes) yield chunk;
      }
    },
    createWriteStream(file),
  );
  return size;
}

function fault(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`,
  );
}

/** Encoded like a form's field, which is how S3 encodes a listed key. */
function encoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
