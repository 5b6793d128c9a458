import { createHmac } from "node:crypto";
import { type Context, Hono } from "hono";
import { basic } from "../../../functions/providers/call.ts";
import type { SimGrant, SimRun } from "../services/model.ts";
import type { Kit, SimulatedService } from "../services/service.ts";
import type { HostEnv } from "../simulated/undependable.ts";

/** Suunto's own numbers for sports. */
const ACTIVITY: Record<SimRun["sport"], number> = {
  run: 1,
  "trail-run": 22,
  ride: 2,
  strength: 23,
};

/** What a real owner enters or reads at Suunto's API Zone. */
const NOTIFICATION_SECRET = "the simulated Suunto's own secret for notifications";
const SUBSCRIPTION_KEY = "the simulated subscription's key";

const ACCESS_MS = 24 * 3_600_000;

/** Suunto's Cloud API v3, as far as Stridewell uses it: OAuth with refresh, workouts, notifications. */
export const suuntoService: SimulatedService = {
  name: "suunto",
  title: "Suunto",
  hasKeys: false,
  life: { codeMs: 10 * 60_000, accessMs: ACCESS_MS, refreshes: true },
  secret: ({ url, clientId, clientSecret }) => ({
    clientId,
    clientSecret,
    subscriptionKey: SUBSCRIPTION_KEY,
    notificationSecret: NOTIFICATION_SECRET,
    apiBaseUrl: `${url()}/api`,
    oauthBaseUrl: `${url()}/api`,
  }),
  // A real owner enters the address at the API Zone.
  setUp: async (appUrl, { people }) => {
    people.setNote("webhook", `${appUrl}/webhooks/suunto`);
    return null;
  },
  // It reports new workouts only. With the note `legacy` it uses the older form, which names only the workout
  // and isn't signed.
  push: ({ what, athleteId, run }, kit) => {
    const { people } = kit;
    const url = people.note("webhook");
    const isTold = what === "create" && people.grantOf(athleteId) !== null;
    if (!isTold || run === null || url === null) return null;
    if (people.note("legacy") !== null) {
      const body = String(new URLSearchParams({ username: athleteId, workoutid: run.id }));
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        authorization: basic(kit.clientId, kit.clientSecret),
      };
      return { url, headers, body };
    }
    const { hrdata, gear, ...told } = workout(run, kit);
    const body = JSON.stringify({
      type: "WORKOUT_CREATED",
      username: athleteId,
      workout: {
        ...told,
        ...(hrdata && { hrdata: { workoutAvgHR: hrdata.avg, workoutMaxHR: hrdata.hrmax } }),
      },
      gear,
    });
    return { url, headers: signed(body), body };
  },
  routes,
};

function signed(body: string): Record<string, string> {
  const signature = createHmac("sha256", NOTIFICATION_SECRET).update(body).digest("hex");
  return { "content-type": "application/json", "x-hmac-sha256-signature": signature };
}

function routes(kit: Kit): Hono<HostEnv> {
  const { people, now } = kit;
  const app = new Hono<HostEnv>();

  app.get("/api/oauth/authorize", (c) =>
    c.redirect(`${kit.url()}/authorize${new URL(c.req.url).search}`),
  );
  app.post("/api/oauth/token", async (c) => {
    if (c.req.header("authorization") !== basic(kit.clientId, kit.clientSecret)) {
      return c.json({ error: "unauthorized", error_description: "Bad credentials" }, 401);
    }
    const form = new URLSearchParams(await c.req.text());
    const grant =
      form.get("grant_type") === "refresh_token"
        ? people.refresh(form.get("refresh_token") ?? "")
        : people.exchange(form.get("code") ?? "");
    if (grant === null) return c.json({ error: "invalid_grant" }, 400);
    return c.json({
      access_token: grant.accessToken,
      token_type: "bearer",
      refresh_token: grant.refreshToken,
      expires_in: ACCESS_MS / 1000 - 1,
      scope: "workout",
      user: grant.athleteId,
    });
  });

  const grantOf = (c: Context): SimGrant | null =>
    people.byAccessToken(/^Bearer (\S+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "");
  app.get("/api/oauth/deauthorize", (c) => {
    const grant = grantOf(c);
    if (grant === null || c.req.query("client_id") !== kit.clientId) return c.text("", 401);
    people.revoke(grant.athleteId, false);
    return c.body(null, 200);
  });

  app.use("/api/v3/*", async (c, next) => {
    if (c.req.header("ocp-apim-subscription-key") !== SUBSCRIPTION_KEY) {
      const key = 'name="Ocp-Apim-Subscription-Key",type="header"';
      c.header("www-authenticate", `AzureApiManagementKey realm="${kit.url()}",${key}`);
      return c.json(
        { statusCode: 401, message: "Access denied due to invalid subscription key." },
        401,
      );
    }
    if (kit.limitedUntilMs() <= now()) return next();
    c.header("retry-after", String(Math.ceil((kit.limitedUntilMs() - now()) / 1000)));
    return c.json({ statusCode: 403, message: "Out of call volume quota." }, 403);
  });
  app.get("/api/v3/workouts", (c) => {
    const grant = grantOf(c);
    if (grant === null) return c.text("", 401);
    const { since = "0", limit = "50", offset = "0" } = c.req.query();
    const payload = people
      .runsOf(grant.athleteId)
      .filter(({ startAt }) => Date.parse(startAt) >= Number(since))
      .slice(Number(offset), Number(offset) + Number(limit))
      .map((run) => workout(run, kit));
    return c.json({ error: null, metadata: { workoutcount: String(payload.length) }, payload });
  });
  app.get("/api/v3/workouts/:key", (c) => {
    const grant = grantOf(c);
    if (grant === null) return c.text("", 401);
    const run = people.run(c.req.param("key"));
    if (run === null || run.athleteId !== grant.athleteId) return c.text("", 404);
    return c.json({ error: null, metadata: {}, payload: workout(run, kit) });
  });
  return app;
}

function workout(run: SimRun, { people }: Kit) {
  const { averageHeartRateBpm, maxHeartRateBpm, cadenceSpm } = run;
  const startTime = Date.parse(run.startAt);
  return {
    workoutKey: run.id,
    workoutName: run.name,
    activityId: ACTIVITY[run.sport],
    startTime,
    stopTime: startTime + run.elapsedS * 1000,
    totalTime: run.movingS,
    totalDistance: run.distanceM,
    stepCount: cadenceSpm === null ? 0 : Math.round((cadenceSpm * run.movingS) / 60),
    timeOffsetInMinutes: people.offsetOf(run),
    // `max` is the athlete's own maximum heart rate.
    ...(averageHeartRateBpm !== null && {
      hrdata: { avg: averageHeartRateBpm, hrmax: maxHeartRateBpm, max: 190 },
    }),
    gear: { manufacturer: "Suunto", name: "Simulated watch", productType: "SPORT_WATCH" },
  };
}
