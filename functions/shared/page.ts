import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { Layout } from "../pages/layout.tsx";
import { noSuchPage } from "../wording/account.en.ts";
import type { FileAnswer, PageAnswer, RedirectAnswer } from "./http-handler.ts";
import { tiedHtml } from "./tied.ts";

/** Escaped HTML: hono's JSX and its `html` are the only ways to make one. */
export type PageBody = HtmlEscapedString | Promise<HtmlEscapedString>;

type Result = APIGatewayProxyStructuredResultV2;

/** No script but our own file, no frame, no foreign host, nothing inline. */
function policy(sendsTo?: string): string {
  const to = sendsTo === undefined ? "'self'" : `'self' ${sendsTo}`;
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    // The script looks at its own page again.
    `connect-src ${to}`,
    "img-src 'self' data:",
    `form-action ${to}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Headers that let nobody frame, sniff, or follow where a reader came from. */
const safe = {
  "content-security-policy": policy(),
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** A whole page, which is never kept by a browser or anything on the way. */
export async function page(answer: Omit<PageAnswer, "outcome">, path: string): Promise<Result> {
  const { status, title, nav = false, again, sendsTo, cookies } = answer;
  const whole = await Layout({ title, nav, path, again, body: await answer.body });
  return {
    statusCode: status,
    headers: {
      ...safe,
      "content-security-policy": policy(sendsTo),
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
    },
    ...(cookies !== undefined && { cookies: [...cookies] }),
    body: `<!doctype html>${tiedHtml(String(whole))}`,
  };
}

/** After a form, so that loading the page again does not post again. */
export function redirect({ redirect: to, cookies }: RedirectAnswer): Result {
  return {
    statusCode: 303,
    headers: { ...safe, location: to, "cache-control": "no-store" },
    ...(cookies !== undefined && { cookies: [...cookies] }),
    body: "",
  };
}

/** What was asked for, as far as it decides how nothing is shown. */
export interface Asked {
  readonly method: string;
  readonly accept: string | undefined;
}

/**
 * What is answered where nothing is, and where nothing is for who asks: of the address it says nothing,
 * so that nobody tells the two apart. Who looks gets a page, and so does who sent a form by a browser;
 * a script that posts gets a line.
 */
export async function noPage({ method, accept = "" }: Asked): Promise<Result> {
  const { title, text, today, or, welcome } = noSuchPage;
  if (method === "GET" || method === "HEAD" || accept.includes("text/html")) {
    const body = html`<p>${text}</p>
      <p><a class="button" href="/today">${today}</a></p>
      <p class="quiet">${or} <a href="/">${welcome}</a></p>`;
    return page({ status: 404, title, body }, "");
  }
  return {
    statusCode: 404,
    headers: { ...safe, "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify({ error: text }),
  };
}

function cacheControl({ isForever, keptForS }: FileAnswer["file"]): string {
  if (isForever === true) return "public, max-age=31536000, immutable";
  return keptForS === undefined ? "no-store" : `private, max-age=${keptForS}`;
}

export function fileAnswer({ file, cookies }: FileAnswer): Result {
  const isText = typeof file.content === "string";
  return {
    statusCode: 200,
    headers: {
      ...safe,
      "content-type": file.contentType,
      "cache-control": cacheControl(file),
      ...(file.name !== undefined && {
        "content-disposition": `attachment; filename="${file.name}"`,
      }),
    },
    ...(cookies !== undefined && { cookies: [...cookies] }),
    body: isText ? file.content : Buffer.from(file.content).toString("base64"),
    isBase64Encoded: !isText,
  };
}
