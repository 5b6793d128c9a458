import { html } from "hono/html";
import { httpHandler } from "../shared/http-handler.ts";
import { welcomePage } from "../wording/pages.en.ts";

export const handler = httpHandler({
  deps: () => ({}),
  work: async () => ({
    outcome: "shown",
    status: 200,
    title: welcomePage.title,
    body: html`<p>${welcomePage.text}</p><p>${welcomePage.disclaimer}</p>`,
  }),
});
