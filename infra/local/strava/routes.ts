import { type Context, Hono, type MiddlewareHandler } from "hono";
import { authorizePage } from "../simulated/authorize-page.ts";
import type { FaultBox } from "../simulated/faults.ts";
import type { Pusher } from "../simulated/pusher.ts";
import { type HostEnv, undependable } from "../simulated/undependable.ts";
import type { Subscription } from "./events.ts";
import type { Grant, Grants } from "./grants.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { SCOPES, scopesFieldset } from "./scopes.ts";
import {
  detailedActivity,
  detailedAthlete,
  detailedGear,
  fault,
  idNumber,
  summaryActivity,
  summaryAthlete,
  summaryGear,
  tokenAnswer,
} from "./shapes.ts";
import type { Happening, World } from "./world.ts";

const CHALLENGE_DEADLINE_MS = 2000;
const MOST_PER_PAGE = 200;
const LOOPBACK = ["localhost", "127.0.0.1"];

export interface Application {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The one domain that a runner may be sent back to, besides this machine itself. */
  readonly callbackDomain: string;
  /** How many athletes may be connected at once. */
  readonly maxAthletes: number;
}

export interface Service {
  readonly application: Application;
  readonly now: () => number;
  readonly faults: FaultBox;
  readonly limiter: RateLimiter;
  readonly grants: Grants;
  readonly world: World;
  readonly pusher: Pusher<Happening>;
  readonly subscriptions: Map<string, Subscription>;
  readonly nextSubscriptionId: () => string;
  /** Called when something may have changed, before the answer is sent. */
  readonly changed: () => void;
}

interface Env extends HostEnv {
  Variables: { grant: Grant };
}

