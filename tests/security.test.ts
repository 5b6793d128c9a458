import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionUrl } from "../functions/shared/http/action-links.ts";
import { LISTS } from "../functions/shared/http/http-handler.ts";
import { unsubscribeUrl } from "../functions/shared/http/links.ts";
import { signRunnerToken } from "../functions/shared/http/runner-token.ts";
import { appBrowser } from "./support/app-browser.ts";
import { type Door, doors, NOWHERE } from "./support/doors.ts";
import { until } from "./support/local-wait.ts";
import { makeRecord, makeShoeRecord } from "./support/make-record.ts";
import { type PageWorld, startPageWorld } from "./support/page-world.ts";
import { mailsOf, sessionOf } from "./support/whole-app.ts";

/*
 * Every route of the template, called by someone who means harm: each call gets a clear refusal, and
 * nothing in the table changes.
 */

let world: PageWorld;
beforeAll(async () => {
  world = await startPageWorld();
}, 300_000);
afterAll(() => world?.close());

const DAY_MS = 24 * 3_600_000;
const LARGE = "a".repeat(20_000);
const TOO_LARGE = "a".repeat(70_000);
const FORM = "application/x-www-form-urlencoded";
const SCRIPT = "<script>alert(1)</script>";

type Form = Readonly<Record<string, string>>;

interface Call {
  /** What the call tries, for a failing test's message. */
  readonly deed: string;
  readonly path?: string;
  /** The form's names and values, or the raw body. */
  readonly body?: Form | string | Uint8Array;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A method other than the route's. */
  readonly method?: string;
}

