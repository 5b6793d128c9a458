import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharedDataKeys } from "../../../functions/adapters/shared-data-keys.ts";
import { type Table, toItem } from "../../../functions/adapters/table.ts";
import {
  type DataKeys,
  kmsDataKeys,
  type MarkedKeys,
  markedDataKeys,
  tokenVault,
} from "../../../functions/adapters/token-vault.ts";
import { startKms } from "../../../infra/local/engines/kms.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const HOUR_MS = 3_600_000;
const KEY = "arn:aws:kms:eu-west-1:000000000000:key/k1";

describe("a sealed text", () => {
  it("opens where it belongs, whatever it says", async () => {
    const vault = tokenVault(makeDataKeys());
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.string(), async (text, place) => {
        expect(await vault.open(await vault.seal(text, place), place)).toBe(text.toWellFormed());
      }),
    );
  });

  it("does not open elsewhere, nor with a single character changed", async () => {
    const vault = tokenVault(makeDataKeys());
    const sealed = await vault.seal("secret", "RUNNER#r1");
    expect(sealed).not.toContain("secret");
    await expect(vault.open(sealed, "RUNNER#r2")).rejects.toThrow();
    for (let at = 0; at < sealed.length; at++) {
      for (const other of "AB-_.") {
        if (other === sealed[at]) continue;
        const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
        await expect(vault.open(changed, "RUNNER#r1").then(() => changed)).rejects.toThrow();
      }
    }
    await expect(vault.open("", "RUNNER#r1")).rejects.toThrow("no sealed text");
  });

  it("never looks the same twice", async () => {
    const vault = tokenVault(makeDataKeys());
    expect(await vault.seal("s", "p")).not.toBe(await vault.seal("s", "p"));
  });
});

describe("a data key", () => {
  it("serves many texts for an hour, and is asked for anew after it", async () => {
    const keys = makeDataKeys();
    let nowMs = 0;
    const vault = tokenVault(keys, () => nowMs);
    const sealed = [await vault.seal("a", "p"), await vault.seal("b", "p")];
    expect(keys.made()).toBe(1);
    for (const one of [...sealed, ...sealed]) await vault.open(one, "p");
    expect(keys.opened()).toBe(0);
    nowMs = HOUR_MS;
    await vault.seal("c", "p");
    expect(keys.made()).toBe(2);
    expect(await vault.open(sealed[0] ?? "", "p")).toBe("a");
    expect(keys.opened()).toBe(1);
  });

  it("is one for all processes of a day, and another the next day", async () => {
    const table = await freshTable();
    const keys = makeDataKeys();
    let nowMs = Date.UTC(2026, 0, 5, 8);
    const unusable = () => expect.unreachable();
    const process = () =>
      tokenVault(
        sharedDataKeys(table, "strava", keys, () => nowMs, unusable),
        () => nowMs,
      );
    const sealed = await Promise.all([process(), process()].map((one) => one.seal("a", "p")));
    const made = keys.made();
    sealed.push(await process().seal("b", "p"));
    expect(keys.made()).toBe(made);
    const dataKeys = () => new Set(sealed.map((text) => text.split(".")[1]));
    expect(dataKeys().size).toBe(1);
    const [stored, ...more] = await itemsOf(table);
    expect(more).toEqual([]);
    expect(stored?.["expiresAt"]).toBe(nowMs / 1000 + 2 * 24 * 3600);
    const reader = process();
    for (const one of sealed) await reader.open(one, "p");
    nowMs += 24 * HOUR_MS;
    sealed.push(await process().seal("c", "p"));
    expect(dataKeys().size).toBe(2);
    const other = sharedDataKeys(table, "services", keys, () => nowMs);
    expect(await tokenVault(other).seal("d", "p")).not.toContain(sealed.at(-1)?.split(".")[1]);
  });

  it("is asked for once by a batch, to seal and to open", async () => {
    const keys = makeDataKeys();
    const texts = Array.from({ length: 10 }, (_, n) => `token ${n}`);
    const seals = tokenVault(keys);
    const sealed = await Promise.all(texts.map((text) => seals.seal(text, "p")));
    expect(keys.made()).toBe(1);
    const opens = tokenVault(keys);
    expect(await Promise.all(sealed.map((text) => opens.open(text, "p")))).toEqual(texts);
    expect(keys.opened()).toBe(1);
  });

  it("of each text is asked for once, however often they take turns", async () => {
    const keys = makeDataKeys();
    const sealed = [await tokenVault(keys).seal("a", "p"), await tokenVault(keys).seal("b", "p")];
    const opens = tokenVault(keys);
    for (const text of [...sealed, ...sealed]) await opens.open(text, "p");
    expect(keys.opened()).toBe(2);
  });

  it("is asked for again after it could not be had", async () => {
    const keys = makeDataKeys();
    let faults = 2;
    const flaky = <A extends unknown[], T>(call: (...args: A) => Promise<T>) => {
      return (...args: A) => (faults-- > 0 ? Promise.reject(new Error("busy")) : call(...args));
    };
    const vault = tokenVault({ make: flaky(keys.make), open: flaky(keys.open) });
    await expect(vault.seal("a", "p")).rejects.toThrow("busy");
    await expect(vault.seal("a", "p")).rejects.toThrow("busy");
    const sealed = await vault.seal("a", "p");
    faults = 1;
    const other = tokenVault({ make: keys.make, open: flaky(keys.open) });
    await expect(other.open(sealed, "p")).rejects.toThrow("busy");
    expect(await other.open(sealed, "p")).toBe("a");
  });
});

