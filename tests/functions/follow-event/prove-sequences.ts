import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Retention } from "../../../functions/follow-event/store-activity.ts";
import { type Callback, startCallback } from "../../infra/local/strava/make-strava.ts";
import { anySequence, play } from "./sequences.ts";

/**
 * For each retention; each has a file of its own, so that two cores share them. `npm run soak` plays
 * 20,000.
 */
const SEQUENCES = 250;

export function proveSequences(retention: Retention): void {
  let callback: Callback;
  beforeAll(async () => {
    callback = await startCallback(createHash("sha256").update("right").digest("hex"));
  });
  afterAll(async () => {
    await callback.close();
  });

  describe("whatever happens at Strava, on the way and in the workers", () => {
    it(`after the nights' comparisons the table holds what Strava holds, nobody else's run was touched and nothing was told twice (${retention})`, {
      timeout: 300_000,
    }, async () => {
      let mails = 0;
      await fc.assert(
        fc.asyncProperty(anySequence(retention), async (sequence) => {
          mails += await play(sequence, callback);
        }),
        { numRuns: SEQUENCES },
      );
      // Otherwise there would have been next to nothing that could be told twice.
      expect(mails).toBeGreaterThan(SEQUENCES / 10);
    });
  });
}