interface Answer {
  readonly status: number;
  readonly to: string | null;
  readonly html: string;
  readonly setCookies: readonly string[];
  /** All except the date. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const [methodOf, pathOf] = [
  (route: string) => (route === "$default" ? "GET" : (route.split(" ")[0] ?? "")),
  (route: string) => route.split(" ")[1] ?? "",
];

const cookieOf = (cookies: ReadonlyMap<string, string>) =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** Makes a call of the route that is correct except for what `call` changes. */
async function send(route: string, door: Door, call: Call): Promise<Answer> {
  const { path = door.path?.(world) ?? pathOf(route), cookie, headers = {} } = call;
  const { method = methodOf(route) } = call;
  const browser = world.browsers[door.who ?? "nobody"];
  const { body = goodForm(route, door) } = call;
  const isText = typeof body === "string" || body instanceof Uint8Array;
  const answer = await fetch(new URL(path, world.app.appUrl), {
    method,
    redirect: "manual",
    headers: {
      cookie: cookie ?? cookieOf(browser.cookies),
      ...(method === "POST" && {
        "content-type": FORM,
        origin: "null",
        "sec-fetch-site": "same-origin",
      }),
      ...headers,
    },
    ...(method === "POST" && {
      body: isText ? Buffer.from(body) : new URLSearchParams(body).toString(),
    }),
  });
  return {
    status: answer.status,
    to: answer.headers.get("location"),
    html: await answer.text(),
    setCookies: answer.headers.getSetCookie(),
    headers: [...answer.headers].filter(([name]) => name !== "date"),
  };
}

function goodForm(route: string, door: Door): Form {
  if (methodOf(route) !== "POST") return {};
  const { csrf } = world.browsers[door.who ?? "nobody"];
  const isSigned = door.guard === "session" || door.guard === "owner";
  return { ...(isSigned && { csrf }), ...door.form?.(world) };
}

/** The table without the counts of attempts, which change on purpose. */
async function table(): Promise<readonly string[]> {
  const items = await world.reach.scan();
  return items
    .filter((item) => !item.includes('"pk":"LIMIT#'))
    .map((item) => item.replace(/"tries":\d+/, ""));
}

/** Makes the calls, and lists those that were not refused as they should be and what they changed. */
async function faultsOf(
  route: string,
  door: Door,
  calls: readonly Call[],
  isRefused: (answer: Answer) => boolean,
): Promise<readonly string[]> {
  const before = await table();
  const faults: string[] = [];
  for (const call of calls) {
    const answer = await send(route, door, call);
    const isOurs = answer.to === null || /^\/(?!\/)/.test(answer.to);
    const isClean =
      !answer.html.includes(SCRIPT) && answer.setCookies.every((set) => set.startsWith("__Host-"));
    if (isRefused(answer) && isOurs && isClean) continue;
    faults.push(`${call.deed}: ${answer.status} ${answer.to ?? ""}`);
  }
  // Whatever was put in a queue shows in the table too.
  await world.app.idle();
  const after = await table();
  const changed = [
    ...after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`),
    ...before.filter((item) => !after.includes(item)).map((item) => `- ${item}`),
  ];
  return [...faults, ...changed.map((item) => item.slice(0, 200))];
}

const is4xx = ({ status }: Answer) => status >= 400 && status < 500;

describe("the doors", () => {
  it("of the template are all in the table, so that a new one is tried too", () => {
    const declared = world.app.model.routes.map(({ routeKey }) => routeKey).sort();
    expect(Object.keys(doors).sort()).toEqual(declared);
  });
});

/** What a browser may send in place of a valid session. */
async function badSessions(): Promise<readonly Call[]> {
  const { runs, hurts } = world.runners;
  const token = (cookies: ReadonlyMap<string, string>) => cookies.get("__Host-session") ?? "";
  const right = token((await sessionOf(runs)).cookies);
  const [header = "", payload = "", signature = ""] = right.split(".");
  const nowMs = Date.now();
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  const of = (
    runner: typeof runs,
    purpose: "session" | "strava-state",
    lifeS: number,
    ms = nowMs,
  ) => signRunnerToken(runner, purpose, { id: "made-up", lifeS, nowMs: ms });
  const tokens = {
    none: "",
    garbage: "x",
    "no token's parts": "a.b.c",
    "8 KB": "a".repeat(8000),
    unsigned: `${none}.${payload}.`,
    "another's signature": `${header}.${payload}.${token((await sessionOf(hurts)).cookies).split(".")[2]}`,
    tampered: `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
    "made with another's key": await of({ ...runs, sessionKey: hurts.sessionKey }, "session", 60),
    "made for something else": await of(runs, "strava-state", 60),
    ended: token((await sessionOf(runs, nowMs - 31 * DAY_MS)).cookies),
    "of a runner of a strange name": await of({ ...runs, id: "../x" }, "session", 60),
  };
  return Object.entries(tokens).map(([deed, value]) => ({
    deed: `session: ${deed}`,
    cookie: value === "" ? "" : `__Host-session=${value}`,
  }));
}

describe.each(Object.entries(doors).filter(([, { guard }]) => guard === "session"))(
  "%s",
  (route, door) => {
    it("sends anyone without a session to sign in", async () => {
      const isSent = ({ status, to }: Answer) =>
        status === 303 && /^\/sign-in(\?|$)/.test(to ?? "");
      expect(await faultsOf(route, door, await badSessions(), isSent)).toEqual([]);
    });
  },
);

describe.each(Object.entries(doors).filter(([, { guard }]) => guard === "owner"))(
  "%s",
  (route, door) => {
    it("does not exist for anyone but the owner", async () => {
      const another: Call = { deed: "a runner", cookie: cookieOf(world.browsers.runs.cookies) };
      const is404 = ({ status }: Answer) => status === 404;
      const calls = [...(await badSessions()), another];
      expect(await faultsOf(route, door, calls, is404)).toEqual([]);
    });

    it("answers them, however they ask, byte for byte as an address where nothing is", async () => {
      const cookies = ["", cookieOf(world.browsers.runs.cookies)];
      const ways = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].flatMap((method) =>
        ["*/*", "text/html", "application/json"].flatMap((accept) =>
          cookies.map((cookie) => ({ method, cookie, headers: { accept } })),
        ),
      );
      const bodies = ["x=%zz", "x=1&x=2", `x=${TOO_LARGE}`].map((body) => ({
        method: "POST",
        body,
      }));
      for (const way of [...ways, ...bodies]) {
        const deed = JSON.stringify(way).slice(0, 200);
        const [there, nowhere] = await Promise.all([
          send(route, door, { ...way, deed }),
          send(route, door, { ...way, deed, path: NOWHERE }),
        ]);
        expect(there, deed).toEqual(nowhere);
        expect(is4xx(there), deed).toBe(true);
      }
    });
  },
);

const FOREIGN_PAGES: readonly Call[] = [
  { deed: "another site's form", headers: { origin: "https://evil.example" } },
  {
    deed: "another site's form with its origin hidden",
    headers: { origin: "null", "sec-fetch-site": "cross-site" },
  },
  { deed: "a form that tells no origin", headers: { origin: "", "sec-fetch-site": "" } },
  {
    deed: "a neighbour's form",
    headers: { origin: "null", "sec-fetch-site": "same-site" },
  },
  { deed: "our address with another port", headers: { origin: "http://localhost:1" } },
];

const formDoors = Object.entries(doors).filter(
  ([route, { guard }]) =>
    methodOf(route) === "POST" && ["session", "owner", "own form"].includes(guard),
);

