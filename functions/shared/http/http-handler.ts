import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  Handler,
} from "aws-lambda";
import { html } from "hono/html";
import { formPages } from "../../wording/account.en.ts";
import { nameOf } from "../errors.ts";
import { correlated } from "../events/correlation.ts";
import { endEvent } from "../events/event-end.ts";
import { makeLogger } from "../logger.ts";
import { once } from "../once.ts";
import { cookiesIn } from "./cookie.ts";
import {
  type AnswerParts,
  type FileAnswer,
  fileAnswer,
  noPage,
  type PageAnswer,
  page,
  type RedirectAnswer,
  redirect,
} from "./page.ts";

export interface HttpRequest {
  readonly method: string;
  /** As the stack declares it: `GET /unsubscribe/{runnerId}/{topic}/{token}`. */
  readonly route: string;
  /** The path's parameters, by name. */
  readonly path: Readonly<Record<string, string>>;
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** From a posted form; empty otherwise. */
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** Names are in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly ip: string;
}

/** The same answer as for an address where there is nothing. */
export interface NoPageAnswer extends AnswerParts {
  readonly isNoPage: true;
}

export type HttpAnswer = PageAnswer | RedirectAnswer | FileAnswer | NoPageAnswer;

/** More than any of our forms holds. */
const MOST_FORM_BYTES = 64 * 1024;
const FORM = "application/x-www-form-urlencoded";
/**
 * The fields that may occur more than once. A repeat of any other field is refused, as only one of its
 * values would be used.
 */
export const LISTS: readonly string[] = ["days", "places", "tips", "topics", "when"];

/**
 * A Lambda that answers a browser. Whatever goes wrong inside, the reader gets a page that says what to do,
 * and the log gets the kind of error, never the request.
 */
export function httpHandler<D>(parts: {
  deps: () => D;
  work: (request: HttpRequest, deps: D) => Promise<HttpAnswer>;
}): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const logger = makeLogger();
  const deps = once(parts.deps);

  const handle = async (
    event: APIGatewayProxyEventV2,
    { awsRequestId }: Context,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    logger.setCorrelationId(awsRequestId);
    try {
      const form = formIn(event);
      if (!(form instanceof URLSearchParams)) {
        const { status, title, text } = formPages[form];
        logger.info("answered", { route: event.routeKey, outcome: form });
        return page({ status, title, body: html`<p>${text}</p>` }, event.rawPath);
      }
      const request = requestOf(event, form);
      const answer = await correlated(awsRequestId, () => parts.work(request, deps()));
      logger.info("answered", { route: event.routeKey, outcome: answer.outcome });
      if ("isNoPage" in answer) {
        return await noPage({ method: request.method, accept: request.headers.get("accept") });
      }
      if ("redirect" in answer) return redirect(answer);
      // Awaited here, so that a part of the page that fails to render is caught below.
      return "file" in answer ? fileAnswer(answer) : await page(answer, request.rawPath);
    } catch (error) {
      logger.error("answer failed", { route: event.routeKey, ...nameOf(error) });
      const { title, text, stays } = formPages.broken;
      const body = html`<p>${text}</p>
        <p>${stays} <code>${awsRequestId}</code></p>`;
      return page({ status: 500, title, body }, event.rawPath);
    } finally {
      endEvent();
    }
  };

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(handle).use(
    injectLambdaContext(logger),
  );
}

function requestOf(event: APIGatewayProxyEventV2, form: URLSearchParams): HttpRequest {
  const path: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.pathParameters ?? {})) {
    if (value !== undefined) path[name] = value;
  }
  const headers = Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), value] as const],
  );
  return {
    method: event.requestContext.http.method,
    route: event.routeKey,
    path,
    rawPath: event.rawPath,
    query: new URLSearchParams(event.rawQueryString),
    form,
    cookies: cookiesIn(event.cookies),
    headers: new Map(headers),
    ip: event.requestContext.http.sourceIp,
  };
}

function formIn({
  body,
  headers,
  isBase64Encoded,
}: APIGatewayProxyEventV2): URLSearchParams | "tooLarge" | "unreadable" {
  if (body === undefined || !headers?.["content-type"]?.toLowerCase().startsWith(FORM)) {
    return new URLSearchParams();
  }
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MOST_FORM_BYTES) return "tooLarge";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // Throws on a percent sign that encodes nothing, or that encodes bytes which aren't text.
    decodeURIComponent(text);
    const form = new URLSearchParams(text);
    // Counted rather than looked up one by one, which takes seconds for a form of many short names.
    const single = [...form.keys()].filter((name) => !LISTS.includes(name));
    return new Set(single).size === single.length ? form : "unreadable";
  } catch {
    return "unreadable";
  }
}
