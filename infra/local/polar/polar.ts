import { createHmac } from "node:crypto";
import { type Context, Hono } from "hono";
import { basic } from "../../../functions/providers/call.ts";
import { polarSecret } from "../../../functions/providers/polar/secret.ts";
import { polarSubscribe } from "../../webhooks/polar-command.ts";
import type { SimRun } from "../services/model.ts";
import type { Kit, SimulatedService } from "../services/service.ts";
import type { HostEnv } from "../simulated/undependable.ts";

const DAY_MS = 24 * 3_600_000;
/** How far AccessLink looks back. */
const WINDOW_MS = 30 * DAY_MS;

const SPORT: Record<SimRun["sport"], string> = {
  run: "RUNNING",
  "trail-run": "TRAIL_RUNNING",
  ride: "ROAD_CYCLING",
  strength: "STRENGTH_TRAINING",
};
const RPE = [
  "NONE",
  "EASY",
  "LIGHT",
  "FAIRLY_BRISK",
  "BRISK",
  "MODERATE",
  "FAIRLY_HARD",
  "HARD",
  "EXHAUSTING",
  "EXTREME",
];

/**
 * The real key is revealed once, when a webhook is created; here it is known beforehand, so that the app can
 * be given it.
 */
const SIGNATURE_KEY = "the simulated Polar's key for signatures";

/** Polar Flow and AccessLink v3, as far as Stridewell uses them. */
export const polarService: SimulatedService = {
  name: "polar",
  title: "Polar",
  hasKeys: false,
  life: { codeMs: 10 * 60_000, accessMs: 315_359_999_000, refreshes: false },
  secret: ({ url, clientId, clientSecret }) => ({
    clientId,
    clientSecret,
    signatureKey: SIGNATURE_KEY,
    apiBaseUrl: `${url()}/api`,
    authorizeUrl: `${url()}/authorize`,
    tokenUrl: `${url()}/api/token`,
  }),
  setUp: async (appUrl, kit) => {
    const secret = polarSecret(JSON.stringify(polarService.secret(kit)));
    const { exitCode, stderr } = await polarSubscribe(appUrl, secret, { fetch, force: true });
    return exitCode === 0 ? null : stderr.trim();
  },
  // It reports new exercises only.
  push: ({ what, athleteId, run }, kit) => {
    const { people, now } = kit;
    const isTold = what === "create" && people.note(`user ${athleteId}`) !== null;
    const url = people.note("webhook");
    if (!isTold || run === null || url === null || people.note("active") === null) return null;
    const body = JSON.stringify({
      event: "EXERCISE",
      user_id: Number(athleteId),
      entity_id: run.id,
      timestamp: new Date(now()).toISOString(),
      url: `${kit.url()}/api/v3/exercises/${run.id}`,
    });
    return { url, headers: signed("EXERCISE", body), body };
  },
  routes,
};

function signed(event: string, body: string): Record<string, string> {
  const signature = createHmac("sha256", SIGNATURE_KEY).update(body).digest("hex");
  return {
    "content-type": "application/json",
    "polar-webhook-event": event,
    "polar-webhook-signature": signature,
  };
}

