import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { allProviders } from "../functions/providers/table.ts";
import { parameterOf, serviceSetUps } from "../infra/deploy/services.ts";
import { SECRETS, SERVICES } from "../infra/stacks/providers.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

interface Import {
  readonly file: string;
  /** A path from the root for our own files, otherwise the package's name. */
  readonly target: string;
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => /\.tsx?$/.test(name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [
    ...text.matchAll(/^\s*(?:import|export)\s(?:[^"';]*?\bfrom\s*)?["']([^"']+)["']/gm),
    ...text.matchAll(/\bimport\(\s*["']([^"']+)["']/g),
  ];
  return specifiers.map(([, specifier = ""]) => ({
    file,
    target: specifier.startsWith(".")
      ? relative(root, resolve(root, dirname(file), specifier))
      : specifier,
  }));
}

function importsUnder(folder: string): Import[] {
  return sourcesUnder(folder).flatMap(importsOf);
}

const inside = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const isDomain = inside("domain");
const isFunctions = inside("functions");
const isInfra = inside("infra");
const isLocal = inside("infra/local");
const isDeploy = inside("infra/deploy");
const isAdapter = inside("functions/adapters");
const isHandler = (path: string) => path.endsWith("/handler.ts");
const isAws = (target: string) => target.startsWith("@aws-sdk/") || target.startsWith("@smithy/");

/** `broken` lists the imports that the rule forbids; an empty list is a pass. */
const rules: { rule: string; broken: () => Import[] }[] = [
  {
    rule: "the domain imports only the domain",
    broken: () => importsUnder("domain").filter(({ target }) => !isDomain(target)),
  },
  {
    rule: "functions never import infra or tests",
    broken: () =>
      importsUnder("functions").filter(
        ({ target }) => isInfra(target) || target.startsWith("tests/"),
      ),
  },
  {
    rule: "only adapters speak to AWS",
    broken: () =>
      importsUnder("functions").filter(({ file, target }) => isAws(target) && !isAdapter(file)),
  },
  {
    rule: "only handlers wire adapters",
    broken: () =>
      importsUnder("functions").filter(
        ({ file, target }) => isAdapter(target) && !isAdapter(file) && !isHandler(file),
      ),
  },
  {
    rule: "functions never call each other: a folder with a handler is imported by nobody else",
    broken: () => {
      const rooms = sourcesUnder("functions").filter(isHandler).map(dirname);
      return importsUnder("functions").filter(({ file, target }) =>
        rooms.some((room) => inside(room)(target) && !inside(room)(file)),
      );
    },
  },
  {
    rule: "the stacks import neither functions nor the domain nor the local runtime",
    broken: () =>
      importsUnder("infra").filter(
        ({ file, target }) =>
          !isLocal(file) &&
          /^infra\/(app|settings|stacks|constructs)/.test(file) &&
          (isFunctions(target) || isDomain(target) || isLocal(target)),
      ),
  },
  {
    rule: "the local runtime reads the template and never imports the stacks",
    broken: () =>
      importsUnder("infra/local").filter(
        ({ target }) =>
          target.startsWith("aws-cdk-lib") || /^infra\/(app|stacks|constructs)/.test(target),
      ),
  },
  {
    rule: "what runs here and what deploys to an account don't import each other",
    broken: () => [
      ...importsUnder("infra/local").filter(({ target }) => isDeploy(target)),
      ...importsUnder("infra/deploy").filter(({ target }) => isLocal(target)),
    ],
  },
  {
    rule: "a simulated service knows no other: what they share is in simulated/ and services/",
    broken: () => {
      const services = ["strava", "polar", "suunto", "intervals"].map(
        (name) => `infra/local/${name}`,
      );
      return services.flatMap((service) =>
        importsUnder(service).filter(({ target }) =>
          services.some((other) => other !== service && inside(other)(target)),
        ),
      );
    },
  },
];

describe("who may import whom", () => {
  it.each(rules)("$rule", ({ broken }) => {
    expect(broken()).toEqual([]);
  });

  it("is read from files that do import something, so that no rule passes on nothing", () => {
    for (const folder of ["domain", "functions", "infra", "infra/local"]) {
      expect(importsUnder(folder).length).toBeGreaterThan(10);
    }
  });
});

describe("an item", () => {
  const writersOf = (command: string) =>
    sourcesUnder("functions").filter((file) =>
      readFileSync(join(root, file), "utf8").includes(`new ${command}(`),
    );

  it("is put by its kind only, which gives it its version", () => {
    expect(writersOf("PutItemCommand")).toEqual(["functions/adapters/item-kinds.ts"]);
  });

  it("is updated by its kind too, save that a planner moves it in the index of who is due, and notes when that was", () => {
    for (const file of writersOf("UpdateItemCommand")) {
      if (file === "functions/adapters/item-kinds.ts") continue;
      const text = readFileSync(join(root, file), "utf8");
      const commands = text.split("new UpdateItemCommand(").slice(1);
      for (const command of commands) {
        const [, expressions = ""] =
          /^[^;]*?UpdateExpression:([^;]*?)ConditionExp/.exec(command) ?? [];
        const sets = [...expressions.matchAll(/"(.*?)"/g)].map(([, set]) => set);
        expect(sets, file).toEqual([
          "SET dueAt = :next",
          "SET dueAt = :next, lastDigestAt = :last",
        ]);
      }
    }
  });
});

describe("a handler", () => {
  it.each(sourcesUnder("functions").filter(isHandler))(
    "%s only wires: 40 lines at most",
    (file) => {
      expect(readFileSync(join(root, file), "utf8").split("\n").length).toBeLessThanOrEqual(41);
    },
  );
});

describe("the services beside Strava", () => {
  it("are those whose secrets a function may read", () => {
    expect(SERVICES).toEqual(allProviders.map(({ name }) => name).sort());
    // The parameters to which `npm run deploy` writes the secrets.
    expect(serviceSetUps.map(parameterOf).sort()).toEqual(
      SERVICES.map((name) => `${SECRETS}${name}`),
    );
  });
});

describe("a decision", () => {
  it("has a number of its own, which its first line says too", () => {
    const files = readdirSync(join(root, "docs/adr")).sort();
    const numbers = files.map((file) => Number(file.slice(0, 4)));
    expect(numbers).toEqual(files.map((_, index) => index + 1));
    for (const [index, file] of files.entries()) {
      const text = readFileSync(join(root, "docs/adr", file), "utf8");
      expect(text.startsWith(`# ${numbers[index]}. `), file).toBe(true);
    }
  });
});

describe("a page of documentation", () => {
  const pages = [
    "README.md",
    "CHANGELOG.md",
    "domain/README.md",
    "functions/README.md",
    ".github/SECURITY.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .map((name) => join("docs", name))
      .filter((name) => name.endsWith(".md")),
  ];
  const withoutCode = (page: string): string =>
    readFileSync(join(root, page), "utf8").replace(/^( *)```[\s\S]*?^\1```$/gm, "");
  // The anchors that GitHub makes from headings.
  const anchors = (page: string): string[] =>
    [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    );

  it("links to files and headings that exist", () => {
    const links = pages.flatMap((page) =>
      [...withoutCode(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
        ([link, path = "", anchor]) => ({
          named: `${page}: ${link}`,
          to: path === "" ? page : relative(root, resolve(root, dirname(page), path)),
          anchor,
        }),
      ),
    );
    expect(links.length).toBeGreaterThan(15);
    const broken = links.filter(
      ({ to, anchor }) =>
        !existsSync(join(root, to)) || (anchor !== undefined && !anchors(to).includes(anchor)),
    );
    expect(broken.map(({ named }) => named)).toEqual([]);
  });
});

describe("the linter's fences", () => {
  const offenders: [file: string, source: string, lesson: string][] = [
    ["domain/x.ts", 'import { z } from "zod";', "imports only domain/"],
    [
      "domain/y.ts",
      "export const now = () => new Date();",
      "The clock and the calendar are arguments",
    ],
    [
      "functions/find-due/x.ts",
      'import { SQSClient } from "@aws-sdk/client-sqs";',
      "Only functions/adapters/ speaks to AWS",
    ],
    ["functions/find-due/y.ts", 'import * as z from "zod";', "A function's schemas are zod/mini's"],
    ["functions/adapters/y.ts", 'import * as z from "zod";', "A function's schemas are zod/mini's"],
    [
      "functions/shared/x.ts",
      'import { isDeepStrictEqual } from "node:util";',
      "functions/shared/same.ts has what is needed of it",
    ],
    [
      "functions/adapters/x.ts",
      'import { x } from "../../infra/settings.ts";',
      "never knows where it runs",
    ],
    ["infra/stacks/x.ts", 'import { x } from "../../functions/ports/mail.ts";', "never import it"],
    [
      "infra/local/x.ts",
      'import { App } from "aws-cdk-lib";',
      "one description of the infrastructure",
    ],
    ["infra/local/y.ts", 'import { x } from "../deploy/cloud.ts";', "two places to run"],
    ["infra/deploy/x.ts", 'import { x } from "../local/synth.ts";', "two places to run"],
    ["functions/find-due/a.ts", 'import type { B } from "./b.ts";', "part of a cycle"],
    ["functions/find-due/b.ts", 'import type { A } from "./a.ts";', "part of a cycle"],
  ];

  it("each refuse an offender and teach why", () => {
    // The linter goes by path, so the offenders sit in a tree of the same shape, with our own rules.
    const tree = mkdtempSync(join(tmpdir(), "fences-"));
    try {
      cpSync(join(root, "biome.json"), join(tree, "biome.json"));
      for (const [file, source] of offenders) {
        mkdirSync(join(tree, dirname(file)), { recursive: true });
        writeFileSync(join(tree, file), `${source}\n`);
      }
      const { stdout, stderr } = spawnSync(
        join(root, "node_modules/.bin/biome"),
        ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "."],
        { cwd: tree, encoding: "utf8" },
      );
      const said = `${stdout}${stderr}`.replaceAll(/\s+/g, " ");
      for (const [, , lesson] of offenders) expect(said).toContain(lesson);
    } finally {
      rmSync(tree, { recursive: true });
    }
  });
});
