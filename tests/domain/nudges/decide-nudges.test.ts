import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding, RuleId, Severity } from "../../../domain/finding.ts";
import {
  decideNudges,
  type NudgeKey,
  type NudgesInput,
  type Preferences,
  RULE_NUDGES,
  type SentNudge,
  SUPERSEDES,
  topicOf,
} from "../../../domain/nudges/decide-nudges.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";
import { anyHistory, RULES } from "../pain/arbitraries.ts";

const TODAY = 20_000;
const NOON = 720;

function raised(rule: RuleId, severity: Severity = "warning"): Finding {
  return { rule, answer: "raised", severity, basis: "convention", because: null };
}

const preferences = (overrides: Partial<Preferences> = {}): Preferences => ({
  quietFromMinute: 22 * 60,
  quietToMinute: 7 * 60,
  topicsOff: [],
  pause: null,
  ...overrides,
});

const decided = (overrides: Partial<NudgesInput>) =>
  decideNudges({
    findings: [],
    worn: [],
    triage: null,
    preferences: preferences(),
    connection: { state: "ok" },
    sent: [],
    now: { day: TODAY, minute: NOON },
    ...overrides,
  });

function decide(overrides: Partial<NudgesInput> = {}) {
  const { send, hold } = decided(overrides);
  return {
    send: send.map((nudge) => nudge.key),
    hold: Object.fromEntries(hold.map((nudge) => [nudge.key, nudge.because])),
  };
}

const judge = (answers: Partial<CheckIn>) =>
  triage([makeCheckIn({ day: TODAY, ...answers })], makeLoadContext());

const sentAt = (key: NudgeKey, daysAgo: number, minute = NOON): SentNudge => ({
  key,
  day: TODAY - daysAgo,
  minute,
});

describe("which findings can't wait for the digest", () => {
  it.each(RULES.map((rule) => [rule, RULE_NUDGES[rule].from === "urgent"] as const))(
    "a warning of %s waits: %s",
    (rule, waits) => {
      const { send, hold } = decide({ findings: [raised(rule)] });
      expect(send).toEqual(waits ? [] : [`rule:${rule}`]);
      expect(hold).toEqual(waits ? { [`rule:${rule}`]: "waits-for-digest" } : {});
    },
  );

  it.each(["rest-days", "distance-progression", "duration-progression"] as const)(
    "a notice of %s is enough",
    (rule) => {
      expect(decide({ findings: [raised(rule, "notice")] }).send).toEqual([`rule:${rule}`]);
    },
  );

  it("less than a rule's own severity waits, and what isn't raised is nothing at all", () => {
    expect(decide({ findings: [raised("session-spike", "notice")] }).hold).toEqual({
      "rule:session-spike": "waits-for-digest",
    });
    const clear: Finding = { ...raised("session-spike"), answer: "not-enough-data" };
    expect(decide({ findings: [clear] })).toEqual({ send: [], hold: {} });
  });
});

