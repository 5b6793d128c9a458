import { beforeEach, describe, expect, it } from "vitest";
import { signInStore } from "../../../functions/adapters/sign-in-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { SignInStore } from "../../../functions/ports/sign-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const END_MS = NOW_MS + 15 * 60_000;
const RIGHT = { code: "12345678", secret: "a secret of the link" };

let table: Table;
let tickets: SignInStore;
beforeEach(async () => {
  table = await freshTable();
  tickets = signInStore(table);
  await tickets.open({ id: "t1", email: "ada@example.com" }, NOW_MS);
});

const mailed = () => tickets.setProof("t1", RIGHT, NOW_MS);

describe("a ticket to sign in", () => {
  it.each([{ code: RIGHT.code }, { secret: RIGHT.secret }])("is proven by %j", async (proof) => {
    await mailed();
    expect(await tickets.find("t1", NOW_MS)).toMatchObject({ verified: false });
    expect(await tickets.prove("t1", proof, NOW_MS)).toBe("verified");
    expect(await tickets.find("t1", NOW_MS)).toEqual({
      id: "t1",
      email: "ada@example.com",
      verified: true,
    });
  });

  it.each([
    ["another code", { code: "87654321" }],
    ["another secret", { secret: "another" }],
    ["the secret as a code", { code: RIGHT.secret }],
    ["the code as a secret", { secret: RIGHT.code }],
  ])("is not proven by %s", async (_, proof) => {
    await mailed();
    expect(await tickets.prove("t1", proof, NOW_MS)).toBe("wrong");
    expect(await tickets.find("t1", NOW_MS)).toMatchObject({ verified: false });
  });

  it.each([{ code: "" }, { code: "undefined" }, { secret: "" }])(
    "that nothing was mailed for is not proven by %j",
    async (proof) => {
      expect(await tickets.prove("t1", proof, NOW_MS)).toBe("wrong");
    },
  );

  it("is not proven by the code of another", async () => {
    await mailed();
    await tickets.open({ id: "t2", email: "eve@example.com" }, NOW_MS);
    await tickets.setProof("t2", { code: "87654321", secret: "hers" }, NOW_MS);
    expect(await tickets.prove("t1", { code: "87654321" }, NOW_MS)).toBe("wrong");
    expect(await tickets.prove("t1", { secret: "hers" }, NOW_MS)).toBe("wrong");
  });

  it("is open to five tries, also side by side, and then not even to the right one", async () => {
    await mailed();
    const tries = Array.from({ length: 12 }, () =>
      tickets.prove("t1", { code: "00000000" }, NOW_MS),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => answer === "wrong")).toHaveLength(5);
    expect(await tickets.prove("t1", RIGHT, NOW_MS)).toBe("gone");
    // A new mail is no way to more tries.
    await mailed();
    expect(await tickets.prove("t1", RIGHT, NOW_MS)).toBe("gone");
  });

  it("that is proven lets in once, whoever asks at the same time", async () => {
    await mailed();
    expect(await tickets.use("t1", NOW_MS)).toBe(false);
    await tickets.prove("t1", RIGHT, NOW_MS);
    const all = await Promise.all([1, 2, 3].map(() => tickets.use("t1", NOW_MS)));
    expect(all.filter((isIn) => isIn)).toHaveLength(1);
    expect(await itemsOf(table)).toEqual([]);
  });

  it("that is proven takes no other proof", async () => {
    await mailed();
    await tickets.prove("t1", RIGHT, NOW_MS);
    expect(await tickets.setProof("t1", { code: "1", secret: "2" }, NOW_MS)).toBe("gone");
  });

  it("is over after a quarter of an hour, for whatever", async () => {
    await mailed();
    await tickets.prove("t1", RIGHT, END_MS - 1);
    expect(await tickets.find("t1", END_MS - 1)).toMatchObject({ verified: true });
    expect(await tickets.find("t1", END_MS)).toBeNull();
    expect(await tickets.use("t1", END_MS)).toBe(false);
    await tickets.open({ id: "t2", email: "ada@example.com" }, NOW_MS);
    expect(await tickets.setProof("t2", RIGHT, END_MS)).toBe("gone");
    expect(await tickets.prove("t2", RIGHT, END_MS)).toBe("gone");
    const [item] = await itemsOf(table);
    expect(item?.["expiresAt"]).toBe(END_MS / 1000);
  });

  it("that nobody opened can't be proven, used or given a proof, and is not made by that", async () => {
    expect(await tickets.setProof("t9", RIGHT, NOW_MS)).toBe("gone");
    expect(await tickets.prove("t9", RIGHT, NOW_MS)).toBe("gone");
    expect(await tickets.use("t9", NOW_MS)).toBe(false);
    expect(await itemsOf(table)).toHaveLength(1);
  });
});
