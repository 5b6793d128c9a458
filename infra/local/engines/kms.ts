import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { faulty, type JsonAnswer, startJsonService } from "./json-service.ts";
import type { Listening } from "./listen.ts";

const context = z.record(z.string(), z.string()).default({});
const generate = z.object({
  KeyId: z.string(),
  KeySpec: z.literal("AES_256"),
  EncryptionContext: context,
});
const encrypt = z.object({
  KeyId: z.string(),
  Plaintext: z.base64(),
  EncryptionContext: context,
});
const decrypt = z.object({
  KeyId: z.string(),
  CiphertextBlob: z.base64(),
  EncryptionContext: context,
});

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The three KMS calls that envelope encryption needs, with one secret kept in `file` (null: in memory). The
 * keys are those that the template declares, by their ARN. It protects nothing from anyone who can read that
 * file: that is what AWS's KMS is for.
 */
export async function startKms(options: {
  readonly file: string | null;
  readonly keyArns: readonly string[];
}): Promise<Listening> {
  const secret = secretIn(options.file);
  const has = (arn: string) => options.keyArns.includes(arn);
  const keyOf = (arn: string) => createHmac("sha256", secret).update(arn).digest();
  const sealed = (arn: string, pairs: Readonly<Record<string, string>>, clear: Uint8Array) => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, keyOf(arn), iv).setAAD(aadOf(pairs));
    return base64(Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()]));
  };

  return startJsonService({
    GenerateDataKey: (input) => {
      const asked = generate.safeParse(input);
      if (!asked.success) return invalid;
      const { KeyId, EncryptionContext } = asked.data;
      if (!has(KeyId)) return notFound(KeyId);
      const clear = randomBytes(32);
      const CiphertextBlob = sealed(KeyId, EncryptionContext, clear);
      return { kind: "answer", body: { KeyId, Plaintext: base64(clear), CiphertextBlob } };
    },
    Encrypt: (input) => {
      const asked = encrypt.safeParse(input);
      if (!asked.success) return invalid;
      const { KeyId, EncryptionContext, Plaintext } = asked.data;
      if (!has(KeyId)) return notFound(KeyId);
      const CiphertextBlob = sealed(KeyId, EncryptionContext, Buffer.from(Plaintext, "base64"));
      return { kind: "answer", body: { KeyId, CiphertextBlob } };
    },
    Decrypt: (input) => {
      const asked = decrypt.safeParse(input);
      if (!asked.success) return invalid;
      const { KeyId, CiphertextBlob, EncryptionContext } = asked.data;
      if (!has(KeyId)) return notFound(KeyId);
      const blob = Buffer.from(CiphertextBlob, "base64");
      if (blob.length < IV_BYTES + TAG_BYTES) return undecipherable;
      const cipher = createDecipheriv(CIPHER, keyOf(KeyId), blob.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      cipher.setAAD(aadOf(EncryptionContext)).setAuthTag(blob.subarray(-TAG_BYTES));
      try {
        const clear = cipher.update(blob.subarray(IV_BYTES, -TAG_BYTES));
        const body = { KeyId, Plaintext: base64(Buffer.concat([clear, cipher.final()])) };
        return { kind: "answer", body };
      } catch {
        return undecipherable;
      }
    },
  });
}

const invalid = faulty("ValidationException", "The body is not what this call takes here.");
const undecipherable = faulty("InvalidCiphertextException", "The ciphertext is invalid.");

function notFound(arn: string): JsonAnswer {
  return faulty("NotFoundException", `Key '${arn}' does not exist`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** The context is the same whatever order its pairs are given in. */
function aadOf(pairs: Readonly<Record<string, string>>): Buffer {
  const sorted = Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest();
}

function secretIn(file: string | null): Buffer {
  if (file !== null && existsSync(file)) return readFileSync(file);
  const secret = randomBytes(32);
  if (file !== null) {
    writeFileSync(file, secret, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return secret;
}
