import { AsyncLocalStorage } from "node:async_hooks";

/*
 * One id from where something came in to the mail that it ends in: the request's id, or one for each
 * message of a planner's tick. It is in every log line, travels beside each message and comes back with
 * SES's events. It goes around the work and not through it, since nothing is decided by it.
 */

const around = new AsyncLocalStorage<() => string>();

/** Does the work, and whatever it sends, under this id. */
export function correlated<T>(id: string, work: () => T): T {
  return around.run(() => id, work);
}

/**
 * Does the work, each of whose messages begins something of its own: they are sent under the id with a
 * number, so that one runner's lines are found by the whole and all of a tick's by its beginning.
 */
export function correlatedOneByOne<T>(id: string, work: () => T): T {
  let number = 0;
  return around.run(() => {
    number += 1;
    return `${id}-${number}`;
  }, work);
}

export function isInEvent(): boolean {
  return around.getStore() !== undefined;
}

/** The id for a message that is sent now; null outside of an event, as in a script. */
export function correlationNow(): string | null {
  return around.getStore()?.() ?? null;
}
