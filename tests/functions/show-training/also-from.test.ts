import { beforeEach, describe, expect, it } from "vitest";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { ActivityRecord } from "../../../functions/messages/activity.ts";
import { trainingPages } from "../../../functions/show-training/routes.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");

let table: Table;

beforeEach(async () => {
  table = await freshTable();
});

async function training(...told: Partial<ActivityRecord>[]) {
  const data = runnerData(table);
  for (const overrides of told) await data.activities.save("ada", makeRecord(overrides));
  const deps = {
    ...data,
    events: { send: async () => {} },
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
  };
  const ada = await signInTo((request) => trainingPages(request, deps), deps, { id: "ada" });
  return { html: (await ada.get("/training")).html, csrf: await ada.csrf() };
}

describe("a run that several sources tell", () => {
  it("is shown once, with who else tells it, and a button for each that needs no script", async () => {
    const { html, csrf } = await training(
      { source: "polar", name: "By the watch" },
      { source: "strava", name: "By Strava", distanceM: 5100 },
      { source: "file", name: "By a file" },
    );
    expect(html).toContain("By the watch");
    expect(html).not.toContain("By Strava");
    expect(html).toContain("also from Strava and a file");
    expect(html).toContain("5.00 km");
    const buttons = [...html.matchAll(/<button[^>]*>/g)].map(([tag]) => tag);
    expect(buttons).toHaveLength(2);
    expect(buttons[0]).toContain('form="apart"');
    expect(buttons[0]).toContain('value="[&quot;polar:1&quot;,&quot;strava:1&quot;]"');
    expect(html).toContain('<form id="apart" method="post" action="/settings/sources">');
    expect(html).toContain(`name="csrf" value="${csrf}"`);
  });

  it("has no button where nobody else tells it", async () => {
    const { html } = await training({ source: "polar" });
    expect(html).not.toContain("also from");
    expect(html).not.toContain("<button");
  });

  it("keeps hostile ids inside the button's value", async () => {
    const hostile = `"><script>alert(1)</script>`;
    const { html } = await training(
      { source: "polar", sourceId: hostile },
      { source: "strava", sourceId: "2" },
    );
    expect(html).toContain("These are two runs");
    expect(html).not.toContain("<script>alert");
  });
});
