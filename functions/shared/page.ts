import { createHash } from "node:crypto";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { html, raw } from "hono/html";
import { once } from "./once.ts";

/** Escaped HTML: hono's `html` is the only way to make one. */
export type PageBody = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --ink: #1d2b27; --paper: #fbfaf7; --accent: #1f6f5c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ece9; --paper: #14201c; --accent: #7cc8b2; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 36rem; margin: 12vh auto 4rem; padding: 0 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.25; }
button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--paper); cursor: pointer; }
`;

// The one inline style is allowed by its hash: no script, no frame, no foreign host can be.
const policy = once(
  () =>
    `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
);

/** A whole page, with headers that let nobody frame, sniff, cache or script it. */
export async function page(
  status: number,
  title: string,
  body: PageBody,
): Promise<APIGatewayProxyStructuredResultV2> {
  const whole = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Stridewell</title>
<style>${raw(style)}</style>
</head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>`;
  return {
    statusCode: status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy(),
      "strict-transport-security": "max-age=63072000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    },
    body: whole.toString(),
  };
}
