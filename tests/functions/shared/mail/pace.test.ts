import { describe, expect, it } from "vitest";
import { paceOf, takingAtLeast } from "../../../../functions/shared/mail/pace.ts";

describe("work that takes at least so long", () => {
  it("gives its result, though it was done sooner", async () => {
    const startMs = performance.now();
    expect(await takingAtLeast(40, async () => "done")).toBe("done");
    // A timer may fire a fraction of a millisecond early.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(38);
  });

  it("fails no sooner than it would have ended: a refused mail counts too", async () => {
    const startMs = performance.now();
    await expect(takingAtLeast(40, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(38);
  });
});

describe("works that come at once", () => {
  it("are done one after another, each in its time, though one fails", async () => {
    const pace = paceOf(20);
    const startMs = performance.now();
    const began: number[] = [];
    const works = ["a", "b", "c"].map((name) =>
      pace(async () => {
        began.push(performance.now() - startMs);
        if (name === "a") throw new Error(name);
        return name;
      }),
    );
    expect(await Promise.allSettled(works)).toMatchObject([
      { status: "rejected" },
      { value: "b" },
      { value: "c" },
    ]);
    expect(began[1]).toBeGreaterThanOrEqual(19);
    expect(began[2]).toBeGreaterThanOrEqual(38);
  });
});
