import { type Checkup, checkup } from "../../domain/checkup.ts";
import type { RuleId } from "../../domain/finding.ts";
import type { Activity, History, Shoe } from "../../domain/history.ts";
import { type Case, judge } from "../../domain/judge.ts";
import { RULE_NUDGES } from "../../domain/nudges/decide-nudges.ts";
import type { CheckIn } from "../../domain/pain/check-in.ts";
import { type Triage, triage } from "../../domain/pain/triage.ts";
import { TIPS } from "../../domain/tips/catalogue.ts";
import { streakWeeks } from "../../domain/tips/exercise-log.ts";
import type { WeeksChart } from "../../functions/charts/weeks-chart.ts";
import {
  addressChangedEmail,
  confirmAddressEmail,
  farewellEmail,
  noDigestEmail,
} from "../../functions/email/account-letters.ts";
import { type RenderedDigest, renderDigest } from "../../functions/email/digest.ts";
import { type DigestContext, digestView } from "../../functions/email/digest-view.ts";
import { renderNudge } from "../../functions/email/nudge.ts";
import {
  type NudgeContent,
  type NudgeContext,
  nudgeView,
} from "../../functions/email/nudge-view.ts";
import { renderReminder } from "../../functions/email/reminder.ts";
import { type ReminderContext, reminderView } from "../../functions/email/reminder-view.ts";
import { signInEmail } from "../../functions/email/sign-in.ts";
import { checkInRecord } from "../../functions/messages/check-in.ts";
import { actionUrl } from "../../functions/shared/http/action-links.ts";
import { pageUrls } from "../../functions/shared/http/links.ts";
import { toCheckIns } from "../../functions/shared/runner/to-domain.ts";
import { dayNumberOf, isoDay } from "../../functions/shared/time.ts";
import { creditTexts } from "../../functions/wording/credits.en.ts";
import * as en from "../../functions/wording/en.ts";
import { digestReason } from "../../functions/wording/pages.en.ts";
import { TIP_TEXTS } from "../../functions/wording/tips.en.ts";

interface Sample {
  readonly name: string;
  readonly checkup: Checkup;
  readonly context: DigestContext;
}

/** What a sample's runner told us, besides what they did. */
type Told = Partial<Pick<Case, "checkIns" | "exerciseLog">>;

const PUBLIC_URL = "https://stridewell.example";
const SENT_AT_MS = Date.parse("2026-11-22T18:00:00Z");
const AS_OF = "2026-11-22";
const today = dayNumberOf(AS_OF);

/** Made-up weeks that each read differently, judged for real. */
function samples(): readonly Sample[] {
  return [
    sample("spike", { activities: spike() }, [DAILY, LIGHT]),
    sample("ordinary", { activities: steady(0, 12, { rpe: true }) }, [LIGHT], {
      exerciseLog: [1, 3, 8, 10, 15, 18].map((ago) => ({
        day: today - ago,
        tip: "G1",
        done: true,
      })),
      missed: [{ day: isoDay(today - 7), fate: "unknown" }],
    }),
    sample("miles", { activities: spike() }, [DAILY, LIGHT], { units: "mi" }),
    sample("no-rest", { activities: noRest() }, [{ ...DAILY, startDistanceM: 790_000 }], {
      generated: true,
    }),
    sample("no-runs", { activities: steady(1, 8) }, [DAILY], {
      missed: [{ day: isoDay(today - 7), fate: "skipped" }],
    }),
    sample("long-break", { activities: steady(4, 10) }, [DAILY]),
    sample("return", { activities: [run(1, 5), run(4, 4), ...steady(4, 8)] }, [DAILY]),
    sample("first-week", { activities: [run(0, 5), run(2, 4), run(5, 3)] }, []),
    sample("nothing-yet", { activities: [] }, []),
    sample("treadmill", {
      activities: steady(0, 6).map((activity) => ({ ...activity, distanceM: 0 })),
    }),
    sample("sore", { activities: steady(0, 12) }, [LIGHT], {
      checkIns: yesterday({ places: ["outside"], painDuring: 2, painAfter: 4 }),
    }),
    sample("red-flag", { activities: [...SPIKE_WEEK, ...steady(1, 10)] }, [LIGHT], {
      checkIns: yesterday({
        places: ["front-or-groin"],
        painDuring: 2,
        growsDuringRun: true,
        limp: true,
      }),
    }),
    sample("hostile", { activities: spike() }, [
      { ...DAILY, name: HOSTILE },
      { ...DAILY, id: "hostile", name: "\u202E<b>عمر</b>\n" },
    ]),
  ];
}

interface NudgeSample {
  readonly name: string;
  readonly content: NudgeContent;
  readonly context: NudgeContext;
}

