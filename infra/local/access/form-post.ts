import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { jsonOf } from "../../../functions/shared/json.ts";
import type { KeyHolder } from "./keys.ts";

/** The verdict on a browser's form to a bucket, before its file is read. */
export type FormPostReading =
  | {
      readonly kind: "allowed";
      readonly key: string;
      readonly holder: KeyHolder;
      readonly leastBytes: number;
      readonly mostBytes: number;
      /** Where the browser is redirected; without it, the status it gets. */
      readonly redirect: string | null;
      readonly status: number;
    }
  | { readonly kind: "refused"; readonly reason: string };

const condition = z.union([
  z.tuple([z.literal("eq"), z.string(), z.string()]),
  z.tuple([z.literal("starts-with"), z.string(), z.string()]),
  z.tuple([z.literal("content-length-range"), z.number(), z.number()]),
  z.record(z.string(), z.string()),
]);
const policySchema = z.object({ expiration: z.iso.datetime(), conditions: z.array(condition) });

/**
 * Checks a form's policy as S3 does: it must be signed by a known key and not expired, every condition must
 * be met, and every field must be covered by a condition
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html).
 */
export function readFormPost(
  fields: ReadonlyMap<string, string>,
  { bucket, fileName, nowMs }: { bucket: string; fileName: string; nowMs: number },
  expected: { readonly region: string; readonly keys: ReadonlyMap<string, KeyHolder> },
): FormPostReading {
  const refused = (reason: string): FormPostReading => ({ kind: "refused", reason });
  const encoded = fields.get("policy");
  if (encoded === undefined) return refused("Access Denied");

  const [keyId = "", day = "", region = "", service = "", end = ""] = (
    fields.get("x-amz-credential") ?? ""
  ).split("/");
  const holder = expected.keys.get(keyId);
  if (holder === undefined) return refused("The AWS Access Key Id you provided does not exist.");
  const isScope = region === expected.region && service === "s3" && end === "aws4_request";
  const own = signatureOf(holder.secret, [day, region, service, end], encoded);
  const given = Buffer.from(fields.get("x-amz-signature") ?? "");
  if (!isScope || given.length !== own.length || !timingSafeEqual(given, own)) {
    return refused(
      "The request signature we calculated does not match the signature you provided.",
    );
  }

  const policy = policySchema.safeParse(
    jsonOf(Buffer.from(encoded, "base64").toString("utf8")),
  ).data;
  if (policy === undefined) return refused("Invalid Policy: it can't be read.");
  if (Date.parse(policy.expiration) <= nowMs)
    return refused("Invalid according to Policy: Policy expired.");

  const spoken = new Set(["policy", "x-amz-signature", "file", "bucket"]);
  let leastBytes = 0;
  let mostBytes = 5 * 1024 ** 3;
  const shown = (field: string) => (field === "bucket" ? bucket : (fields.get(field) ?? ""));
  const unmet = (text: string) =>
    refused(`Invalid according to Policy: Policy Condition failed: ${text}`);
  for (const one of policy.conditions) {
    if (!Array.isArray(one)) {
      for (const [field, value] of Object.entries(one)) {
        spoken.add(field.toLowerCase());
        if (shown(field.toLowerCase()) !== value) return unmet(`["eq", "$${field}"]`);
      }
    } else if (one[0] === "content-length-range") {
      [, leastBytes, mostBytes] = one;
    } else {
      const [operator, named, value] = one;
      const field = named.replace(/^\$/, "").toLowerCase();
      spoken.add(field);
      const isMet = operator === "eq" ? shown(field) === value : shown(field).startsWith(value);
      if (!isMet) return unmet(`["${operator}", "${named}"]`);
    }
  }
  const unspoken = [...fields.keys()].find((name) => !spoken.has(name));
  if (unspoken !== undefined) return refused(`Extra input fields: ${unspoken}`);
  return {
    kind: "allowed",
    key: (fields.get("key") ?? "").replace(/\$\{filename\}/, () => fileName),
    holder,
    leastBytes,
    mostBytes,
    redirect: fields.get("success_action_redirect") ?? null,
    status: Number(fields.get("success_action_status") ?? 204),
  };
}

/** Signature Version 4 of a policy: what is signed is the policy's own text. */
function signatureOf(secret: string, scope: readonly string[], text: string): Buffer {
  const key = scope.reduce<Buffer>(
    (signing, part) => createHmac("sha256", signing).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  return Buffer.from(createHmac("sha256", key).update(text).digest("hex"));
}
