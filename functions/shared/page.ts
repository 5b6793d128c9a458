import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { HtmlEscapedString } from "hono/utils/html";
import { Layout } from "../pages/layout.tsx";
import type { FileAnswer, PageAnswer, RedirectAnswer } from "./http-handler.ts";

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
    body: `<!doctype html>${whole}`,
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

/** Word for word what API Gateway says of a path that leads nowhere, so that nobody tells the two apart. */
export function noPage(): Result {
  return {
    statusCode: 404,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "Not Found" }),
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
