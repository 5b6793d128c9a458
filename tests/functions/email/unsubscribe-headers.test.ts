import { describe, expect, it } from "vitest";
import { unsubscribeHeaders } from "../../../functions/email/unsubscribe-headers.ts";

describe("the unsubscribe headers", () => {
  it("give one address in brackets and the word for one click", () => {
    expect(unsubscribeHeaders("https://run.example/unsubscribe/a/digest/b")).toEqual({
      "List-Unsubscribe": "<https://run.example/unsubscribe/a/digest/b>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  it.each([
    ["a line break", "https://run.example/\r\nBcc: a@b.example"],
    ["a lone line feed", "https://run.example/\nX: y"],
    ["a closing bracket", "https://run.example/>,<mailto:a@b.example"],
    ["a space", "https://run.example/a b"],
    ["a script", "javascript:alert(1)"],
    ["no scheme", "run.example/unsubscribe"],
    ["nothing", ""],
  ])("refuse %s", (_, url) => {
    expect(() => unsubscribeHeaders(url)).toThrow(TypeError);
  });
});
