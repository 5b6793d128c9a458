import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../engines/clock.ts";
import type { FaultBox } from "../simulated/faults.ts";
import { idNumber } from "./shapes.ts";
import type { Happening } from "./world.ts";

const ATTEMPTS = 3;

export const subscription = z
  .object({ id: z.string(), callbackUrl: z.string(), createdAtMs: z.number() })
  .readonly();
export type Subscription = z.infer<typeof subscription>;

/** One attempt to send an event, and what came of it. */
export interface Delivery {
  readonly event: Happening;
  readonly attempt: number;
  /** The status of the callback, or why there is none. */
  readonly answer: number | "too-late" | "no-connection";
}

export interface EventSettings {
  /** How long after something happens Strava sends the event. */
  readonly callbackDelayMs: number;
  /** How long a callback may take, in real time: 2 s according to Strava. */
  readonly deadlineMs: number;
  /** How long after a failed attempt the next one follows; about 2 minutes have been seen. */
  readonly retryAfterMs: number;
  /** If given, events are signed with it. Strava documents no key. */
  readonly signingKey: string | null;
}

export interface Pusher {
  happen(event: Happening): void;
  /** Makes the next attempt for everything that waits now, one after another, before its time. */
  deliverNow(): Promise<Delivery[]>;
  waiting(): number;
  deliveries(): readonly Delivery[];
  stop(): Promise<void>;
}

interface Pending {
  readonly event: Happening;
  readonly atMs: number;
  attempt: number;
  callOff: () => void;
}

/** Sends events to the subscription's callback: 2 s to answer 200, three attempts in all. */
export function pusher(asked: {
  readonly clock: Clock;
  readonly now: () => number;
  readonly faults: FaultBox;
  readonly settings: EventSettings;
  readonly subscription: () => Subscription | null;
}): Pusher {
  const { clock, now, faults, settings } = asked;
  const pending = new Set<Pending>();
  const underWay = new Set<Promise<unknown>>();
  const sent: Delivery[] = [];
  const stopped = new AbortController();
  let happened = 0;

  const wait = (one: Pending, delayMs: number) => {
    pending.add(one);
    one.callOff = clock.after(delayMs, () => {
      const sending = send(one);
      underWay.add(sending);
      void sending.finally(() => underWay.delete(sending));
    });
  };

  const send = async (one: Pending): Promise<Delivery | null> => {
    one.callOff();
    pending.delete(one);
    const subscription = asked.subscription();
    if (subscription === null || stopped.signal.aborted) return null;
    one.attempt++;
    const answer = await post(subscription, one);
    if (stopped.signal.aborted) return null;
    const delivery = { event: one.event, attempt: one.attempt, answer };
    sent.push(delivery);
    const failed = answer !== 200;
    if (failed ? one.attempt < ATTEMPTS : faults.spend("repeatEvents")) {
      wait(one, settings.retryAfterMs);
    }
    return delivery;
  };

  const post = async (to: Subscription, one: Pending): Promise<Delivery["answer"]> => {
    const body = JSON.stringify({
      object_type: one.event.object,
      object_id: idNumber(one.event.objectId),
      aspect_type: one.event.aspect,
      updates: one.event.updates,
      owner_id: idNumber(one.event.ownerId),
      subscription_id: idNumber(to.id),
      event_time: Math.floor(one.atMs / 1000),
    });
    const deadline = AbortSignal.timeout(settings.deadlineMs);
    try {
      const response = await fetch(to.callbackUrl, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...signature(body) },
        signal: AbortSignal.any([deadline, stopped.signal]),
        redirect: "manual",
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return deadline.aborted ? "too-late" : "no-connection";
    }
  };

  const signature = (body: string): Record<string, string> => {
    if (settings.signingKey === null) return {};
    const seconds = Math.floor(now() / 1000);
    const hmac = createHmac("sha256", settings.signingKey).update(`${seconds}.${body}`);
    return { "x-strava-signature": `t=${seconds},v1=${hmac.digest("hex")}` };
  };

  return {
    happen: (event) => {
      if (asked.subscription() === null || faults.spend("dropEvents")) return;
      const overtaken = faults.current().reorderEvents && happened++ % 2 === 0;
      const delayMs = settings.callbackDelayMs * (overtaken ? 3 : 1) + (overtaken ? 1000 : 0);
      wait({ event, atMs: now(), attempt: 0, callOff: () => {} }, delayMs);
    },
    deliverNow: async () => {
      const due = [...pending];
      if (faults.current().reorderEvents) due.reverse();
      const made: Delivery[] = [];
      for (const one of due) {
        const delivery = await send(one);
        if (delivery !== null) made.push(delivery);
      }
      return made;
    },
    waiting: () => pending.size,
    deliveries: () => sent,
    stop: async () => {
      stopped.abort();
      for (const one of pending) one.callOff();
      pending.clear();
      await Promise.all(underWay);
    },
  };
}