describe.each(formDoors)("%s", (route, door) => {
  it("takes no form but our own", async () => {
    const form = goodForm(route, door);
    const { csrf } = world.browsers.hurts;
    const wrong: readonly Call[] =
      door.guard === "own form"
        ? []
        : [
            { deed: "no token", body: { ...form, csrf: "" } },
            { deed: "a wrong token", body: { ...form, csrf: "x".repeat(43) } },
            // The worst case: a token that is valid for another runner.
            { deed: "another's token", body: { ...form, csrf: door.who === "hurts" ? "x" : csrf } },
          ];
    const is403 = ({ status }: Answer) => status === 403;
    expect(await faultsOf(route, door, [...FOREIGN_PAGES, ...wrong], is403)).toEqual([]);
  });

  it("refuses a body that is no form, too large, or ambiguous", async () => {
    const form = goodForm(route, door);
    const text = new URLSearchParams(form).toString();
    const strict = Object.keys(form).filter((field) => !door.lenient?.includes(field));
    const once = Object.keys(form).filter((field) => !LISTS.includes(field));
    const asType = (type: string): Call => ({
      deed: `as ${type}`,
      body: text,
      headers: { "content-type": type },
    });
    const calls: Call[] = [
      ...(strict.length === 0 ? [] : [asType("text/plain"), asType("application/json")]),
      { deed: "too large", body: `${text}&more=${TOO_LARGE}` },
      { deed: "a wrong percent sign", body: `${text}&more=%zz` },
      { deed: "half a character", body: `${text}&more=%E2%82` },
      {
        deed: "bytes that are no text",
        body: Buffer.concat([Buffer.from(`${text}&a=`), Buffer.from([0xff])]),
      },
      ...once.map((field) => ({
        deed: `${field} twice`,
        body: `${text}&${field}=${encodeURIComponent(form[field] ?? "")}x`,
      })),
      ...strict.map((field) => ({ deed: `huge ${field}`, body: { ...form, [field]: LARGE } })),
    ];
    expect(await faultsOf(route, door, calls, is4xx)).toEqual([]);
  });
});

const HOSTILE: readonly string[] = [
  "%00",
  "%zz",
  "%E0%A4%A",
  "%0d%0aset-cookie:%20a=b",
  encodeURIComponent(SCRIPT),
  "..%2f..%2fsettings",
  "__proto__",
  "a".repeat(3000),
];

describe.each(Object.entries(doors).filter(([route]) => route.includes("{")))(
  "%s",
  (route, door) => {
    it("refuses what can't be in its address", async () => {
      const parts = pathOf(route).split("/");
      const good = (door.path?.(world) ?? "").split("?")[0]?.split("/") ?? [];
      const calls = parts.flatMap((part, at) =>
        part.startsWith("{")
          ? HOSTILE.map((text) => ({
              deed: `${part} is ${text.slice(0, 30)}`,
              path: good.map((own, index) => (index === at ? text : own)).join("/"),
            }))
          : [],
      );
      const isElsewhere = (one: Answer) => is4xx(one) || (one.to ?? "") === door.elsewhere;
      expect(calls.length).toBeGreaterThan(0);
      expect(await faultsOf(route, door, calls, isElsewhere)).toEqual([]);
    });
  },
);

describe.each(Object.entries(doors).filter(([, { foreign }]) => foreign !== undefined))(
  "%s",
  (route, door) => {
    it("gives nobody what is another's, nor lets them change it", async () => {
      const calls = door.foreign?.(world) ?? [];
      expect(calls.length).toBeGreaterThan(0);
      expect(await faultsOf(route, door, calls, is4xx)).toEqual([]);
    });
  },
);

describe("a link of a mail", () => {
  it("opens nothing but what it was made for, nor longer than it may", async () => {
    const { runs, hurts } = world.runners;
    const day = world.today;
    const done = { do: "exercises-done" as const, day, tips: ["G1" as const] };
    const [act = "", ended = "", anothers = ""] = [
      actionUrl("", runs, done, Date.now()),
      actionUrl("", runs, done, Date.now() - 15 * DAY_MS),
      actionUrl("", hurts, done, Date.now()),
    ];
    const stop = unsubscribeUrl("", runs, "digest");
    const forged: readonly [route: string, paths: readonly string[]][] = [
      ["GET /act/{runnerId}/{token}", [`${act}x`, ended, anothers.replace("/hurts/", "/runs/")]],
      ["POST /act/{runnerId}/{token}", [`${act}x`, ended, anothers.replace("/hurts/", "/runs/")]],
      [
        "POST /unsubscribe/{runnerId}/{topic}/{token}",
        [
          stop.slice(0, -1),
          stop.replace("/digest/", "/load/"),
          unsubscribeUrl("", hurts, "digest").replace("/hurts/", "/runs/"),
        ],
      ],
    ];
    for (const [route, paths] of forged) {
      const door = doors[route] ?? { guard: "link" };
      const calls = paths.map((path, at) => ({ deed: `link ${at}`, path }));
      expect(await faultsOf(route, door, calls, is4xx)).toEqual([]);
    }
  });
});