describe("cool-downs", () => {
  it.each(RULES.filter((rule) => RULE_NUDGES[rule].from !== "urgent").map((rule) => [rule]))(
    "%s is held within its own, and sent right after",
    (rule) => {
      const { coolDownDays } = RULE_NUDGES[rule];
      const key = `rule:${rule}` as const;
      const at = (daysAgo: number, minute: number) =>
        decide({ findings: [raised(rule)], sent: [sentAt(key, daysAgo, minute)] });
      expect(at(coolDownDays, NOON + 1).hold).toEqual({ [key]: "cool-down" });
      expect(at(coolDownDays, NOON).send).toEqual([key]);
    },
  );

  it("a long run each week is told at once, also if it comes some hours earlier than the last", () => {
    const sent = [sentAt("rule:session-spike", 7, NOON + 480)];
    expect(decide({ findings: [raised("session-spike", "warning")], sent }).send).toEqual([
      "rule:session-spike",
    ]);
  });

  it("a runner who never takes a day off hears of it once in four weeks, not each week", () => {
    const sent = [sentAt("rule:rest-days", 27)];
    expect(decide({ findings: [raised("rest-days")], sent }).hold).toEqual({
      "rule:rest-days": "cool-down",
    });
  });

  it.each([
    ["an emergency", { saddleNumbness: true }, "flag:R9:emergency", 1],
    ["a doctor to see", { painAfter: 8 }, "flag:R17:stop-and-see-doctor", 3],
    ["a visit to book", { numbness: true }, "flag:R5:book-visit", 7],
  ] as const)("%s is repeated after its own", (_, answers, key, days) => {
    const at = (daysAgo: number, minute: number) => {
      const judged = judge({ ...answers, day: TODAY - days });
      return decide({ triage: judged, sent: [sentAt(key, daysAgo, minute)] });
    };
    expect(at(days, NOON + 1).hold).toEqual({ [key]: "cool-down" });
    expect(at(days, NOON).send).toEqual([key]);
  });

  it("a fever where nothing hurts is told once, and becomes a new flag once something does", () => {
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const key = "flag:R12:stop-until-well";
    const ill = judge({ ...painless, fever: true, day: TODAY - 7 });
    expect(decide({ triage: ill, sent: [] }).send).toEqual([key]);
    expect(decide({ triage: ill, sent: [sentAt(key, 7)] }).hold).toEqual({ [key]: "cool-down" });
    expect(decide({ triage: judge({ fever: true }), sent: [sentAt(key, 1)] }).send).toEqual([
      "flag:R12:stop-and-see-doctor",
    ]);
  });

  it("a flag that became more urgent is a new one", () => {
    const sent = [sentAt("flag:R3:stop-and-see-doctor", 0)];
    expect(decide({ triage: judge({ pop: true, lossOfFunction: true }), sent }).send).toEqual([
      "flag:R3:emergency",
    ]);
  });

  it("one check-in isn't repeated for longer than a week; a new one is", () => {
    const key = "flag:R9:emergency";
    const old = judge({ saddleNumbness: true, day: TODAY - 8 });
    const held = { send: [], hold: { [key]: "already-told" } };
    expect(decide({ triage: old, sent: [sentAt(key, 6)] })).toEqual(held);
    expect(decide({ triage: old, sent: [sentAt(key, 8)] })).toEqual(held);
    expect(decide({ triage: old, sent: [] }).send).toEqual([key]);
    expect(decide({ triage: old, sent: [sentAt(key, 9)] }).send).toEqual([key]);
    expect(decide({ triage: old, sent: [sentAt("flag:R10:emergency", 6)] }).send).toEqual([key]);
    expect(
      decide({ triage: judge({ saddleNumbness: true }), sent: [sentAt(key, 6)] }).send,
    ).toEqual([key]);
  });

  it("signs that only hold from before aren't repeated with each check-in for weeks, and new ones are", () => {
    const key = "flag:R11:stop-and-see-doctor";
    const grew = { places: ["front-or-groin"], growsDuringRun: true } as const;
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 } as const;
    const holding = triage(
      [makeCheckIn({ ...grew, day: TODAY - 30 }), makeCheckIn({ ...painless, day: TODAY })],
      makeLoadContext(),
    );
    for (const daysAgo of [8, 84]) {
      expect(decide({ triage: holding, sent: [sentAt(key, daysAgo)] }).hold).toEqual({
        [key]: "already-told",
      });
    }
    expect(decide({ triage: holding, sent: [] }).send).toEqual([key]);
    expect(decide({ triage: holding, sent: [sentAt("rule:rest-days", 30)] }).send).toEqual([key]);
    expect(decide({ triage: holding, sent: [sentAt(key, 7)] }).send).toEqual([key]);
    expect(decide({ triage: holding, sent: [sentAt(key, 85)] }).send).toEqual([key]);
    expect(decide({ triage: judge(grew), sent: [sentAt(key, 30)] }).send).toEqual([key]);
  });

  it("a clock that was put back doesn't send twice", () => {
    const sent = [sentAt("rule:session-spike", -2)];
    expect(decide({ findings: [raised("session-spike")], sent }).hold).toEqual({
      "rule:session-spike": "cool-down",
    });
  });
});

