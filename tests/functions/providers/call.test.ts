import { expect, it } from "vitest";
import { retryAfter } from "../../../functions/providers/call.ts";

it.each([
  ["90", 90_000],
  // Taken literally, a message would go round every second for as long as the limit lasts.
  ["0", 60_000],
  ["1", 60_000],
  ["-5", null],
  ["Fri, 27 Nov 2026 00:00:00 GMT", null],
  [null, null],
])("a limit that says to wait for %s is waited for until %s", (told, untilMs) => {
  const headers = new Headers(told === null ? {} : { "retry-after": told });
  expect(retryAfter(headers, 0)).toBe(untilMs);
});
