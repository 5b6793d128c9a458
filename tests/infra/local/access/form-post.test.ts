import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { uploadForms } from "../../../../functions/adapters/upload-bucket.ts";
import { readFormPost } from "../../../../infra/local/access/form-post.ts";

const region = "us-east-1";
const holder = { secret: "a secret", roleArn: "arn:aws:iam::000000000000:role/upload" };
const keys = new Map([["AKIATEST", holder]]);
const HOUR_MS = 3_600_000;

/** The form's fields as the page makes them, with AWS's own client. */
async function fieldsOf(overrides: Record<string, string | null> = {}) {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "a secret" };
  const client = new S3Client({ region, credentials });
  const { url, fields } = await uploadForms("bucket", client).make("uploads/ada/1/", {
    success_action_status: "201",
  });
  expect(new URL(url).hostname).toContain("bucket");
  const all = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of Object.entries(overrides)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  return all;
}

async function read(
  overrides: Record<string, string | null> = {},
  { bucket = "bucket", afterMs = 0 } = {},
) {
  const place = { bucket, fileName: "run.fit", nowMs: Date.now() + afterMs };
  return readFormPost(await fieldsOf(overrides), place, { region, keys });
}

describe("a browser's form to a bucket", () => {
  it("that the page made is allowed, under its own file's name, up to 2 GB", async () => {
    expect(await read()).toMatchObject({
      kind: "allowed",
      key: "uploads/ada/1/run.fit",
      holder,
      leastBytes: 0,
      mostBytes: 2 * 1024 ** 3,
      redirect: null,
      status: 201,
    });
  });

  it.each([
    ["outside its own prefix", { key: "uploads/eve/1/run.fit" }, "Policy Condition failed"],
    ["with another end than was signed", { success_action_status: "200" }, "Condition failed"],
    ["with a field nobody signed", { acl: "public-read" }, "Extra input fields: acl"],
    ["without a policy", { policy: null }, "Access Denied"],
    [
      "signed by nobody known",
      { "x-amz-credential": "AKIA/x/us-east-1/s3/aws4_request" },
      "Key Id",
    ],
    ["whose signature is another's", { "x-amz-signature": "0".repeat(64) }, "does not match"],
    ["whose policy was changed", { policy: "e30=" }, "does not match"],
  ])("%s is refused", async (_, overrides, reason) => {
    expect(await read(overrides)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining(reason),
    });
  });

  it("once it is over, or to another bucket, is refused", async () => {
    expect(await read({}, { afterMs: HOUR_MS + 1000 })).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("expired"),
    });
    expect(await read({}, { bucket: "another" })).toMatchObject({ kind: "refused" });
  });
});
