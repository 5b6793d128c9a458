import { expect, it } from "vitest";
import { showWelcome } from "../../../functions/show-welcome/show-welcome.tsx";
import { joinPage } from "../../../functions/wording/account.en.ts";

it("the first page says what is stored, for how long, and from which age, before an address is asked for", async () => {
  const answer = await showWelcome();
  const html = "body" in answer ? String(await answer.body) : "";
  for (const line of [...joinPage.stored, joinPage.who]) expect(html).toContain(line);
  expect(html).toContain("16 and over");
});
