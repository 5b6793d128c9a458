import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Handler,
} from "aws-lambda";
import { html } from "hono/html";
import { once } from "./once.ts";
import { type PageBody, page } from "./page.ts";
import { nameOf } from "./queue-handler.ts";

export interface HttpRequest {
  readonly method: string;
  readonly path: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  readonly outcome: string;
  readonly status: number;
  readonly title: string;
  readonly body: PageBody;
}

/**
 * A Lambda that answers with a page. Whatever goes wrong inside, the reader gets a page that says
 * what to do, and the log gets the error's kind, never the request.
 */
export function httpHandler<D>(parts: {
  deps: () => D;
  work: (request: HttpRequest, deps: D) => Promise<HttpAnswer>;
}): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const logger = new Logger();
  const deps = once(parts.deps);

  const handle = async (
    event: APIGatewayProxyEventV2,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const path: Record<string, string> = {};
    for (const [name, value] of Object.entries(event.pathParameters ?? {})) {
      if (value !== undefined) path[name] = value;
    }
    try {
      const answer = await parts.work({ method: event.requestContext.http.method, path }, deps());
      logger.info("answered", { route: event.routeKey, outcome: answer.outcome });
      return page(answer.status, answer.title, answer.body);
    } catch (error) {
      logger.error("answer failed", { route: event.routeKey, ...nameOf(error) });
      return page(
        500,
        "Something broke on our side",
        html`<p>Nothing was changed. Please try again in a few minutes.</p>`,
      );
    }
  };

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(handle).use(
    injectLambdaContext(logger),
  );
}
