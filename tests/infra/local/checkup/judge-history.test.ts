import { describe, expect, it } from "vitest";
import { judgeHistory } from "../../../../infra/local/checkup/judge-history.ts";
import { makeRecord } from "../../../support/make-record.ts";
import { NO_OPTIONS } from "./no-options.ts";

describe("a history of files", () => {
  it("holds a run once that two of them tell a second apart", () => {
    const fit = makeRecord({ source: "file", sourceId: "fit", averageHeartRateBpm: 150 });
    const gpx = makeRecord({
      source: "file",
      sourceId: "gpx",
      startAt: "2021-09-12T17:06:01.000Z",
    });
    const history = {
      records: [gpx, fit],
      shoes: [],
      rejected: [],
      notes: [],
      others: 0,
      twice: 0,
      lastDay: fit.day,
    };
    const judged = judgeHistory(history, NO_OPTIONS, []);
    expect(judged.runs).toBe(1);
    expect(judged.checkup.week).toMatchObject({ runs: 1, distanceM: 5000 });
  });
});
