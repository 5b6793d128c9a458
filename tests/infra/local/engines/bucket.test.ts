import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BucketEngine, startBuckets } from "../../../../infra/local/engines/bucket.ts";
import { type Listening, listen } from "../../../../infra/local/engines/listen.ts";
import type { Told } from "../../../../infra/local/runtime/event-bus.ts";

const ORIGIN = "http://site.test";
const bucket = { name: "files", arn: "arn:aws:s3:::files", tellsBus: true, postOrigins: [ORIGIN] };

let dir: string;
let engine: BucketEngine;
let posts: Listening;
let told: Told[];
let redirect: string | null;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "stridewell-bucket-test-"));
  engine = await startBuckets({
    buckets: [bucket],
    dir,
    check: (fields, { fileName }) =>
      fields.get("key") === undefined
        ? { kind: "refused", reason: "Access Denied" }
        : {
            kind: "allowed",
            key: `mine/${fileName}`,
            holder: { secret: "", roleArn: "" },
            leastBytes: 1,
            mostBytes: 100_000,
            redirect,
            status: 201,
          },
    tell: async (event) => void told.push(event),
  });
  posts = await listen(createServer((request, response) => void engine.post(request, response)));
});
afterAll(async () => {
  await posts.close();
  await engine.close();
  await rm(dir, { recursive: true });
});
beforeEach(() => {
  told = [];
  redirect = null;
});

function post(content: string, fields: Record<string, string> = { key: "mine/" }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([content]), "a b.fit");
  const headers = { origin: ORIGIN };
  return fetch(`${posts.url}/files`, { method: "POST", body: form, headers, redirect: "manual" });
}

it("answers a call that fails, and those after it", async () => {
  expect((await fetch(`${engine.url}/files/%E0%A4%A`)).status).toBe(500);
  expect((await fetch(`${engine.url}/files/none`)).status).toBe(404);
});

describe("a browser's form", () => {
  it("puts its file, tells the bus, and lets the site's script read the answer", async () => {
    const answer = await post("some bytes");
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([
      201,
      ORIGIN,
    ]);
    expect(told).toMatchObject([
      { source: "aws.s3", detail: { bucket: { name: "files" }, object: { key: "mine/a b.fit" } } },
    ]);
    const object = `${engine.url}/files/mine/a%20b.fit`;
    expect(await (await fetch(object)).text()).toBe("some bytes");
    expect((await fetch(object, { method: "DELETE" })).status).toBe(204);
    expect((await fetch(object)).status).toBe(404);
    expect(await readdir(dir)).toEqual([]);
  });

  it("without a script ends where it was signed to, with the key", async () => {
    redirect = "http://site.test/upload";
    const answer = await post("some bytes");
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(
      "http://site.test/upload?bucket=files&key=mine%2Fa+b.fit",
    );
    await fetch(`${engine.url}/files/mine/a%20b.fit`, { method: "DELETE" });
  });

  it.each([
    ["that may not be", "some bytes", {}, 403, "Access Denied"],
    ["whose file is too large", "x".repeat(100_001), undefined, 400, "EntityTooLarge"],
    ["whose file is too small", "", undefined, 400, "EntityTooSmall"],
  ])("%s leaves nothing", async (_, content, fields, status, code) => {
    const answer = await post(content, fields);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(code);
    expect([told, await readdir(dir)]).toEqual([[], []]);
  });

  it("that breaks off leaves nothing", async () => {
    const body = `--b\r\ncontent-disposition: form-data; name="key"\r\n\r\nk\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.fit"\r\n\r\nhalf`;
    const socket = connect(Number(new URL(posts.url).port), "127.0.0.1");
    socket.write(
      `POST /files HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 5000\r\n\r\n${body}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await expect.poll(() => readdir(dir)).toEqual([]);
    expect(told).toEqual([]);
  });
});

describe("another site's script", () => {
  it("may not post here", async () => {
    const ask = (origin: string) =>
      fetch(`${posts.url}/files`, { method: "OPTIONS", headers: { origin } });
    expect((await ask("http://elsewhere.test")).status).toBe(403);
    expect((await ask(ORIGIN)).status).toBe(200);
  });
});
