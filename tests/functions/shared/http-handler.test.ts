import { html } from "hono/html";
import { describe, expect, it } from "vitest";
import { httpHandler } from "../../../functions/shared/http-handler.ts";
import { makeContext, makeHttpEvent } from "../../support/make-event.ts";

async function answerOf(name: string) {
  const handler = httpHandler({
    deps: () => ({}),
    work: async ({ path }) => {
      if (path["name"] === "broken") throw new Error("secret ada@example.com");
      return { outcome: "ok", status: 200, title: name, body: html`<p>${path["name"]}</p>` };
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

  it("that breaks inside is a page that says what to do, with nothing of the fault in it", async () => {
    const answer = await answerOf("broken");
    expect(answer.statusCode).toBe(500);
    expect(answer.body).toContain("Please try again");
    expect(answer.body).not.toContain("secret");
  });
});
