import { describe, expect, it } from "vitest";
import { RULE_NUDGES } from "../../domain/nudges/decide-nudges.ts";
import { dayNumberOf, localTime } from "../../functions/shared/time.ts";
import { distance } from "../../functions/wording/en.ts";
import { untied } from "../support/email-html.ts";
import { adviceIn, type Letter, liveWith, minuteOf } from "../support/follower.ts";
import { dice, follow, HABITS } from "../support/habits.ts";
import { makeRunner } from "../support/make-runner.ts";

const WEEKS = 16;
const { zone } = makeRunner();

const MONDAY_MORNING = { on: true, weekday: 1, hour: 7 } as const;
const SUNDAY_EVENING = { on: true, weekday: 7, hour: 18 } as const;

/** Emails that came while the last digest before them gave limits for the week. */
function underLimits(letters: readonly Letter[]): readonly Letter[] {
  let isAdvised = false;
  return letters.filter((letter) => {
    const was = isAdvised;
    if (letter.kind === "digest") {
      const { weekM, weekS } = adviceIn(letter.mail.text);
      isAdvised = weekM !== null && weekS !== null;
    }
    return was;
  });
}

const LOAD = /^too-far:|^rule:(session-spike|distance-|duration-|intensity-|training-)/;
const REBUKES = /went beyond what you were used to|was a step up|more than you should start with/;

describe.each(Object.entries(HABITS))("a runner who is %s", (name, habit) => {
  it.each([
    ["km", "on Monday mornings", MONDAY_MORNING],
    ["km", "on Sunday evenings", SUNDAY_EVENING],
    ["mi", "on Monday mornings", MONDAY_MORNING],
  ] as const)(
    "and keeps to the limits of each digest (%s, %s) is told off by none and by no nudge",
    async (units, _, digest) => {
      const roll = dice(name.length + digest.hour);
      const { letters, glances } = await liveWith({ units, digest }, WEEKS, (...told) =>
        follow(habit, roll, ...told),
      );
      const advised = underLimits(letters);
      expect(advised.length).toBeGreaterThan(WEEKS / 2);
      expect(advised.flatMap(({ keys }) => keys.filter((key) => LOAD.test(key)))).toEqual([]);
      for (const { mail } of advised) expect(adviceIn(mail.text).words).not.toMatch(REBUKES);
      const from = advised[0]?.at ?? "";
      const cautions = glances.filter(({ at }) => at > from).map(({ caution }) => caution);
      expect(cautions.length).toBeGreaterThan(WEEKS / 2);
      expect([...new Set(cautions)].filter((one) => one !== null && one !== "rest")).toEqual([]);
    },
  );

  it("and doesn't keep to them is told of each thing once in its time, and of the distance run", async () => {
    const roll = dice(name.length);
    const { letters } = await liveWith({}, WEEKS, (advice, from, week) => {
      const times = 0.9 + 0.6 * roll();
      const more = (amount: number | null | undefined) => (amount ? times * amount : null);
      const loose = { weekM: more(advice?.weekM), longestM: more(advice?.longestM) };
      return follow(habit, roll, { weekS: null, laterM: null, words: "", ...loose }, from, week);
    });
    const nudges = letters.filter(({ kind }) => kind === "nudge");
    for (const [index, letter] of nudges.entries()) {
      const earlier = nudges.slice(0, index);
      for (const [rule, { coolDownDays }] of Object.entries(RULE_NUDGES)) {
        const key = `rule:${rule}`;
        if (!letter.keys.includes(key)) continue;
        const last = earlier.findLast(({ keys }) => keys.includes(key));
        const ago = last && minuteOf(letter, zone) - minuteOf(last, zone);
        expect(ago ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(coolDownDays * 1440);
      }
    }
    const digests = letters.filter(({ kind, records }) => kind === "digest" && records.length > 0);
    for (const { at, mail, records } of digests) {
      const judged = dayNumberOf(localTime(at, zone).day) - 1;
      const sumM = records
        .filter(({ day }) => dayNumberOf(day) > judged - 7 && dayNumberOf(day) <= judged)
        .reduce((sum, { distanceM }) => sum + distanceM, 0);
      expect(untied(mail.text)).toMatch(new RegExp(`\nDistance +${distance(sumM, "km")} `));
    }
  });
});

it("a runner without a sensor on the treadmill hears of missing distances once in five weeks, and of time in each", async () => {
  const { letters } = await liveWith({}, 52, (_, from, week) =>
    [0, 2, 4].map((on) => ({
      day: from + on,
      minute: 18 * 60,
      distanceM: 0,
      movingS: 1800 + 300 * (week % 4 === 3 ? 1 : 0),
    })),
  );
  const digests = letters.filter(({ kind }) => kind === "digest");
  const texts = digests.map(({ mail }) => mail.text.replaceAll(/\s+/g, " "));
  expect(texts).toHaveLength(52);
  const ofMissing = texts.map((text) => text.includes("came with a distance, so go by their time"));
  expect(ofMissing.filter(Boolean)).toHaveLength(Math.ceil(52 / 5));
  for (const text of texts.slice(1)) {
    expect(text).toMatch(/ NEXT WEEK, AT MOST (\D+\. )?Time \d/);
    expect(text).not.toMatch(/ km |Distance /);
  }
});