describe("quiet hours", () => {
  it.each([
    [22 * 60 - 1, 22 * 60, 7 * 60, false],
    [22 * 60, 22 * 60, 7 * 60, true],
    [0, 22 * 60, 7 * 60, true],
    [7 * 60 - 1, 22 * 60, 7 * 60, true],
    [7 * 60, 22 * 60, 7 * 60, false],
    [12 * 60 - 1, 12 * 60, 14 * 60, false],
    [12 * 60, 12 * 60, 14 * 60, true],
    [14 * 60, 12 * 60, 14 * 60, false],
    [600, 600, 600, false],
  ])(
    "at minute %i, quiet from %i to %i: held %s",
    (minute, quietFromMinute, quietToMinute, held) => {
      const { hold } = decide({
        findings: [raised("session-spike")],
        preferences: preferences({ quietFromMinute, quietToMinute }),
        now: { day: TODAY, minute },
      });
      expect(hold).toEqual(held ? { "rule:session-spike": "quiet-hours" } : {});
    },
  );
});

describe("when to decide anew", () => {
  const untilOf = (overrides: Partial<NudgesInput>) =>
    decided(overrides).hold.map(({ because, until }) => [because, until]);

  it("is the end of the quiet hours, this morning or the next", () => {
    const at = (minute: number) =>
      untilOf({ findings: [raised("session-spike")], now: { day: TODAY, minute } });
    expect(at(23 * 60)).toEqual([["quiet-hours", { day: TODAY + 1, minute: 420 }]]);
    expect(at(60)).toEqual([["quiet-hours", { day: TODAY, minute: 420 }]]);
  });

  it("is the end of a red flag's cool-down, counted from the last time it was told", () => {
    const key = "flag:R5:book-visit";
    const sent = [sentAt(key, 3), sentAt(key, 1, NOON + 5), sentAt("rule:rest-days", 0)];
    expect(untilOf({ triage: judge({ numbness: true }), sent })).toEqual([
      ["cool-down", { day: TODAY + 6, minute: NOON + 5 }],
    ]);
  });

  it("is left to the next run or the digest for all else", () => {
    const sent = [sentAt("rule:session-spike", 1)];
    expect(untilOf({ findings: [raised("session-spike"), raised("cadence")], sent })).toEqual([
      ["cool-down", null],
      ["waits-for-digest", null],
    ]);
    expect(untilOf({ triage: judge({ fever: true, saddleNumbness: true }) })).toEqual([
      ["superseded", null],
    ]);
  });
});

describe("a pair of shoes worn lately", () => {
  const wear = (distanceM: number, limits: { noticeAtM?: number; replaceAtM?: number } = {}) => ({
    shoeId: "s:1",
    alsoIds: [],
    name: "Blue pair",
    distanceM,
    noticeAtM: 480_000,
    replaceAtM: 800_000,
    status: distanceM >= 800_000 ? ("replace" as const) : ("notice" as const),
    replaceOn: null,
    rotationShare: 1,
    ...limits,
  });

  it("is told at its notice and at its last distance, once each, and anew at another limit", () => {
    const notice = "shoe:s:1@480000";
    const replace = "shoe:s:1@800000";
    const sent = [sentAt(notice, 300)];
    expect(decide({ worn: [wear(490_000)] }).send).toEqual([notice]);
    expect(decide({ worn: [wear(490_000)], sent }).hold).toEqual({ [notice]: "already-told" });
    expect(decide({ worn: [wear(801_000)], sent }).send).toEqual([replace]);
    expect(decide({ worn: [wear(490_000, { noticeAtM: 485_000 })], sent }).send).toEqual([
      "shoe:s:1@485000",
    ]);
  });

  it("with plenty left, or retired, is nothing to tell", () => {
    const worn = (["ok", "retired"] as const).map((status) => ({ ...wear(1), status }));
    expect(decide({ worn })).toEqual({ send: [], hold: {} });
  });

  it.each([
    ["quiet-hours", { now: { day: TODAY, minute: 60 } }],
    ["topic-off", { preferences: preferences({ topicsOff: ["shoes"] }) }],
    ["paused", { preferences: preferences({ pause: { from: TODAY, to: null } }) }],
    ["superseded", { triage: judge({ numbness: true }) }],
    ["weekly-cap", { sent: [sentAt("rule:rest-days", 1), sentAt("connection-lost", 1)] }],
  ] as const)("is held: %s", (because, given) => {
    expect(decide({ worn: [wear(490_000)], ...given }).hold).toMatchObject({
      "shoe:s:1@480000": because,
    });
  });
});

