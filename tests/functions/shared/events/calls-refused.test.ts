import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallsRefused } from "../../../../functions/ports/connections.ts";
import { afterRefusedCall } from "../../../../functions/shared/events/calls-refused.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BEGAN_MS = Date.UTC(2026, 2, 1, 7);

/** The minutes after the first refusal at which calls are tried, if each is refused `lateMs` after its time. */
function triesOf(lateMs: number) {
  const minutes: number[] = [];
  let noted: CallsRefused | undefined;
  for (let nowMs = BEGAN_MS; ; ) {
    const after = afterRefusedCall(noted, nowMs);
    if (after.kind === "counts") {
      return { minutes, countedAtMs: after.sinceMs - BEGAN_MS, foundOutAtMs: nowMs - BEGAN_MS };
    }
    minutes.push((nowMs - BEGAN_MS) / MINUTE_MS);
    noted = after.refused;
    nowMs = noted.retryAtMs + lateMs;
  }
}

describe("a service that refuses good tokens", () => {
  it("is tried at once, after a minute, then at twice the age, and from an hour on every hour", () => {
    const { minutes } = triesOf(0);
    expect(minutes.slice(0, 10)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 124, 184]);
    expect(minutes).toHaveLength(30);
  });

  it("is tried once more as soon as it counts, not up to an hour later", () => {
    expect(triesOf(0).foundOutAtMs).toBe(DAY_MS);
  });

  it("is tried each minute once it counts", () => {
    const noted = { sinceMs: BEGAN_MS, retryAtMs: BEGAN_MS + DAY_MS };
    const foundOutMs = BEGAN_MS + DAY_MS + 3 * MINUTE_MS;
    expect(afterRefusedCall(noted, foundOutMs)).toEqual({
      kind: "counts",
      sinceMs: BEGAN_MS + DAY_MS,
      refused: { sinceMs: BEGAN_MS, retryAtMs: foundOutMs + MINUTE_MS },
    });
  });

  it("is believed after a day and not before, from an instant that doesn't depend on the tries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * MINUTE_MS }), (lateMs) => {
        const { minutes, countedAtMs } = triesOf(lateMs);
        expect(countedAtMs).toBe(DAY_MS);
        expect(Math.max(...minutes) * MINUTE_MS).toBeLessThan(DAY_MS);
      }),
    );
  });
});
