import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { Context, Handler } from "aws-lambda";
import { once } from "./once.ts";

/** How long the work may go on, so that it can stop between two steps and leave the rest to the next tick. */
export interface TimeLeft {
  leftMs(): number;
}

/** A Lambda that a clock starts. A throw marks the run as failed and raises its alarm. */
export function scheduleHandler<D>(parts: {
  deps: () => D;
  work: (time: TimeLeft, deps: D) => Promise<Record<string, number>>;
}): Handler<unknown, void> {
  const logger = new Logger();
  const deps = once(parts.deps);

  const handle = async (_event: unknown, context: Context): Promise<void> => {
    const counts = await parts.work({ leftMs: () => context.getRemainingTimeInMillis() }, deps());
    logger.info("tick done", counts);
  };

  return middy<unknown, void>(handle).use(injectLambdaContext(logger));
}
