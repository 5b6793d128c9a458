import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readExport } from "../../../../infra/local/import/read-export.ts";
import { makeExport } from "../../../support/make-export.ts";
import { makeZip, type ZipMember } from "../../../support/make-zip.ts";

const CSV = makeExport([{}, {}]);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stridewell-export-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function textFrom(path: string): Promise<string> {
  const read = await readExport(path);
  return read.kind === "csv" ? new TextDecoder().decode(read.bytes) : `unreadable: ${read.reason}`;
}

async function reasonFrom(path: string): Promise<string> {
  const read = await readExport(path);
  return read.kind === "unreadable" ? read.reason : "readable";
}

const zipped = (...members: ZipMember[]) => put("export.zip", makeZip(members));

describe("activities.csv comes from", () => {
  it("the file itself, whatever it is called", async () => {
    expect(await textFrom(await put("my runs.csv", CSV))).toBe(CSV);
  });

  it("the folder that the export unpacks to", async () => {
    await put("activities.csv", CSV);
    expect(await textFrom(folder)).toBe(CSV);
  });

  it("a folder that holds that folder", async () => {
    await mkdir(join(folder, "export_123"));
    await put("export_123/activities.csv", CSV);
    expect(await textFrom(folder)).toBe(CSV);
  });

  it("the zip, beside everything else in it", async () => {
    const other = { name: "activities/1.gpx", data: "<gpx/>" };
    expect(await textFrom(await zipped(other, { name: "activities.csv", data: CSV }))).toBe(CSV);
  });

  it("a zip with one folder around everything", async () => {
    expect(await textFrom(await zipped({ name: "export_123/activities.csv", data: CSV }))).toBe(
      CSV,
    );
  });

  it("the root of a zip, before any folder in it", async () => {
    const copy = { name: "copy/activities.csv", data: "old" };
    expect(await textFrom(await zipped(copy, { name: "activities.csv", data: CSV }))).toBe(CSV);
  });

  it("a zip that is not called so", async () => {
    const path = await put("export", makeZip([{ name: "activities.csv", data: CSV }]));
    expect(await textFrom(path)).toBe(CSV);
  });
});

describe("what cannot be read is told with what to do", () => {
  it("a path that does not exist", async () => {
    expect(await reasonFrom(join(folder, "gone.zip"))).toMatch(
      /gone\.zip does not exist\. Give the path/,
    );
  });

  it("a folder without it", async () => {
    expect(await reasonFrom(folder)).toContain("holds no activities.csv. Give the folder");
  });

  it("a zip without it, or with it too deep", async () => {
    const path = await zipped({ name: "a/b/activities.csv", data: CSV });
    expect(await reasonFrom(path)).toContain("holds no activities.csv. Give the zip just as");
  });

  it("an empty zip", async () => {
    expect(await reasonFrom(await zipped())).toContain("holds no activities.csv");
  });

  it("an encrypted zip", async () => {
    const path = await zipped({ name: "activities.csv", data: CSV, claims: { encrypted: true } });
    expect(await reasonFrom(path)).toContain("is encrypted. Unpack it and give the folder.");
  });

  it("a member that claims to be larger than any export", async () => {
    const claims = { size: 3_000_000_000 };
    expect(await reasonFrom(await zipped({ name: "activities.csv", data: CSV, claims }))).toContain(
      "over 200 MB",
    );
  });

  it("a file larger than any export", async () => {
    const path = await put("activities.csv", "");
    await truncate(path, 200 * 1024 * 1024 + 1);
    expect(await reasonFrom(path)).toContain("over 200 MB");
  });

  it.each([
    ["that unpacks to more than it claims", { size: 10 }],
    ["that unpacks to less than it claims", { size: CSV.length + 1 }],
    ["whose checksum is wrong", { crc: 1 }],
  ])("a member %s", async (_, claims) => {
    const path = await zipped({ name: "activities.csv", data: CSV, claims });
    expect(await reasonFrom(path)).toContain(
      "damaged or unfinished zip. Download the export again",
    );
  });

  it("a zip that broke off", async () => {
    const whole = makeZip([{ name: "activities.csv", data: CSV }]);
    for (const length of [2, 40, whole.length - 30, whole.length - 1]) {
      const path = await put("export.zip", whole.subarray(0, length));
      expect(await reasonFrom(path)).toContain("damaged or unfinished zip");
    }
  });

  it("a path that leads back to itself", async () => {
    await symlink("loop.zip", join(folder, "loop.zip"));
    expect(await reasonFrom(join(folder, "loop.zip"))).toContain(
      "could not be read (ELOOP). Copy it",
    );
  });
});
