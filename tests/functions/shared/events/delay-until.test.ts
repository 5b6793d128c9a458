import { expect, it } from "vitest";
import { delayUntil } from "../../../../functions/shared/events/delay-until.ts";

it.each([
  ["the seconds until then, rounded up", 90_500, 91],
  ["at least one, even if it has passed", -5000, 1],
  ["at most SQS's longest", 7_200_000, 900],
])("the delay of a message that waits is %s", (_, inMs, delayS) => {
  const nowMs = Date.UTC(2026, 0, 5);
  expect(delayUntil(nowMs + inMs, nowMs)).toBe(delayS);
});
