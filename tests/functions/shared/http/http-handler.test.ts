import { readdirSync, readFileSync } from "node:fs";
import { html } from "hono/html";
import { describe, expect, it, vi } from "vitest";
import { httpHandler, LISTS } from "../../../../functions/shared/http/http-handler.ts";
import { makeContext, makeHttpEvent } from "../../../support/make-event.ts";

async function answerOf(name: string) {
  const handler = httpHandler({
    deps: () => ({}),
    work: async ({ path }) => {
      if (path["name"] === "broken") throw new Error("secret ada@example.com");
      if (path["name"] === "half-drawn") {
        const body = Promise.reject(new Error("secret"));
        return { outcome: "ok", status: 200, title: "x", body };
      }
      const status = path["name"] === "refused" ? 422 : 200;
      return { outcome: "ok", status, title: name, body: html`<p>${path["name"]}</p>` };
    },
  });
  const answer = await handler(makeHttpEvent("GET", "/x", { name }), makeContext(), () => {});
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

describe("a page", () => {
  it("escapes what it shows, in the title too", async () => {
    const { body } = await answerOf("<script>alert(1)</script>");
    expect(body).not.toContain("<script>");
    expect(body?.match(/&lt;script&gt;/g)).toHaveLength(3);
  });

  it.each([
    ["Shoes", "<title>Shoes · Stridewell</title>"],
    ["refused", "<title>Please check: refused · Stridewell</title>"],
  ])(
    "says in its title, which is read out first, whether its form was refused: %s",
    async (...is) => {
      const [name, title] = is;
      expect((await answerOf(name)).body).toContain(title);
    },
  );

  it("allows no script, no frame, no cache and no sniffing", async () => {
    const { headers } = await answerOf("x");
    expect(headers?.["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'self'; script-src 'self'; /,
    );
    expect(headers?.["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
  });

  it("is dropped from what the browser keeps for Back where the session ends", async () => {
    const headersOf = async (answer: object) => {
      const work = async () => ({ outcome: "ok", redirect: "/x", ...answer });
      const handler = httpHandler({ deps: () => ({}), work });
      const told = await handler(makeHttpEvent("POST", "/x", {}), makeContext(), () => {});
      return told?.headers ?? {};
    };
    expect(await headersOf({ forgets: true })).toMatchObject({ "clear-site-data": '"cache"' });
    expect(await headersOf({})).not.toHaveProperty("clear-site-data");
  });

  it("binds its own site to HTTPS, and no other of its domain", async () => {
    const { headers } = await answerOf("x");
    expect(headers?.["strict-transport-security"]).toBe("max-age=63072000");
  });

  it.each([
    ["/check-in", "/check-in"],
    ["/check-in/2026-01-31/c1/urgent", "/check-in"],
    ["/settings/export", "/settings"],
    ["/runs", null],
  ])("for a signed-in runner marks in the menu where %s is: %s", async (path, marked) => {
    const handler = httpHandler({
      deps: () => ({}),
      work: async () => ({ outcome: "", status: 200, title: "x", nav: true, body: html`` }),
    });
    const answer = await handler(makeHttpEvent("GET", path), makeContext(), () => {});
    const found = [...(answer?.body ?? "").matchAll(/href="([^"]+)" aria-current="page"/g)];
    expect(found.map(([, href]) => href)).toEqual(marked === null ? [] : [marked]);
  });

  it("that breaks inside is a page that says what to do, with nothing of the fault in it", async () => {
    const answer = await answerOf("broken");
    expect(answer.statusCode).toBe(500);
    expect(answer.body).toContain("Please try again");
    expect(answer.body).not.toContain("secret");
  });

  it.each([
    ["before it is made", "broken"],
    ["while it is drawn", "half-drawn"],
  ])("that breaks %s tells the number that its line in the log has", async (_, name) => {
    const answer = await answerOf(name);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).toContain(`<code>${makeContext().awsRequestId}</code>`);
    expect(answer.headers).toMatchObject({ "cache-control": "no-store" });
  });
});

/** The answer to such a request for what does not exist, or not for this visitor. */
async function nothingFor(method: string, accept?: string) {
  const handler = httpHandler({
    deps: () => ({}),
    work: async () => ({ outcome: "no such page", isNoPage: true as const }),
  });
  const event = makeHttpEvent(method, "/no/such/page");
  const headers = accept === undefined ? {} : { accept };
  const answer = await handler({ ...event, headers }, makeContext(), () => {});
  return { status: answer?.statusCode, headers: answer?.headers ?? {}, body: answer?.body ?? "" };
}

describe("where nothing is", () => {
  const BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  it.each([
    ["GET", BROWSER],
    ["GET", undefined],
    ["HEAD", "*/*"],
    ["POST", BROWSER],
    ["DELETE", BROWSER],
  ])("%s that takes %s gets a page that leads on", async (method, accept) => {
    const { status, headers, body } = await nothingFor(method, accept);
    expect(status).toBe(404);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body).toContain('href="/today"');
    expect(body).toContain('href="/"');
    expect(body).not.toContain("/no/such/page");
  });

  it.each([
    ["POST", undefined],
    ["POST", "*/*"],
    ["PUT", "application/json"],
  ])("%s that takes %s, as a script's does, gets one line", async (method, accept) => {
    const { status, headers, body } = await nothingFor(method, accept);
    expect(status).toBe(404);
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body)).toEqual({ error: expect.stringContaining("nothing was changed") });
  });

  it.each(["GET", "POST"])("%s has the headers of every page and no cookie", async (method) => {
    const { headers } = await nothingFor(method);
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "strict-transport-security": expect.stringMatching(/^max-age=\d{8}$/),
      "x-content-type-options": "nosniff",
    });
  });
});