describe("what switches a nudge off", () => {
  it.each([
    ["flag:R9:emergency", null],
    ["rule:session-spike", "load"],
    ["rule:rest-days", "rest"],
    ["rule:cadence", "form"],
    ["shoe:s:1@480000", "shoes"],
    ["connection-lost", "connection"],
    ["consent-missing", "connection"],
  ] as const)("%s: %s", (key, topic) => {
    expect(topicOf(key)).toBe(topic);
  });
});

describe("two a week", () => {
  const findings = [raised("session-spike"), raised("rest-days")];

  it("a third is held, red flags aside", () => {
    const sent = [
      sentAt("connection-lost", 1),
      sentAt("rule:training-strain", 6, NOON + 1),
      sentAt("flag:R9:emergency", 1),
    ];
    expect(decide({ findings, sent }).hold).toEqual({
      "rule:session-spike": "weekly-cap",
      "rule:rest-days": "weekly-cap",
    });
  });

  it("the spike gets the last place", () => {
    const sent = [sentAt("connection-lost", 1)];
    expect(decide({ findings: findings.toReversed(), sent })).toEqual({
      send: ["rule:session-spike"],
      hold: { "rule:rest-days": "weekly-cap" },
    });
  });

  it("a red flag takes no place, nor does what is held", () => {
    const sent = [
      sentAt("flag:R9:emergency", 2),
      sentAt("flag:R9:emergency", 1),
      sentAt("connection-lost", 8),
    ];
    const connection = { state: "lost", since: { day: TODAY - 9, minute: 0 } } as const;
    expect(decide({ connection, findings, sent })).toEqual({
      send: ["rule:session-spike", "rule:rest-days"],
      hold: { "connection-lost": "already-told" },
    });
  });

  it("a week is seven times 24 hours", () => {
    const sent = [sentAt("connection-lost", 7), sentAt("consent-missing", 7)];
    expect(decide({ findings, sent }).send).toEqual(["rule:session-spike", "rule:rest-days"]);
  });
});

describe("a red flag", () => {
  it("minds neither cap, quiet hours nor pause, and outranks every load nudge", () => {
    const answer = decide({
      findings: [raised("session-spike", "urgent")],
      triage: judge({ cannotBearWeight: true }),
      sent: [sentAt("connection-lost", 1), sentAt("rule:rest-days", 1)],
      preferences: preferences({ pause: { from: TODAY - 5, to: null } }),
      now: { day: TODAY, minute: 180 },
    });
    expect(answer).toEqual({
      send: ["flag:R7:emergency"],
      hold: { "rule:session-spike": "superseded" },
    });
  });

  it("is what outranks them, not pain: with none, a load nudge goes out", () => {
    const amber = judge({ painDuring: 4 });
    expect(amber).toMatchObject({ light: "amber", flags: [] });
    expect(decide({ findings: [raised("session-spike")], triage: amber }).send).toEqual([
      "rule:session-spike",
    ]);
  });

  it("of less urgency goes without saying beside a more urgent one", () => {
    expect(decide({ triage: judge({ fever: true, saddleNumbness: true }) })).toEqual({
      send: ["flag:R9:emergency"],
      hold: { "flag:R12:stop-and-see-doctor": "superseded" },
    });
  });

  it("stays superseded while the more urgent one cools down", () => {
    const sent = [sentAt("flag:R9:emergency", 0)];
    expect(decide({ triage: judge({ fever: true, saddleNumbness: true }), sent }).send).toEqual([]);
  });
});

