import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, unmet } from "../../../../infra/local/access/decide.ts";
import type { Statement } from "../../../../infra/local/template/model.ts";

const queue = "arn:aws:sqs:eu-west-1:000000000000:intake";

function aRole(...statements: Partial<Statement>[]) {
  return {
    statements: statements.map((statement) => ({
      actions: ["sqs:SendMessage"],
      resources: [queue],
      ...statement,
    })),
  };
}

describe("a decision", () => {
  it.each<[string, ReturnType<typeof aRole>, string, string]>([
    ["the very action and resource", aRole({}), "sqs:SendMessage", queue],
    [
      "an action in another case",
      aRole({ actions: ["SQS:sendmessage"] }),
      "sqs:SendMessage",
      queue,
    ],
    ["a wildcard in the action", aRole({ actions: ["sqs:Send*"] }), "sqs:SendMessage", queue],
    [
      "one action of several",
      aRole({ actions: ["sqs:X", "sqs:SendMessage"] }),
      "sqs:SendMessage",
      queue,
    ],
    [
      "a wildcard in the resource",
      aRole({ resources: ["arn:aws:sqs:*:*:in?ake"] }),
      "sqs:SendMessage",
      queue,
    ],
    ["a second statement", aRole({ actions: ["sqs:X"] }, {}), "sqs:SendMessage", queue],
  ])("is yes by %s", (_, role, action, resource) => {
    expect(unmet(role, { action, resources: [resource] })).toBeNull();
  });

  it.each<[string, ReturnType<typeof aRole>, string, string]>([
    ["no statement", aRole(), "sqs:SendMessage", queue],
    ["another action", aRole({}), "sqs:ReceiveMessage", queue],
    ["another resource", aRole({}), "sqs:SendMessage", `${queue}-2`],
    ["a resource in another case", aRole({}), "sqs:SendMessage", queue.toUpperCase()],
    [
      "action and resource in two statements",
      aRole({ resources: ["x"] }, { actions: ["x"] }),
      "sqs:SendMessage",
      queue,
    ],
    ["one resource where the call is about all", aRole({}), "sqs:SendMessage", "*"],
  ])("is no by %s", (_, role, action, resource) => {
    expect(unmet(role, { action, resources: [resource] })).toBe(
      `because no identity-based policy allows the ${action} action`,
    );
  });
});

describe("wildcards", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", ":", "/", "*", "?"), maxLength: 12 });

  it("answers as the regular expression that spells the same would", () => {
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const escaped = pattern.replace(/[/]/g, "\\/").replaceAll("*", ".*").replaceAll("?", ".");
        expect(matches(pattern, text)).toBe(new RegExp(`^${escaped}$`, "s").test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("covers every text that fills its holes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(letters, letters)), (parts) => {
        const pattern = parts.map(([fixed]) => `${fixed}*`).join("");
        const text = parts.map(([fixed, filling]) => fixed + filling).join("");
        expect(matches(pattern, text)).toBe(true);
      }),
    );
  });

  it("covers itself, and a star covers all", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(matches(text, text)).toBe(true);
        expect(matches("*", text)).toBe(true);
      }),
    );
  });

  it("stays quick on a pattern made to be slow", () => {
    const before = performance.now();
    expect(matches(`${"*a".repeat(200)}b`, "a".repeat(5000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
