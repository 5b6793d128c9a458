import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Clock, systemClock } from "../engines/clock.ts";
import { listen } from "../engines/listen.ts";
import { type Faults, faultBox } from "../simulated/faults.ts";
import { recall, remember } from "../simulated/memory.ts";
import { type Delivery, type PushSettings, pusher } from "../simulated/pusher.ts";
import { control } from "./control.ts";
import { eventPush, type Subscription } from "./events.ts";
import { grants } from "./grants.ts";
import { addGeneratedHistory } from "./history.ts";
import { type Everything, everything } from "./memory.ts";
import { defaultRateLimits, type RateLimits, rateLimiter } from "./rate-limiter.ts";
import { type Application, routes, type Service, tellRevoked } from "./routes.ts";
import { type Happening, type World, world } from "./world.ts";

export interface SimulatorSettings extends PushSettings {
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock?: Clock;
  readonly application?: Partial<Application>;
  readonly limits?: RateLimits;
  /** If given, events are signed with it. Strava documents no key. */
  readonly signingKey?: string | null;
  /** Whether a refresh makes a new refresh token and ends the used one, as Strava may: by default true. */
  readonly rotatesRefreshTokens?: boolean;
  /** The same seed gives the same codes and tokens. */
  readonly seed?: number;
  /** Where everything is kept from one start to the next; null, the default, for nowhere. */
  readonly file?: string | null;
}

/** Everything that happens at Strava itself, beyond what an application can do over HTTP. */
export interface SimulatorControl extends World {
  /** Adds 20 weeks of a made-up runner, as if they had been there before anyone connected. */
  addGeneratedHistory(athleteId: string, asked: { today: string; seed: number }): void;
  /**
   * What the authorize page does when the athlete says yes, or no with `deny`. Returns the address that the
   * browser is sent back to.
   */
  approve(
    authorizeUrl: string,
    asked: { athleteId: string; untick?: readonly string[]; deny?: boolean },
  ): Promise<URL>;
  /** The athlete withdraws access on Strava's own page. */
  revoke(athleteId: string): void;
  isConnected(athleteId: string): boolean;
  setFaults(faults: Partial<Faults>): void;
  setLimits(limits: RateLimits): void;
  deliverNow(): Promise<Delivery<Happening>[]>;
  /** Events that still have an attempt left. */
  waitingEvents(): number;
  deliveries(): readonly Delivery<Happening>[];
  subscription(): Subscription | null;
}

export interface StravaSimulator {
  readonly url: string;
  readonly oauthBaseUrl: string;
  readonly apiBaseUrl: string;
  readonly application: Application;
  readonly control: SimulatorControl;
  /** The same service without a socket, for a caller in this process that calls it thousands of times. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

const defaultApplication: Application = {
  clientId: "12345",
  clientSecret: "0123456789abcdef0123456789abcdef01234567",
  callbackDomain: "localhost",
  maxAthletes: 10,
};

/**
 * The part of Strava that Stridewell uses, on this machine: OAuth with a page on which scopes can be
 * unticked, activities, gear, push subscriptions and events, rate limits, and faults on demand. State is kept
 * in memory and, if a file is given, in that too, written before an answer is sent so that no token is lost.
 * Listens on 127.0.0.1 only; rejects as node does if the port is taken.
 *
 *     const strava = await startStravaSimulator({ port: 0 });
 *     const { id } = strava.control.addAthlete({ zone: "America/New_York" });
 *     strava.control.addActivity(id, { distanceM: 12_000 });
 *     strava.apiBaseUrl // "http://127.0.0.1:41234/api/v3"
 */
export async function startStravaSimulator(settings: SimulatorSettings): Promise<StravaSimulator> {
  const clock = settings.clock ?? systemClock;
  const faults = faultBox();
  const now = () => clock.now() + faults.current().clockSkewMs;
  const application = { ...defaultApplication, ...settings.application };
  const file = settings.file ?? null;
  const before = file === null ? null : recall(file, everything);
  const subscriptions = new Map(before?.subscriptions.map((one) => [one.id, one]));
  const subscription = () => [...subscriptions.values()][0] ?? null;
  const { seed = 1, rotatesRefreshTokens, signingKey = null } = settings;
  const allowed = grants(seed, now, before?.grants, rotatesRefreshTokens);
  const events = pusher<Happening>({
    clock,
    now,
    faults,
    settings,
    requestOf: (event, atMs) => {
      const to = subscription();
      return to && eventPush(event, to, { atMs, nowMs: now(), key: signingKey });
    },
  });
  const people = world({ grants: allowed, now, happen: events.happen, before: before?.world });
  const limiter = rateLimiter(settings.limits ?? defaultRateLimits, now);
  let nextSubscription = before?.nextSubscription ?? 131_300;
  const save = () => {
    if (file === null) return;
    const state: Everything = {
      v: 1,
      world: people.state(),
      grants: allowed.state(),
      subscriptions: [...subscriptions.values()],
      nextSubscription,
    };
    remember(file, state);
  };

  const service: Service = {
    application,
    now,
    faults,
    limiter,
    grants: allowed,
    world: people,
    pusher: events,
    subscriptions,
    nextSubscriptionId: () => String(nextSubscription++),
    changed: save,
  };
  const app = routes(service).route("/", control(service));
  const server = createServer(getRequestListener(app.fetch));
  const listening = await listen(server, settings.port);

  const saving =
    <A extends unknown[], R>(act: (...given: A) => R) =>
    (...given: A): R => {
      const result = act(...given);
      save();
      return result;
    };
  const byHand: SimulatorControl = {
    ...people,
    addAthlete: saving(people.addAthlete),
    addActivity: saving(people.addActivity),
    edit: saving(people.edit),
    remove: saving(people.remove),
    editShoe: saving(people.editShoe),
    removeShoe: saving(people.removeShoe),
    addGeneratedHistory: saving((athleteId: string, asked: { today: string; seed: number }) =>
      addGeneratedHistory(people, athleteId, asked),
    ),
    approve: async (authorizeUrl, { athleteId, untick = [], deny = false }) => {
      const url = new URL(authorizeUrl);
      const form = new URLSearchParams(url.search);
      form.set("athlete", athleteId);
      form.set("answer", deny ? "no" : "yes");
      for (const scope of (url.searchParams.get("scope") ?? "").split(",")) {
        if (!untick.includes(scope)) form.append("granted", scope);
      }
      const answer = await app.request(url, {
        method: "POST",
        body: form.toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      const location = answer.headers.get("location");
      if (location === null) throw new Error(`The authorize page refused: ${await answer.text()}`);
      return new URL(location);
    },
    revoke: saving((athleteId: string) => {
      if (allowed.revokeOf(athleteId) !== null) tellRevoked(events, athleteId);
    }),
    isConnected: (athleteId) => allowed.of(athleteId) !== null,
    setFaults: faults.set,
    setLimits: limiter.setLimits,
    deliverNow: events.deliverNow,
    waitingEvents: events.waiting,
    deliveries: events.deliveries,
    subscription,
  };

  return {
    url: listening.url,
    oauthBaseUrl: `${listening.url}/oauth`,
    apiBaseUrl: `${listening.url}/api/v3`,
    application,
    control: byHand,
    fetch: async (input, init) => {
      let isCut = false;
      const cut = () => {
        isCut = true;
      };
      const request = new Request(input, init);
      const response = await app.fetch(request, { incoming: { socket: { destroy: cut } } });
      if (isCut) throw new TypeError("fetch failed");
      return response;
    },
    close: async () => {
      await events.stop();
      await listening.close(0);
    },
  };
}