describe("what supersedes what", () => {
  it("a spike says strain too", () => {
    expect(decide({ findings: [raised("training-strain"), raised("session-spike")] })).toEqual({
      send: ["rule:session-spike"],
      hold: { "rule:training-strain": "superseded" },
    });
  });

  it("a spike that itself waits for the digest stands for nothing", () => {
    expect(
      decide({ findings: [raised("training-strain"), raised("session-spike", "notice")] }).send,
    ).toEqual(["rule:training-strain"]);
  });

  it("what is told already, and still raised, stands for it for as long as its cool-down", () => {
    const both = [raised("distance-progression"), raised("duration-progression")];
    const sent = [sentAt("rule:distance-progression", 10)];
    expect(decide({ findings: both, sent })).toEqual({
      send: [],
      hold: { "rule:distance-progression": "cool-down", "rule:duration-progression": "superseded" },
    });
  });

  it.each([
    ["session-spike", "distance-progression", 4, "superseded"],
    ["distance-progression", "duration-progression", 2, "superseded"],
    ["session-spike", "distance-progression", 7, null],
    ["duration-progression", "distance-progression", 2, null],
  ] as const)("a nudge about %s stands for %s after %i days: %s", (said, rule, days, because) => {
    const { send, hold } = decide({
      findings: [raised(rule)],
      sent: [sentAt(`rule:${said}`, days)],
    });
    expect(hold[`rule:${rule}`] ?? null).toBe(because);
    expect(send).toEqual(because === null ? [`rule:${rule}`] : []);
  });

  it("never goes in a circle", () => {
    const below = (rule: RuleId): RuleId[] =>
      (SUPERSEDES[rule] ?? []).flatMap((next) => [next, ...below(next)]);
    for (const rule of RULES) expect(below(rule)).not.toContain(rule);
  });
});

describe("pause and topics", () => {
  const pause = { from: TODAY - 1, to: TODAY };

  it("while paused nothing goes out that isn't urgent", () => {
    expect(
      decide({ findings: [raised("session-spike")], preferences: preferences({ pause }) }).hold,
    ).toEqual({ "rule:session-spike": "paused" });
    expect(
      decide({ findings: [raised("session-spike", "urgent")], preferences: preferences({ pause }) })
        .send,
    ).toEqual(["rule:session-spike"]);
    expect(
      decide({
        connection: { state: "lost", since: { day: TODAY, minute: 0 } },
        preferences: preferences({ pause }),
      }).hold,
    ).toEqual({ "connection-lost": "paused" });
  });

  it("the day after, it does", () => {
    const ended = preferences({ pause: { from: TODAY - 9, to: TODAY - 1 } });
    expect(decide({ findings: [raised("session-spike")], preferences: ended }).send).toEqual([
      "rule:session-spike",
    ]);
  });

  it("a topic that is off is held, and no topic turns a red flag off", () => {
    const off = preferences({ topicsOff: ["load", "rest", "form", "shoes", "connection"] });
    expect(
      decide({ findings: [raised("rest-days")], triage: null, preferences: off }).hold,
    ).toEqual({ "rule:rest-days": "topic-off" });
    expect(decide({ triage: judge({ numbness: true }), preferences: off }).send).toEqual([
      "flag:R5:book-visit",
    ]);
    const connection = { state: "lost", since: { day: TODAY, minute: 0 } } as const;
    expect(
      decide({ connection, preferences: preferences({ topicsOff: ["connection"] }) }).hold,
    ).toEqual({ "connection-lost": "topic-off" });
  });
});