describe("who is sent on", () => {
  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/%5cevil.example",
    "/today\r\nset-cookie: a=b",
    "javascript:alert(1)",
    "/today?x=//evil.example",
    "\thttps://evil.example",
  ])("lands on a page of ours, whatever the address asks for: %j", async (next) => {
    // An address for each case, because only a few emails an hour go to one.
    const email = `nobody-${Buffer.from(next).toString("hex").slice(0, 40)}@example.com`;
    const browser = appBrowser(world.app.appUrl);
    const asked = await browser.get(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(asked.html).toContain('name="next" value="/today"');
    const sent = await browser.post("/sign-in", { email, next });
    expect(sent.to).toBe("/sign-in/code");
    expect(browser.cookies.get("__Host-next")).toBe("%2Ftoday");
  });
});

describe("a name that somebody typed", () => {
  const EVIL = '"><img src=x onerror=alert(1)>\r\nBcc: evil@example.com\r\n\r\n=cmd|1';

  it("is only text, on each page and in the mail", async () => {
    const { activities, shoes, runners, askNudges } = world.reach;
    const runnerId = "new";
    const now = Date.now();
    const records = [20, 13, 6, 2].map((ago) =>
      makeRecord({
        sourceId: `evil-${ago}`,
        name: EVIL,
        day: new Date(now - ago * DAY_MS).toISOString().slice(0, 10),
        startAt: new Date(now - ago * DAY_MS).toISOString(),
        distanceM: 5000,
        shoeSourceId: "evil",
      }),
    );
    const worn = { source: "strava-export", sourceId: "evil", name: EVIL, startDistanceM: 799_000 };
    await shoes.save(runnerId, makeShoeRecord(worn));
    for (const record of records) await activities.save(runnerId, record);
    const today = new Date(now);
    const activity = makeRecord({
      sourceId: "evil-0",
      name: EVIL,
      day: today.toISOString().slice(0, 10),
      startAt: today.toISOString(),
      distanceM: 12_000,
      shoeSourceId: "evil",
    });
    await activities.save(runnerId, activity);
    await askNudges(runnerId);
    const { email = "" } = (await runners.find(runnerId)) ?? {};
    const mail = await until(
      async () =>
        (await mailsOf(world.app)).find(
          ({ destination, subject }) =>
            destination.to.includes(email) && !subject.includes("Sign in"),
        ),
      30_000,
    );
    expect(mail.destination.to).toEqual([email]);
    expect(`${mail.subject}${mail.headers.map(({ value }) => value).join("")}`).not.toMatch(
      /[\r\n]/,
    );
    expect(mail.body.html).not.toContain("<img src=x");

    const browser = appBrowser(world.app.appUrl, world.browsers.new.cookies);
    let shown = 0;
    for (const path of ["/today", "/training", "/shoes", "/settings"]) {
      const { status, html } = await browser.get(path);
      expect(status).toBe(200);
      expect(html).not.toContain("<img src=x");
      shown += html.split("&lt;img src=x").length - 1;
    }
    expect(shown).toBeGreaterThan(2);
  });
});

describe("what is too large for the door itself", () => {
  it("is refused before a function sees it", async () => {
    const body = "a".repeat(10 * 1024 * 1024 + 1);
    const door = doors["POST /settings"] ?? { guard: "session" };
    expect((await send("POST /settings", door, { deed: "11 MB", body })).status).toBe(413);
  });
});

/** A session of the door's runner as of now, if it has one: a change of address has ended the others. */
async function sessionNow(route: string, door: Door): Promise<Partial<Call>> {
  const runner = await world.reach.runners.find(door.who ?? "nobody");
  if (runner === null) return {};
  const { cookies, csrf } = await sessionOf(runner);
  const form = goodForm(route, door);
  return { cookie: cookieOf(cookies), body: "csrf" in form ? { ...form, csrf } : form };
}

/** Runs last, since some of these calls end what the other tests need. */
describe.each(Object.entries(doors).sort(([, a], [, b]) => (a.turn ?? 0) - (b.turn ?? 0)))(
  "%s",
  (route, door) => {
    it("opens to whoever may enter, so that the refusals above are refusals", async () => {
      const before = await table();
      const answer = await send(route, door, {
        deed: "as it should be",
        ...(await sessionNow(route, door)),
      });
      expect({ status: answer.status, to: answer.to }).toEqual({
        status: door.good ?? (methodOf(route) === "POST" ? 303 : 200),
        to: answer.to,
      });
      if (methodOf(route) === "POST" && door.changes !== false) {
        expect(await table()).not.toEqual(before);
      }
    });
  },
);
