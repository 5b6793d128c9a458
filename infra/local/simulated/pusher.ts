import type { Clock } from "../engines/clock.ts";
import type { FaultBox } from "./faults.ts";

const ATTEMPTS = 3;
/** Between attempts; about 2 minutes have been seen at Strava. */
const RETRY_AFTER_MS = 120_000;

/** One request that a service makes to its listener. */
export interface Push {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One attempt to report an event, and what came of it. */
export interface Delivery<E> {
  readonly event: E;
  readonly attempt: number;
  /** The status of the answer, or why there is none. */
  readonly answer: number | "too-late" | "no-connection";
}

export interface PushSettings {
  /** How long after something happens its event is sent: by default 1 s. */
  readonly callbackDelayMs?: number;
  /** How long the answer may take, in real time: by default 2 s, as according to Strava. */
  readonly deadlineMs?: number;
}

export interface Pusher<E> {
  happen(event: E): void;
  /** Makes the next attempt for everything that waits now, one after another, before its time. */
  deliverNow(): Promise<Delivery<E>[]>;
  /** Events that still have an attempt left. */
  waiting(): number;
  deliveries(): readonly Delivery<E>[];
  stop(): Promise<void>;
}

interface Pending<E> {
  readonly event: E;
  readonly atMs: number;
  attempt: number;
  callOff: () => void;
}

/** Reports events to a listener, which has to answer 200: three attempts in all. */
export function pusher<E>(asked: {
  readonly clock: Clock;
  readonly now: () => number;
  readonly faults: FaultBox;
  readonly settings: PushSettings;
  /** The request for an event of that time, made anew for each attempt; null if nobody listens. */
  readonly requestOf: (event: E, atMs: number) => Push | null;
}): Pusher<E> {
  const { clock, now, faults, requestOf } = asked;
  const { callbackDelayMs = 1000, deadlineMs = 2000 } = asked.settings;
  const pending = new Set<Pending<E>>();
  const underWay = new Set<Promise<unknown>>();
  const made: Delivery<E>[] = [];
  const stopped = new AbortController();
  let happened = 0;

  const wait = (one: Pending<E>, delayMs: number) => {
    pending.add(one);
    one.callOff = clock.after(delayMs, () => {
      const sending = attempt(one);
      underWay.add(sending);
      void sending.finally(() => underWay.delete(sending));
    });
  };

  const attempt = async (one: Pending<E>): Promise<Delivery<E> | null> => {
    one.callOff();
    pending.delete(one);
    const push = requestOf(one.event, one.atMs);
    if (push === null || stopped.signal.aborted) return null;
    one.attempt++;
    const answer = await post(push, deadlineMs, stopped.signal);
    if (stopped.signal.aborted) return null;
    const delivery = { event: one.event, attempt: one.attempt, answer };
    made.push(delivery);
    const comesAgain = answer === 200 ? faults.spend("repeatEvents") : one.attempt < ATTEMPTS;
    if (comesAgain) wait(one, RETRY_AFTER_MS);
    return delivery;
  };

  return {
    happen: (event) => {
      const atMs = now();
      if (requestOf(event, atMs) === null || faults.spend("dropEvents")) return;
      const overtaken = faults.current().reorderEvents && happened++ % 2 === 0;
      const delayMs = callbackDelayMs * (overtaken ? 3 : 1) + (overtaken ? 1000 : 0);
      wait({ event, atMs, attempt: 0, callOff: () => {} }, delayMs);
    },
    deliverNow: async () => {
      const due = [...pending];
      if (faults.current().reorderEvents) due.reverse();
      const deliveries: Delivery<E>[] = [];
      for (const one of due) {
        const delivery = await attempt(one);
        if (delivery !== null) deliveries.push(delivery);
      }
      return deliveries;
    },
    waiting: () => pending.size,
    deliveries: () => made,
    stop: async () => {
      stopped.abort();
      for (const one of pending) one.callOff();
      pending.clear();
      await Promise.all(underWay);
    },
  };
}

/** Makes one request as the service. */
export async function post(
  { url, headers, body }: Push,
  deadlineMs: number,
  stopped?: AbortSignal,
): Promise<Delivery<unknown>["answer"]> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = stopped === undefined ? deadline : AbortSignal.any([deadline, stopped]);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      signal,
      redirect: "manual",
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return deadline.aborted ? "too-late" : "no-connection";
  }
}
