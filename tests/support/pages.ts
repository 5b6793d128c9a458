import { NOWHERE } from "./doors.ts";
import type { PageWorld, Who } from "./page-world.ts";

export interface Page {
  readonly name: string;
  /** The template's route that shows it. */
  readonly route: string;
  readonly who: Who;
  /** By default the route's own path. */
  readonly path?: (world: PageWorld) => string;
  /** By default 200. */
  readonly status?: number;
}

const of = (who: "runs" | "hurts", more: string) => (world: PageWorld) =>
  `/check-in/${world.checkIns[who].day}/${world.checkIns[who].id}${more}`;

const step = (name: string): Page => ({
  name: `check-in, ${name}`,
  route: "GET /check-in/{day}/{id}/{step}",
  who: "runs",
  path: of("runs", `/${name}`),
});

/**
 * Every page there is, in the states that look different. A new route needs a line here, or one in `noPages`:
 * the browser suites look at each page, and `npm run screenshots` takes its picture.
 */
export const pages: readonly Page[] = [
  { name: "welcome", route: "GET /", who: "nobody" },
  { name: "no such page", route: "$default", who: "nobody", path: () => NOWHERE, status: 404 },
  { name: "sign-in", route: "GET /sign-in", who: "nobody" },
  { name: "code", route: "GET /sign-in/code", who: "asks" },
  { name: "code, ended", route: "GET /sign-in/code", who: "nobody", status: 410 },
  {
    name: "sign-in link",
    route: "GET /sign-in/link/{token}",
    who: "asks",
    path: ({ links }) => links.signIn,
  },
  {
    name: "sign-in link in another browser",
    route: "GET /sign-in/link/{token}",
    who: "nobody",
    path: ({ links }) => links.signIn,
    status: 403,
  },
  { name: "join", route: "GET /join", who: "joins" },
  { name: "join, ended", route: "GET /join", who: "nobody", status: 410 },
  { name: "today", route: "GET /today", who: "runs" },
  { name: "today, new here", route: "GET /today", who: "new" },
  { name: "today, not to run", route: "GET /today", who: "hurts" },
  { name: "training", route: "GET /training", who: "runs" },
  {
    name: "training, a year",
    route: "GET /training",
    who: "runs",
    path: () => "/training?weeks=52",
  },
  { name: "training, new here", route: "GET /training", who: "new" },
  { name: "shoes", route: "GET /shoes", who: "runs" },
  { name: "shoes, new here", route: "GET /shoes", who: "new" },
  { name: "routine", route: "GET /routine", who: "runs" },
  { name: "routine, new here", route: "GET /routine", who: "new" },
  { name: "routine, red flag", route: "GET /routine", who: "hurts" },
  { name: "check-in", route: "GET /check-in", who: "runs" },
  {
    name: "check-in, result",
    route: "GET /check-in/{day}/{id}",
    who: "runs",
    path: of("runs", ""),
  },
  {
    name: "check-in, red flag",
    route: "GET /check-in/{day}/{id}",
    who: "hurts",
    path: of("hurts", ""),
  },
  {
    name: "check-in, unknown",
    route: "GET /check-in/{day}/{id}",
    who: "runs",
    path: of("hurts", ""),
    status: 404,
  },
  ...["urgent", "pain", "when", "signs", "self-screen"].map(step),
  { name: "sources", route: "GET /connect", who: "runs" },
  { name: "sources, none", route: "GET /connect", who: "new" },
  {
    name: "sources, no answer of ours",
    route: "GET /connect/strava/callback",
    who: "runs",
    status: 400,
  },
  {
    name: "sources, no answer of a service's",
    route: "GET /connect/{provider}/callback",
    who: "runs",
    path: () => "/connect/polar/callback",
    status: 400,
  },
  { name: "settings", route: "GET /settings", who: "runs" },
  {
    name: "settings, kept",
    route: "GET /settings",
    who: "runs",
    path: () => "/settings?saved=nudges",
  },
  { name: "address asked for", route: "GET /settings/address", who: "runs" },
  {
    name: "address link",
    route: "GET /settings/address/{token}",
    who: "runs",
    path: ({ links }) => links.address,
  },
  { name: "thresholds", route: "GET /settings/thresholds", who: "runs" },
  { name: "runs", route: "GET /runs", who: "runs" },
  { name: "runs, new here", route: "GET /runs", who: "new" },
  { name: "bring files", route: "GET /upload", who: "runs" },
  {
    name: "undo an upload",
    route: "GET /upload/undo",
    who: "runs",
    path: () => "/upload/undo?upload=an-upload-of-runs",
  },
  { name: "order of sources, one", route: "GET /settings/sources", who: "runs" },
  { name: "order of sources, two", route: "GET /settings/sources", who: "hurts" },
  { name: "runs left out", route: "GET /settings/runs", who: "runs" },
  { name: "operator", route: "GET /operator", who: "owner" },
  { name: "export", route: "GET /settings/export", who: "runs" },
  {
    name: "export, no such part",
    route: "GET /settings/export/{part}",
    who: "runs",
    path: () => "/settings/export/soon",
    status: 404,
  },
  { name: "delete", route: "GET /settings/delete", who: "runs" },
  { name: "goodbye", route: "GET /goodbye", who: "nobody" },
  {
    name: "unsubscribe",
    route: "GET /unsubscribe/{runnerId}/{topic}/{token}",
    who: "nobody",
    path: ({ links }) => links.unsubscribe,
  },
  {
    name: "exercises done",
    route: "GET /act/{runnerId}/{token}",
    who: "nobody",
    path: ({ links }) => links.act,
  },
];

/** Routes that no person looks at, with the reason. */
export const noPages: Readonly<Record<string, string>> = {
  "GET /assets/{name}": "a file of a page",
  "GET /calendar/{runnerId}/{token}": "a file for a calendar program",
  "GET /webhooks/strava/{key}": "asked by Strava, answered with JSON",
};

/** The address of a page in a world. */
export function addressOf(page: Page, world: PageWorld): string {
  const path = page.path?.(world) ?? page.route.slice("GET ".length);
  return new URL(path, world.app.appUrl).href;
}
