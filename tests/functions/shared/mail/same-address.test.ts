import { expect, it } from "vitest";
import { isSameAddress, mailboxOf } from "../../../../functions/shared/mail/same-address.ts";

it.each([
  ["ada@example.com", "Ada@Example.com", true],
  ["ADA@example.com ", " ada@example.com", true],
  ["ada@example.org", "ada@example.com", false],
  ["a.da@example.com", "ada@example.com", false],
])("an address is the same in whatever case it is written: %j and %j: %s", (one, other, is) => {
  expect(isSameAddress(one, other)).toBe(is);
});

it.each([
  ["ada@example.com", "ada@example.com"],
  [" Ada+1@Example.com", "ada@example.com"],
  ["ada+1+2@example.com", "ada@example.com"],
  ["a.da@example.com", "a.da@example.com"],
])("the mailbox of %j is %j", (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});
