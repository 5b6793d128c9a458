import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

const packages = Object.entries(lock.parse(JSON.parse(read("package-lock.json"))).packages).filter(
  ([path]) => path !== "",
);

describe("the dependencies", () => {
  it("run no script on installing but those that are allowed, whatever npm's version", () => {
    const { allowScripts } = manifest.parse(JSON.parse(read("package.json")));
    const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = scripted.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13));
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(allowScripts).toSorted());
    // Any other is refused before it runs: by itself, npm only warns.
    expect(read(".npmrc")).toMatch(/^strict-allow-scripts=true$/m);
  });

  it("have a hash each, or lie within one that has", () => {
    const loose = packages.filter(([, { integrity, inBundle }]) => !integrity && !inBundle);
    expect(loose.map(([path]) => path)).toEqual([]);
  });
});
