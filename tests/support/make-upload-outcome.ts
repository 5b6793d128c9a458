import type { UploadOutcome } from "../../functions/ports/uploads.ts";

/** What became of one file with a run in it. */
export function makeUploadOutcome(overrides: Partial<UploadOutcome> = {}): UploadOutcome {
  return {
    key: "uploads/ada/k1-x/run.fit",
    name: "run.fit",
    at: "2021-09-12T20:00:00.000Z",
    unusable: null,
    stored: 1,
    known: 0,
    twice: 0,
    others: 0,
    leftOut: [],
    leftOutMore: 0,
    ...overrides,
  };
}
