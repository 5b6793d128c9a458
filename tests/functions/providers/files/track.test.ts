import fc from "fast-check";
import { expect, it } from "vitest";
import { trackOf } from "../../../../functions/providers/files/track.ts";

const NOWHERE = { latitude: null, longitude: null, distanceM: null, cadence: null };

/** Medians of five readings in a row, or of all if there are fewer; of two in the middle the lower one. */
function highestMedian(bpms: readonly number[]): number {
  const windows = Math.max(1, bpms.length - 4);
  const medians = Array.from({ length: windows }, (_, from) => {
    const window = bpms.slice(from, from + 5).sort((a, b) => a - b);
    return window[Math.floor((window.length - 1) / 2)] ?? 0;
  });
  return Math.max(...medians);
}

it("a track's highest heart rate is the highest median of five readings in a row", () => {
  const bpm = fc.integer({ min: 60, max: 64 });
  fc.assert(
    fc.property(fc.array(bpm, { minLength: 2, maxLength: 40 }), (bpms) => {
      const track = trackOf({ fastestMPerS: 15 });
      for (const [at, heartRateBpm] of bpms.entries()) {
        track.add({ ...NOWHERE, atMs: at * 1000, heartRateBpm });
      }
      expect(track.sums()?.maxHeartRateBpm).toBe(highestMedian(bpms));
    }),
  );
});
