import { describe, expect, it } from "vitest";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { renderNudge } from "../../../functions/email/nudge.ts";
import { nudgeView } from "../../../functions/email/nudge-view.ts";
import { nudgeSamples } from "../../../infra/email/samples.ts";
import { untied } from "../../support/email-html.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

const rendered = nudgeSamples().map(({ name, content, context }) => ({
  name,
  view: nudgeView(content, context),
  ...renderNudge(nudgeView(content, context)),
}));

function named(name: string) {
  const found = rendered.find((one) => one.name === `nudge-${name}`);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return { ...found, flat: found.text.replaceAll(/\s+/g, " ") };
}

describe("every nudge", () => {
  it.each(rendered)(
    "$name begins with what, holds the same in both parts, and says why it came",
    ({ view, html, text }) => {
      const flat = text.replaceAll(/\s+/g, " ");
      expect(flat.startsWith(view.headline)).toBe(true);
      const shown = [view.headline, ...view.seen.why, ...view.seen.labels, view.todo.text];
      for (const line of [...shown, ...view.footer, view.seen.figure ?? ""]) {
        expect(flat).toContain(line);
        expect(untied(html)).toContain(
          line
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            .replaceAll(">", "&gt;")
            .replaceAll('"', "&quot;")
            .replaceAll("'", "&#39;"),
        );
      }
      expect(flat).toContain("You get this because");
      expect(flat).not.toMatch(/NaN|undefined|null|\bthe more\b.*\bthe more\b/i);
    },
  );
});

describe("a red flag", () => {
  it.each([
    ["flag-emergency", "Get emergency care now: call your local emergency number"],
    ["flag-doctor", "See a doctor within the next few days, and don't run until then"],
    ["flag-visit", "Book a visit this week or next with a sports physician"],
  ])("%s says when and whom in its first line, and has nothing to switch it off", (name, line) => {
    const { flat, view } = named(name);
    expect(flat.startsWith(line)).toBe(true);
    expect(view.stop).toBeNull();
    expect(flat).toContain("no setting turns it off");
    expect(flat).toContain("not a diagnosis");
  });
});

describe("a visit to book", () => {
  const todo = (answers: Partial<CheckIn>) => {
    const [sample] = nudgeSamples().filter(({ name }) => name === "nudge-flag-visit");
    const judged = triage([makeCheckIn(answers)], makeLoadContext());
    if (sample === undefined || judged === null) throw new Error("no sample");
    expect(judged.flags[0]?.urgency).toBe("book-visit");
    return nudgeView({ kind: "flag", triage: judged }, sample.context).todo.text;
  };

  it.each([
    [{ limp: true }, "No running at all until someone has looked at your hip."],
    [{ troubleWalking: true }, "No running at all until someone has looked at your hip."],
    [{ swelling: true, painDuring: 7 }, "No running while it hurts this much."],
  ])("says not to run where %j keeps from it, as every page does", (answers, words) => {
    expect(todo(answers)).toContain(words);
  });

  it("forbids no run where none is kept from", () => {
    expect(todo({ tingling: true })).not.toContain("No running");
  });
});

describe("a pair of shoes", () => {
  it.each([
    ["shoe-notice", "first notice at 483 km, the usual limit, as you haven't set one"],
    ["shoe-notice-own", "first notice at 300 km, the limit you set; due at 600 km"],
    ["shoe-replace", "due at 805 km, the usual limit, as you haven't set one"],
    ["shoe-replace-own", "due at 600 km, the limit you set"],
  ])("%s is told with its distance and whose limit it has reached", (name, figure) => {
    expect(named(name).flat).toContain(figure);
  });

  it("whose name holds a script and a line break harms nothing", () => {
    const { subject, html } = named("shoe-replace-own");
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain("<script");
  });
});

describe("a week without rest", () => {
  it("is answered with the advice that it rests on, under its own label", () => {
    const { flat } = named("no-rest");
    expect(flat).toContain("an easy ride is fine. [Advice: from clinicians, no trial found]");
    expect(flat).not.toContain("[Convention");
  });
});

describe("a spike", () => {
  it("carries its evidence, what to do with its own label, and one way to stop such messages", () => {
    const { flat, view } = named("spike");
    expect(flat).toContain("[Evidence: one cohort of 5,205 runners]");
    expect(flat).toContain("[Convention: a cautious rule of thumb, not tested in a trial]");
    expect(view.stop?.url).toContain("/load/");
  });

  it("says what to do if it was none", () => {
    expect(named("spike").flat).toContain("If the distance is wrong, leave the run out there.");
  });

  it("beside a hip that says not to run gives no advice on training", () => {
    const { flat } = named("spike-while-sore");
    expect(flat).toContain("Your last check-in says not to run for now.");
    expect(flat).not.toMatch(/short and easy|small steps/);
  });
});

describe("a step up", () => {
  const step = nudgeSamples().find(({ name }) => name === "nudge-more-distance");
  const told = (answers: Partial<CheckIn>) => {
    if (step?.content.kind !== "rule") throw new Error("no sample of a step up");
    const sore = triage([makeCheckIn(answers)], makeLoadContext());
    return nudgeView({ ...step.content, triage: sore }, step.context).todo.text;
  };

  it("beside a hip that asks for shorter, easier runs says so first", () => {
    expect(told({ painDuring: 5, painNextMorning: 0 })).toMatch(
      /^Your last check-in asks for shorter, easier runs or days off, and that comes first\. Stay at this/,
    );
    expect(told({ painDuring: 2, painNextMorning: 0 })).toMatch(/^Stay at this/);
  });
});

describe("a lost connection", () => {
  it.each(["connection-refused", "consent-missing"])(
    "(%s) to Strava says that no digest will come, and that disconnecting is the other way out",
    (name) => {
      const { flat } = named(name);
      expect(flat).toContain("no digest is sent, even if other sources report your runs");
      expect(flat).toContain("connect Strava again");
      expect(flat).toContain("you can disconnect Strava there instead");
    },
  );

  it.each([
    ["to another service", "connect Polar again", { provider: "polar" }],
    ["to a Strava whose runs are kept for good", "connect Strava again", { isKept: true }],
  ])("%s says neither, since the digest goes on", (_, todo, over) => {
    const [sample] = nudgeSamples().filter(({ name }) => name === "nudge-connection-refused");
    if (sample?.content.kind !== "connection") throw new Error("no sample");
    const health = { ...sample.content.health, ...over };
    const view = nudgeView({ kind: "connection", health }, sample.context);
    const { text } = renderNudge(view);
    expect(text).toContain(todo);
    expect(text).not.toMatch(/digest is sent|disconnect/);
  });
});
