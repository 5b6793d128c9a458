import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noticeOfTag, noticeTag } from "../../../../functions/shared/mail/notice-tag.ts";

describe("a notice as a tag", () => {
  it("reads back to the letter, in characters that SES allows", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 64, unit: "grapheme-ascii" }),
        fc.string({ minLength: 1, maxLength: 20 }),
        (runnerId, notice) => {
          const tag = noticeTag({ runnerId, notice });
          expect(tag).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
          expect(noticeOfTag(tag)).toEqual({ runnerId, notice });
        },
      ),
    );
  });

  it("tells apart what SES's own characters could not", () => {
    const tags = ["a:b", "a_b", "a-b"].map((notice) => noticeTag({ runnerId: "r1", notice }));
    expect(new Set(tags).size).toBe(3);
  });

  it("of ids too long is refused before anything is sent", () => {
    expect(() => noticeTag({ runnerId: "r".repeat(200), notice: "digest" })).toThrow(RangeError);
  });

  it.each(["", "digest_2021-09-12", "WyJyMSJd", "e30", "WyIiLCJ4Il0"])(
    "%j is none of ours",
    (tag) => {
      expect(noticeOfTag(tag)).toBeNull();
    },
  );
});
