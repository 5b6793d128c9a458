import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import type { TokenVault } from "../ports/connections.ts";

/** Keys to encrypt with. Each comes in the clear, to be used, and sealed, to be stored beside the text. */
export interface DataKeys {
  make(): Promise<{ readonly clear: Uint8Array; readonly sealed: Uint8Array }>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** Keys whose maker can be recognised. */
export interface MarkedKeys extends DataKeys {
  /** Null if someone else made the key. */
  openMarked(sealed: Uint8Array): Promise<Uint8Array | null>;
}

/** How long a key is used, in the clear in this process's memory, before KMS is asked again. */
const KEY_MS = 60 * 60_000;
/** A page seals with a key of its own, so each day has several; one takes less than a kilobyte. */
const KEYS_KEPT = 2000;

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;

/** KMS writes this beside each use of the key in CloudTrail, and requires it again to open. */
const CONTEXT = { application: "stridewell", holds: "provider-tokens" };

/** Data keys that only KMS can open. Throws KMS's errors, e.g. AccessDeniedException. */
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

const KEY_BYTES = 32;
const MARK = Buffer.from("stridewell-mark1");

function unmarked(opened: Uint8Array): Uint8Array | null {
  const isMarked =
    opened.length === MARK.length + KEY_BYTES && MARK.equals(opened.subarray(0, MARK.length));
  return isMarked ? opened.subarray(MARK.length) : null;
}

/**
 * The same for workers, which use each other's keys from the table. Someone who may only have KMS make keys
 * knows what is in one, and so must not be able to plant one there: workers' keys therefore begin with a
 * mark, and choosing what KMS seals takes `kms:Encrypt`.
 */
export function markedDataKeys(keyId: string, client = new KMSClient({})): MarkedKeys {
  const { open } = kmsDataKeys(keyId, client);
  return {
    async make() {
      const clear = randomBytes(KEY_BYTES);
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({
          KeyId: keyId,
          Plaintext: Buffer.concat([MARK, clear]),
          EncryptionContext: CONTEXT,
        }),
      );
      if (CiphertextBlob === undefined) throw new Error("KMS sealed no key.");
      return { clear, sealed: CiphertextBlob };
    },
    async open(sealed) {
      const opened = await open(sealed);
      return unmarked(opened) ?? opened;
    },
    openMarked: async (sealed) => unmarked(await open(sealed)),
  };
}

const noSealedText = () => new Error("This is no sealed text.");

// The last character of a part has bits that a lenient decoder ignores, so several spellings would open.
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part) throw noSealedText();
  return bytes;
}

/**
 * Envelope encryption: AES-256-GCM with a data key, which is stored, sealed, beside the text. One key
 * serves many texts for an hour, so each process asks KMS about once an hour rather than once for each
 * runner.
 */
export function tokenVault(keys: DataKeys, nowMs: () => number = Date.now): TokenVault {
  interface Known {
    readonly clear: Promise<Uint8Array>;
    readonly untilMs: number;
  }
  let current: { readonly made: ReturnType<DataKeys["make"]>; readonly untilMs: number } | null =
    null;
  const opened = new Map<string, Known>();

  const keep = (sealed: string, key: Known) => {
    const [oldest] = opened.keys();
    if (oldest !== undefined && opened.size >= KEYS_KEPT) opened.delete(oldest);
    opened.set(sealed, key);
  };
  // Promises are kept, so that in a batch only the first asks; a failed one is asked for again.
  const keyToSeal = async () => {
    if (current === null || current.untilMs <= nowMs()) {
      current = { made: keys.make(), untilMs: nowMs() + KEY_MS };
    }
    const { made, untilMs } = current;
    try {
      const key = await made;
      const sealed = Buffer.from(key.sealed).toString("base64url");
      if (!opened.has(sealed)) keep(sealed, { clear: Promise.resolve(key.clear), untilMs });
      return { clear: key.clear, sealed };
    } catch (error) {
      if (current?.made === made) current = null;
      throw error;
    }
  };
  const keyToOpen = async (sealed: string) => {
    const known = opened.get(sealed);
    if (known !== undefined && known.untilMs > nowMs()) return known.clear;
    const key = { clear: keys.open(bytesOf(sealed)), untilMs: nowMs() + KEY_MS };
    keep(sealed, key);
    try {
      return await key.clear;
    } catch (error) {
      if (opened.get(sealed) === key) opened.delete(sealed);
      throw error;
    }
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
