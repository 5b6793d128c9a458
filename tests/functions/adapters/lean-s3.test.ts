import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { S3Client as WholeClient } from "@aws-sdk/client-s3";
import { createPresignedPost as makeWhole } from "@aws-sdk/s3-presigned-post";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
} from "../../../functions/adapters/lean/s3.ts";
import { createPresignedPost } from "../../../functions/adapters/lean/s3-presigned-post.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { aBucket } from "../../support/bucket.ts";

const Bucket = "files";
const PREFIX = "uploads/ada/k1-x/";
const ALL = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListBucket"];

async function put(
  client: S3Client,
  prefix: string,
  name: string,
  bytes: string | Uint8Array<ArrayBuffer> = "some bytes",
) {
  const Key = `${prefix}\${filename}`;
  const { url, fields } = await createPresignedPost(client, { Bucket, Key });
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append("file", new Blob([bytes]), name);
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  expect(answer.status).toBe(204);
  return prefix + name;
}

async function keysIn(client: S3Client, Prefix: string) {
  const keys: string[] = [];
  for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    keys.push(...Contents.map(({ Key }) => Key));
  }
  return keys;
}

describe("the bucket's client", () => {
  it.each([
    "run.fit",
    "my run #1?é 100%.fit",
    "a+b & c <d>.fit",
    "it's (the) *best*!.gpx",
    "100%25.zip",
    "跑.tcx",
  ])("finds, reads and removes what lies under a name such as %s", async (name) => {
    const { settings, denials } = await aBucket(ALL);
    const client = new S3Client(settings);
    const Key = await put(client, PREFIX, name);
    expect(await keysIn(client, "uploads/ada/")).toEqual([Key]);
    expect(await keysIn(client, "uploads/ad/")).toEqual([]);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await text(Body)).toBe("some bytes");
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    const gone = client.send(new GetObjectCommand({ Bucket, Key }));
    await expect(gone).rejects.toBeInstanceOf(NoSuchKey);
    expect(denials).toEqual([]);
  });

  it.each(["../../eve/k2-y/run.fit", "..", ".", "./run.fit", "a//b.fit", "../../../.."])(
    "takes %s for a name as it stands, and never for a way to another object",
    async (name) => {
      const { settings } = await aBucket(ALL);
      const client = new S3Client(settings);
      const theirs = await put(client, "uploads/eve/k2-y/", "run.fit", "another runner's run");
      const Key = `${PREFIX}${name}`;
      const { url, fields } = await createPresignedPost(client, {
        Bucket,
        Key: `${PREFIX}\${filename}`,
      });
      const form = new FormData();
      // A browser never sends such a name, but whoever has the form may choose the whole key.
      for (const [field, value] of Object.entries({ ...fields, key: Key }))
        form.append(field, value);
      form.append("file", new Blob(["my own run"]), "run.fit");
      expect((await fetch(url, { method: "POST", body: form })).status).toBe(204);
      expect(await keysIn(client, "uploads/ada/")).toEqual([Key]);
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await text(Body)).toBe("my own run");
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
      expect(await keysIn(client, "uploads/")).toEqual([theirs]);
    },
  );

  it("removes what it is told to be, and nothing else under that name", async () => {
    const { settings, denials } = await aBucket(ALL);
    const client = new S3Client(settings);
    const Key = await put(client, PREFIX, "run.fit");
    const remove = (IfMatch: string) =>
      client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
    await expect(remove('"another"')).rejects.toMatchObject({ name: "PreconditionFailed" });
    expect(await keysIn(client, PREFIX)).toEqual([Key]);
    const etag = createHash("md5").update("some bytes").digest("hex");
    await remove(`"${etag}"`);
    expect(await keysIn(client, PREFIX)).toEqual([]);
    await expect(remove(`"${etag}"`)).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(denials).toEqual([]);
  });

  it("has the bytes as they are", async () => {
    const { settings } = await aBucket(ALL);
    const client = new S3Client(settings);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    const Key = await put(client, PREFIX, "run.fit", bytes);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.compare(await buffer(Body), bytes)).toBe(0);
  });

  it("tells a refusal from what is gone", async () => {
    const { settings } = await aBucket(["s3:DeleteObject"]);
    const asked = new S3Client(settings).send(new GetObjectCommand({ Bucket, Key: "uploads/a" }));
    await expect(asked).rejects.toMatchObject({ name: "AccessDenied", $fault: "client" });
  });
});

