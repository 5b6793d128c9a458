import type { Model, QueueModel } from "../../infra/local/template/model.ts";

/** The one queue of the application whose name holds this. Throws if there is none, or more than one. */
export function queueOf({ queues }: Pick<Model, "queues">, part: string): QueueModel {
  const [queue, ...others] = queues.filter(({ name }) => name.includes(part));
  if (queue === undefined || others.length > 0) throw new Error(`Not one queue: ${part}`);
  return queue;
}
