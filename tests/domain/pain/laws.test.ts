import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkup } from "../../../domain/checkup.ts";
import {
  type CheckIn,
  DANGER_SIGNS,
  latestOf,
  type Place,
  SIGNS,
  type Side,
  tellsOfRuns,
} from "../../../domain/pain/check-in.ts";
import { episodeOf, heldAfterEach } from "../../../domain/pain/episode.ts";
import { type Flag, URGENCIES } from "../../../domain/pain/flags.ts";
import { LIGHTS } from "../../../domain/pain/traffic-light.ts";
import { loadContext, reasonNotToRun, triage } from "../../../domain/pain/triage.ts";
import { makeActivity } from "../../support/make-activity.ts";
import { makeBegunCheckIn, makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";
import { anyHistory, anyLoadContext, everyNumberIsFinite, PLACES, TODAY } from "./arbitraries.ts";

type Score = "painDuring" | "painAfter" | "painNextMorning";

const RUNS = { numRuns: 1000 };

/** Whether every flag of `before` is still there and no less urgent. */
function noFlagFell(before: readonly Flag[], after: readonly Flag[]): boolean {
  return before.every((flag) => {
    const now = after.find((other) => other.id === flag.id);
    return now !== undefined && URGENCIES.indexOf(now.urgency) <= URGENCIES.indexOf(flag.urgency);
  });
}

describe("laws of the triage", () => {
  it("no number is ever NaN or infinite", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        expect(everyNumberIsFinite(triage(history, context))).toBe(true);
      }),
      RUNS,
    );
  });

  it("adding a danger sign never lowers a flag", () => {
    fc.assert(
      fc.property(
        anyHistory,
        anyLoadContext,
        fc.constantFrom(...DANGER_SIGNS),
        (history, context, sign) => {
          const ordered = history.toSorted((a, b) => a.day - b.day);
          const last = ordered.pop();
          if (last === undefined) return;
          const more = { ...last, [sign]: true };
          // One that was only begun replaces nothing before it, and one that tells of a run does.
          if (tellsOfRuns(more) !== tellsOfRuns(last)) return;
          const before = triage([...ordered, last], context);
          const after = triage([...ordered, more], context);
          expect(noFlagFell(before?.flags ?? [], after?.flags ?? [])).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it("an answer left open is never milder than a no", () => {
    fc.assert(
      fc.property(
        anyHistory,
        anyLoadContext,
        fc.constantFrom(...SIGNS),
        (history, context, sign) => {
          const ordered = history.toSorted((a, b) => a.day - b.day);
          const last = ordered.pop();
          if (last === undefined) return;
          const [no, open] = [false, null].map((answer) => ({ ...last, [sign]: answer }));
          if (no === undefined || open === undefined || tellsOfRuns(no) !== tellsOfRuns(open))
            return;
          const told = triage([...ordered, no], context);
          const untold = triage([...ordered, open], context);
          expect(noFlagFell(told?.flags ?? [], untold?.flags ?? [])).toBe(true);
          expect(reasonNotToRun(told) === null || reasonNotToRun(untold) !== null).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it("that nothing hurt and no sign was there, told before all else, changes no flag of what came since", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const since = history.map((told) => ({ ...told, clearedToRun: null }));
        const well = makeCheckIn({
          // Not the day before: the score of the morning after is one of its run.
          ...{ day: Math.min(...since.map(({ day }) => day)) - 2, places: [], side: null },
          ...{ kind: null, daysLasted: null, painDuring: 0, painAfter: 0, painNextMorning: 0 },
        });
        const urgent = (checkIns: readonly CheckIn[]) =>
          triage(checkIns, context)?.flags.map(({ id, urgency }) => `${id} ${urgency}`);
        expect(urgent([well, ...since])).toEqual(urgent(since));
      }),
      RUNS,
    );
  });

  it("that the outer hip ached and no sign was there, told before all else, ends no reason not to run with the front of it", () => {
    const front = fc.subarray<Place>(["front-or-groin", "deep"], { minLength: 1 });
    fc.assert(
      fc.property(anyHistory, front, anyLoadContext, (history, places, context) => {
        const since = history.map((told) => ({ ...told, places, clearedToRun: null }));
        const outer = makeCheckIn({ day: Math.min(...since.map(({ day }) => day)) - 2 });
        const alone = reasonNotToRun(triage(since, context));
        expect(alone === null || reasonNotToRun(triage([outer, ...since], context)) !== null).toBe(
          true,
        );
      }),
      RUNS,
    );
  });

  it("that the outer hip ached and eased with rest, told before all else, is no reason not to run with the front of it", () => {
    const front = fc.subarray<Place>(["front-or-groin", "deep"], { minLength: 1 });
    fc.assert(
      fc.property(anyHistory, front, anyLoadContext, (history, places, context) => {
        const since = history.map((told) => ({ ...told, places, clearedToRun: null }));
        const day = Math.min(...since.map((told) => told.day)) - 2;
        const outer = makeCheckIn({ day, easesWithRest: true, when: ["only-running"] });
        const alone = reasonNotToRun(triage(since, context));
        expect(reasonNotToRun(triage([outer, ...since], context))).toBe(alone);
      }),
      RUNS,
    );
  });

  it("that nothing hurt and no sign was there, told before the last, is no reason not to run", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const told = history
          .map((one) => ({ ...one, clearedToRun: null }))
          .toSorted((a, b) => a.day - b.day);
        const last = told.pop();
        if (last === undefined || reasonNotToRun(triage([...told, last], context)) !== null) return;
        const well = makeCheckIn({
          ...{ day: last.day, places: [], side: null, kind: null, daysLasted: null },
          ...{ painDuring: 0, painAfter: 0, painNextMorning: 0 },
        });
        expect(reasonNotToRun(triage([...told, well, last], context))).toBeNull();
      }),
      RUNS,
    );
  });

  it("a check-in that is only begun and names nothing new changes nothing, however much later", () => {
    const later = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(
        anyHistory,
        anyLoadContext,
        later,
        fc.boolean(),
        (history, context, days, again) => {
          const latest = latestOf(history);
          if (latest === undefined) return;
          const { places, side, day } = latest.checkIn;
          const begun = makeBegunCheckIn({
            day: Math.max(day, ...history.map((told) => told.day)) + days,
            ...(again && { places, side, clearedToRun: true }),
          });
          expect(triage([...history, begun], context)).toEqual(triage(history, context));
        },
      ),
      RUNS,
    );
  });

  it("a clearance ends no emergency, and no reason not to run without saying so", () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, anyLoadContext, (history, [other], context) => {
        const newest = Math.max(...history.map(({ day }) => day));
        const told = makeCheckIn({ ...other, day: newest + 1 });
        const before = triage([...history, told], context);
        const after = triage([...history, { ...told, clearedToRun: true }], context);
        const emergencies = before?.flags.filter(({ urgency }) => urgency === "emergency") ?? [];
        expect(after?.flags).toEqual(expect.arrayContaining([...emergencies]));
        const isRunning = reasonNotToRun(after) === null;
        if (isRunning && reasonNotToRun(before) !== null) expect(after?.clearedOn).toBe(told.day);
        if (!isRunning) expect(after?.clearedOn).toBeNull();
      }),
      RUNS,
    );
  });

  it("a clearance adds no flag, ends none that its own check-in is reason enough for, and is nothing where nothing was told before", () => {
    fc.assert(
      fc.property(anyHistory, anyHistory, anyLoadContext, (history, others, context) => {
        const newest = Math.max(...history.map(({ day }) => day));
        const [other] = others;
        if (other === undefined) return;
        const told = { ...other, day: newest + 1, clearedToRun: null };
        const clear = { ...told, clearedToRun: true };
        const flagsOf = (...checkIns: CheckIn[]) => triage(checkIns, context)?.flags ?? [];
        const flags = flagsOf(...history, clear);
        expect(noFlagFell(flags, flagsOf(...history, told))).toBe(true);
        expect(flagsOf(clear, { ...clear, day: clear.day + 3, clearedToRun: null })).toEqual(
          flagsOf(told, { ...told, day: clear.day + 3 }),
        );
        if (told.places.length === 0 || !tellsOfRuns(told)) return;
        // Also beside earlier answers: a no among them holds, with a clearance or without.
        const beside = flagsOf(...history, told);
        const its = flagsOf(told).filter((flag) =>
          beside.some((other) => JSON.stringify(other) === JSON.stringify(flag)),
        );
        const ofOnset = ["R1", "R3", "R13"];
        const stands = ({ id, urgency }: Flag) => urgency === "emergency" || !ofOnset.includes(id);
        expect(noFlagFell(its.filter(stands), flags)).toBe(true);
      }),
      RUNS,
    );
  });

  it("a check-in that is only begun ends no flag, nor makes running all right, whatever it adds and however much later", () => {
    const added = fc.record({
      day: fc.integer({ min: TODAY, max: TODAY + 400 }),
      places: fc.subarray([...PLACES], { maxLength: 2 }),
      side: fc.constantFrom<Side | null>("left", "right", "both", null),
    });
    const signs = fc.subarray(
      SIGNS.filter((sign) => sign !== "growsDuringRun"),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(anyHistory, anyLoadContext, added, signs, (history, context, where, yes) => {
        const answers = Object.fromEntries(yes.map((sign) => [sign, true]));
        const latest = latestOf(history)?.checkIn;
        // Where none was named, a place answers a question: the outer thighs alone are less urgent.
        const places = latest?.places.length === 0 ? [] : where.places;
        const begun = makeBegunCheckIn({ ...where, places, ...answers });
        const known = { ...context, lastRunDay: latest?.day ?? null };
        const before = triage(history, known);
        const after = triage([...history, begun], known);
        expect(noFlagFell(before?.flags ?? [], after?.flags ?? [])).toBe(true);
        expect(LIGHTS.indexOf(after?.light ?? "green")).toBeGreaterThanOrEqual(
          LIGHTS.indexOf(before?.light ?? "green"),
        );
        expect(reasonNotToRun(before) === null || reasonNotToRun(after) !== null).toBe(true);
      }),
      RUNS,
    );
  });

  it("a check-in that is only begun, within a week and after whatever run, ends no flag", () => {
    const days = fc.array(fc.integer({ min: TODAY - 14, max: TODAY + 7 }), { maxLength: 4 });
    fc.assert(
      fc.property(anyHistory, days, fc.integer({ min: 0, max: 7 }), (history, runDays, later) => {
        const lately = history.map((checkIn) => ({ ...checkIn, day: TODAY - (checkIn.day % 7) }));
        const begun = makeBegunCheckIn({ day: TODAY + later });
        const activities = runDays.map((day) => makeActivity({ id: `${day}`, day }));
        const judged = checkup({ activities }, [], TODAY + later);
        const flagsOf = (checkIns: readonly CheckIn[]) =>
          triage(checkIns, loadContext(judged, activities, checkIns))?.flags ?? [];
        expect(noFlagFell(flagsOf(lately), flagsOf([...lately, begun]))).toBe(true);
      }),
      RUNS,
    );
  });

  it("telling the same again, that day, ends no flag and changes no light", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const last = history.toSorted((a, b) => a.day - b.day).at(-1);
        if (last === undefined) return;
        const before = triage(history, context);
        const after = triage([...history, last], context);
        expect(noFlagFell(before?.flags ?? [], after?.flags ?? [])).toBe(true);
        expect(after?.light).toBe(before?.light);
      }),
      RUNS,
    );
  });

  it("a higher score today never lowers a flag, nor makes the light greener", () => {
    fc.assert(
      fc.property(
        anyHistory,
        anyLoadContext,
        fc.constantFrom<Score>("painDuring", "painAfter", "painNextMorning"),
        fc.integer({ min: 0, max: 10 }),
        (history, context, which, score) => {
          const ordered = history.toSorted((a, b) => a.day - b.day);
          const last = ordered.pop();
          if (last === undefined) return;
          const from = last[which];
          if (from === null) return;
          const before = triage([...ordered, last], context);
          const after = triage([...ordered, { ...last, [which]: Math.max(from, score) }], context);
          expect(noFlagFell(before?.flags ?? [], after?.flags ?? [])).toBe(true);
          expect(LIGHTS.indexOf(after?.light ?? "green")).toBeGreaterThanOrEqual(
            LIGHTS.indexOf(before?.light ?? "green"),
          );
        },
      ),
      RUNS,
    );
  });

  it("who answers that nothing hurts, and no to every sign, has at most R11 left from before, until a run", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const newest = Math.max(...history.map(({ day }) => day));
        const well = makeCheckIn({
          ...{ day: newest + 1, places: [], side: null, kind: null, daysLasted: null },
          ...{ painDuring: 0, painAfter: 0, painNextMorning: 0 },
        });
        const ids = triage([...history, well], context)?.flags.map(({ id }) => id);
        expect(ids?.filter((id) => id !== "R11")).toEqual([]);
        const ran = triage([...history, well], { ...context, lastRunDay: newest + 1 });
        expect([ran?.flags, ran?.light]).toEqual([[], "green"]);
      }),
      RUNS,
    );
  });

  it("signs of a bone stress injury hold for twelve weeks over a check-in without pain, and for no longer, without a run", () => {
    const later = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(anyHistory, anyLoadContext, later, (history, context, days) => {
        const rested = { ...context, lastRunDay: null };
        const newest = Math.max(...history.map(({ day }) => day));
        const well = makeCheckIn({
          ...{ day: newest + days, places: [], side: null, kind: null, daysLasted: null },
          ...{ painDuring: 0, painAfter: 0, painNextMorning: 0 },
        });
        const told = triage(history, rested)?.flags.find(({ id }) => id === "R11");
        const shows = told !== undefined && !told.because.includes("no-run-since");
        const holds = triage([...history, well], rested)?.flags.some(({ id }) => id === "R11");
        if (shows) expect(holds).toBe(days <= 84);
        if (days > 84) expect(holds).toBe(false);
      }),
      RUNS,
    );
  });

  it("the light is never green beside a flag, and red beside one that can't wait for a visit", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const judged = triage(history, context);
        if (judged === null || judged.flags.length === 0) return;
        expect(judged.light).not.toBe("green");
        if (judged.flags[0]?.urgency !== "book-visit") expect(judged.light).toBe("red");
      }),
      RUNS,
    );
  });

  it("every flag says why and whom to see, once, most urgent first", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const flags = triage(history, context)?.flags ?? [];
        const ranks = flags.map((flag) => URGENCIES.indexOf(flag.urgency));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        expect(new Set(flags.map((flag) => flag.id)).size).toBe(flags.length);
        expect(flags.every((flag) => flag.because.length > 0)).toBe(true);
      }),
      RUNS,
    );
  });

  it("the outer hip alone always leads to P3", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const outer = history.map((checkIn) => ({ ...checkIn, places: ["outside" as const] }));
        expect(triage(outer, context)?.causes[0]?.id).toBe("P3");
      }),
      RUNS,
    );
  });

  it("moving every day by the same number moves the days of the answer and nothing else", () => {
    const moved = <T extends { readonly day: number }>(some: readonly T[], by: number) =>
      some.map((one) => ({ ...one, day: one.day + by }));
    fc.assert(
      fc.property(
        anyHistory,
        anyLoadContext,
        fc.integer({ min: -9999, max: 9999 }),
        (history, context, by) => {
          const { lastRunDay, weeks } = context;
          const then = triage(moved(history, by), {
            ...context,
            lastRunDay: lastRunDay === null ? null : lastRunDay + by,
            weeks: weeks.map((week) => ({ ...week, from: week.from + by, to: week.to + by })),
          });
          const now = triage(history, context);
          if (now === null || then === null) throw new Error("A check-in without an answer.");
          const clearedOn = then.clearedOn === null ? null : then.clearedOn - by;
          expect({ ...then, day: then.day - by, clearedOn, trend: null }).toEqual({
            ...now,
            trend: null,
          });
          expect(then.trend.points).toEqual(moved(now.trend.points, by));
        },
      ),
      RUNS,
    );
  });

  it("the order in which check-ins of different days are given changes nothing", () => {
    const ofDifferentDays = anyHistory.map((history) => [
      ...new Map(history.map((checkIn) => [checkIn.day, checkIn])).values(),
    ]);
    fc.assert(
      fc.property(ofDifferentDays, anyLoadContext, (history, context) => {
        expect(triage(history.toReversed(), context)).toEqual(triage(history, context));
      }),
      RUNS,
    );
  });

  it("the same check-ins give the same answer, and aren't changed by it", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const copy = structuredClone(history);
        expect(triage(history, context)).toEqual(triage(copy, context));
        expect(history).toEqual(copy);
      }),
      RUNS,
    );
  });
});

describe("what held after each of many check-ins", () => {
  const manyHistories = fc
    .array(anyHistory, { minLength: 1, maxLength: 5 })
    .map((histories) => histories.flat().toSorted((a, b) => a.day - b.day));

  it("is what the check-ins up to it say, apart from the self-screen", () => {
    fc.assert(
      fc.property(manyHistories, (ordered) => {
        const heldAt = heldAfterEach(ordered);
        for (const index of ordered.keys()) {
          const upTo = episodeOf(ordered.slice(0, index + 1), makeLoadContext());
          const selfScreen = null;
          const held = heldAt(index);
          expect({ ...held?.now, selfScreen }).toEqual({ ...upTo?.now, selfScreen });
          expect(held?.nothingHurts).toBe(upTo?.nothingHurts);
        }
      }),
      RUNS,
    );
  });
});