/** Every page and endpoint of Strava that Stridewell uses, with its published answers and refusals. */
export function routes(service: Service): Hono<Env> {
  const app = new Hono<Env>();
  const { world, grants } = service;

  app.use(async (c, next) => {
    await next();
    if (c.req.method !== "GET") service.changed();
    c.header("date", new Date(service.now()).toUTCString());
  });
  app.notFound((c) => c.json(fault("Record Not Found", "resource", "path"), 404));

  app.get("/oauth/authorize", (c) => {
    const query = new URL(c.req.url).searchParams;
    const asked = authorizationAsked(service, query);
    if ("refused" in asked) return c.json(asked.refused, 400);
    const athletes = world
      .athletes()
      .map(({ id, firstname, lastname }) => ({ id, name: `${firstname} ${lastname}` }));
    const more = scopesFieldset(asked.scopes);
    return c.html(authorizePage({ title: "Strava", query, athletes, more }));
  });
  app.post("/oauth/authorize", async (c) => {
    const form = formOf(await c.req.text());
    const asked = authorizationAsked(service, form);
    if ("refused" in asked) return c.json(asked.refused, 400);
    const back = asked.redirect;
    const state = form.get("state");
    if (state !== null && state !== "") back.searchParams.set("state", state);
    const athlete = world.athlete(form.get("athlete") ?? "");
    if (form.get("answer") !== "yes" || athlete === null) {
      back.searchParams.set("error", "access_denied");
      return c.redirect(back.href);
    }
    const granted = form.getAll("granted").filter((scope) => asked.scopes.includes(scope));
    back.searchParams.set("code", grants.code(athlete.id, granted));
    back.searchParams.set("scope", granted.join(","));
    return c.redirect(back.href);
  });

  const faulty = undependable(service.faults);
  const knownApp: MiddlewareHandler<Env> = async (c, next) => {
    const query = new URL(c.req.url).searchParams;
    const given = c.req.method === "POST" ? formOf(await c.req.text()) : query;
    const refusal = credentialsRefused(service, given.get("client_id"), given.get("client_secret"));
    if (refusal !== null) return c.json(refusal.body, refusal.status);
    return next();
  };
  const activeApp: MiddlewareHandler<Env> = async (c, next) => {
    if (service.faults.current().applicationInactive) {
      return c.json(fault("Forbidden", "Application", "Status", "Inactive"), 403);
    }
    return next();
  };

  app.post("/oauth/token", faulty, knownApp, activeApp, async (c) => {
    const form = formOf(await c.req.text());
    const nowMs = service.now();
    if (form.get("grant_type") === "refresh_token") {
      const grant = grants.refresh(form.get("refresh_token") ?? "");
      if (grant === null) return c.json(fault("Bad Request", "RefreshToken", "refresh_token"), 400);
      return c.json(tokenAnswer(grant, nowMs));
    }
    if (form.get("grant_type") !== "authorization_code") {
      return c.json(fault("Bad Request", "Application", "grant_type"), 400);
    }
    const connected = grants.count();
    const grant = grants.exchange(form.get("code") ?? "");
    const athlete = grant === null ? null : world.athlete(grant.athleteId);
    if (grant === null || athlete === null) {
      return c.json(fault("Bad Request", "AuthorizationCode", "code"), 400);
    }
    if (grants.count() > Math.max(connected, service.application.maxAthletes)) {
      grants.revokeOf(athlete.id);
      return c.json({ message: "Limit of connected athletes exceeded", errors: [] }, 403);
    }
    return c.json({ ...tokenAnswer(grant, nowMs), athlete: summaryAthlete(athlete) });
  });

  app.post("/oauth/revoke", faulty, async (c) => {
    if (!isBasic(service.application, c.req.header("authorization"))) {
      return c.json(fault("Authorization Error"), 401);
    }
    const token = formOf(await c.req.text()).get("token");
    if (token === null) return c.json(fault("Bad Request", "Token", "token"), 400);
    const grant = grants.revoke(token);
    if (grant !== null) tellRevoked(service.pusher, grant.athleteId);
    // As in RFC 7009, an unknown token is no error either.
    return c.body(null, 200);
  });

  const api = app.basePath("/api/v3");
  const push = "/push_subscriptions";
  const limitHeaders: MiddlewareHandler<Env> = async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(service.limiter.headers())) c.header(name, value);
  };
  api.get(push, faulty, knownApp, activeApp, limitHeaders, (c) =>
    c.json([...service.subscriptions.values()].map((one) => subscriptionShape(service, one))),
  );
  api.post(push, faulty, knownApp, activeApp, limitHeaders, async (c) => {
    const form = formOf(await c.req.text());
    const callbackUrl = form.get("callback_url") ?? "";
    const exists = () =>
      c.json(fault("Bad Request", "PushSubscription", "", "already exists"), 400);
    if (service.subscriptions.size > 0) return exists();
    if (!(await answersChallenge(callbackUrl, form.get("verify_token") ?? ""))) {
      return c.json(
        fault("Bad Request", "PushSubscription", "callback url", "not verifiable"),
        400,
      );
    }
    // Another may have been created while this one's callback was being asked.
    if (service.subscriptions.size > 0) return exists();
    const one = { id: service.nextSubscriptionId(), callbackUrl, createdAtMs: service.now() };
    service.subscriptions.set(one.id, one);
    return c.json(subscriptionShape(service, one), 201);
  });
  api.delete(`${push}/:id`, faulty, knownApp, activeApp, limitHeaders, (c) =>
    service.subscriptions.delete(c.req.param("id"))
      ? c.body(null, 204)
      : c.json(fault("Resource Not Found", "PushSubscription", "", "not found"), 404),
  );

  const signedIn: MiddlewareHandler<Env> = async (c, next) => {
    const token = /^Bearer (\S+)$/.exec(c.req.header("authorization") ?? "")?.[1];
    const grant = token === undefined ? null : grants.byAccessToken(token);
    if (grant === null) {
      return c.json(fault("Authorization Error", "Athlete", "access_token"), 401);
    }
    c.set("grant", grant);
    return next();
  };
  const limited: MiddlewareHandler<Env> = async (c, next) => {
    if (!service.limiter.count()) {
      return c.json(fault("Rate Limit Exceeded", "Application", "rate limit", "exceeded"), 429);
    }
    return next();
  };
  const readsActivities: MiddlewareHandler<Env> = async (c, next) => {
    const { scopes } = c.get("grant");
    if (!scopes.includes("activity:read") && !scopes.includes("activity:read_all")) {
      const missing = "activity:read_permission";
      return c.json(fault("Authorization Error", "AccessToken", missing, "missing"), 401);
    }
    return next();
  };
  const asAthlete = [faulty, signedIn, activeApp, limitHeaders, limited] as const;

  api.get("/athlete", ...asAthlete, (c) => {
    const { athleteId, scopes } = c.get("grant");
    const athlete = world.athlete(athleteId);
    if (athlete === null) return c.json(fault("Resource Not Found", "Athlete"), 404);
    if (!scopes.includes("profile:read_all")) return c.json(summaryAthlete(athlete));
    const shoes = athlete.shoes.map((shoe) =>
      summaryGear(shoe, world.shoe(athleteId, shoe.id)?.distanceM ?? 0),
    );
    return c.json(detailedAthlete(athlete, shoes));
  });

  api.get("/athlete/activities", ...asAthlete, readsActivities, (c) => {
    const { athleteId, scopes } = c.get("grant");
    const athlete = world.athlete(athleteId);
    if (athlete === null) return c.json([]);
    const after = numberIn(c, "after") ?? Number.NEGATIVE_INFINITY;
    const before = numberIn(c, "before") ?? Number.POSITIVE_INFINITY;
    const page = numberIn(c, "page") ?? 1;
    const perPage = Math.min(numberIn(c, "per_page") ?? 30, MOST_PER_PAGE);
    const seen = world.activitiesOf(athleteId).filter((activity) => {
      const startS = Date.parse(activity.startAt) / 1000;
      return startS > after && startS < before && maySee(scopes, activity.isPrivate);
    });
    // Asked for what came after an instant, Strava begins with the oldest.
    if (Number.isFinite(after)) seen.reverse();
    const shown = seen.slice((page - 1) * perPage, page * perPage);
    return c.json(shown.map((activity) => summaryActivity(activity, athlete)));
  });

  api.get("/activities/:id{\\d+}", ...asAthlete, readsActivities, (c) => {
    const { athleteId, scopes } = c.get("grant");
    const athlete = world.athlete(athleteId);
    const activity = world.activity(c.req.param("id"));
    const isTheirs = activity?.athleteId === athleteId && maySee(scopes, activity.isPrivate);
    if (athlete === null || activity === null || !isTheirs) {
      return c.json(fault("Resource Not Found", "Activity", "", "not found"), 404);
    }
    const gear = activity.gearId === null ? null : world.shoe(athleteId, activity.gearId);
    return c.json(detailedActivity(activity, athlete, gear));
  });

  api.get("/gear/:id", ...asAthlete, (c) => {
    const { athleteId, scopes } = c.get("grant");
    // Strava doesn't say whether gear needs it, as the profile that lists it does: the harder case.
    if (!scopes.includes("profile:read_all")) {
      const missing = "profile:read_permission";
      return c.json(fault("Authorization Error", "AccessToken", missing, "missing"), 401);
    }
    const gear = world.shoe(athleteId, c.req.param("id"));
    // Not a 404, as a program's tests have it that were made from Strava's answers.
    if (gear === null) return c.json(fault("Bad Request", "Gear", "id"), 400);
    return c.json(detailedGear(gear.shoe, gear.distanceM));
  });

  return app;
}

