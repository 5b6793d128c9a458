import fc from "fast-check";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { Runner } from "../../../../functions/ports/runner.ts";
import { cookiesIn } from "../../../../functions/shared/http/cookie.ts";
import { nextPath } from "../../../../functions/shared/http/next-path.ts";
import { isCsrfOf, readSession, sessionCookie } from "../../../../functions/shared/http/session.ts";
import { type SignedInRequest, signedIn } from "../../../../functions/shared/http/signed-in.ts";
import { makeRequest, PUBLIC_URL } from "../../../support/make-request.ts";
import { makeRunner } from "../../../support/make-runner.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const DAY_MS = 24 * 3_600_000;

const storeOf = (...runners: Runner[]) => ({
  find: async (id: string) => runners.find((runner) => runner.id === id) ?? null,
});

/** What a browser sends back after a `Set-Cookie`. */
const sentBack = (set: string) => cookiesIn([set.split(";")[0] ?? ""]);

const ada = makeRunner();
const bob = makeRunner({ id: "r2", sessionKey: "the session key of somebody else entirely" });

describe("a session", () => {
  it("is its runner's, in a cookie that only this host gets back", async () => {
    const set = await sessionCookie(ada, NOW_MS);
    expect(set).toMatch(/^__Host-session=[\w.-]+; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    const session = await readSession(sentBack(set), storeOf(ada, bob), NOW_MS + DAY_MS);
    expect(session?.runner.id).toBe("r1");
    expect(session?.renewed).toBeNull();
  });

  it("ends after thirty days, and is renewed on the way under the same id", async () => {
    const first = sentBack(await sessionCookie(ada, NOW_MS));
    const runners = storeOf(ada);
    expect(await readSession(first, runners, NOW_MS + 30 * DAY_MS + 1000)).toBeNull();
    const later = await readSession(first, runners, NOW_MS + 2 * DAY_MS);
    const renewed = sentBack(later?.renewed ?? "");
    const last = await readSession(renewed, runners, NOW_MS + 31 * DAY_MS);
    expect(last?.csrf).toBe(later?.csrf);
  });

  it("takes no form of another session of the same runner", async () => {
    const csrfs = await Promise.all(
      [1, 2].map(async () => {
        const cookies = sentBack(await sessionCookie(ada, NOW_MS));
        return (await readSession(cookies, storeOf(ada), NOW_MS))?.csrf;
      }),
    );
    expect(new Set(csrfs).size).toBe(2);
  });

  it("opens nothing once the key is another, the runner is gone, or it was made for somebody else", async () => {
    const cookies = sentBack(await sessionCookie(ada, NOW_MS));
    const renewed = { ...ada, sessionKey: "signed out everywhere, a newer key" };
    expect(await readSession(cookies, storeOf(renewed), NOW_MS)).toBeNull();
    expect(await readSession(cookies, storeOf(), NOW_MS)).toBeNull();
    const forged = await sessionCookie({ id: "r1", sessionKey: bob.sessionKey }, NOW_MS);
    expect(await readSession(sentBack(forged), storeOf(ada, bob), NOW_MS)).toBeNull();
  });

  it("is not opened by any other token of the runner's key", async () => {
    const key = new TextEncoder().encode(ada.sessionKey);
    const other = new SignJWT().setProtectedHeader({ alg: "HS256" }).setSubject("r1").setJti("j");
    const token = await other
      .setAudience("strava")
      .setIssuedAt(0)
      .setExpirationTime("9999d")
      .sign(key);
    const cookies = new Map([["__Host-session", token]]);
    expect(await readSession(cookies, storeOf(ada), NOW_MS)).toBeNull();
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${token.split(".")[1]}.`;
    expect(
      await readSession(new Map([["__Host-session", unsigned]]), storeOf(ada), NOW_MS),
    ).toBeNull();
  });

  it("without an end, a beginning or an id of its own is none, even under the runner's key", async () => {
    const whole = { sub: "r1", aud: "session", jti: "s1", iat: 0, exp: NOW_MS / 1000 + 60 };
    const read = async (claims: object) => {
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(ada.sessionKey));
      return readSession(new Map([["__Host-session", token]]), storeOf(ada), NOW_MS);
    };
    expect((await read(whole))?.runner.id).toBe("r1");
    for (const lacking of ["exp", "iat", "jti"] as const) {
      const { [lacking]: _, ...rest } = whole;
      expect(await read(rest)).toBeNull();
    }
  });

  const asksNobody = {
    find: async () => {
      throw new Error("asked");
    },
  };

  it.each(["", "r1#PROFILE", "\nr1", "r1 ", "é", "r".repeat(65), undefined])(
    "in the name of %j is none, and nobody is asked for",
    async (sub) => {
      const parts = [{ alg: "HS256" }, { sub, aud: "session" }];
      const encoded = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
      const cookies = new Map([["__Host-session", `${encoded.join(".")}.c2ln`]]);
      expect(await readSession(cookies, asksNobody, NOW_MS)).toBeNull();
    },
  );

  it("of any text is none, and nobody is asked for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const cookies = new Map([["__Host-session", text]]);
        expect(await readSession(cookies, asksNobody, NOW_MS)).toBeNull();
      }),
    );
  });
});

describe("a page for signed-in runners", () => {
  const deps = { runners: storeOf(ada, bob), publicUrl: PUBLIC_URL, nowMs: () => NOW_MS };
  const done: SignedInRequest[] = [];
  const work = signedIn<typeof deps>(async (request) => {
    done.push(request);
    return { outcome: "done", redirect: "/done" };
  });
  const cookiesOf = async (runner: Runner) =>
    Object.fromEntries(sentBack(await sessionCookie(runner, NOW_MS, "s1")));
  const csrfOf = async (runner: Runner) =>
    (await readSession(new Map(Object.entries(await cookiesOf(runner))), deps.runners, NOW_MS))
      ?.csrf ?? "";

  it("renews a session that is older than a day", async () => {
    const cookies = await cookiesOf(ada);
    const setAfter = async (ms: number) =>
      (await work(makeRequest("GET /today", { cookies }), { ...deps, nowMs: () => NOW_MS + ms }))
        .cookies;
    expect(await setAfter(DAY_MS)).toEqual([]);
    expect(await setAfter(DAY_MS + 1000)).toEqual([expect.stringMatching(/^__Host-session=./)]);
  });

  it("lets a form that was opened on a session's last day be sent four weeks later", async () => {
    const last = makeRequest("GET /check-in", { cookies: await cookiesOf(ada) });
    const at = (days: number) => ({ ...deps, nowMs: () => NOW_MS + days * DAY_MS });
    const [renewed = ""] = (await work(last, at(29.9))).cookies ?? [];
    const cookies = Object.fromEntries(sentBack(renewed));
    const sent = makeRequest("POST /check-in", { cookies, form: { csrf: await csrfOf(ada) } });
    expect(await work(sent, at(29.9 + 28))).toMatchObject({ outcome: "done" });
  });

  it("sends others to sign in, and remembers where they wanted to go", async () => {
    const answer = await work(makeRequest("GET /today"), deps);
    expect(answer).toMatchObject({ redirect: "/sign-in?next=%2Ftoday" });
    const prefilled = makeRequest("GET /check-in", { query: { places: "outside" } });
    expect(await work(prefilled, deps)).toMatchObject({
      redirect: "/sign-in?next=%2Fcheck-in%3Fplaces%3Doutside",
    });
    const secret = makeRequest("GET /connect", { query: { code: "A.B" } });
    expect(await work(secret, deps)).toMatchObject({ redirect: "/sign-in?next=%2Fconnect" });
  });

  it.each([
    ["/runs/add", "/sign-in?out=unsaved&next=%2Fruns"],
    ["/check-in", "/sign-in?out=unsaved&next=%2Fcheck-in"],
    [
      "/check-in/2026-01-31/c1/pain",
      "/sign-in?out=unsaved&next=%2Fcheck-in%2F2026-01-31%2Fc1%2Fpain",
    ],
    ["/check-in/2026-01-31/c1/delete", "/sign-in?out=unsaved&next=%2Fcheck-in%2F2026-01-31%2Fc1"],
    ["/settings", "/sign-in?out=unsaved&next=%2Fsettings"],
    ["/settings/thresholds", "/sign-in?out=unsaved&next=%2Fsettings%2Fthresholds"],
    // These end the session, so a second click finds none.
    ["/sign-out", "/sign-in"],
    ["/settings/delete", "/sign-in"],
  ])("sends a form for %s that comes signed out to %s", async (path, to) => {
    expect(await work(makeRequest(`POST ${path}`), deps)).toMatchObject({ redirect: to });
  });

  const foreign: [name: string, form: () => Promise<object>][] = [
    ["without a token", async () => ({ form: {} })],
    ["with another runner's token", async () => ({ form: { csrf: await csrfOf(bob) } })],
    [
      "from another site",
      async () => ({
        form: { csrf: await csrfOf(ada) },
        headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      }),
    ],
    [
      "from a sandboxed frame elsewhere, which has no origin",
      async () => ({
        form: { csrf: await csrfOf(ada) },
        headers: { origin: "null", "sec-fetch-site": "cross-site" },
      }),
    ],
    ["from no browser", async () => ({ form: { csrf: await csrfOf(ada) }, headers: {} })],
  ];
  it.each(foreign)("refuses a form %s, and does nothing", async (_, form) => {
    done.length = 0;
    const answer = await work(
      makeRequest("POST /x", { cookies: await cookiesOf(ada), ...(await form()) }),
      deps,
    );
    expect(answer).toMatchObject({ status: 403 });
    expect(done).toEqual([]);
  });

  it.each([
    ["which tells no origin, since our pages send no referrer", undefined],
    ["which tells its origin", { origin: PUBLIC_URL }],
  ])("takes its own form from a browser %s", async (_, headers) => {
    const asked = makeRequest("POST /x", {
      cookies: await cookiesOf(ada),
      form: { csrf: await csrfOf(ada) },
      ...(headers && { headers }),
    });
    expect(await work(asked, deps)).toMatchObject({ redirect: "/done" });
    expect(done.at(-1)?.runner.id).toBe("r1");
  });

  it("compares the form's token as a whole", async () => {
    const session = await readSession(
      new Map(Object.entries(await cookiesOf(ada))),
      deps.runners,
      NOW_MS,
    );
    if (session === null) throw new Error("no session");
    expect(isCsrfOf(session, session.csrf)).toBe(true);
    for (const wrong of [null, "", session.csrf.slice(1), `${session.csrf}x`]) {
      expect(isCsrfOf(session, wrong)).toBe(false);
    }
  });
});

describe("where somebody goes on to", () => {
  it.each([
    ["/today", "/today"],
    ["/shoes/add", "/shoes/add"],
    ["/settings/address/-Xy_9", "/settings/address/-Xy_9"],
    [null, "/home"],
    ["//evil.example", "/home"],
    ["//evil", "/home"],
    ["/\\evil.example", "/home"],
    ["/%2Fevil.example", "/home"],
    ["https://evil.example", "/home"],
    ["/check-in/2026-01-31/c1", "/check-in/2026-01-31/c1"],
    ["/check-in?places=sit-bone&side=left", "/check-in?places=sit-bone&side=left"],
    ["/today?x=//evil.example", "/home"],
    [`/today?${"x".repeat(201)}`, "/home"],
    ["/today\r\nset-cookie: a=b", "/home"],
    ["", "/home"],
  ])("%j leads to %s", (asked, to) => {
    expect(nextPath(asked, "/home")).toBe(to);
  });
});
