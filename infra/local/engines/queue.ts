import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { jsonOf } from "../../../functions/shared/json.ts";
import type { QueueModel } from "../template/model.ts";
import type { Clock } from "./clock.ts";
import { bodyWithin, listenBehindDoor } from "./listen.ts";
import { type Caller, queueActions } from "./queue/actions.ts";
import { Fault } from "./queue/fault.ts";
import { openQueueStore, type QueueCounts } from "./queue/store.ts";

export interface QueueEngine {
  readonly url: string;
  /** What is in the queue of this name now; all zero if there is no such queue. */
  counts(queueName: string): QueueCounts;
  close(): Promise<void>;
}

export interface QueueEngineOptions {
  /** Path of the SQLite file, or `:memory:`. */
  readonly file: string;
  readonly queues: readonly QueueModel[];
  readonly clock: Clock;
}

/** Room for 1 MiB of text with every character escaped. */
const maxRequestBytes = 8 * 1_048_576;

/**
 * A queue that speaks the protocol of the SDK's SQS client (AWS JSON 1.0 over HTTP), kept in one SQLite file.
 * Standard queues only. It checks no signature and no permission: the front door does that.
 *
 * @example
 * const engine = await startQueue({ file: ":memory:", queues: [], clock: systemClock });
 * engine.url; // "http://127.0.0.1:41235"
 */
export async function startQueue(options: QueueEngineOptions): Promise<QueueEngine> {
  const store = openQueueStore(options.file, options.clock);
  // Whoever received messages before this start is gone, so what they held goes back to its queue.
  store.returnInFlight();

  const actions = queueActions({ ...options, store });
  const stopping = new AbortController();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    const body = await bodyWithin(maxRequestBytes, request);
    const name =
      String(request.headers["x-amz-target"] ?? "")
        .split(".")
        .at(-1) ?? "";
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const input = body === null ? undefined : jsonOf(body.toString("utf8"));
    if (action === undefined) {
      return send(response, new Fault("UnknownOperationException", `No action ${name} here.`));
    }
    if (input === undefined) {
      return send(response, new Fault("SerializationException", "The request is not JSON."));
    }
    const caller: Caller = {
      accessKeyId: /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "none",
      signal: AbortSignal.any([hungUp.signal, stopping.signal]),
    };
    send(response, await action(input, caller));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, new Fault("InternalFailure", String(error)), 500);
    });
  });
  const listening = await listenBehindDoor(server);

  return {
    url: listening.url,
    counts: (queueName) => {
      const queue = options.queues.find(({ name }) => name === queueName);
      return queue === undefined ? { visible: 0, inFlight: 0, delayed: 0 } : store.counts(queue);
    },
    close: async () => {
      stopping.abort();
      await listening.close();
      store.close();
    },
  };
}

function send(response: ServerResponse, answer: Fault | object, status = 400): void {
  if (response.destroyed || response.headersSent) return;
  const failed = answer instanceof Fault;
  const body = JSON.stringify(
    failed ? { __type: `com.amazonaws.sqs#${answer.code}`, message: answer.message } : answer,
  );
  response.writeHead(failed ? status : 200, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": crypto.randomUUID(),
  });
  response.end(body);
}
