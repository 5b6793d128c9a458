import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "../../../../infra/local/runtime/data-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "stridewell-folder-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

function opened(dir: string, fresh = false) {
  const opening = openDataFolder(dir, fresh);
  if (opening.kind === "refused") throw new Error(opening.line);
  return opening.folder;
}

describe("the data folder", () => {
  it("is made where it is missing, with the folders above it", () => {
    const folder = opened(join(parent, "a", "b"));
    writeFileSync(folder.queueFile, "messages");
    folder.close();
    expect(existsSync(join(parent, "a", "b"))).toBe(true);
  });

  it("is one start's at a time, and the next one's after it", () => {
    const dir = join(parent, "data");
    const folder = opened(dir);
    expect(openDataFolder(dir, false)).toMatchObject({
      kind: "refused",
      line: expect.stringContaining("Another Stridewell is using"),
    });
    folder.close();
    opened(dir).close();
  });

  it("is left alone when it holds somebody else's files, even with fresh", () => {
    writeFileSync(join(parent, "thesis.txt"), "years of work");
    for (const fresh of [false, true]) {
      expect(openDataFolder(parent, fresh)).toMatchObject({
        kind: "refused",
        line: expect.stringContaining("not Stridewell's"),
      });
    }
    expect(existsSync(join(parent, "thesis.txt"))).toBe(true);
  });

  it("loses with fresh what a start left there, and only that", () => {
    const dir = join(parent, "data");
    const first = opened(dir);
    writeFileSync(first.queueFile, "messages");
    first.close();
    writeFileSync(join(dir, "note.txt"), "mine");
    const again = opened(dir, true);
    expect(existsSync(again.queueFile)).toBe(false);
    expect(existsSync(join(dir, "note.txt"))).toBe(true);
    again.close();
  });

  it("can't lie where a file is in the way", () => {
    writeFileSync(join(parent, "file"), "");
    expect(openDataFolder(join(parent, "file"), false)).toMatchObject({
      kind: "refused",
      line: expect.stringMatching(/can't be created \(E\w+\): choose another one with --data DIR/),
    });
  });

  it.each(["/proc/x", "/proc/x/y"])(
    "can't lie where the system takes no folder, as at %s, where Node's own way would try for ever",
    (dir) => {
      expect(openDataFolder(dir, false)).toMatchObject({
        kind: "refused",
        line: expect.stringMatching(
          /can't be created \(E\w+\): choose another one with --data DIR/,
        ),
      });
    },
  );
});