function routes(kit: Kit): Hono<HostEnv> {
  const { people, now } = kit;
  const app = new Hono<HostEnv>();
  const isApp = (c: Context) =>
    c.req.header("authorization") === basic(kit.clientId, kit.clientSecret);

  app.post("/api/token", async (c) => {
    if (!isApp(c)) return c.json({ error: "invalid_client" }, 401);
    const form = new URLSearchParams(await c.req.text());
    const grant = people.exchange(form.get("code") ?? "");
    if (grant === null) return c.json({ error: "invalid_grant" }, 400);
    return c.json({
      access_token: grant.accessToken,
      token_type: "bearer",
      expires_in: 315_359_999,
      x_user_id: Number(grant.athleteId),
    });
  });

  app.use("/api/v3/*", async (c, next) => {
    if (kit.limitedUntilMs() <= now()) return next();
    c.header("ratelimit-usage", "500, 900");
    c.header("ratelimit-limit", "500, 5000");
    c.header("ratelimit-reset", `${Math.ceil((kit.limitedUntilMs() - now()) / 1000)}, 40000`);
    return c.text("", 429);
  });

  const webhook = () => {
    const url = people.note("webhook");
    const id = people.note("webhook id");
    if (url === null || id === null) return [];
    return [{ id, events: ["EXERCISE"], url, active: people.note("active") !== null }];
  };
  const ping = (url: string) => {
    const body = JSON.stringify({ timestamp: new Date(now()).toISOString(), event: "PING" });
    return kit.post({ url, headers: signed("PING", body), body });
  };
  app.use("/api/v3/webhooks/*", async (c, next) => (isApp(c) ? next() : c.text("", 401)));
  app.get("/api/v3/webhooks", (c) => (isApp(c) ? c.json({ data: webhook() }) : c.text("", 401)));
  app.post("/api/v3/webhooks", async (c) => {
    if (!isApp(c)) return c.text("", 401);
    if (people.note("webhook") !== null) return c.text("", 409);
    const asked: { url?: string } = await c.req.json();
    const url = asked.url ?? "";
    if ((await ping(url)) !== 200) return c.text("The ping was not answered.", 400);
    const id = `w${people.athletes().length}x${now().toString(36)}`;
    people.setNote("webhook", url);
    people.setNote("webhook id", id);
    people.setNote("active", "yes");
    const data = { id, events: ["EXERCISE"], url, signature_secret_key: SIGNATURE_KEY };
    return c.json({ data }, 201);
  });
  app.post("/api/v3/webhooks/activate", async (c) => {
    const url = people.note("webhook");
    if (url === null) return c.body(null, 204);
    if ((await ping(url)) !== 200) return c.text("", 400);
    people.setNote("active", "yes");
    return c.text("", 200);
  });
  app.delete("/api/v3/webhooks/:id", (c) => {
    if (people.note("webhook id") !== c.req.param("id")) return c.text("", 404);
    for (const what of ["webhook", "webhook id", "active"]) people.setNote(what, null);
    return c.body(null, 204);
  });

  const grantOf = (c: Context) =>
    people.byAccessToken(/^Bearer (\S+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "");
  app.post("/api/v3/users", async (c) => {
    const grant = grantOf(c);
    if (grant === null) return c.text("", 401);
    const note = `user ${grant.athleteId}`;
    const asked: { "member-id"?: string } = await c.req.json();
    const member = `member ${asked["member-id"]}`;
    // A member ID that was used for another account is refused in the same words.
    if (people.note(note) !== null || people.note(member) !== null) return c.text("", 409);
    people.setNote(note, String(now()));
    people.setNote(member, grant.athleteId);
    return c.json({ "polar-user-id": Number(grant.athleteId) });
  });
  // The member ID stays used: whether Polar frees it is not known.
  app.delete("/api/v3/users/:id", (c) => {
    const grant = grantOf(c);
    if (grant === null) return c.text("", 401);
    if (grant.athleteId !== c.req.param("id")) return c.text("", 403);
    people.setNote(`user ${grant.athleteId}`, null);
    people.revoke(grant.athleteId, false);
    return c.body(null, 204);
  });

  /** What is older than the window isn't listed, nor is what was there before the runner was registered. */
  const isTold = (run: SimRun) =>
    Date.parse(run.startAt) > now() - WINDOW_MS &&
    run.uploadedAtMs >= Number(people.note(`user ${run.athleteId}`) ?? Number.POSITIVE_INFINITY);
  app.get("/api/v3/exercises", (c) => {
    const grant = grantOf(c);
    if (grant === null) return c.text("", 401);
    if (people.note(`user ${grant.athleteId}`) === null) return c.text("", 403);
    const runs = people.runsOf(grant.athleteId).filter(isTold);
    return runs.length === 0 ? c.body(null, 204) : c.json(runs.map((run) => exercise(run, kit)));
  });
  app.get("/api/v3/exercises/:id", (c) => {
    const grant = grantOf(c);
    if (grant === null) return c.text("", 401);
    const run = people.run(c.req.param("id"));
    if (run === null || run.athleteId !== grant.athleteId || !isTold(run)) return c.text("", 404);
    return c.json(exercise(run, kit));
  });
  return app;
}

function exercise(run: SimRun, { people, url }: Kit) {
  const offset = people.offsetOf(run);
  const local = new Date(Date.parse(run.startAt) + offset * 60_000).toISOString().slice(0, 19);
  return {
    id: run.id,
    upload_time: run.startAt,
    polar_user: `${url()}/api/v3/users/${run.athleteId}`,
    device: "Simulated watch",
    start_time: local,
    start_time_utc_offset: offset,
    duration: `PT${run.movingS}S`,
    distance: run.distanceM,
    ...(run.averageHeartRateBpm !== null && {
      heart_rate: { average: run.averageHeartRateBpm, maximum: run.maxHeartRateBpm },
    }),
    sport: "RUNNING",
    detailed_sport_info: SPORT[run.sport],
    has_route: false,
    "training-load-pro": {
      "user-rpe":
        run.sessionRpe === null ? "UNKNOWN" : `RPE_${RPE[Math.max(run.sessionRpe, 1) - 1]}`,
    },
  };
}
