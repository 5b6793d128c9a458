import type { Basis, RuleId } from "../finding.ts";
import type { CauseId } from "../pain/causes.ts";
import type { Place } from "../pain/check-in.ts";
import type { FactorId } from "../pain/contributing.ts";
import type { Urgency } from "../pain/flags.ts";

/** What a tip asks of the runner. */
export type TipKind =
  | "training"
  | "shoes"
  | "form"
  | "recovery"
  | "self-care"
  | "explanation"
  | "factor"
  | "cross-training"
  | "warm-up"
  | "stretch"
  | "mobility"
  | "strength"
  | "habit";

/** When a tip is due: always, or for a raised rule, a sore place, a possible cause or a factor. */
export type Fit =
  | "always"
  | "pain"
  | "short-sleep"
  | `finding:${RuleId}`
  | `place:${Place}`
  | `cause:${CauseId}`
  | `factor:${FactorId}`;

/**
 * What rules a tip out. `healing` continues after the pain at that place has gone; `rested` is a week with plenty of
 * days off.
 */
export type Exclusion = `place:${Place}` | `healing:${Place}` | "rested";

export interface Dose {
  readonly sets: number;
  /** Repetitions per set; null if it is held or done for a time. */
  readonly reps: number | null;
  /** Seconds per set, or per repetition if there are any; null if the pace is free. */
  readonly holdS: number | null;
  readonly sides: "each-side" | "both-together";
}

/** What one step adds, and how many steps there are. */
export interface Progression {
  readonly addReps: number;
  readonly addHoldS: number;
  readonly steps: number;
}

export interface Tip {
  /** The fact from the source article that it carries: L1, W2, G6. */
  readonly fact: string;
  readonly kind: TipKind;
  readonly basis: Basis;
  readonly source: string;
  readonly fits: readonly Fit[];
  readonly excludedBy: readonly Exclusion[];
  readonly dose: Dose | null;
  readonly progression: Progression | null;
}

const ARTICLE = "the source article; no trial found";
const CLINICIANS = "clinicians' pages on this kind of pain; no trial found";
const HOUSE_DOSE =
  "the source article; sets and repetitions are a common starting dose, not tested";

const swings = (sets: number, reps: number): Dose => ({
  sets,
  reps,
  holdS: null,
  sides: "each-side",
});
const lifts = (sets: number, reps: number): Dose => ({
  sets,
  reps,
  holdS: null,
  sides: "both-together",
});
const holds = (sets: number, holdS: number, sides: Dose["sides"]): Dose => ({
  sets,
  reps: null,
  holdS,
  sides,
});
const moreReps = (addReps: number, steps: number): Progression => ({ addReps, addHoldS: 0, steps });
const longer = (addHoldS: number, steps: number): Progression => ({ addReps: 0, addHoldS, steps });

const plain = {
  basis: "advice",
  source: ARTICLE,
  excludedBy: [],
  dose: null,
  progression: null,
} as const;
const exercise = { ...plain, source: HOUSE_DOSE } as const;
const explanation = { ...plain, kind: "explanation" } as const;

const OUTER_HIP = "place:outside";
const FRONT = "place:front-or-groin";
const SIT_BONE = ["place:sit-bone", "place:buttock"] as const;

/**
 * Every tip by its id, which begins with the fact it carries. The words are in
 * `functions/wording/tips.en.ts`.
 */
