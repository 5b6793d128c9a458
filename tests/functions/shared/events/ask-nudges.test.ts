import { expect, it } from "vitest";
import { askNudgesAfter } from "../../../../functions/shared/events/ask-nudges.ts";
import { makeRecord } from "../../../support/make-record.ts";

it.each([
  ["a run of yesterday", {}, [{ runnerId: "r1", delayS: 60 }]],
  ["a run of three days ago", { startAt: "2021-09-10T17:06:00.000Z" }, []],
  ["a trail run of yesterday", { sport: "trail-run" as const }, [{ runnerId: "r1", delayS: 60 }]],
  [
    "a run indoors of yesterday",
    { sport: "virtual-run" as const },
    [{ runnerId: "r1", delayS: 60 }],
  ],
  ["a ride of yesterday", { sport: "ride" as const }, []],
])("%s has the runner's nudges decided, or not", async (_, overrides, expected) => {
  const asked: { runnerId: string; delayS: number }[] = [];
  await askNudgesAfter("r1", makeRecord(overrides), {
    nudges: {
      send: async (messages, delayS) => {
        for (const { runnerId } of messages) asked.push({ runnerId, delayS });
      },
    },
    nudgeDelayS: 60,
    nowMs: () => Date.parse("2021-09-13T16:00:00.000Z"),
  });
  expect(asked).toEqual(expected);
});
