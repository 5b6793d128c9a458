import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";
import {
  unreadUploads,
  uploadBucket,
  uploadForms,
} from "../../../../functions/adapters/upload-bucket.ts";
import { readFormPost } from "../../../../infra/local/access/form-post.ts";
import { type Denial, startFrontDoor } from "../../../../infra/local/access/front-door.ts";
import { makeKeys } from "../../../../infra/local/access/keys.ts";
import { startBuckets } from "../../../../infra/local/engines/bucket.ts";

const region = "eu-west-1";
const BUCKET_ARN = "arn:aws:s3:::files";
const NAME = "my run #1?é 100%.fit";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The bucket behind its front door, as the application has it, for a role that may do these. */
async function aBucket(actions: string[]) {
  const dir = await mkdtemp(join(tmpdir(), "stridewell-s3-"));
  closing.push(() => rm(dir, { recursive: true }));
  const role = {
    logicalId: "Role",
    arn: "arn:aws:iam::000000000000:role/worker",
    trusts: ["lambda.amazonaws.com"],
    statements: actions.map((action) => ({
      effect: "Allow" as const,
      actions: [action],
      resources: [action === "s3:ListBucket" ? BUCKET_ARN : `${BUCKET_ARN}/uploads/*`],
    })),
  };
  const keys = makeKeys([role]);
  const buckets = await startBuckets({
    buckets: [{ name: "files", arn: BUCKET_ARN, tellsBus: false, postOrigins: [] }],
    dir,
    check: (fields, place) =>
      readFormPost(fields, { ...place, nowMs: Date.now() }, { region, keys: keys.holders }),
    tell: async () => undefined,
  });
  closing.push(buckets.close);
  const denials: Denial[] = [];
  const door = await startFrontDoor({
    service: "s3",
    upstreamUrl: buckets.url,
    port: 0,
    model: { region, accountId: "000000000000", roles: [role] },
    keys: keys.holders,
    form: buckets.post,
    onDenied: (denial) => denials.push(denial),
  });
  closing.push(door.close);
  const credentials = keys.roles.get(role.arn) ?? keys.operator;
  const client = new S3Client({ endpoint: door.url, region, credentials, maxAttempts: 1 });
  closing.push(async () => client.destroy());
  return {
    forms: uploadForms("files", client),
    bucket: uploadBucket("files", client),
    unread: unreadUploads("files", client),
    denials,
    path: join(dir, "fetched"),
  };
}

async function send({ forms }: Pick<Awaited<ReturnType<typeof aBucket>>, "forms">) {
  const then = { success_action_redirect: "http://site.test/upload" };
  const { url, fields } = await forms.make("uploads/ada/k1-x/", then);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob(["some bytes"]), NAME);
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  return { answer, key: `uploads/ada/k1-x/${NAME}` };
}

describe("a file in the bucket", () => {
  it("comes by the page's own form, is fetched by its key, removed, and then is gone", async () => {
    const files = await aBucket([
      "s3:PutObject",
      "s3:GetObject",
      "s3:DeleteObject",
      "s3:ListBucket",
    ]);
    const { answer, key } = await send(files);
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get("location") ?? "").searchParams.get("key")).toBe(key);
    expect(await files.bucket.fetch(key, files.path)).toBe("fetched");
    expect(await readFile(files.path, "utf8")).toBe("some bytes");
    await files.bucket.remove(key);
    await files.bucket.remove(key);
    expect(await files.bucket.fetch(key, files.path)).toBe("gone");
    expect(files.denials).toEqual([]);
  });

  it("goes with all that its runner brought, and nobody else's does", async () => {
    const files = await aBucket([
      "s3:PutObject",
      "s3:GetObject",
      "s3:DeleteObject",
      "s3:ListBucket",
    ]);
    const { key } = await send(files);
    await files.unread.erase("ad");
    expect(await files.bucket.fetch(key, files.path)).toBe("fetched");
    await files.unread.erase("ada");
    expect(await files.bucket.fetch(key, files.path)).toBe("gone");
    await files.unread.erase("ada");
    expect(files.denials).toEqual([]);
  });

  it("that is gone is refused, as S3 does, to who may not see what is in the bucket", async () => {
    const files = await aBucket(["s3:GetObject"]);
    await expect(files.bucket.fetch("uploads/ada/k1-x/a.fit", files.path)).rejects.toThrow(
      "s3:ListBucket",
    );
    expect(files.denials.map(({ action }) => action)).toEqual(["s3:ListBucket"]);
  });

  it("is neither read nor removed without the right to", async () => {
    const files = await aBucket(["s3:PutObject"]);
    const { key } = await send(files);
    await expect(files.bucket.fetch(key, files.path)).rejects.toThrow("not authorized");
    await expect(files.bucket.remove(key)).rejects.toThrow("not authorized");
    expect(files.denials.map(({ action }) => action)).toEqual(["s3:GetObject", "s3:DeleteObject"]);
  });
});
