import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { damage, damaged, type Format, formats, readAnything } from "./fuzz.ts";

const names: Format[] = ["fit", "compressedFit", "gpx", "tcx", "gzip", "zip"];

describe("a damaged file", () => {
  it.each(names)("in %s ends in a reading, whatever is wrong with it", async (format) => {
    let usable = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (found) => {
        const { records } = await readAnything(format, damaged(format, found));
        if (records > 0) usable += 1;
      }),
      { numRuns: 300 },
    );
    // Some damaged files must still be readable, or nothing beyond the first check was tried.
    expect(usable).toBeGreaterThan(0);
  });

  it.each(names)("is whole in %s before it is damaged", async (format) => {
    expect((await readAnything(format, Buffer.from(formats[format]))).records).toBeGreaterThan(0);
  });
});
