import { describe, expect, it } from "vitest";
import type { Activity } from "../../../domain/history.ts";
import type { ShoeWear } from "../../../domain/shoes.ts";
import { isoDay } from "../../../functions/shared/time.ts";
import { label } from "../../../functions/wording/en.ts";
import {
  connectionNudge,
  RULE_NUDGE_TEXTS,
  shoeNudge,
} from "../../../functions/wording/nudges.en.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeCheckup } from "../../support/make-digest.ts";
import { makeFinding } from "../../support/make-finding.ts";

const reading = { units: "km", isoDay } as const;

describe("the email about a long run", () => {
  const told = (distanceM: number) =>
    RULE_NUDGE_TEXTS["session-spike"](
      makeCheckup([
        ...onDays([TODAY - 20, TODAY - 9]),
        makeActivity({ day: TODAY - 1, distanceM }),
      ]),
      reading,
    );

  it.each([
    [12_000, "Saturday's 12.0 km: longer than your recent runs"],
    [14_000, "Saturday's 14.0 km: much longer than your recent runs"],
    [25_000, "Saturday's 25.0 km: much longer than your recent runs"],
  ])("of %i m after 10 km has the subject %s", (distanceM, subject) => {
    expect(told(distanceM).subject).toBe(subject);
  });
});

describe("the email about a step up in distance", () => {
  const runs = onDays([TODAY, TODAY - 3, TODAY - 9, TODAY - 20]);
  const told = (activities: readonly Activity[]) =>
    RULE_NUDGE_TEXTS["distance-progression"](makeCheckup(activities), reading).subject;

  it("gives the distance, and says that it is the least one where a run came without any", () => {
    expect(told(runs)).toBe("Your last seven days: 20.0 km, after 10.0 km");
    const indoors = makeActivity({ day: TODAY - 1, distanceM: 0 });
    expect(told([...runs, indoors])).toBe("Your last seven days: at least 20.0 km, after 10.0 km");
  });
});

describe("the email about days off", () => {
  const daily = (ago: readonly number[]) => onDays(ago.map((day) => TODAY - day));
  const week = [0, 1, 2, 3, 4, 5, 6];
  const told = (activities: readonly Activity[], dayGoesOn: boolean) =>
    RULE_NUDGE_TEXTS["rest-days"](makeCheckup(activities, { options: { dayGoesOn } }), reading);

  it("speaks of the last seven days, with today's run, and asks for the next one", () => {
    expect(told(daily(week), true)).toMatchObject({
      subject: "A run on each of the last seven days",
      headline: "You ran on each of the last seven days. Make the next one a day without a run.",
    });
  });

  it("speaks of the seven up to yesterday where today may be the day off", () => {
    const { subject, headline } = told(daily(week.map((ago) => ago + 1)), true);
    expect(subject).toBe("A run on each of the seven days up to yesterday");
    expect(headline).toContain("Make today or tomorrow a day without a run.");
  });

  it("doesn't say that a runner with one day off had none", () => {
    expect(told(daily(week.slice(1)), false)).toMatchObject({
      subject: "Few days off lately",
      headline:
        "You have had few days without a run lately. Make the next one a day without a run.",
    });
  });
});

it("the email about what mostly waits for the digest says what was found, and what to do", () => {
  const found = { ...makeCheckup(), findings: [makeFinding({ rule: "training-strain" })] };
  expect(RULE_NUDGE_TEXTS["training-strain"](found, reading).headline).toBe(
    "One of your hardest weeks lately. Make the easy days clearly easier than the hard ones.",
  );
});

describe("the email about a pair of shoes", () => {
  const pair = (more: Partial<ShoeWear>): ShoeWear => ({
    ...{ shoeId: "s1", alsoIds: [], name: "Blue pair", rotationShare: 1, replaceOn: null },
    ...{ distanceM: 500_000, noticeAtM: 480_000, replaceAtM: 800_000, status: "notice" },
    ...more,
  });

  it("at its first notice names that, when it is due, and whose numbers those are", () => {
    const own = shoeNudge(pair({}), true, reading);
    expect(own.figure).toBe("500 km; first notice at 480 km, the limit you set; due at 800 km");
    expect([own.label, shoeNudge(pair({}), false, reading).label]).toEqual([
      label.own,
      label.convention,
    ]);
  });

  it.each([
    [800_400, "Blue pair has 800 km on it, the distance at which it is due. Get the next pair."],
    [812_000, "Blue pair has 812 km on it, past the 800 km at which it is due. Get the next pair."],
  ])("of %i m that is due at 800 km says: %s", (distanceM, headline) => {
    const told = shoeNudge(pair({ status: "replace", distanceM }), false, reading);
    expect(told.headline).toBe(headline);
    expect(told.figure).toContain("due at 800 km, the usual limit, as you haven't set one");
  });
});

describe("the email about a connection", () => {
  const strava = { provider: "strava", sinceMs: 0 };

  it.each([
    [
      "that lacks a permission",
      { ...strava, kind: "consent-missing" },
      "One permission is missing at Strava",
    ],
    [
      "that was ended at the service",
      { ...strava, kind: "lost", reason: "ended" },
      "Your connection to Strava has ended",
    ],
    [
      "that the service refuses",
      { ...strava, kind: "lost", reason: "refused" },
      "Your runs no longer reach us",
    ],
  ] as const)("%s has a subject of its own", (_, health, subject) => {
    expect(connectionNudge(health).subject).toBe(subject);
  });
});
