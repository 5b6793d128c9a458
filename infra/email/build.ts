import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import mjml2html from "mjml";

const folder = new URL("../../functions/email/", import.meta.url);

export interface BuiltTemplate {
  readonly path: string;
  readonly source: string;
}

/** Each is `<name>.mjml`, which begins with the head that all share, and a type `<Name>View` in `<name>-view.ts`. */
export const TEMPLATES = ["digest", "letter", "nudge", "reminder"] as const;
type TemplateName = (typeof TEMPLATES)[number];

/**
 * Compiles `<name>.mjml` into a TypeScript function of its view: MJML lays it out, and Eta turns the
 * `{{ … }}` tags into code. Neither runs in a Lambda, and the compiler checks what each tag reads.
 */
export async function buildTemplate(name: TemplateName): Promise<BuiltTemplate> {
  const filePath = fileURLToPath(new URL(`${name}.mjml`, folder));
  const { html } = await mjml2html(await readFile(filePath, "utf8"), {
    filePath,
    ignoreIncludes: false,
    fonts: {},
    keepComments: false,
    validationLevel: "strict",
  });
  return {
    path: fileURLToPath(new URL(`${name}.generated.ts`, folder)),
    source: typescript(name, compileTags(name, unindented(html))),
  };
}

/** MJML's indentation is a fifth of its output, and mail clients have no use for it. */
function unindented(html: string): string {
  return html.replace(/\s*\n\s*/g, "\n").trim();
}

function compileTags(name: TemplateName, html: string): string {
  const eta = new Eta({ tags: ["{{", "}}"], autoTrim: false });
  const parsed = eta.parse(html);
  if (parsed.some((part) => typeof part !== "string" && part.t === "r")) {
    throw new Error(`${name}.mjml: {{~ … }} would put a value into the email unescaped.`);
  }
  return eta.compileBody(parsed);
}

function typescript(name: TemplateName, body: string): string {
  const view = `${name.charAt(0).toUpperCase()}${name.slice(1)}View`;
  return `// Made from ${name}.mjml by infra/email/build.ts. Change that file, then run it again.
import type { ${view} } from "./${name}-view.ts";
import { type EmailHtml, mailText } from "./html.ts";

export function ${name}Html(view: ${view}): EmailHtml {
const __eta = { res: "", e: mailText };
${body.trim()}
return __eta.res as EmailHtml;
}
`;
}

if (import.meta.main) {
  for (const name of TEMPLATES) {
    const { path, source } = await buildTemplate(name);
    await writeFile(path, source);
  }
}
