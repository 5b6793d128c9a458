import { describe, expect, it } from "vitest";
import type { Due } from "../../../../functions/ports/due.ts";
import { askAndMove } from "../../../../functions/shared/events/ask-and-move.ts";

async function* found(...names: readonly string[]): AsyncGenerator<Due<string>> {
  for (const due of names) yield { kind: "due", due };
}
const names = (count: number) => Array.from({ length: count }, (_, n) => `r${n + 1}`);

describe("asking for everybody's work, ten at a time", () => {
  const askedWith = async (leftMs: number) => {
    const sizes: number[] = [];
    const tick = { leftMs: () => leftMs, unreadable: () => {} };
    const ask = async (batch: readonly string[]) => void sizes.push(batch.length);
    const counts = await askAndMove(tick, found(...names(25)), ask, async () => "advanced");
    return { sizes, due: counts.due };
  };

  it("goes on while ten seconds are left, and leaves the rest to the next tick with less", async () => {
    expect(await askedWith(10_000)).toEqual({ sizes: [10, 10, 5], due: 25 });
    expect(await askedWith(9_999)).toEqual({ sizes: [10], due: 10 });
  });

  it("asks for nothing where nobody is due", async () => {
    const tick = { leftMs: () => 60_000, unreadable: () => {} };
    const ask = async () => expect.fail("there is nobody to ask for");
    const counts = await askAndMove(tick, found(), ask, async () => "advanced");
    expect(counts).toEqual({ due: 0, movedMeanwhile: 0, unreadable: 0 });
  });

  it("tells of one that could not be moved, after all the others have been", async () => {
    const moved: string[] = [];
    const move = async (one: string) => {
      if (one === "r2") throw new Error("r2 is stuck");
      moved.push(one);
      return "advanced" as const;
    };
    const tick = { leftMs: () => 60_000, unreadable: () => {} };
    const asking = askAndMove(tick, found(...names(12)), async () => {}, move);
    await expect(asking).rejects.toThrow("r2 is stuck");
    expect(moved).toEqual(names(12).filter((one) => one !== "r2"));
  });
});
