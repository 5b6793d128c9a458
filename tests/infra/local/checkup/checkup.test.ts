import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeExport } from "../../../support/make-export.ts";

const program = fileURLToPath(
  new URL("../../../../infra/local/checkup/checkup.ts", import.meta.url),
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stridewell-checkup-"));
  await writeFile(join(folder, "activities.csv"), makeExport([{}]));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function checkup(args: readonly string[], env: Record<string, string> = {}, cwd = folder) {
  const options = { cwd, encoding: "utf8", env: { PATH: process.env["PATH"], ...env } } as const;
  return spawnSync(process.execPath, [program, ...args], options);
}

// Each test starts a process, which takes a second on a busy machine.
describe("checkup as a process", { timeout: 30_000 }, () => {
  it("prints one JSON object and nothing else", () => {
    const { status, stdout, stderr } = checkup(["activities.csv", "--json"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ asOf: "2021-09-12", runs: 1 });
  });

  it("fails with exit 2, one line on stderr and an empty stdout", () => {
    const { status, stdout, stderr } = checkup(["gone.csv", "--json"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^[^\n]*gone\.csv does not exist[^\n]*\n$/);
  });

  it("has no colour into a pipe, has it where forced, and none beside NO_COLOR", () => {
    expect(checkup(["activities.csv"]).stdout).not.toContain("\u001b");
    expect(checkup(["activities.csv"], { FORCE_COLOR: "1" }).stdout).toContain("\u001b[1m");
    expect(checkup(["activities.csv"], { NO_COLOR: "1" }).stdout).not.toContain("\u001b");
  });

  it("keeps to 80 columns, however long the name of a pair of shoes", async () => {
    const gearName = "x".repeat(500);
    const csv = makeExport([{ gear: "7.0", gearName }]);
    await writeFile(join(folder, "long.csv"), csv);
    const { stdout } = checkup(["long.csv"]);
    expect(stdout).toContain("xxx…");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("means a relative path from where npm was called", () => {
    const env = { npm_lifecycle_event: "checkup", INIT_CWD: folder };
    expect(checkup(["activities.csv"], env, tmpdir()).status).toBe(0);
    expect(checkup(["activities.csv"], {}, tmpdir()).status).toBe(2);
  });
});
