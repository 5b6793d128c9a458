import type { Clock } from "../engines/clock.ts";
import type { FaultBox } from "../simulated/faults.ts";
import type { Push } from "./model.ts";

const ATTEMPTS = 3;

/** One attempt to send an event, and what came of it. */
export interface Delivery {
  readonly push: Push;
  readonly attempt: number;
  /** The status of the answer, or why there is none. */
  readonly answer: number | "too-late" | "no-connection";
}

export interface PushSettings {
  readonly callbackDelayMs: number;
  /** How long the answer may take, in real time. */
  readonly deadlineMs: number;
  readonly retryAfterMs: number;
}

export interface Pusher {
  send(push: Push): void;
  /** Makes the next attempt for everything that waits now, before its time. */
  deliverNow(): Promise<Delivery[]>;
  deliveries(): readonly Delivery[];
  stop(): Promise<void>;
}

interface Pending {
  readonly push: Push;
  attempt: number;
  callOff: () => void;
}

/** Makes a service's requests, with three attempts each. */
export function pusher(clock: Clock, faults: FaultBox, settings: PushSettings): Pusher {
  const pending = new Set<Pending>();
  const underWay = new Set<Promise<unknown>>();
  const made: Delivery[] = [];
  const stopped = new AbortController();

  const wait = (one: Pending, delayMs: number) => {
    pending.add(one);
    one.callOff = clock.after(delayMs, () => {
      const sending = attempt(one);
      underWay.add(sending);
      void sending.finally(() => underWay.delete(sending));
    });
  };
  const attempt = async (one: Pending): Promise<Delivery | null> => {
    one.callOff();
    pending.delete(one);
    if (stopped.signal.aborted) return null;
    one.attempt += 1;
    const answer = await post(one.push);
    const delivery = { push: one.push, attempt: one.attempt, answer };
    made.push(delivery);
    const failed = typeof answer !== "number" || answer >= 300;
    const comesAgain = failed ? one.attempt < ATTEMPTS : faults.spend("repeatEvents");
    if (comesAgain && !stopped.signal.aborted) wait(one, settings.retryAfterMs);
    return delivery;
  };
  const post = async ({ url, headers, body }: Push): Promise<Delivery["answer"]> => {
    const deadline = AbortSignal.timeout(settings.deadlineMs);
    try {
      const signal = AbortSignal.any([deadline, stopped.signal]);
      const response = await fetch(url, { method: "POST", headers, body, signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      return deadline.aborted ? "too-late" : "no-connection";
    }
  };

  return {
    send: (push) => {
      if (faults.spend("dropEvents")) return;
      wait({ push, attempt: 0, callOff: () => {} }, settings.callbackDelayMs);
    },
    deliverNow: async () => {
      const due = [...pending];
      if (faults.current().reorderEvents) due.reverse();
      const deliveries: Delivery[] = [];
      for (const one of due) {
        const delivery = await attempt(one);
        if (delivery !== null) deliveries.push(delivery);
      }
      return deliveries;
    },
    deliveries: () => made,
    stop: async () => {
      stopped.abort();
      for (const one of pending) one.callOff();
      pending.clear();
      await Promise.all(underWay);
    },
  };
}
