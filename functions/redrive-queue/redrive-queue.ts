import type { DeadLetterMover } from "../ports/operator.ts";
import type { WorkQueue } from "../shared/events/work-queues.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { OwnerOnlyDeps } from "../shared/http/owner-only.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";

export interface RedriveDeps extends OwnerOnlyDeps {
  readonly queues: readonly WorkQueue[];
  readonly deadLetters: DeadLetterMover;
}

/** Sends one queue's dead letters back to it. Every worker copes with a message that comes again. */
export async function redriveQueue(
  { form }: SignedInRequest,
  { queues, deadLetters }: RedriveDeps,
): Promise<HttpAnswer> {
  const queue = queues.find(({ name }) => name === form.get("queue"));
  if (queue === undefined) return { outcome: "no such queue", redirect: "/operator?said=unknown" };
  if (form.get("mended") !== "yes") {
    return { outcome: "not confirmed", redirect: "/operator?said=unsure" };
  }
  const said = await deadLetters.sendAgain(queue);
  return { outcome: `redrive ${said}`, redirect: `/operator?said=${said}` };
}
