import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import {
  unreadUploads,
  uploadBucket,
  uploadForms,
} from "../../../../functions/adapters/upload-bucket.ts";
import { aBucket } from "../../../support/bucket.ts";

const NAME = "my run #1?é 100%.fit";

async function filesFor(actions: readonly string[]) {
  const { settings, ...seen } = await aBucket(actions);
  const client = new S3Client(settings);
  return {
    ...seen,
    forms: uploadForms("files", client),
    bucket: uploadBucket("files", client),
    unread: unreadUploads("files", client),
  };
}

/** The MD5 of what is sent here, as S3 names what came in one piece. */
const etagOf = (content: string) => createHash("md5").update(content).digest("hex");
const SOME_BYTES = "some bytes";
const ETAG = etagOf(SOME_BYTES);

async function send(
  { forms }: Pick<Awaited<ReturnType<typeof filesFor>>, "forms">,
  content = SOME_BYTES,
) {
  const then = { success_action_redirect: "http://site.test/upload" };
  const { url, fields } = await forms.make("uploads/ada/k1-x/", then);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([content]), NAME);
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  return { answer, key: `uploads/ada/k1-x/${NAME}` };
}

const EVERY_RIGHT = ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:ListBucket"];

describe("a file in the bucket", () => {
  it("comes by the page's own form, is fetched by its key, removed, and then is gone", async () => {
    const files = await filesFor(EVERY_RIGHT);
    const { answer, key } = await send(files);
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get("location") ?? "").searchParams.get("key")).toBe(key);
    expect(await files.bucket.fetch(key, files.path)).toBe("fetched");
    expect(await readFile(files.path, "utf8")).toBe("some bytes");
    await files.bucket.remove({ key, etag: ETAG });
    await files.bucket.remove({ key, etag: ETAG });
    expect(await files.bucket.fetch(key, files.path)).toBe("gone");
    expect(files.denials).toEqual([]);
  });

  it("is not removed for one that came under the same key before it, as of a form sent twice", async () => {
    const files = await filesFor(EVERY_RIGHT);
    await send(files);
    const { key } = await send(files, "another run");
    await files.bucket.remove({ key, etag: ETAG });
    expect(await files.bucket.fetch(key, files.path)).toBe("fetched");
    expect(await readFile(files.path, "utf8")).toBe("another run");
    await files.bucket.remove({ key, etag: etagOf("another run") });
    expect(await files.bucket.fetch(key, files.path)).toBe("gone");
    expect(files.denials).toEqual([]);
  });

  it("goes with all that its runner brought, and nobody else's does", async () => {
    const files = await filesFor(EVERY_RIGHT);
    const { key } = await send(files);
    await files.unread.erase("ad");
    expect(await files.bucket.fetch(key, files.path)).toBe("fetched");
    await files.unread.erase("ada");
    expect(await files.bucket.fetch(key, files.path)).toBe("gone");
    await files.unread.erase("ada");
    expect(files.denials).toEqual([]);
  });

  it("that is gone is refused, as S3 does, to anyone who may not see what is in the bucket", async () => {
    const files = await filesFor(["s3:GetObject"]);
    await expect(files.bucket.fetch("uploads/ada/k1-x/a.fit", files.path)).rejects.toThrow(
      "s3:ListBucket",
    );
    expect(files.denials.map(({ action }) => action)).toEqual(["s3:ListBucket"]);
  });

  it("is removed by what it is only by whoever may see that", async () => {
    const files = await filesFor(["s3:PutObject", "s3:DeleteObject"]);
    const { key } = await send(files);
    await expect(files.bucket.remove({ key, etag: ETAG })).rejects.toThrow("not authorized");
    expect(files.denials.map(({ action }) => action)).toEqual(["s3:GetObject"]);
  });

  it("is neither read nor removed without the right to", async () => {
    const files = await filesFor(["s3:PutObject"]);
    const { key } = await send(files);
    await expect(files.bucket.fetch(key, files.path)).rejects.toThrow("not authorized");
    await expect(files.bucket.remove({ key, etag: ETAG })).rejects.toThrow("not authorized");
    expect(files.denials.map(({ action }) => action)).toEqual(["s3:GetObject", "s3:DeleteObject"]);
  });
});