const FORM = "application/x-www-form-urlencoded";

/** The answer to a form, which shows each of its fields. */
async function answerTo(body: string | Buffer, contentType = FORM) {
  const handler = httpHandler({
    deps: () => ({}),
    work: async ({ form }) => {
      const fields = [...form].map(([name, value]) => `[${name}:${value}]`).join("");
      return { outcome: "ok", status: 200, title: "x", body: html`<p>${fields}</p>` };
    },
  });
  const event = {
    ...makeHttpEvent("POST", "/x"),
    headers: { "content-type": contentType },
    body: typeof body === "string" ? body : body.toString("base64"),
    isBase64Encoded: typeof body !== "string",
  };
  const answer = await handler(event, makeContext(), () => {});
  return { status: answer?.statusCode, body: answer?.body ?? "" };
}

describe("a form", () => {
  it.each([
    ["as text", "name=Blue+%C3%A6&km=5"],
    ["in base64", Buffer.from("name=Blue+%C3%A6&km=5")],
    ["with letters as they are", Buffer.from("name=Blue \u00e6&km=5")],
  ])("is read %s", async (_, body) => {
    expect((await answerTo(body)).body).toContain("[name:Blue \u00e6][km:5]");
  });

  it.each([FORM.toUpperCase(), `${FORM}; charset=UTF-8`])("is read as %s", async (type) => {
    expect((await answerTo("km=5", type)).body).toContain("[km:5]");
  });

  it("may name several of what is a list, and only of that", async () => {
    expect((await answerTo("places=deep&places=outside")).body).toContain(
      "[places:deep][places:outside]",
    );
  });

  it.each([
    ["with a percent sign that stands for nothing", "km=%zz"],
    ["with half a character", "km=%E2%82"],
    ["of bytes that are no text", Buffer.from([0x6b, 0x3d, 0xff])],
    ["that says one thing twice", "km=5&km=6"],
    ["that says one thing twice among others that are clear", "name=x&km=5&km=6&places=deep"],
    ["that names one thing in two ways", "km=5&%6Bm=6"],
  ])("%s is refused, and nobody works on it", async (_, body) => {
    const answer = await answerTo(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("Nothing was changed");
    expect(answer.body).not.toContain("[");
  });

  it("is looked through once, however many names it has", async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `n${at}`);
    const reads = vi.spyOn(URLSearchParams.prototype, "getAll");
    expect((await answerTo(names.join("&"))).status).toBe(200);
    expect((await answerTo([...names, "n7"].join("&"))).status).toBe(400);
    expect(reads.mock.calls.length).toBeLessThanOrEqual(LISTS.length);
    reads.mockRestore();
  });

  it("that is larger than any of ours is refused", async () => {
    expect((await answerTo(`km=${"5".repeat(70_000)}`)).status).toBe(413);
    expect((await answerTo(Buffer.from(`km=${"5".repeat(70_000)}`))).status).toBe(413);
  });

  it("may repeat just the fields that pages read as lists", () => {
    const folder = new URL("../../../../functions/", import.meta.url);
    const read = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => [
        ...readFileSync(new URL(name, folder), "utf8").matchAll(/\.getAll\("(\w+)"\)/g),
      ])
      .map(([, field]) => field);
    expect([...new Set(read)].sort()).toEqual([...LISTS].sort());
  });
});
