import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("is readable by Lambda, which runs it as somebody else, however strict the owner's umask", async () => {
  // A process of its own, since the umask belongs to the whole process.
  const script = `
    process.umask(0o077);
    const { bundle } = await import("./infra/constructs/bundle.ts");
    bundle("run-checkup", ${JSON.stringify(folder)});`;
  const args = ["--input-type=module", "--eval", script];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  const modes = readdirSync(folder).map((name) => [
    name,
    statSync(join(folder, name)).mode & 0o777,
  ]);
  // With chunks, and files of other kinds beside them.
  expect(modes.map(([name]) => name)).toContain("index.mjs");
  expect(modes.length).toBeGreaterThan(2);
  expect(modes.filter(([, mode]) => mode !== 0o644)).toEqual([]);
});