export const TIPS = {
  L1: {
    ...plain,
    fact: "L1",
    kind: "training",
    basis: "convention",
    source:
      "the 10% rule; a trial in 532 novices saw no difference (Buist 2008), so it is a cautious rule of thumb",
    fits: [
      "finding:session-spike",
      "finding:distance-progression",
      "finding:duration-progression",
      "finding:intensity-progression",
      "always",
    ],
  },
  L2: {
    ...plain,
    fact: "L2",
    // Not "recovery": it mentions running days, which have no place beside a red light.
    kind: "training",
    fits: ["finding:rest-days", "finding:training-strain", "pain", "always"],
    excludedBy: ["rested"],
  },
  L3: {
    ...plain,
    fact: "L3",
    kind: "cross-training",
    fits: ["finding:rest-days", "finding:session-spike", "finding:training-strain", "always"],
  },
  L4: {
    ...plain,
    fact: "L4",
    kind: "recovery",
    fits: ["short-sleep", "finding:training-strain", "always"],
  },
  L5: { ...plain, kind: "training", fact: "L5", fits: ["factor:L5"] },

  F1: {
    ...plain,
    fact: "F1",
    kind: "shoes",
    basis: "convention",
    source: "300 to 500 miles is a convention; no trial of replacing shoes by distance was found",
    fits: ["finding:shoe-wear"],
  },
  F2: { ...plain, fact: "F2", kind: "shoes", fits: ["finding:shoe-wear", "factor:X4"] },

  C1: {
    ...plain,
    fact: "C1",
    kind: "form",
    source:
      "170 to 180 is the usual reference and advice; 10% more steps lowered hip load in 45 runners (Heiderscheit 2011), and injury evidence is very limited (Anderson 2022)",
    fits: ["finding:cadence"],
    // Lieberman 2015: more steps a minute raise the hip-flexor moment.
    excludedBy: [FRONT, "place:deep"],
  },
  C2: { ...plain, fact: "C2", kind: "form", fits: ["finding:cadence", "always"] },
  C3: { ...plain, fact: "C3", kind: "form", fits: ["finding:cadence", "always"] },
  C4: {
    ...plain,
    fact: "C4",
    kind: "form",
    fits: ["place:outside", "place:outer-knee", "factor:X1", "always"],
  },

  "W1-leg-swings": {
    ...exercise,
    fact: "W1",
    kind: "warm-up",
    fits: ["always"],
    excludedBy: [OUTER_HIP, FRONT, "place:deep", "place:inner-thigh", "place:sit-bone"],
    dose: swings(1, 10),
  },
  "W1-walking-lunges": {
    ...exercise,
    fact: "W1",
    kind: "warm-up",
    fits: ["always"],
    excludedBy: [FRONT, "place:deep", ...SIT_BONE, "place:inner-thigh"],
    dose: swings(1, 8),
  },
  "W1-glute-bridges": {
    ...exercise,
    fact: "W1",
    kind: "warm-up",
    fits: ["always", "factor:X1"],
    dose: lifts(1, 10),
  },
  "W1-hip-circles": {
    ...exercise,
    fact: "W1",
    kind: "warm-up",
    fits: ["always"],
    // Standing on one leg is what sore tendons at the outer hip like least.
    excludedBy: [OUTER_HIP, FRONT, "place:deep"],
    dose: swings(1, 8),
  },

  "W2-hip-flexors": {
    ...exercise,
    fact: "W2",
    kind: "stretch",
    fits: ["factor:X3", "always"],
    excludedBy: [FRONT, "place:deep"],
    dose: holds(2, 20, "each-side"),
    progression: longer(5, 2),
  },
  "W2-hamstrings": {
    ...exercise,
    fact: "W2",
    kind: "stretch",
    source: `${HOUSE_DOSE}; left out with sit-bone pain: ${CLINICIANS}`,
    fits: ["factor:X3", "always"],
    excludedBy: [...SIT_BONE],
    dose: holds(2, 20, "each-side"),
    progression: longer(5, 2),
  },
  "W2-quadriceps": {
    ...exercise,
    fact: "W2",
    kind: "stretch",
    fits: ["always"],
    // The muscle crosses the front of the hip, so this stretches there too.
    excludedBy: [FRONT, "place:deep"],
    dose: holds(2, 20, "each-side"),
    progression: longer(5, 2),
  },
  "W2-glutes": {
    ...exercise,
    fact: "W2",
    kind: "stretch",
    source: `${HOUSE_DOSE}; left out with outer-hip pain: ${CLINICIANS}`,
    fits: ["always"],
    // It bends the hip as far as it goes, which a sore front or depth of it likes least.
    excludedBy: [OUTER_HIP, FRONT, "place:deep", "place:sit-bone"],
    dose: holds(2, 20, "each-side"),
    progression: longer(5, 2),
  },
  "W2-it-band": {
    ...exercise,
    fact: "W2",
    kind: "stretch",
    fits: ["factor:X3"],
    excludedBy: [OUTER_HIP],
    dose: holds(2, 20, "each-side"),
  },

  "W3-rotation": {
    ...exercise,
    fact: "W3",
    kind: "mobility",
    fits: ["always"],
    excludedBy: [FRONT, "place:deep"],
    dose: swings(1, 10),
  },
  "W3-flexion-extension": {
    ...exercise,
    fact: "W3",
    kind: "mobility",
    fits: ["always"],
    excludedBy: [FRONT, "place:deep"],
    dose: swings(1, 10),
  },
  "W3-roll-it-band": {
    ...exercise,
    fact: "W3",
    kind: "mobility",
    fits: ["factor:X3"],
    excludedBy: [OUTER_HIP, "place:outer-knee"],
    dose: holds(1, 30, "each-side"),
  },
  "W3-roll-glutes": {
    ...exercise,
    fact: "W3",
    kind: "mobility",
    fits: ["always"],
    excludedBy: [OUTER_HIP, ...SIT_BONE, "place:deep"],
    dose: holds(1, 30, "each-side"),
  },
  "W3-roll-quadriceps": {
    ...exercise,
    fact: "W3",
    kind: "mobility",
    fits: ["always"],
    excludedBy: [FRONT],
    dose: holds(1, 30, "each-side"),
  },

  G1: {
    ...exercise,
    fact: "G1",
    kind: "strength",
    fits: ["factor:X1", "always"],
    // Clamshells for the other side mean lying on the sore one.
    excludedBy: [OUTER_HIP],
    dose: swings(2, 12),
    progression: moreReps(2, 4),
  },
  G2: {
    ...exercise,
    fact: "G2",
    kind: "strength",
    fits: ["factor:X1", "always"],
    excludedBy: [OUTER_HIP],
    dose: swings(2, 10),
    progression: moreReps(2, 4),
  },
  "G3-glute-bridge": {
    ...exercise,
    fact: "G3",
    kind: "strength",
    fits: ["factor:X1", "place:outside", "always"],
    dose: lifts(2, 12),
    progression: moreReps(2, 4),
  },
  "G3-hip-thrust": {
    ...exercise,
    fact: "G3",
    kind: "strength",
    fits: ["factor:X1", "always"],
    excludedBy: [...SIT_BONE],
    dose: lifts(2, 8),
    progression: moreReps(2, 3),
  },
  G4: {
    ...exercise,
    fact: "G4",
    kind: "strength",
    fits: ["always"],
    excludedBy: [OUTER_HIP, ...SIT_BONE, "healing:sit-bone", "healing:buttock"],
    dose: swings(2, 8),
    progression: moreReps(1, 4),
  },
  "G5-squat": {
    ...exercise,
    fact: "G5",
    kind: "strength",
    fits: ["factor:X1", "always"],
    excludedBy: [FRONT, "place:deep"],
    dose: lifts(2, 10),
    progression: moreReps(2, 3),
  },
  "G5-lunge": {
    ...exercise,
    fact: "G5",
    kind: "strength",
    fits: ["always"],
    excludedBy: [FRONT, "place:deep", ...SIT_BONE, "place:inner-thigh"],
    dose: swings(2, 8),
    progression: moreReps(2, 3),
  },
  "G6-front-plank": {
    ...exercise,
    fact: "G6",
    kind: "strength",
    fits: ["factor:X2", "always"],
    dose: holds(2, 20, "both-together"),
    progression: longer(10, 4),
  },
  "G6-side-plank": {
    ...exercise,
    fact: "G6",
    kind: "strength",
    fits: ["factor:X2", "always"],
    excludedBy: [OUTER_HIP, "place:inner-thigh"],
    dose: holds(2, 15, "each-side"),
    progression: longer(5, 5),
  },
  "G6-bird-dog": {
    ...exercise,
    fact: "G6",
    kind: "strength",
    fits: ["factor:X2", "always"],
    dose: swings(2, 8),
    progression: moreReps(1, 4),
  },
  "G6-dead-bug": {
    ...exercise,
    fact: "G6",
    kind: "strength",
    fits: ["factor:X2", "always"],
    excludedBy: [FRONT, "place:deep"],
    dose: swings(2, 8),
    progression: moreReps(1, 4),
  },
  G7: {
    ...exercise,
    fact: "G7",
    kind: "strength",
    fits: ["factor:X3", "always"],
    excludedBy: [OUTER_HIP, FRONT, "place:deep"],
    dose: swings(2, 10),
    progression: moreReps(2, 3),
  },
  G8: { ...plain, fact: "G8", kind: "habit", fits: ["always"] },
  G9: { ...plain, fact: "G9", kind: "self-care", fits: ["pain"] },

  "P3-pillow": {
    ...plain,
    fact: "P3",
    kind: "self-care",
    source: CLINICIANS,
    fits: ["place:outside"],
  },

  P1: { ...explanation, fact: "P1", fits: ["cause:P1"] },
  P2: { ...explanation, fact: "P2", fits: ["cause:P2"] },
  P3: { ...explanation, fact: "P3", fits: ["cause:P3"] },
  P4: { ...explanation, fact: "P4", fits: ["cause:P4"] },
  P5: {
    ...explanation,
    fact: "P5",
    source: "the signs: Robertson & Wood 2017 (PMC6226070), a review; what to do is advice",
    fits: ["cause:P5"],
  },
  P6: { ...explanation, fact: "P6", fits: ["cause:P6"] },
  P7: { ...explanation, fact: "P7", fits: ["cause:P7"] },
  P8: { ...explanation, fact: "P8", fits: ["cause:P8"] },

  X1: { ...plain, kind: "factor", fact: "X1", fits: ["factor:X1"] },
  X2: { ...plain, kind: "factor", fact: "X2", fits: ["factor:X2"] },
  X3: {
    ...plain,
    kind: "factor",
    fact: "X3",
    fits: ["factor:X3"],
    // It mentions stretching, and a sore place may feel tight.
    excludedBy: [OUTER_HIP, FRONT, "place:deep", ...SIT_BONE],
  },
  X4: { ...plain, kind: "factor", fact: "X4", fits: ["factor:X4"] },
} as const satisfies Record<string, Tip>;

