import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashSources, synthesize } from "../../../infra/local/synth.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "stridewell-synth-"));
  write("functions/a/handler.ts", "export const a = 1;");
  write("domain/b.ts", "export const b = 1;");
  write("infra/local/start.ts", "local");
  write("tests/a.test.ts", "test");
  write("cdk.json", "{}");
  // Stands in for the CDK app, and only records that it ran.
  write(
    "infra/app.ts",
    `import { appendFileSync, mkdirSync } from "node:fs";
     mkdirSync(process.env["CDK_OUTDIR"] ?? "", { recursive: true });
     appendFileSync("runs.txt", "x");
     if (process.env["BREAK_SYNTH"]) { console.error("no such construct"); process.exit(1); }`,
  );
});
afterEach(() => {
  delete process.env["BREAK_SYNTH"];
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe("the hash of the sources", () => {
  it.each([
    ["a handler's text", "functions/a/handler.ts"],
    ["a new file", "domain/c.ts"],
    ["the CDK app", "infra/app.ts"],
    ["a setting", "cdk.json"],
    ["a dependency", "package-lock.json"],
    ["what is free of side effects", "package.json"],
  ])("changes with %s", (_, path) => {
    const before = hashSources(root);
    write(path, "changed");
    expect(hashSources(root)).not.toBe(before);
  });

  it.each(["infra/local/start.ts", "infra/local/new.ts", "tests/a.test.ts", "README.md"])(
    "doesn't change with %s",
    (path) => {
      const before = hashSources(root);
      write(path, "changed");
      expect(hashSources(root)).toBe(before);
    },
  );

  it("changes when a file takes another's name", () => {
    const before = hashSources(root);
    write("functions/c/handler.ts", "export const a = 1;");
    rmSync(join(root, "functions/a"), { recursive: true });
    expect(hashSources(root)).not.toBe(before);
  });
});

describe("synthesizing", () => {
  const run = () =>
    synthesize({ root, outDir: join(root, "out", "assembly"), onStart: () => undefined });
  const runs = () => readFileSync(join(root, "runs.txt"), "utf8").length;

  it("happens once for the same sources, and again for others", async () => {
    expect(await run()).toEqual({ kind: "synthesized" });
    expect(await run()).toEqual({ kind: "unchanged" });
    expect(runs()).toBe(1);
    write("domain/b.ts", "export const b = 2;");
    expect(await run()).toEqual({ kind: "synthesized" });
    expect(runs()).toBe(2);
  });

  it("clears away what a broken off one left, and not what another is making", async () => {
    // No process has the first number; the second is the process that started this one.
    const drafts = [999_999_999, process.ppid].map((pid) => `out/assembly-${pid}`);
    for (const draft of drafts) write(`${draft}/half.json`, "{");
    write("out/data/mail.jsonl", "");
    await run();
    expect(drafts.map((draft) => existsSync(join(root, draft)))).toEqual([false, true]);
    expect(existsSync(join(root, "out/data/mail.jsonl"))).toBe(true);
  });

  it("that fails tells why, keeps nothing and is tried again", async () => {
    process.env["BREAK_SYNTH"] = "1";
    const failed = await run();
    expect(failed).toMatchObject({
      kind: "failed",
      output: expect.stringContaining("no such construct"),
    });
    expect(existsSync(join(root, "out", "assembly"))).toBe(false);
    delete process.env["BREAK_SYNTH"];
    expect(await run()).toEqual({ kind: "synthesized" });
  });
});
