import type { PageWorld, Who } from "./page-world.ts";

export interface Door {
  /** What stands between a stranger and what the route does. */
  readonly guard: "anybody" | "own form" | "session" | "owner" | "link" | "webhook";
  /** In whose browser; by default nobody's. */
  readonly who?: Who;
  /** A good request's path, if the route has parameters. */
  readonly path?: (world: PageWorld) => string;
  /** A good request's form, without its token. */
  readonly form?: (world: PageWorld) => Readonly<Record<string, string>>;
  /** Fields in which any other value counts as not given. */
  readonly lenient?: readonly string[];
  /** Calls about what belongs to another runner. */
  readonly foreign?: (world: PageWorld) => readonly {
    readonly deed: string;
    readonly path?: string;
    readonly body?: Readonly<Record<string, string>>;
  }[];
  /** Where a path that can't exist leads, if it isn't refused. */
  readonly elsewhere?: string;
  /** What a good request is answered with; by default 200 for a GET and 303 for a POST. */
  readonly good?: number;
  /** False for a POST that leaves the table unchanged. */
  readonly changes?: boolean;
  /** The order: what ends sessions or data comes after the rest. */
  readonly turn?: number;
}

const anybody: Door = { guard: "anybody" };
const runs = { guard: "session", who: "runs" } as const;

const owner = { guard: "owner", who: "owner" } as const;

const checkInPath =
  (of: "runs" | "hurts", more = "") =>
  ({ checkIns }: PageWorld) =>
    `/check-in/${checkIns[of].day}/${checkIns[of].id}${more}`;
const anothersCheckIn = (more: string) => (world: PageWorld) => [
  { deed: "another's check-in", path: checkInPath("hurts", more)(world) },
];

/** At midnight, so that it has begun whatever the hour is. */
const typedRun = { at: "00:00", distance: "5", time: "30:00", kind: "run", effort: "", name: "" };
const pair = { name: "A pair", start: "10", notice: "", replace: "700" };

/** A path at which there is nothing. */
export const NOWHERE = "/no/such/page";

/**
 * Every route in the template, with what a good request looks like. `security.test.ts` tries each in every
 * bad way that it knows, so a new route needs a line here and no test of its own.
 */