export type TipId = keyof typeof TIPS;

/** The catalogue in a fixed order, each tip with its id. */
export const CATALOGUE: readonly (Tip & { readonly id: TipId })[] = tipIds().map((id) => ({
  ...TIPS[id],
  id,
}));

/**
 * Whether the catalogue has a tip of that name.
 *
 * @example
 * isTipId("no such tip") // false
 */
export function isTipId(text: string): text is TipId {
  return Object.hasOwn(TIPS, text);
}

function tipIds(): TipId[] {
  return Object.keys(TIPS).filter(isTipId);
}

/** What may still be said beside a flag, a red light or an illness: what asks for no effort and promises nothing. */
const BESIDE_A_VISIT: readonly TipKind[] = ["recovery", "self-care", "explanation"];
const BESIDE_STOP: readonly TipKind[] = ["explanation"];
/** A race is no time to try another step or a first set of lunges. Our own rule. */
const AFTER_THE_RACE: readonly TipKind[] = ["form", "strength"];

/**
 * Whether a kind of tip may stand beside what the runner told us; null if it calls for nothing.
 *
 * @example
 * maySayBeside("strength", null)                     // true
 * maySayBeside("strength", "race-week")              // false
 * maySayBeside("explanation", "stop-and-see-doctor") // true
 */
export function maySayBeside(
  kind: TipKind,
  urgency: Urgency | "red-light" | "ill" | "race-week" | null,
): boolean {
  if (urgency === null) return true;
  if (urgency === "race-week") return !AFTER_THE_RACE.includes(kind);
  if (urgency === "emergency") return false;
  return (urgency === "stop-and-see-doctor" ? BESIDE_STOP : BESIDE_A_VISIT).includes(kind);
}