describe("a bucket that answers", () => {
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const open: { close(graceMs: number): Promise<unknown> }[] = [];
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const one of open.splice(0)) await one.close(0);
  });

  /** Gives these answers in turn, each with a status, a text and how much of the text is left off. */
  async function answering(...answers: { status?: number; says: string; lacks?: number }[]) {
    const asked: URL[] = [];
    const server = createServer(({ url }, response) => {
      const { status = 200, says, lacks = 0 } = answers[asked.length] ?? { says: "" };
      asked.push(new URL(url ?? "/", "http://s3"));
      response.writeHead(status, { "content-length": says.length });
      if (lacks === 0) response.end(says);
      else response.write(says.slice(0, -lacks), () => setTimeout(() => response.destroy(), 20));
    });
    const door = await listen(server);
    open.push(door);
    return {
      client: new S3Client({ endpoint: door.url, region: "eu-west-1", credentials }),
      asked,
    };
  }

  it("in several pages is listed to its end", async () => {
    const page = (key: string, next = "") =>
      `<ListBucketResult><Name>files</Name>${next}<Contents><Key>${key}</Key></Contents></ListBucketResult>`;
    const { client, asked } = await answering(
      { says: page("a%2Fb+c", "<NextContinuationToken>1/x+y=</NextContinuationToken>") },
      { says: page("d") },
    );
    expect(await keysIn(client, "")).toEqual(["a/b c", "d"]);
    expect(asked.map(({ searchParams }) => searchParams.get("continuation-token"))).toEqual([
      null,
      "1/x+y=",
    ]);
  });

  it("is asked again where it is busy, and not where it says no", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const busy = { status: 503, says: "<Error><Code>SlowDown</Code></Error>" };
    const no = {
      status: 403,
      says: "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>",
    };
    const { client, asked } = await answering(busy, busy, no);
    const sent = client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await expect(sent).rejects.toMatchObject({ name: "AccessDenied", message: "No." });
    expect(asked).toHaveLength(3);
  });

  it("and breaks off within an object is no end of it", async () => {
    const { client } = await answering({ says: "x".repeat(1000), lacks: 500 });
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
    await expect(buffer(Body)).rejects.toThrow();
  });

  it("slowly is waited for once an object begins to come", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout(ms / 200));
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-length": 2 }).write("a");
      setTimeout(() => response.end("b"), 150);
    });
    const door = await listen(server);
    open.push(door);
    const client = new S3Client({ endpoint: door.url, region: "eu-west-1", credentials });
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(await text(Body)).toBe("ab");
  });
});

describe("a form to a bucket", () => {
  afterEach(() => void vi.useRealTimers());

  const keys = { accessKeyId: "AKIATEST", secretAccessKey: "a secret" };
  it.each([
    ["of a Lambda's role", { region: "eu-west-1", credentials: { ...keys, sessionToken: "st" } }],
    ["of a key without a session", { region: "us-east-1", credentials: keys }],
    ["in China", { region: "cn-north-1", credentials: keys }],
    [
      "to an endpoint of one's own",
      { region: "eu-west-1", credentials: keys, endpoint: "http://127.0.0.1:4000" },
    ],
  ])("is byte by byte what the SDK makes: %s", async (_, settings) => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 8, 49, 30, 123), toFake: ["Date"] });
    const options = {
      Bucket,
      Key: `${PREFIX}\${filename}`,
      Fields: { success_action_redirect: "http://site.test/upload" },
      Conditions: [["content-length-range", 0, 1000] as ["content-length-range", number, number]],
      Expires: 600,
    };
    const whole = await makeWhole(new WholeClient(settings), options);
    expect(await createPresignedPost(new S3Client(settings), options)).toEqual(whole);
    const one = { Bucket, Key: "uploads/ada/run.fit" };
    expect(await createPresignedPost(new S3Client(settings), one)).toEqual(
      await makeWhole(new WholeClient(settings), one),
    );
  });
});