/** Every kind of nudge, judged for real. */
export function nudgeSamples(): readonly NudgeSample[] {
  const step = [0, 2, 4, 6].map((ago) => run(ago, 5)).concat(steady(1, 9));
  const slower = step.map((activity) => ({ ...activity, distanceM: 0 }));
  const worn = (km: number, overrides: Partial<Shoe> = {}) => ({
    ...DAILY,
    startDistanceM: km * 1000,
    ...overrides,
  });
  const sinceMs = 0;
  return [
    rule("spike", "session-spike", spike()),
    rule("spike-miles", "session-spike", spike(), { units: "mi", generated: true }),
    rule(
      "spike-while-sore",
      "session-spike",
      spike(),
      {},
      hip({ places: ["outside"], painDuring: 6 }),
    ),
    rule("no-rest", "rest-days", noRest()),
    rule("more-distance", "distance-progression", step),
    rule("more-time", "duration-progression", slower),
    shoe("shoe-notice", worn(490)),
    shoe("shoe-notice-own", worn(310, { noticeAtM: 300_000, replaceAtM: 600_000 })),
    shoe("shoe-replace", worn(806)),
    shoe("shoe-replace-own", worn(612, { name: HOSTILE, replaceAtM: 600_000 })),
    flag("flag-emergency", { saddleNumbness: true, cannotBearWeight: true }),
    flag("flag-doctor", { places: ["front-or-groin"], growsDuringRun: true }),
    flag("flag-visit", { numbness: true, swelling: true }),
    connection("connection-refused", {
      kind: "lost",
      provider: "strava",
      reason: "refused",
      sinceMs,
    }),
    connection("connection-ended", { kind: "lost", provider: "strava", reason: "ended", sinceMs }),
    connection("consent-missing", { kind: "consent-missing", provider: "strava", sinceMs }),
  ];
}

const CREDITS = [creditTexts.strava];

interface ReminderSample {
  readonly name: string;
  readonly context: ReminderContext;
}

/** The day after a steady month: one with a run around it, one for a beginner. */
export function reminderSamples(): readonly ReminderSample[] {
  const of = (activities: readonly Activity[], streak: number, kind: "strength" | "mobility") => {
    const { routine } = judge({
      runnerId: "sample",
      today,
      history: { activities },
      shoes: [],
      checkIns: [],
      shown: [],
      practiceDays: [1, 3, 5],
    });
    if (routine.answer !== "routine") throw new Error("A sample without a routine.");
    const plan = routine.days.find((one) => one[kind].length > 0);
    if (plan === undefined) throw new Error("A sample without a session.");
    const day = isoDay(plan.day);
    return {
      day,
      exercises: plan[kind],
      beforeRun: activities.length > 0 ? routine.beforeRun : [],
      afterRun: activities.length > 0 ? routine.afterRun : [],
      streakWeeks: streak,
      generated: false,
      credits: activities.length > 0 ? CREDITS : [],
      urls: { ...urlsWith("reminder"), done: `${PUBLIC_URL}/act/r1/q7h2` },
    };
  };
  return [
    { name: "reminder-strength", context: of(steady(0, 12), 3, "strength") },
    { name: "reminder-mobility", context: of([], 0, "mobility") },
  ];
}

/** The emails about the account itself. */
function letters() {
  const url = `${PUBLIC_URL}/sign-in/${"q7h2".repeat(11)}`;
  return [
    { name: "letter-sign-in", ...signInEmail({ url, code: "40718826", appUrl: PUBLIC_URL }) },
    { name: "letter-confirm-address", ...confirmAddressEmail(PUBLIC_URL, url) },
    { name: "letter-address-changed", ...addressChangedEmail(PUBLIC_URL) },
    { name: "letter-no-digest", ...noDigestEmail(urlsWith("digest"), []) },
    { name: "letter-farewell", ...farewellEmail(PUBLIC_URL) },
  ];
}

export interface SampleMail extends RenderedDigest {
  /** Begins with `nudge-`, `reminder-` or `letter-`; a digest's begins with none of them. */
  readonly name: string;
}

/** Every kind of email in each situation, as it leaves; `draw` makes a digest's picture. */
export async function sampleMails(
  draw: (chart: WeeksChart) => Promise<Uint8Array>,
): Promise<readonly SampleMail[]> {
  const digests = samples().map(async ({ name, checkup, context }) => {
    const view = digestView(checkup, context);
    const picture = view.chart === null ? undefined : await draw(view.chart);
    return { name, ...renderDigest(view, picture) };
  });
  const others = [
    ...nudgeSamples().map(({ name, content, context }) => ({
      name,
      ...renderNudge(nudgeView(content, context)),
    })),
    ...reminderSamples().map(({ name, context }) => ({
      name,
      ...renderReminder(reminderView(context)),
    })),
    ...letters(),
  ];
  return [...(await Promise.all(digests)), ...others.map((mail) => ({ ...mail, inline: [] }))];
}

function nudge(name: string, content: NudgeContent, topic: NudgeContext["topic"]): NudgeSample {
  const urls = topic === null ? { ...pageUrls(PUBLIC_URL), unsubscribe: null } : urlsWith(topic);
  return {
    name: `nudge-${name}`,
    content,
    context: { units: "km", isoDay, generated: false, topic, credits: CREDITS, urls },
  };
}

