import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Action,
  actionUrl,
  verifyAction,
} from "../../../../functions/shared/http/action-links.ts";
import { makeRunner } from "../../../support/make-runner.ts";

const NOW_MS = Date.parse("2021-09-13T05:00:00Z");
const TWO_WEEKS_MS = 14 * 24 * 3600 * 1000;
const runner = makeRunner();
const action: Action = { do: "exercises-done", day: "2021-09-14", tips: ["G1", "G6-bird-dog"] };

function tokenOf(wanted: Action = action, of = runner): string {
  return actionUrl("https://run.example", of, wanted, NOW_MS).split("/").at(-1) ?? "";
}

describe("an action link", () => {
  it("names its runner and comes back as what it was made for", () => {
    expect(actionUrl("https://run.example", runner, action, NOW_MS)).toMatch(
      /^https:\/\/run\.example\/act\/r1\/[\w-]+\.[\w-]{43}$/,
    );
    expect(verifyAction(tokenOf(), runner, NOW_MS)).toEqual({ kind: "valid", action });
  });

  it.each([
    [TWO_WEEKS_MS - 1, "valid"],
    [TWO_WEEKS_MS, "expired"],
  ])("is good for two weeks (%i ms later it is %s)", (laterMs, kind) => {
    expect(verifyAction(tokenOf(), runner, NOW_MS + laterMs).kind).toBe(kind);
  });

  it("fits no runner with another key, so that a new key revokes it", () => {
    const other = makeRunner({ linkKey: "another key" });
    expect(verifyAction(tokenOf(), other, NOW_MS)).toEqual({ kind: "refused" });
  });

  it("can't be given another day or exercise by whoever holds one", () => {
    const [text = "", signature = ""] = tokenOf().split(".");
    const changed = Buffer.from(text, "base64url").toString().replace("2021-09-14", "2021-09-15");
    const forged = `${Buffer.from(changed).toString("base64url")}.${signature}`;
    expect(verifyAction(forged, runner, NOW_MS)).toEqual({ kind: "refused" });
  });

  it("is refused, and breaks nothing, whatever is written in its place", () => {
    const token = tokenOf();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom("", ".", `${token}.`, `${token}.x`, `.${token}`, token.slice(0, -1)),
          fc
            .tuple(fc.nat(token.length - 1), fc.constantFrom("A", "é", ".", "_"))
            .map(([at, put]) => token.slice(0, at) + put + token.slice(at + 1)),
        ),
        (other) => {
          fc.pre(other !== token);
          expect(verifyAction(other, runner, NOW_MS)).toEqual({ kind: "refused" });
        },
      ),
      { numRuns: 500 },
    );
  });
});
