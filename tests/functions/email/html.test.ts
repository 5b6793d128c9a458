import { readdir, readFile } from "node:fs/promises";
import mjml2html from "mjml";
import { describe, expect, it } from "vitest";
import { type EmailHtml, escapeHtml } from "../../../functions/email/html.ts";
import { buildTemplate, TEMPLATES } from "../../../infra/email/build.ts";

describe("escaping", () => {
  it.each([
    ["<script>", "&lt;script&gt;"],
    [`"a" & 'b'`, "&quot;a&quot; &amp; &#39;b&#39;"],
    [12.5, "12.5"],
  ])("makes %s harmless in an element and in an attribute", (value, expected) => {
    expect(escapeHtml(value)).toBe(expected);
  });
});

describe("the HTML of an email", () => {
  it("is refused by the compiler where a plain string is offered", () => {
    // @ts-expect-error a string is no EmailHtml
    const html: EmailHtml = "<p>Hello</p>";
    expect(html).toBeTypeOf("string");
  });

  it("is branded nowhere but in a generated template", async () => {
    const root = new URL("../../../functions/", import.meta.url);
    const files = (await readdir(root, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
    const branding: string[] = [];
    for (const file of files) {
      const source = await readFile(new URL(file, root), "utf8");
      if (source.includes("as EmailHtml")) branding.push(file);
    }
    expect(branding.sort()).toEqual(TEMPLATES.map((name) => `email/${name}.generated.ts`).sort());
  });
});

describe.each(TEMPLATES)("the generated template %s", (name) => {
  it("is what its MJML gives today; if not, run: npm run build:email", async () => {
    const { path, source } = await buildTemplate(name);
    expect(await readFile(path, "utf8")).toBe(source);
  });

  it("loses no tag and no attribute while its basic styles are laid on the tags", async () => {
    const template = await readFile(
      new URL(`../../../functions/email/${name}.mjml`, import.meta.url),
      "utf8",
    );
    expect(template).toContain('<mj-style inline="inline">');
    const bones = async (source: string) =>
      (await mjml2html(source, { fonts: {}, keepComments: false })).html
        .replaceAll(/<style.*?<\/style>| style="[^"]*"|\s/gs, "")
        .replaceAll("&nbsp;", "");
    // The parser that inlines the styles drops a repeated attribute, and closes tags that a branch leaves
    // open.
    expect(await bones(template)).toBe(
      await bones(template.replace(/<mj-style inline="inline">.*?<\/mj-style>/s, "")),
    );
  });

  it("passes every value through the escaping, and none around it", async () => {
    const { source } = await buildTemplate(name);
    const lines = source.split("\n").filter((line) => line.startsWith("__eta.res+="));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^__eta\.res\+=(__eta\.e\([\w.]+\)|'.*');?$/);
  });
});
