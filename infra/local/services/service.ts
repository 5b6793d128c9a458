import type { Hono } from "hono";
import type { Faults } from "../simulated/faults.ts";
import type { Delivery, Push } from "../simulated/pusher.ts";
import type { HostEnv } from "../simulated/undependable.ts";
import type { Happening } from "./model.ts";
import type { People, TokenLife } from "./people.ts";

/** What every simulated service builds on, besides its own part. */
export interface Kit {
  readonly now: () => number;
  readonly people: People;
  /** The service's address, which ends with its name: `http://127.0.0.1:3003/polar`. */
  readonly url: () => string;
  /** The application that calls. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Until then every call is refused because of the service's limit; 0 for no limit. */
  readonly limitedUntilMs: () => number;
  /** Makes a request as the service at once, and returns its answer's status, or why there is none. */
  readonly post: (push: Push) => Promise<Delivery<Push>["answer"]>;
}

/** What is particular to a service: its addresses and shapes, and how it reports what happened. */
export interface SimulatedService {
  readonly name: string;
  readonly title: string;
  readonly life: TokenLife;
  /** Whether an athlete can have a key of their own there. */
  readonly hasKeys: boolean;
  /** Its pages and its API, under its name. */
  routes(kit: Kit): Hono<HostEnv>;
  /** The request it sends to the listener; null if there is no listener, or if it doesn't report this. */
  push(happening: Happening, kit: Kit): Push | null;
  /** The owner's secret that points the application here. */
  secret(kit: Kit): Readonly<Record<string, unknown>>;
  /** What the owner does once the application runs; returns what went wrong, or null. */
  setUp(appUrl: string, kit: Kit): Promise<string | null>;
}

/** Everything that happens at a service itself, beyond what an application can do over HTTP. */
export interface ServiceControl extends People {
  /** Where the browser is sent back to when the athlete says yes on the authorize page, or no with `deny`. */
  approve(authorizeUrl: string, asked: { athleteId: string; deny?: boolean }): Promise<URL>;
  addHistory(athleteId: string, asked: { today: string; seed: number }): void;
  setFaults(faults: Partial<Faults>): void;
  /** Refuses every call until then. */
  limitUntil(untilMs: number): void;
  deliverNow(): Promise<Delivery<Push>[]>;
  deliveries(): readonly Delivery<Push>[];
}

export interface RunningService {
  readonly service: SimulatedService;
  readonly control: ServiceControl;
  readonly kit: Kit;
}
