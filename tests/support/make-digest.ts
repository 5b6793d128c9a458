import { type Checkup, type CheckupOptions, checkup } from "../../domain/checkup.ts";
import type { Activity, Pause, Shoe } from "../../domain/history.ts";
import type { DigestContext } from "../../functions/email/digest-view.ts";
import { pageUrls } from "../../functions/shared/http/links.ts";
import { isoDay } from "../../functions/shared/time.ts";
import { makeActivity, onDays, TODAY } from "./make-activity.ts";

/** 15.0 km after 5.0 km, the longest run 1.98 times the longest of the 30 days before it. */
const SPIKE_WEEK: readonly Activity[] = [
  makeActivity({ day: TODAY - 1, distanceM: 10_000, movingS: 3600 }),
  makeActivity({ day: TODAY - 3, distanceM: 5000, movingS: 1800 }),
  makeActivity({ day: TODAY - 9, distanceM: 5000, movingS: 1800 }),
  makeActivity({ day: TODAY - 20, distanceM: 5050, movingS: 1800 }),
  ...onDays([TODAY - 40, TODAY - 50], { distanceM: 6000, movingS: 2400 }),
];

export function makeCheckup(
  activities: readonly Activity[] = SPIKE_WEEK,
  {
    shoes = [],
    pauses = [],
    options = {},
  }: {
    shoes?: readonly Shoe[];
    pauses?: readonly Pause[];
    options?: CheckupOptions;
  } = {},
): Checkup {
  return checkup({ activities, pauses }, shoes, TODAY, options);
}

export function makeDigestContext(overrides: Partial<DigestContext> = {}): DigestContext {
  return {
    generated: false,
    credits: [],
    units: "km",
    isoDay,
    tips: [
      { title: "Sleep on it", text: "Seven hours or more.", label: "Advice" },
      { title: "Bridges", text: "Two sets of 12.", label: "Advice" },
    ],
    pain: null,
    routine: null,
    streakWeeks: 0,
    doneUrl: (day) => `https://run.example/act/r1/${day}`,
    missingRuns: null,
    missed: [],
    said: [],
    urls: {
      unsubscribe: "https://run.example/unsubscribe/r1/digest/abc",
      ...pageUrls("https://run.example"),
    },
    why: "You connected your runs.",
    ...overrides,
  };
}