export const doors: Readonly<Record<string, Door>> = {
  "GET /": anybody,
  "GET /goodbye": anybody,
  // A form posted to a path that doesn't exist changes nothing, whatever it contains.
  $default: { ...anybody, path: () => NOWHERE, good: 404 },
  "GET /assets/{name}": { ...anybody, path: () => "/assets/none.css", good: 404 },
  "GET /sign-in": anybody,
  // Nobody has asked for a code.
  "GET /sign-in/code": { ...anybody, good: 410 },
  "POST /sign-in": {
    guard: "own form",
    form: () => ({ email: "somebody@example.com", next: "/today" }),
    lenient: ["next"],
  },
  "POST /sign-in/code": {
    guard: "own form",
    who: "asks",
    form: ({ codes }) => ({ code: codes.asks }),
    turn: 1,
  },
  "GET /sign-in/link/{token}": {
    guard: "own form",
    who: "asks",
    path: ({ links }) => links.signIn,
  },
  "POST /sign-in/link/{token}": {
    guard: "own form",
    who: "asks",
    path: ({ links }) => links.signIn,
    // The code belonged to the same ticket, which works only once.
    good: 410,
    changes: false,
    turn: 2,
  },
  "GET /join": { guard: "own form", who: "joins" },
  "POST /join": {
    guard: "own form",
    who: "joins",
    form: () => ({ health: "yes", age: "yes", zone: "UTC" }),
    turn: 1,
  },
  "POST /sign-out": {
    guard: "session",
    who: "new",
    form: () => ({ where: "everywhere" }),
    lenient: ["where"],
    turn: 9,
  },
  "GET /unsubscribe/{runnerId}/{topic}/{token}": {
    guard: "link",
    path: ({ links }) => links.unsubscribe,
  },
  "POST /unsubscribe/{runnerId}/{topic}/{token}": {
    guard: "link",
    path: ({ links }) => links.unsubscribe,
    good: 200,
    turn: 1,
  },
  "GET /act/{runnerId}/{token}": { guard: "link", path: ({ links }) => links.act },
  "POST /act/{runnerId}/{token}": { guard: "link", path: ({ links }) => links.act },
  "GET /calendar/{runnerId}/{token}": {
    guard: "link",
    path: () => "/calendar/runs/none",
    good: 404,
  },
  "GET /webhooks/strava/{key}": {
    guard: "webhook",
    path: ({ webhook }) =>
      `${webhook.path}?hub.mode=subscribe&hub.challenge=c&hub.verify_token=${webhook.verifyToken}`,
  },
  // What isn't an event is refused; an event goes on a queue, about an athlete whom nobody knows.
  "POST /webhooks/strava/{key}": {
    guard: "webhook",
    path: ({ webhook }) => webhook.path,
    good: 400,
    changes: false,
  },
  "GET /connect": runs,
  "GET /connect/strava/callback": { ...runs, good: 400 },
  "POST /connect/strava/disconnect": { ...runs, turn: 5 },
  "POST /connect/webhook/make": {
    ...runs,
    form: () => ({ way: "signed" }),
    // The key is shown only once, so the answer is the page that shows it rather than a redirect.
    good: 200,
  },
  "POST /connect/webhook/end": { ...runs, form: () => ({ way: "signed" }), turn: 1 },
  // Polar isn't set up in this world: nobody gets further than a page that says so.
  "GET /connect/{provider}/callback": {
    ...runs,
    path: () => "/connect/polar/callback",
    elsewhere: "/connect",
    good: 400,
  },
  "POST /connect/{provider}/key": {
    ...runs,
    path: () => "/connect/polar/key",
    form: () => ({ key: "a-key-that-is-none" }),
    elsewhere: "/connect",
    lenient: ["key"],
    good: 503,
    changes: false,
  },
  "POST /connect/{provider}/disconnect": {
    ...runs,
    path: () => "/connect/polar/disconnect",
    elsewhere: "/connect",
    changes: false,
  },
  "POST /webhooks/own/{key}": {
    guard: "webhook",
    path: () => "/webhooks/own/runs",
    good: 401,
    changes: false,
  },
  "POST /webhooks/{provider}": {
    guard: "webhook",
    path: () => "/webhooks/polar",
    good: 401,
    changes: false,
  },
  "POST /webhooks/{provider}/{key}": {
    guard: "webhook",
    path: () => "/webhooks/polar/key",
    good: 401,
    changes: false,
  },
  "GET /today": runs,
  "GET /training": runs,
  "GET /routine": runs,
  "POST /routine/done": {
    ...runs,
    form: ({ today }) => ({ day: today, tips: "G2" }),
  },
  "POST /routine/feed": { ...runs, form: () => ({ feed: "new" }), lenient: ["feed"] },
  "GET /runs": runs,
  "POST /runs/add": {
    ...runs,
    form: ({ today }) => ({ ...typedRun, day: today, id: "a-typed-run-of-runs" }),
    lenient: ["id"],
  },
  "POST /runs/change": {
    ...runs,
    form: ({ today }) => ({ ...typedRun, day: today, run: "manual:none" }),
    good: 404,
    changes: false,
  },
  "POST /runs/remove": {
    ...runs,
    form: () => ({ run: "manual:none" }),
    good: 404,
    changes: false,
  },
  "GET /upload": runs,
  "GET /upload/undo": { ...runs, path: () => "/upload/undo?upload=an-upload-of-runs" },
  "POST /upload/undo": { ...runs, form: () => ({ upload: "an-upload-of-runs" }) },
  "GET /shoes": runs,
  "POST /shoes/same": {
    ...runs,
    form: () => ({ shoe: "own:a-pair-of-ours", as: "own:none" }),
    good: 422,
    changes: false,
  },
  "POST /shoes/two": {
    ...runs,
    form: () => ({ shoe: "own:none" }),
    good: 404,
    changes: false,
  },
  "POST /shoes/add": {
    ...runs,
    form: () => ({ ...pair, id: "a-new-pair-of-runs" }),
    lenient: ["id"],
  },
  "POST /shoes/change": {
    ...runs,
    form: () => ({ ...pair, shoe: "own:a-pair-of-ours" }),
    foreign: ({ browsers }) => [
      { deed: "a pair", body: { ...pair, csrf: browsers.runs.csrf, shoe: "own:a-pair-of-hurts" } },
    ],
  },
  "POST /shoes/remove": {
    ...runs,
    form: () => ({ shoe: "own:another-of-ours" }),
    turn: 1,
    foreign: ({ browsers }) => [
      { deed: "a pair", body: { csrf: browsers.runs.csrf, shoe: "own:a-pair-of-hurts" } },
    ],
  },
  "POST /shoes/defaults": {
    ...runs,
    form: () => ({ run: "own:a-pair-of-ours" }),
    foreign: ({ browsers }) => [
      { deed: "a pair", body: { csrf: browsers.runs.csrf, run: "own:a-pair-of-hurts" } },
    ],
  },
  "POST /shoes/worn": {
    ...runs,
    form: ({ run }) => ({ run, shoe: "own:a-pair-of-ours" }),
    foreign: ({ browsers, run, anothersRun }) => [
      {
        deed: "a run",
        body: { csrf: browsers.runs.csrf, run: anothersRun, shoe: "own:a-pair-of-ours" },
      },
      { deed: "a pair", body: { csrf: browsers.runs.csrf, run, shoe: "own:a-pair-of-hurts" } },
    ],
  },
  "GET /check-in": { ...runs, path: () => "/check-in?id=begun-by-a-test" },
  "POST /check-in": {
    ...runs,
    form: ({ today }) => ({ id: "told-by-a-test", day: today, places: "deep", side: "left" }),
    lenient: ["id"],
  },
  "GET /check-in/{day}/{id}": {
    ...runs,
    path: checkInPath("runs"),
    foreign: anothersCheckIn(""),
  },
  "GET /check-in/{day}/{id}/{step}": {
    ...runs,
    path: checkInPath("runs", "/urgent"),
    foreign: anothersCheckIn("/urgent"),
  },
  "POST /check-in/{day}/{id}/{step}": {
    ...runs,
    path: checkInPath("runs", "/urgent"),
    form: () => ({ fever: "yes" }),
    foreign: (world) => [
      ...anothersCheckIn("/urgent")(world),
      ...anothersCheckIn("/delete")(world),
    ],
  },
  "GET /settings": runs,
  "POST /settings": {
    ...runs,
    form: () => ({ section: "days", zone: "Europe/Oslo", units: "mi", weekStart: "7" }),
  },
  "GET /settings/address": runs,
  "POST /settings/address": { ...runs, form: () => ({ email: "elsewhere@example.com" }), turn: 4 },
  "GET /settings/address/{token}": { ...runs, path: ({ links }) => links.address },
  "POST /settings/address/{token}": { ...runs, path: ({ links }) => links.address, turn: 3 },
  "GET /settings/thresholds": runs,
  "POST /settings/thresholds": { ...runs, form: () => ({ progressionPct: "8" }) },
  "GET /settings/sources": runs,
  "POST /settings/sources": { ...runs, form: () => ({ up: "strava" }), lenient: ["up"] },
  "GET /settings/runs": runs,
  "POST /settings/runs": {
    ...runs,
    form: ({ run }) => ({ do: "leave-out", run, why: "not-a-run" }),
    lenient: ["do"],
    foreign: ({ browsers, anothersRun }) => [
      {
        deed: "a run",
        body: { csrf: browsers.runs.csrf, do: "leave-out", run: anothersRun, why: "not-a-run" },
      },
    ],
  },
  "GET /operator": owner,
  "POST /operator/redrive": {
    ...owner,
    form: () => ({ queue: "RunCheckup", mended: "yes" }),
    // Nothing is sent again unless both are right; the page says so to the owner.
    lenient: ["queue", "mended"],
    changes: false,
  },
  "GET /settings/export": runs,
  "GET /settings/export/{part}": { ...runs, path: () => "/settings/export/everything" },
  "GET /settings/delete": runs,
  "POST /settings/delete": { ...runs, form: () => ({ word: "delete" }), turn: 6 },
};
