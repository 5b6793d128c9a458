import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import mjml2html from "mjml";

const folder = new URL("../../functions/email/", import.meta.url);

export interface BuiltTemplate {
  readonly path: string;
  readonly source: string;
}

/**
 * Compiles `digest.mjml` into a TypeScript function of its view: MJML lays it out, Eta turns the
 * `{{ … }}` tags into code. Neither runs in a Lambda, and the compiler checks what a tag reads.
 */
export async function buildDigest(): Promise<BuiltTemplate> {
  const template = await readFile(new URL("digest.mjml", folder), "utf8");
  const { html } = await mjml2html(template, {
    fonts: {},
    keepComments: false,
    validationLevel: "strict",
  });
  return {
    path: fileURLToPath(new URL("digest.generated.ts", folder)),
    source: typescript(compileTags(unindented(html))),
  };
}

/** The indentation of MJML is a fifth of its output and a mail client has no use for it. */
function unindented(html: string): string {
  return html.replace(/\s*\n\s*/g, "\n").trim();
}

function compileTags(html: string): string {
  const eta = new Eta({ tags: ["{{", "}}"], autoTrim: false });
  const parsed = eta.parse(html);
  if (parsed.some((part) => typeof part !== "string" && part.t === "r")) {
    throw new Error("digest.mjml: {{~ … }} would put a value into the email unescaped.");
  }
  return eta.compileBody(parsed);
}

function typescript(body: string): string {
  return `// Made from digest.mjml by infra/email/build.ts. Change that file, then run it again.
import type { DigestView } from "./digest-view.ts";
import { type EmailHtml, escapeHtml } from "./html.ts";

export function digestHtml(view: DigestView): EmailHtml {
const __eta = { res: "", e: escapeHtml };
${body.trim()}
return __eta.res as EmailHtml;
}
`;
}

if (import.meta.main) {
  const { path, source } = await buildDigest();
  await writeFile(path, source);
}
