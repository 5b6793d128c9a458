import { randomBytes } from "node:crypto";
import { NotFoundException } from "@aws-sdk/client-kms";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import { limitStore } from "../../functions/adapters/limit-store.ts";
import { rateBudgetStore } from "../../functions/adapters/rate-budget-store.ts";
import { toldShoeStore } from "../../functions/adapters/shoe-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import { type MarkedKeys, tokenVault } from "../../functions/adapters/token-vault.ts";
import { toldActivityStore } from "../../functions/adapters/told-activity-store.ts";
import { type FollowDeps, followEvent } from "../../functions/follow-event/follow-event.ts";
import type { NudgeMessage } from "../../functions/messages/nudge.ts";
import { type ProviderEvent, providerEvent } from "../../functions/messages/provider-event.ts";
import type { StravaClient } from "../../functions/providers/strava/application.ts";
import { fairEvents } from "../../functions/providers/strava/fair-events.ts";
import { sharedBudget } from "../../functions/providers/strava/shared-budget.ts";
import type { StravaEvent } from "../../functions/providers/strava/webhook.ts";
import type { Strava } from "../infra/local/strava/make-strava.ts";

/** Keys as KMS would make them, "sealed" only by a look-up. */
export function makeDataKeys(): MarkedKeys & {
  readonly made: () => number;
  readonly opened: () => number;
  /** Ends each attempt to open one from here on, until it is null again. */
  fail(fault: Error | null): void;
} {
  const known = new Map<string, Uint8Array>();
  let opened = 0;
  let failing: Error | null = null;
  const open = async (sealed: Uint8Array) => {
    opened++;
    if (failing !== null) throw failing;
    const clear = known.get(Buffer.from(sealed).toString("hex"));
    if (clear === undefined) {
      throw new NotFoundException({ message: "No such key.", $metadata: {} });
    }
    return clear;
  };
  return {
    made: () => known.size,
    opened: () => opened,
    fail(fault) {
      failing = fault;
    },
    make: async () => {
      const clear = randomBytes(32);
      const sealed = randomBytes(16);
      known.set(sealed.toString("hex"), clear);
      return { clear, sealed };
    },
    open,
    openMarked: open,
  };
}

export interface Queued {
  readonly message: ProviderEvent;
  readonly dueMs: number;
}

/** Strava is always set up there. */
export interface HouseDeps extends FollowDeps {
  readonly openStrava: () => Promise<StravaClient>;
}

/** The worker's real stores and client around a simulator and a table, and a queue to inspect. */
export interface House {
  readonly strava: Strava;
  readonly deps: HouseDeps;
  readonly queue: Queued[];
  /** The runners whose nudges were requested, and after what delay. */
  readonly asked: { readonly runnerId: string; readonly delayS: number }[];
  send(message: ProviderEvent): void;
  /** Works on one message; one that throws is shown again later, as on a queue. */
  work(queued: Queued, deps?: FollowDeps): Promise<string>;
  /** Works until nothing is left, moving time on to whatever is waiting. Returns each outcome. */
  drain(): Promise<string[]>;
  /** A comparison now, with all that it leads to. Returns each outcome. */
  compare(runnerId: string): Promise<string[]>;
  connect(runnerId: string, athleteId: string): Promise<string>;
  /** The activities that are stored, by their ids at Strava. */
  storedIds(runnerId?: string): Promise<string[]>;
}

const SHOWN_AGAIN_MS = 6 * 60_000;
const MOST_STEPS = 2000;

export function makeHouse(
  strava: Strava,
  table: Table,
  changed: Partial<Pick<FollowDeps, "retention" | "compareNights" | "nudges" | "connections">> = {},
): House {
  const nowMs = strava.clock.now;
  const queue: Queued[] = [];
  /** Here each message is a batch of its own. */
  const held: (() => Promise<void>)[] = [];
  const asked: { runnerId: string; delayS: number }[] = [];
  const put = (message: ProviderEvent, delayMs: number) => {
    // As it would arrive over the wire.
    const carried = providerEvent.parse(JSON.parse(JSON.stringify(message)));
    queue.push({ message: carried, dueMs: nowMs() + delayMs });
  };
  const deps: HouseDeps = {
    activities: toldActivityStore(table, nowMs),
    shoes: toldShoeStore(table),
    connections: connectionStore(table, tokenVault(makeDataKeys(), nowMs)),
    budget: sharedBudget(rateBudgetStore(table), nowMs),
    fairEvents: fairEvents(limitStore(table), nowMs),
    events: {
      send: async (messages, delayS) => {
        for (const message of messages) put(message, delayS * 1000);
      },
    },
    nudges: {
      send: async (messages: readonly NudgeMessage[], delayS) => {
        for (const { runnerId } of messages) asked.push({ runnerId, delayS });
      },
    },
    nudgesOfBatch: {
      send: async (messages, delayS) => {
        held.push(() => deps.nudges.send(messages, delayS));
      },
    },
    nudgeDelayS: 60,
    openStrava: async () => strava,
    retention: "cache",
    compareNights: 1,
    subscriptionId: null,
    nowMs,
    ...changed,
  };
  const work: House["work"] = async (queued, given = deps) => {
    const at = queue.indexOf(queued);
    if (at >= 0) queue.splice(at, 1);
    try {
      const { outcome } = await followEvent(queued.message, given);
      for (const send of held) await send();
      return outcome;
    } catch (error) {
      queue.push({ ...queued, dueMs: nowMs() + SHOWN_AGAIN_MS });
      return `failed: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      held.length = 0;
    }
  };
  const drain = async () => {
    const outcomes: string[] = [];
    while (queue.length > 0) {
      if (outcomes.length > MOST_STEPS)
        throw new Error(`No end: ${outcomes.slice(-20).join("; ")}`);
      const [next] = queue.toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      if (next.dueMs > nowMs()) strava.clock.advance(next.dueMs - nowMs());
      outcomes.push(await work(next));
    }
    return outcomes;
  };
  return {
    strava,
    deps,
    queue,
    asked,
    work,
    send: (message) => put(message, 0),
    drain,
    compare: (runnerId) => {
      put(compareNow(runnerId), 0);
      return drain();
    },
    storedIds: async (runnerId = "r1") =>
      (await deps.activities.ofSource(runnerId, "strava")).map(({ record }) => record.sourceId),
    connect: async (runnerId, athleteId) => {
      const tokens = await strava.connect(athleteId);
      const granted = ["read", "activity:read", "activity:read_all", "profile:read_all"];
      return deps.connections.connect({ runnerId, accountId: athleteId, granted, tokens }, nowMs());
    },
  };
}

export function makeHint(
  ownerId: string,
  event: Partial<StravaEvent> & Pick<StravaEvent, "objectId">,
): ProviderEvent {
  return {
    kind: "event",
    provider: "strava",
    event: {
      object: "activity",
      aspect: "create",
      ownerId,
      subscriptionId: "1",
      atS: 1,
      revokesAccess: false,
      ...event,
    },
  };
}

export const compareNow = (runnerId: string): ProviderEvent => {
  return { kind: "reconcile", provider: "strava", runnerId };
};