/** The event which says that an athlete's access is over, whichever side ended it. */
export function tellRevoked(pusher: Pusher<Happening>, athleteId: string): void {
  pusher.happen({
    object: "athlete",
    objectId: athleteId,
    aspect: "update",
    ownerId: athleteId,
    updates: { authorized: "false" },
  });
}

/** What was asked of the authorize page, or Strava's refusal to show it. */
function authorizationAsked(
  { application }: Service,
  query: URLSearchParams,
):
  | { readonly scopes: readonly string[]; readonly redirect: URL }
  | { readonly refused: Record<string, unknown> } {
  const refused = (field: string) => ({ refused: fault("Bad Request", "Application", field) });
  if (query.get("client_id") !== application.clientId) return refused("client_id");
  const redirect = URL.parse(query.get("redirect_uri") ?? "");
  if (redirect === null) return refused("redirect_uri");
  const { hostname } = redirect;
  const isOurs =
    LOOPBACK.includes(hostname) ||
    hostname === application.callbackDomain ||
    hostname.endsWith(`.${application.callbackDomain}`);
  if (!isOurs) return refused("redirect_uri");
  if (query.get("response_type") !== "code") return refused("response_type");
  const scopes = (query.get("scope") ?? "").split(/[\s,]+/).filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) {
    return { refused: fault("Bad Request", "Authorize", "scope") };
  }
  return { scopes, redirect };
}

/** An unknown application gets 400 and the field's name; a wrong secret gets 401 and no field. */
function credentialsRefused(
  { application }: Service,
  clientId: string | null,
  secret: string | null,
): { readonly status: 400 | 401; readonly body: Record<string, unknown> } | null {
  if (clientId !== application.clientId) {
    return { status: 400, body: fault("Bad Request", "Application", "client_id") };
  }
  return secret === application.clientSecret
    ? null
    : { status: 401, body: fault("Authorization Error", "Application") };
}

function isBasic(application: Application, header: string | undefined): boolean {
  const given = Buffer.from(/^Basic (\S+)$/.exec(header ?? "")?.[1] ?? "", "base64").toString();
  return given === `${application.clientId}:${application.clientSecret}`;
}

/** Asks the callback whether it wants the events; it has 2 s to answer with the challenge. */
async function answersChallenge(callbackUrl: string, verifyToken: string): Promise<boolean> {
  const url = URL.parse(callbackUrl);
  if (url === null || callbackUrl.length > 255) return false;
  const challenge = crypto.randomUUID().replaceAll("-", "");
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.challenge", challenge);
  url.searchParams.set("hub.verify_token", verifyToken);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(CHALLENGE_DEADLINE_MS),
      redirect: "manual",
    });
    const body: unknown = await response.json();
    return (
      response.status === 200 &&
      typeof body === "object" &&
      body !== null &&
      "hub.challenge" in body &&
      body["hub.challenge"] === challenge
    );
  } catch {
    return false;
  }
}

function subscriptionShape({ application }: Service, one: Subscription): Record<string, unknown> {
  const at = new Date(one.createdAtMs).toISOString();
  return {
    id: idNumber(one.id),
    resource_state: 2,
    application_id: idNumber(application.clientId),
    callback_url: one.callbackUrl,
    created_at: at,
    updated_at: at,
  };
}

function maySee(scopes: readonly string[], isPrivate: boolean): boolean {
  return !isPrivate || scopes.includes("activity:read_all");
}

function numberIn(c: Context<Env>, name: string): number | null {
  const value = c.req.query(name);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}

function formOf(body: string): URLSearchParams {
  return new URLSearchParams(body);
}
