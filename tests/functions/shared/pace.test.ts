import { describe, expect, it } from "vitest";
import { takingAtLeast } from "../../../functions/shared/pace.ts";

describe("work that takes at least so long", () => {
  it("gives its result, though it was done sooner", async () => {
    const startMs = performance.now();
    expect(await takingAtLeast(40, async () => "done")).toBe("done");
    // A timer may fire a part of a millisecond early.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(38);
  });

  it("fails no sooner than it would have ended: a refused mail counts too", async () => {
    const startMs = performance.now();
    await expect(takingAtLeast(40, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(38);
  });
});