describe("the day's key", () => {
  const DAY = { pk: "DATA-KEYS#strava", sk: "2026-01-05" };
  const NOON_MS = Date.UTC(2026, 0, 5, 12);
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };

  async function withKms(
    test: (parts: {
      table: Table;
      keys: MarkedKeys;
      page: DataKeys;
      client: KMSClient;
    }) => Promise<void>,
  ) {
    const kms = await startKms({ file: null, keyArns: [KEY] });
    const client = new KMSClient({ endpoint: kms.url, credentials, maxAttempts: 1 });
    const keys = markedDataKeys(KEY, client);
    await test({ table: await freshTable(), keys, page: kmsDataKeys(KEY, client), client });
    client.destroy();
    await kms.close();
  }

  const lay = (table: Table, sealed: string) =>
    table.client.send(
      new PutItemCommand({ TableName: table.name, Item: toItem({ ...DAY, v: 1, sealed }) }),
    );

  it("is taken from a worker alone: one that a page had KMS make and stored there seals nothing", async () => {
    await withKms(async ({ table, keys, page }) => {
      const known = await page.make();
      await lay(table, Buffer.from(known.sealed).toString("base64url"));
      let told = 0;
      const tell = () => (told += 1);
      const vault = tokenVault(sharedDataKeys(table, "strava", keys, () => NOON_MS, tell));
      const sealed = await vault.seal("a", "p");
      expect(told).toBe(1);
      expect(sealed.split(".")[1]).not.toBe(Buffer.from(known.sealed).toString("base64url"));
      // What a page sealed with that key can still be opened.
      expect(await vault.open(await tokenVault(page).seal("b", "p"), "p")).toBe("b");
      const another = tokenVault(sharedDataKeys(table, "strava", keys, () => NOON_MS));
      expect(await another.open(sealed, "p")).toBe("a");
    });
  });

  it.each([
    ["as a worker makes it", Buffer.from(`stridewell-mark1${"k".repeat(32)}`), true],
    ["as long, but without the mark", Buffer.alloc(48, 7), false],
    ["with a mark that is nearly right", Buffer.from(`stridewell-mark2${"k".repeat(32)}`), false],
    ["shorter, though it has the mark", Buffer.from(`stridewell-mark1${"k".repeat(16)}`), false],
    ["longer, though it has the mark", Buffer.from(`stridewell-mark1${"k".repeat(33)}`), false],
  ])("%s is a worker's or not", async (_, clear, isWorkers) => {
    await withKms(async ({ keys, client }) => {
      const { CiphertextBlob: sealed = new Uint8Array() } = await client.send(
        new EncryptCommand({
          KeyId: KEY,
          Plaintext: clear,
          EncryptionContext: { application: "stridewell", holds: "provider-tokens" },
        }),
      );
      expect((await keys.openMarked(sealed)) !== null).toBe(isWorkers);
    });
  });

  it.each(["bm90IGEga2V5", "%"])("that can't be opened (%s) loses no token", async (sealed) => {
    await withKms(async ({ table, keys }) => {
      await lay(table, sealed);
      const vault = tokenVault(sharedDataKeys(table, "strava", keys, () => NOON_MS));
      expect(await vault.open(await vault.seal("a", "p"), "p")).toBe("a");
    });
  });
});

describe("the local KMS", () => {
  it("opens what it sealed with that key, and nothing else", async () => {
    const engine = await startKms({ file: null, keyArns: [KEY] });
    const credentials = { accessKeyId: "k", secretAccessKey: "s" };
    const client = new KMSClient({ endpoint: engine.url, credentials, maxAttempts: 1 });
    const keys = kmsDataKeys(KEY, client);
    const made = await keys.make();
    expect(Buffer.from(await keys.open(made.sealed))).toEqual(Buffer.from(made.clear));
    const bent = Uint8Array.from(made.sealed, (byte, at) => (at === 20 ? byte ^ 1 : byte));
    await expect(keys.open(bent)).rejects.toMatchObject({ name: "InvalidCiphertextException" });
    const unknown = kmsDataKeys(`${KEY}2`, client);
    await expect(unknown.make()).rejects.toMatchObject({ name: "NotFoundException" });
    client.destroy();
    await engine.close();
  });
});
