import fc from "fast-check";
import type { Finding, RuleId } from "../../../domain/finding.ts";
import { type CheckIn, type Place, worstScore } from "../../../domain/pain/check-in.ts";
import type { LoadContext } from "../../../domain/pain/episode.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { TIPS, type TipId, type TipKind } from "../../../domain/tips/catalogue.ts";
import { pickTips, type TipsInput } from "../../../domain/tips/pick-tips.ts";
import { weeklyRoutine } from "../../../domain/tips/weekly-routine.ts";
import {
  anyHistory,
  anyLoadContext,
  everyNumberIsFinite,
  RULES,
  TODAY,
} from "../pain/arbitraries.ts";

export interface GeneratedCase extends TipsInput {
  readonly context: LoadContext;
}

function findingsOf(raised: readonly RuleId[]): Finding[] {
  return RULES.map((rule) => ({
    rule,
    answer: raised.includes(rule) ? "raised" : "clear",
    severity: raised.includes(rule) ? "warning" : "info",
    basis: "advice",
    because: null,
  }));
}

export const tipIds = Object.keys(TIPS).filter((id): id is TipId => Object.hasOwn(TIPS, id));

/** A runner with a history, with or without check-ins, and what they were shown before. */
export const anyCase: fc.Arbitrary<GeneratedCase> = fc
  .record({
    checkIns: fc.oneof(fc.constant<CheckIn[]>([]), anyHistory, anyHistory, anyHistory),
    context: anyLoadContext,
    runnerId: fc.string(),
    week: fc.integer({ min: 2850, max: 2860 }),
    shown: fc.array(
      fc.record({ tip: fc.constantFrom(...tipIds), week: fc.integer({ min: 2840, max: 2862 }) }),
      { maxLength: 12 },
    ),
    count: fc.integer({ min: 1, max: 5 }),
  })
  .map((generated) => ({
    ...generated,
    today: TODAY,
    findings: findingsOf(generated.context.raised),
    triage: triage(generated.checkIns, generated.context),
  }));

const EXERCISE: readonly TipKind[] = ["warm-up", "stretch", "mobility", "strength"];

const RUNNING: readonly TipKind[] = ["training", "form", "shoes", "cross-training", "habit"];

/**
 * The pairs of place and tip that are ruled out, written down a second time, by id and apart from the
 * catalogue.
 */
export const FORBIDDEN: Readonly<Partial<Record<Place, readonly TipId[]>>> = {
  outside: [
    "X3",
    "W2-it-band",
    "W2-glutes",
    "W3-roll-it-band",
    "W3-roll-glutes",
    "G1",
    "G2",
    "G6-side-plank",
  ],
  "sit-bone": ["X3", "W2-hamstrings", "G4"],
  "front-or-groin": ["X3", "W2-hip-flexors", "W2-quadriceps", "W2-glutes", "C1"],
  deep: [
    "X3",
    "W1-leg-swings",
    "W1-walking-lunges",
    "W1-hip-circles",
    "W2-hip-flexors",
    "W2-quadriceps",
    "W2-glutes",
    "W3-flexion-extension",
    "C1",
  ],
  "inner-thigh": ["W1-leg-swings", "W1-walking-lunges", "G5-lunge", "G6-side-plank"],
};

/** What is wrong with the answers to one case; empty if nothing is. */
export function broken(one: GeneratedCase): string[] {
  const faults: string[] = [];
  const tips = pickTips(one);
  const again = pickTips({
    ...one,
    checkIns: one.checkIns.toSorted((a, b) => a.day - b.day),
    findings: one.findings.toReversed(),
    shown: one.shown.toReversed(),
  });
  if (again.join() !== tips.join()) faults.push(`not deterministic: ${tips} then ${again}`);
  if (new Set(tips).size !== tips.length) faults.push(`twice in one week: ${tips}`);

  const routine = weeklyRoutine({
    ...one,
    from: one.today + 1,
    runDays: [1, 3, 6],
    chosenDays: [],
    log: [],
  });
  const exercises =
    routine.answer === "routine"
      ? [
          routine.beforeRun,
          routine.afterRun,
          routine.others,
          ...routine.days.flatMap(({ strength, mobility }) => [strength, mobility]),
        ]
          .flat()
          .map(({ tip }) => tip)
      : [];
  const suggested = [...tips, ...exercises];

  const flags = one.triage?.flags ?? [];
  if (flags.length > 0) {
    const moving = suggested.filter((id) => EXERCISE.includes(TIPS[id].kind));
    if (moving.length > 0) faults.push(`exercise beside a flag: ${moving}`);
    if (flags[0]?.urgency === "emergency" && suggested.length > 0) {
      faults.push(`tips beside an emergency: ${suggested}`);
    }
  }
  const newest = one.checkIns.toSorted((a, b) => a.day - b.day).at(-1);
  for (const place of newest?.places ?? []) {
    const wrong = suggested.filter((id) => FORBIDDEN[place]?.includes(id));
    if (wrong.length > 0) faults.push(`${wrong} with pain at ${place}`);
  }
  if (one.checkIns.every(({ places }) => places.length === 0)) {
    const hurts = newest !== undefined && (worstScore(newest) ?? 0) > 0;
    const wrong = suggested.filter((id) => Object.values(FORBIDDEN).flat().includes(id));
    if (hurts && wrong.length > 0) faults.push(`${wrong} with pain at a place that wasn't told`);
  }
  if (one.triage?.light === "red" && suggested.some((id) => RUNNING.includes(TIPS[id].kind))) {
    faults.push(`speaks of running beside a red light: ${suggested}`);
  }

  const repeated = tips.filter((id) =>
    one.shown.some(
      (entry) => entry.tip === id && entry.week < one.week && one.week - entry.week <= 4,
    ),
  );
  if (repeated.length > 0) {
    const all = pickTips({ ...one, shown: [], count: tipIds.length });
    const unseen = all.filter(
      (id) =>
        !tips.some((tip) => TIPS[tip].fact === TIPS[id].fact) &&
        !one.shown.some(
          (entry) => entry.tip === id && entry.week < one.week && one.week - entry.week <= 4,
        ),
    );
    if (unseen.length > 0) faults.push(`repeats ${repeated} while ${unseen} was free`);
  }
  if (!everyNumberIsFinite(routine)) faults.push("a number that isn't finite in the routine");
  return faults;
}
