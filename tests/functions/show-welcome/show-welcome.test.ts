import { expect, it } from "vitest";
import { showNothing, showWelcome } from "../../../functions/show-welcome/show-welcome.tsx";
import { joinPage } from "../../../functions/wording/account.en.ts";
import { makeRequest } from "../../support/make-request.ts";

it("the first page says what is stored, for how long, and from which age, before an address is asked for", async () => {
  const answer = await showWelcome();
  const html = "body" in answer ? String(await answer.body).replaceAll("&#39;", "'") : "";
  for (const line of [...joinPage.stored, joinPage.who]) expect(html).toContain(line);
  expect(html).toContain("16 and over");
});

it.each([
  ["/shoes/add", "/shoes"],
  ["/shoes/change", "/shoes"],
  ["/runs/add", "/runs"],
  ["/routine/done", "/routine"],
  ["/connect/polar/key", "/connect"],
])(
  "%s, which stays in the address bar after a form is refused, leads to its page when it is opened",
  async (rawPath, redirect) => {
    const answer = await showNothing(makeRequest("$default", { method: "GET", rawPath }));
    expect(answer).toMatchObject({ redirect });
  },
);

it.each([
  ["50", "/runs?after=50"],
  ["//evil.example", "/runs"],
])(
  "a later page of a list, sent to with after=%s, is gone back to as %s",
  async (after, redirect) => {
    const asked = { method: "GET", rawPath: "/runs/change", query: { after } };
    expect(await showNothing(makeRequest("$default", asked))).toMatchObject({ redirect });
  },
);

it.each([
  ["GET", "/nowhere"],
  ["GET", "/nowhere/add"],
  ["GET", "/settings/nowhere"],
  ["GET", "//shoes/add"],
  ["GET", "/constructor/add"],
  ["POST", "/shoes/nowhere"],
])("there is nothing for %s %s", async (method, rawPath) => {
  const answer = await showNothing(makeRequest("$default", { method, rawPath }));
  expect(answer).toMatchObject({ isNoPage: true });
});
