import { expect, it } from "vitest";
import { isSameAddress } from "../../../../functions/shared/mail/same-address.ts";

it.each([
  ["ada@example.com", "Ada@Example.com", true],
  ["ADA@example.com ", " ada@example.com", true],
  ["ada@example.org", "ada@example.com", false],
  ["a.da@example.com", "ada@example.com", false],
])("an address is the same in whatever case it is written: %j and %j: %s", (one, other, is) => {
  expect(isSameAddress(one, other)).toBe(is);
});
