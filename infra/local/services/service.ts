import type { Hono } from "hono";
import type { FaultBox } from "../strava/model.ts";
import type { Happening, Push } from "./model.ts";
import type { People, TokenLife } from "./people.ts";

/** What a simulated service is made of, beside what is its own. */
export interface Kit {
  readonly now: () => number;
  readonly faults: FaultBox;
  readonly people: People;
  /** Where the service is, with its name at the end: `http://127.0.0.1:3003/polar`. */
  readonly url: () => string;
  /** The application that asks. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Until then every call is refused for the service's limit; 0 for no limit. */
  readonly limitedUntilMs: () => number;
  /** Makes a request of the service's own at once, and tells the status; null for none. */
  readonly post: (push: Push) => Promise<number | null>;
}

/** What is a service's own: its addresses and shapes, and how it tells of what happened. */
export interface SimulatedService {
  readonly name: string;
  readonly title: string;
  readonly life: TokenLife;
  /** Whether an athlete can have a key of their own there. */
  readonly hasKeys: boolean;
  /** Its pages and its API, under its name. */
  routes(kit: Kit): Hono<HostEnv>;
  /** What it tells whoever listens; null where nobody does, or where it tells nothing of that. */
  push(happening: Happening, kit: Kit): Push | null;
  /** The owner's secret that leads the application here. */
  secret(kit: Kit): Readonly<Record<string, unknown>>;
  /** What the owner does once the application runs; answers what went wrong, null where nothing did. */
  setUp(appUrl: string, kit: Kit): Promise<string | null>;
}

/** The part of `HttpBindings` that is used, so that a caller in this process can bring its own. */
export interface HostEnv {
  Bindings: { readonly incoming: { readonly socket: { destroy(): unknown } } };
}
