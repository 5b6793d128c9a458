import { type Context, Hono } from "hono";
import { basic } from "../../../functions/providers/call.ts";
import type { SimRun } from "../services/model.ts";
import type { Kit, SimulatedService } from "../services/service.ts";
import type { HostEnv } from "../simulated/undependable.ts";

const TYPE: Record<SimRun["sport"], string> = {
  run: "Run",
  "trail-run": "TrailRun",
  ride: "Ride",
  strength: "WeightTraining",
};

/** What a real owner agrees with intervals.icu. */
const WEBHOOK_SECRET = "the simulated intervals.icu's own secret";

/** intervals.icu, as far as Stridewell uses it: OAuth, athletes' own keys, activities, events. */
export const intervalsService: SimulatedService = {
  name: "intervals",
  title: "intervals.icu",
  hasKeys: true,
  life: { codeMs: 2 * 60_000, accessMs: null, refreshes: false },
  secret: ({ url, clientId, clientSecret }) => ({
    application: { clientId, clientSecret },
    webhookSecret: WEBHOOK_SECRET,
    baseUrl: url(),
  }),
  // A real owner asks for that by email.
  setUp: async (appUrl, { people }) => {
    people.setNote("webhook", `${appUrl}/webhooks/intervals`);
    return null;
  },
  push: ({ what, athleteId, run }, { people, now }) => {
    const url = people.note("webhook");
    const isConnected = people.grantOf(athleteId) !== null;
    // Nothing is sent about what came from Strava, nor about anyone who isn't connected, except that they
    // left.
    if (url === null || (!isConnected && what !== "revoke")) return null;
    if (run !== null && run.withheldFor !== null) return null;
    const common = { athlete_id: athleteId, timestamp: new Date(now()).toISOString(), records: [] };
    const event =
      run === null
        ? { ...common, type: "APP_SCOPE_CHANGED", scope: "", deauthorized: true }
        : { ...common, type: EVENT[what], activity: { id: run.id, type: TYPE[run.sport] } };
    const body = JSON.stringify({ secret: WEBHOOK_SECRET, events: [event] });
    return { url, headers: { "content-type": "application/json" }, body };
  },
  routes,
};

const EVENT = {
  create: "ACTIVITY_UPLOADED",
  update: "ACTIVITY_ANALYZED",
  delete: "ACTIVITY_DELETED",
  revoke: "APP_SCOPE_CHANGED",
};

function routes(kit: Kit): Hono<HostEnv> {
  const { people, now } = kit;
  const app = new Hono<HostEnv>();

  app.get("/oauth/authorize", (c) => {
    const query = new URL(c.req.url).search;
    return c.redirect(`${kit.url()}/authorize${query}`);
  });
  app.post("/api/oauth/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const isKnown =
      form.get("client_id") === kit.clientId && form.get("client_secret") === kit.clientSecret;
    if (!isKnown) return c.json({ status: 404, error: "Client and/or secret not found" }, 404);
    const grant = people.exchange(form.get("code") ?? "");
    if (grant === null) return c.json({ status: 400, error: "Invalid code" }, 400);
    const name = people.athlete(grant.athleteId)?.name ?? "";
    return c.json({
      token_type: "Bearer",
      access_token: grant.accessToken,
      scope: "ACTIVITY:READ",
      athlete: { id: grant.athleteId, name },
    });
  });

  app.use("/api/v1/*", async (c, next) => {
    if (kit.limitedUntilMs() <= now()) return next();
    c.header("retry-after", String(Math.ceil((kit.limitedUntilMs() - now()) / 1000)));
    return c.text("", 429);
  });
  /** Whose token or key it is, or the status that refuses it. */
  const athleteOf = (c: Context): string | 401 | 403 => {
    const given = c.req.header("authorization") ?? "";
    if (given.startsWith("Basic ")) {
      const key = Buffer.from(given.slice(6), "base64")
        .toString()
        .replace(/^API_KEY:/, "");
      const athlete = people.byKey(key);
      const isGood = athlete !== null && given === basic("API_KEY", key);
      return isGood && people.note("keys ended") === null ? athlete.id : 403;
    }
    const token = /^Bearer (\S+)$/.exec(given)?.[1] ?? "";
    return people.byAccessToken(token)?.athleteId ?? 401;
  };
  app.get("/api/v1/athlete/0", (c) => {
    const athleteId = athleteOf(c);
    if (typeof athleteId === "number") return c.text("", athleteId);
    return c.json({ id: athleteId, name: people.athlete(athleteId)?.name });
  });
  app.delete("/api/v1/disconnect-app", (c) => {
    const athleteId = athleteOf(c);
    if (typeof athleteId === "number") return c.text("", athleteId);
    people.revoke(athleteId, false);
    return c.body(null, 200);
  });
  app.get("/api/v1/athlete/0/activities", (c) => {
    const athleteId = athleteOf(c);
    if (typeof athleteId === "number") return c.text("", athleteId);
    const { oldest, newest } = c.req.query();
    if (oldest === undefined) return c.json({ status: 422, error: "oldest is missing" }, 422);
    const runs = people.runsOf(athleteId).filter((run) => {
      const day = localOf(run, kit).slice(0, 10);
      return day >= oldest && (newest === undefined || day <= newest);
    });
    return c.json(runs.map((run) => activity(run, kit)));
  });
  app.get("/api/v1/activity/:id", (c) => {
    const athleteId = athleteOf(c);
    if (typeof athleteId === "number") return c.text("", athleteId);
    const run = people.run(c.req.param("id"));
    if (run === null || run.athleteId !== athleteId) return c.json({ status: 404 }, 404);
    return c.json(activity(run, kit));
  });
  return app;
}

function localOf(run: SimRun, { people }: Kit): string {
  const offsetMs = people.offsetOf(run) * 60_000;
  return new Date(Date.parse(run.startAt) + offsetMs).toISOString().slice(0, 19);
}

/** What came from Strava is a placeholder with five fields. */
function activity(run: SimRun, kit: Kit) {
  const start_date_local = localOf(run, kit);
  const icu_athlete_id = run.athleteId;
  if (run.withheldFor !== null) {
    const _note = "STRAVA activities are not available via the API";
    return { id: run.id, icu_athlete_id, start_date_local, source: "STRAVA", _note };
  }
  return {
    id: run.id,
    icu_athlete_id,
    source: "GARMIN_CONNECT",
    type: TYPE[run.sport],
    name: run.name,
    start_date: run.startAt,
    start_date_local,
    timezone: kit.people.athlete(run.athleteId)?.zone,
    distance: run.distanceM,
    moving_time: run.movingS,
    elapsed_time: run.elapsedS,
    average_heartrate: run.averageHeartRateBpm,
    max_heartrate: run.maxHeartRateBpm,
    average_cadence: run.cadenceSpm === null ? null : run.cadenceSpm / 2,
    icu_rpe: run.sessionRpe,
    device_name: "Simulated watch",
  };
}
