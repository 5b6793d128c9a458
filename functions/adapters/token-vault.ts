import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import type { TokenVault } from "../ports.ts";

/** Keys to encrypt with: each comes in the clear, to be used, and sealed, to be stored beside the text. */
export interface DataKeys {
  make(): Promise<{ readonly clear: Uint8Array; readonly sealed: Uint8Array }>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** How long a key is used, in the clear in this process's memory, before KMS is asked again. */
const KEY_MS = 60 * 60_000;
/** One that a page sealed with is the page's own, so there are some of each day; one takes less than a kilobyte. */
const KEYS_KEPT = 2000;

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;

/** What KMS writes beside each use of the key in CloudTrail, and wants back to open it. */
const CONTEXT = { application: "stridewell", holds: "provider-tokens" };

/** Data keys that only KMS can open. Throws as KMS does, e.g. AccessDeniedException. */
export function kmsDataKeys(keyId: string, client = new KMSClient({})): DataKeys {
  return {
    async make() {
      const made = await client.send(
        new GenerateDataKeyCommand({
          KeyId: keyId,
          KeySpec: "AES_256",
          EncryptionContext: CONTEXT,
        }),
      );
      if (made.Plaintext === undefined || made.CiphertextBlob === undefined) {
        throw new Error("KMS made no key.");
      }
      return { clear: made.Plaintext, sealed: made.CiphertextBlob };
    },
    async open(sealed) {
      const opened = await client.send(
        new DecryptCommand({ KeyId: keyId, CiphertextBlob: sealed, EncryptionContext: CONTEXT }),
      );
      if (opened.Plaintext === undefined) throw new Error("KMS opened no key.");
      return opened.Plaintext;
    },
  };
}

const noSealedText = () => new Error("This is no sealed text.");

// The last character of a part has bits that a lenient reader throws away: several spellings would open.
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part) throw noSealedText();
  return bytes;
}

/**
 * Envelope encryption: AES-256-GCM with a data key, which lies sealed beside the text. One key serves
 * many texts for an hour, so KMS is asked about once an hour in each process and not for each runner.
 */
export function tokenVault(keys: DataKeys, nowMs: () => number = Date.now): TokenVault {
  let current: { clear: Uint8Array; sealed: string; untilMs: number } | null = null;
  const opened = new Map<string, { clear: Uint8Array; untilMs: number }>();

  const keep = (sealed: string, key: { clear: Uint8Array; untilMs: number }) => {
    const [oldest] = opened.keys();
    if (oldest !== undefined && opened.size >= KEYS_KEPT) opened.delete(oldest);
    opened.set(sealed, key);
  };
  const keyToSeal = async () => {
    if (current === null || current.untilMs <= nowMs()) {
      const made = await keys.make();
      const sealed = Buffer.from(made.sealed).toString("base64url");
      current = { clear: made.clear, sealed, untilMs: nowMs() + KEY_MS };
      keep(sealed, current);
    }
    return current;
  };
  const keyToOpen = async (sealed: string) => {
    const known = opened.get(sealed);
    if (known !== undefined && known.untilMs > nowMs()) return known.clear;
    const clear = await keys.open(bytesOf(sealed));
    keep(sealed, { clear, untilMs: nowMs() + KEY_MS });
    return clear;
  };

  return {
    async seal(text, boundTo) {
      const key = await keyToSeal();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key.clear, iv).setAAD(Buffer.from(boundTo));
      const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const parts = [iv, cipher.getAuthTag(), hidden].map((part) => part.toString("base64url"));
      return ["1", key.sealed, ...parts].join(".");
    },
    async open(sealed, boundTo) {
      const [version, key, ...parts] = sealed.split(".");
      const [iv, tag, hidden] = parts.map(bytesOf);
      if (version !== "1" || !key || !iv || tag?.length !== 16 || !hidden) throw noSealedText();
      const cipher = createDecipheriv(CIPHER, await keyToOpen(key), iv, { authTagLength: 16 });
      cipher.setAAD(Buffer.from(boundTo)).setAuthTag(tag);
      return Buffer.concat([cipher.update(hidden), cipher.final()]).toString("utf8");
    },
  };
}
