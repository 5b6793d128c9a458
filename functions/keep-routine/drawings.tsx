import type { TipId } from "../../domain/tips/catalogue.ts";

interface Pose {
  /** The middle of the head. */
  readonly head: readonly [x: number, y: number];
  /** Trunk and limbs. */
  readonly body: string;
  /** Where a limb moves to or comes from. */
  readonly moves?: string;
  /** What is leant on, stepped on or rolled on. */
  readonly prop?: string;
}

const LYING_BRIDGE: Pose = {
  head: [8, 37],
  body: "M12 38L32 27L46 25V41M14 39H29",
  moves: "M12 39H33L46 25",
};

const LUNGE: Pose = { head: [32, 6], body: "M32 10V25L46 27V41M32 25L26 39L12 41M32 14L38 24" };

/** Figures of lines on a floor, in a box of 64 by 44. Drawn for these pages. */
const POSES: Readonly<Partial<Record<TipId, Pose>>> = {
  "W1-leg-swings": {
    head: [30, 6],
    body: "M30 10V24V41M30 24L16 34M30 13L44 15",
    moves: "M30 24L40 36",
    prop: "M46 3V41",
  },
  "W1-walking-lunges": LUNGE,
  "W1-glute-bridges": LYING_BRIDGE,
  "W1-hip-circles": {
    head: [30, 6],
    body: "M30 10V24V41M30 24L18 26L20 36M30 13L44 15",
    moves: "M18 20a6 6 0 1 0 .1 0",
    prop: "M46 3V41",
  },
  "W2-hip-flexors": { head: [32, 6], body: "M32 10V25L45 27V41M32 25L25 40H12M32 14L42 24" },
  "W2-hamstrings": {
    head: [34, 8],
    body: "M18 23L31 11M18 23V41M18 23L44 33M29 13L37 27",
    prop: "M42 34H54V41",
  },
  "W2-quadriceps": {
    head: [30, 6],
    body: "M30 10V24V41M30 24L32 35L42 27M30 13L37 21L42 27M30 13L18 16",
    prop: "M16 3V41",
  },
  "W2-glutes": { head: [8, 37], body: "M12 38H28L34 25L48 26M28 38L40 32L34 22M14 37L37 31" },
  "W2-it-band": {
    head: [25, 7],
    body: "M26 11L34 25L26 41M34 25L30 33L38 41M27 13L16 6M27 13L22 22",
  },
  "W3-rotation": {
    head: [30, 6],
    body: "M30 10V26L46 30L36 41M30 26L20 36L30 41M30 14L40 24M30 14L20 24",
    moves: "M30 26L14 30L24 41",
  },
  "W3-flexion-extension": { head: [8, 37], body: "M12 38H30H56M30 38L25 24L38 29M14 37L26 27" },
  "W3-roll-it-band": {
    head: [9, 20],
    body: "M12 23L32 33L58 40M14 25L13 41H22M32 33L40 26L44 41",
    prop: "M38 33a4 4 0 1 0 .1 0",
  },
  "W3-roll-glutes": {
    head: [22, 9],
    body: "M23 13L29 30L42 23L48 41M29 30L40 28M24 17L14 28L13 41",
    prop: "M28 31a5 5 0 1 0 .1 0",
  },
  "W3-roll-quadriceps": {
    head: [9, 24],
    body: "M13 26L34 31L58 37M15 27L14 41H24",
    prop: "M40 33a4 4 0 1 0 .1 0",
  },
  G1: {
    head: [9, 33],
    body: "M13 35L30 38L46 40L38 41M30 38L42 26L40 39M15 35L8 41",
    moves: "M30 37L45 37",
  },
  G2: {
    head: [9, 35],
    body: "M13 37L30 39H58M30 38L54 24M15 37L8 41",
    moves: "M30 38L57 35",
  },
  "G3-glute-bridge": LYING_BRIDGE,
  "G3-hip-thrust": {
    head: [13, 19],
    body: "M17 22H34L46 24V41",
    moves: "M17 23L33 35L46 25",
    prop: "M6 26H20M8 26V41M18 26V41",
  },
  G4: { head: [11, 19], body: "M15 20L34 23L33 32L34 41M34 23L56 20M18 21L19 34" },
  "G5-squat": { head: [30, 8], body: "M29 12L22 27L38 29L35 41M28 16L46 18", moves: "M22 27H14" },
  "G5-lunge": LUNGE,
  "G6-front-plank": { head: [9, 26], body: "M13 28L56 40L58 37M16 29L15 41H7" },
  "G6-side-plank": { head: [11, 18], body: "M14 22L57 40M17 24L15 41H23M17 23L22 9" },
  "G6-bird-dog": {
    head: [15, 20],
    body: "M19 22L40 23V41H51M20 22V41M20 22L4 17M40 23L61 20",
  },
  "G6-dead-bug": {
    head: [9, 37],
    body: "M13 38H34L58 35M34 38V25H45M19 37L18 22M19 37L5 28",
    moves: "M34 38L42 27",
  },
  G7: {
    head: [30, 6],
    body: "M30 10V24V41M30 24L43 25L42 36M30 14L36 22",
    moves: "M42 37L31 41",
  },
};

/** A line drawing of an exercise, beside words that say everything in it; nothing if there is none. */
export function Drawing({ tip }: { tip: TipId }) {
  const pose = POSES[tip];
  if (pose === undefined) return null;
  const [x, y] = pose.head;
  return (
    <svg class="pose" viewBox="0 0 64 44" aria-hidden="true" focusable="false">
      <path class="floor" d="M2 42.5H62" />
      {pose.prop === undefined ? null : <path class="prop" d={pose.prop} />}
      {pose.moves === undefined ? null : <path class="moves" d={pose.moves} />}
      <path d={pose.body} />
      <circle cx={x} cy={y} r="3.5" />
    </svg>
  );
}
