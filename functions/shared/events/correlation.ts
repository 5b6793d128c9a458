import { AsyncLocalStorage } from "node:async_hooks";

/*
 * One id that follows the work from the event that started it to the email it ends in: the request's id, or
 * one for each message of a planner's tick. It is in every log line, travels with each message and comes
 * back with SES's events. It is kept around the work rather than passed through it, since nothing is
 * decided by it.
 */

const around = new AsyncLocalStorage<() => string>();

/** Does the work, and sends whatever it sends, under this id. */
export function correlated<T>(id: string, work: () => T): T {
  return around.run(() => id, work);
}

/**
 * Does work in which each message starts something of its own. The messages are sent under the id plus a
 * number, so that one runner's lines are found by the full id, and all of a tick's by its beginning.
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

/** The id for a message sent now; null outside an event, e.g. in a script. */
export function correlationNow(): string | null {
  return around.getStore()?.() ?? null;
}