function rule(
  name: string,
  id: RuleId,
  activities: readonly Activity[],
  context: Partial<NudgeContext> = {},
  pain: Triage | null = null,
): NudgeSample {
  const judged = checkup({ activities }, [], today);
  const finding = judged.findings.find((one) => one.rule === id && one.answer === "raised");
  if (finding === undefined) throw new Error(`The sample ${name} does not raise ${id}.`);
  const made = nudge(
    name,
    { kind: "rule", finding, checkup: judged, triage: pain },
    RULE_NUDGES[id].topic,
  );
  return { ...made, context: { ...made.context, ...context } };
}

function shoe(name: string, pair: Shoe): NudgeSample {
  const [wear] = checkup({ activities: [] }, [pair], today).shoes;
  if (wear === undefined) throw new Error("A sample without a pair of shoes.");
  return nudge(name, { kind: "shoe", shoe: wear, hasOwnLimit: pair.replaceAtM !== null }, "shoes");
}

function flag(name: string, told: object): NudgeSample {
  const judged = hip({ places: ["outside"], painDuring: 2, ...told });
  if (judged === null) throw new Error("A sample without a check-in.");
  return nudge(name, { kind: "flag", triage: judged }, null);
}

function connection(
  name: string,
  health: Extract<NudgeContent, { kind: "connection" }>["health"],
): NudgeSample {
  return nudge(name, { kind: "connection", health }, "connection");
}

/** The triage of a check-in made the day before. */
function hip(told: object): Triage | null {
  return triage(yesterday(told), { lastRunDay: today, weeks: [], raised: [] });
}

/** A check-in made the day before. */
function yesterday(told: object): readonly CheckIn[] {
  return toCheckIns([checkInRecord.parse({ ...told, day: isoDay(today - 1) })], today);
}

const DAILY: Shoe = {
  id: "shoe:daily",
  name: "Blue daily trainer",
  startDistanceM: 420_000,
  noticeAtM: null,
  replaceAtM: null,
  retired: false,
  providerDistanceM: null,
};
const LIGHT: Shoe = { ...DAILY, id: "shoe:light", name: "Light pair", startDistanceM: 60_000 };

/** 15.0 km after 5.0 km, one run 1.98 times the longest of the 30 days before it. */
const SPIKE_WEEK: readonly Activity[] = [run(1, 10, LIGHT.id), run(3, 3), run(5, 2)];

/** The same after ordinary weeks. */
const spike = (): Activity[] => [...SPIKE_WEEK, run(9, 3), run(12, 2), ...steady(2, 10)];

/** A run on each of the last seven days. */
const noRest = (): Activity[] =>
  [0, 1, 2, 3, 4, 5, 6].map((ago) => run(ago, 6)).concat(steady(1, 9));

const HOSTILE = `<script>alert("1")</script>\r\nBcc: a@b.example '&' 👟‍🔥`;

const urlsWith = (topic: string) => ({
  ...pageUrls(PUBLIC_URL),
  unsubscribe: `${PUBLIC_URL}/unsubscribe/r1/${topic}/q7h2`,
});

function run(daysAgo: number, km: number, shoeId = DAILY.id): Activity {
  return {
    id: `sample:${daysAgo}:${km}`,
    sport: "run",
    day: today - daysAgo,
    startMinute: 7 * 60,
    distanceM: km * 1000,
    movingS: km * 348,
    averageHeartRateBpm: null,
    maxHeartRateBpm: null,
    sessionRpe: null,
    heartRateBands: null,
    cadenceSpm: 168,
    shoeId,
  };
}

/** Earlier weeks of about 10 km, the latest ending `from` weeks ago. */
function steady(from: number, count: number, { rpe = false } = {}): Activity[] {
  return Array.from({ length: count }, (_, index) => {
    const week = from + index;
    const runs = [
      run(7 * week + 1, 5.05),
      run(7 * week + 3, 2 + (week % 3) * 0.4),
      run(7 * week + 5, 3 - (week % 2) * 0.5),
    ];
    return runs.map((activity) => ({ ...activity, sessionRpe: rpe ? 4 : null }));
  }).flat();
}

function sample(
  name: string,
  history: History,
  shoes: readonly Shoe[] = [],
  { checkIns = [], exerciseLog = [], ...context }: Partial<DigestContext> & Told = {},
): Sample {
  const judged = judge({
    runnerId: "sample",
    today,
    history,
    shoes,
    checkIns,
    exerciseLog,
    shown: [],
  });
  return {
    name,
    checkup: judged.checkup,
    context: {
      generated: false,
      credits: CREDITS,
      units: "km",
      isoDay,
      tips: judged.tips.map((id) => ({ ...TIP_TEXTS[id], label: en.label[TIPS[id].basis] })),
      pain: judged.triage,
      routine: judged.routine,
      streakWeeks: streakWeeks(exerciseLog, today, 1),
      doneUrl: (day, tips) =>
        actionUrl(
          PUBLIC_URL,
          { id: "r1", linkKey: "sample" },
          { do: "exercises-done", day: isoDay(day), tips: [...tips] },
          SENT_AT_MS,
        ),
      missingRuns: null,
      missed: [],
      said: [],
      urls: urlsWith("digest"),
      why: digestReason,
      ...context,
    },
  };
}
