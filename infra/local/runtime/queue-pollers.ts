import type { Credentials } from "../access/keys.ts";
import type { Clock } from "../engines/clock.ts";
import type { FunctionModel, Model } from "../template/model.ts";
import { functionLabel, type InvokeResult } from "./function-host.ts";
import type { Log } from "./log.ts";
import { type QueuePoller, startQueuePoller } from "./queue-poller.ts";
import { sqsCaller } from "./signed-call.ts";

type Queues = Pick<Model, "queueSources" | "queues" | "functions">;

/** Each event source mapping with its queue and its function. */
function mappingsOf({ queueSources, queues, functions }: Queues) {
  return queueSources.flatMap((source) => {
    const queue = queues.find(({ arn }) => arn === source.queueArn);
    const fn = functions.find(({ arn }) => arn === source.functionArn);
    return queue === undefined || fn === undefined ? [] : [{ source, queue, fn }];
  });
}

/** What Lambda says of a queue that would show a message again while its function works on it; null if none does. */
export function visibilityFault(model: Queues): string | null {
  const short = mappingsOf(model).find(({ queue, fn }) => queue.visibilityS < fn.timeoutS);
  if (short === undefined) return null;
  const { queue, fn } = short;
  return `Queue visibility timeout: ${queue.visibilityS} seconds of ${queue.logicalId} is less than Function timeout: ${fn.timeoutS} seconds of ${fn.logicalId}.`;
}

/** Works off every queue that a function is given, each with that function's own key. */
export function startQueuePollers(options: {
  readonly model: Queues & Pick<Model, "region">;
  readonly sqsUrl: string;
  readonly credentialsOf: (fn: FunctionModel) => Credentials;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvokeResult>;
  readonly clock: Clock;
  readonly log: Log;
}): readonly QueuePoller[] {
  const { model, sqsUrl, credentialsOf, invoke, clock, log } = options;
  const { region } = model;
  return mappingsOf(model).map(({ source, queue, fn }) =>
    startQueuePoller({
      source,
      queue,
      region,
      label: functionLabel(fn),
      sqs: sqsCaller({ url: sqsUrl, region, credentials: credentialsOf(fn) }),
      invoke: (event) => invoke(fn.arn, event),
      clock,
      log,
    }),
  );
}
