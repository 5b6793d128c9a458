import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { Layout } from "../../pages/layout.tsx";
import { noSuchPage } from "../../wording/account.en.ts";
import { tiedHtml } from "../tied.ts";

/** Escaped HTML; hono's JSX and its `html` tag are the only ways to make it. */
export type PageBody = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every answer to a browser has. */
export interface AnswerParts {
  /** A word or two for the log: never anything about a runner. */
  readonly outcome: string;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  /** Shows the menu for a signed-in runner. */
  readonly nav?: boolean;
}

export interface PageAnswer extends AnswerParts {
  readonly status: number;
  readonly title: string;
  readonly body: PageBody;
  /**
   * The page's own address, while something on it is still under way: the page then offers to look again.
   */
  readonly again?: string;
  /** Another origin that a form or our script on this page sends to. */
  readonly sendsTo?: string;
}

export interface RedirectAnswer extends AnswerParts {
  /** A path of ours, or an address that we made. The status is always 303, so a GET follows. */
  readonly redirect: string;
  /** The session is over: the browser drops the pages that it keeps for Back, which it does whatever they forbid. */
  readonly forgets?: true;
}

export interface FileAnswer extends AnswerParts {
  readonly file: {
    readonly contentType: string;
    readonly content: string | Uint8Array;
    /** The name to save it under; without one it is shown in the browser. */
    readonly name?: string;
    /** For content that never changes at its address. A runner's own content is never cached. */
    readonly isForever?: boolean;
    /** For content fetched again and again at a private address; shared caches never keep it. */
    readonly keptForS?: number;
  };
}

type Result = APIGatewayProxyStructuredResultV2;

/** No script but our own file, no frames, no foreign hosts, nothing inline. */
function policy(sendsTo?: string): string {
  const to = sendsTo === undefined ? "'self'" : `'self' ${sendsTo}`;
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    // The script fetches its own page again.
    `connect-src ${to}`,
    "img-src 'self' data:",
    `form-action ${to}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Headers that forbid framing, content sniffing and sending a referrer. */
const safe = {
  "content-security-policy": policy(),
  // Not for subdomains: where the application is at the top of a domain, they may be other people's sites.
  "strict-transport-security": "max-age=63072000",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** A whole page, which neither browsers nor anything on the way may cache. */
export async function page(answer: Omit<PageAnswer, "outcome">, path: string): Promise<Result> {
  const { status, title, nav = false, again, sendsTo, cookies } = answer;
  const whole = await Layout({
    title,
    nav,
    isRefused: status === 422,
    path,
    again,
    body: await answer.body,
  });
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

/** The answer to a form, so that reloading the page doesn't post again. */
export function redirect({ redirect: to, cookies, forgets }: RedirectAnswer): Result {
  return {
    statusCode: 303,
    headers: {
      ...safe,
      location: to,
      "cache-control": "no-store",
      ...(forgets && { "clear-site-data": '"cache"' }),
    },
    ...(cookies !== undefined && { cookies: [...cookies] }),
    body: "",
  };
}

/** The parts of a request that decide how a missing page is shown. */
export interface Asked {
  readonly method: string;
  readonly accept: string | undefined;
}

/**
 * The answer for an address where there is nothing, or nothing for this reader. It says nothing about the
 * address, so that nobody can tell the two apart. A visitor gets a page, and so does a form sent by a
 * browser; a script that posts gets one line.
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
