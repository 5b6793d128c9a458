import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { Context, Handler } from "aws-lambda";
import { makeLogger } from "../logger.ts";
import { once } from "../once.ts";
import { correlatedOneByOne } from "./correlation.ts";

/** One run of a planner. */
export interface Tick {
  /**
   * How much time is left, so that the work can stop between two steps and leave the rest to the next tick.
   */
  leftMs(): number;
  /** Reports an item that can't be read and is skipped. */
  unreadable(id: string): void;
}

/** Something that the operator has to fix; an alarm looks for these words in the log. */
const UNREADABLE = "item unreadable";

/** A Lambda that a schedule starts. An error marks the invocation as failed and raises its alarm. */
export function scheduleHandler<D>(parts: {
  deps: () => D;
  work: (tick: Tick, deps: D) => Promise<Readonly<Record<string, number>>>;
}): Handler<unknown, void> {
  const logger = makeLogger();
  const deps = once(parts.deps);

  const handle = async (_event: unknown, context: Context): Promise<void> => {
    const tick: Tick = {
      leftMs: () => context.getRemainingTimeInMillis(),
      unreadable: (id) => logger.error(UNREADABLE, { id }),
    };
    logger.setCorrelationId(context.awsRequestId);
    const counts = await correlatedOneByOne(context.awsRequestId, () => parts.work(tick, deps()));
    logger.info("tick done", counts);
  };

  return middy<unknown, void>(handle).use(injectLambdaContext(logger));
}