describe("a lost connection or a missing consent", () => {
  it.each([
    ["lost", "connection-lost"],
    ["consent-missing", "consent-missing"],
  ] as const)("%s is told once, and again when it happens again", (state, key) => {
    const connection = { state, since: { day: TODAY - 30, minute: 0 } };
    expect(decide({ connection }).send).toEqual([key]);
    expect(decide({ connection, sent: [sentAt(key, 30, 0)] }).hold).toEqual({
      [key]: "already-told",
    });
    expect(
      decide({ connection, sent: [sentAt(key, 31), sentAt("rule:rest-days", 29)] }).send,
    ).toEqual([key]);
  });
});

describe("laws of the nudges", () => {
  const step = fc.record({
    afterMinutes: fc.integer({ min: 1, max: 4000 }),
    raisedRules: fc.subarray([...RULES]),
    severity: fc.constantFrom<Severity>("notice", "warning", "warning", "urgent"),
    checkIns: fc.oneof(fc.constant<CheckIn[]>([]), fc.constant<CheckIn[]>([]), anyHistory),
    lost: fc.boolean(),
  });
  const anyLife = fc.record({
    quietFromMinute: fc.integer({ min: 0, max: 1439 }),
    quietToMinute: fc.integer({ min: 0, max: 1439 }),
    steps: fc.array(step, { maxLength: 30 }),
  });

  function quiet({ minute }: SentNudge, from: number, to: number): boolean {
    if (from === to) return false;
    for (let passed = from; passed !== to; passed = (passed + 1) % 1440) {
      if (passed === minute) return true;
    }
    return false;
  }

  it("never more than two in any seven days nor in quiet hours, never the same within its cool-down, red flags aside", () => {
    fc.assert(
      fc.property(anyLife, ({ quietFromMinute, quietToMinute, steps }) => {
        const sent: SentNudge[] = [];
        let minutes = TODAY * 1440;
        for (const { afterMinutes, raisedRules, severity, checkIns, lost } of steps) {
          minutes += afterMinutes;
          const now = { day: Math.floor(minutes / 1440), minute: minutes % 1440 };
          const input: NudgesInput = {
            findings: raisedRules.map((rule) => raised(rule, severity)),
            worn: [],
            triage: triage(
              checkIns.map((one) => ({ ...one, day: now.day })),
              makeLoadContext(),
            ),
            preferences: preferences({ quietFromMinute, quietToMinute }),
            connection: lost
              ? { state: "lost", since: { day: TODAY, minute: 0 } }
              : { state: "ok" },
            sent,
            now,
          };
          const { send, hold } = decideNudges(input);
          expect(decideNudges(input)).toEqual({ send, hold });
          const due = raisedRules.length + (input.triage?.flags.length ?? 0) + (lost ? 1 : 0);
          expect(send.length + hold.length).toBe(due);
          for (const { key } of send) sent.push({ key, ...now });
        }
        const at = (one: SentNudge) => one.day * 1440 + one.minute;
        const calm = sent.filter((one) => !one.key.startsWith("flag:"));
        for (const one of calm) {
          const week = calm.filter(
            (other) => at(other) >= at(one) && at(other) < at(one) + 7 * 1440,
          );
          expect(week.length).toBeLessThanOrEqual(2);
          expect(quiet(one, quietFromMinute, quietToMinute)).toBe(false);
        }
        const shortest: Record<string, number> = {
          emergency: 1,
          "stop-and-see-doctor": 3,
          "stop-until-well": 14,
          "book-visit": 7,
        };
        for (const [index, one] of sent.entries()) {
          const next = sent.slice(index + 1).find((other) => other.key === one.key);
          if (next === undefined || one.key === "connection-lost") continue;
          const rule = RULES.find((id) => one.key === `rule:${id}`);
          const days =
            rule === undefined
              ? (shortest[one.key.split(":")[2] ?? ""] ?? 0)
              : RULE_NUDGES[rule].coolDownDays;
          expect(at(next) - at(one)).toBeGreaterThanOrEqual(days * 1440);
        }
      }),
      { numRuns: 400 },
    );
  });
});
