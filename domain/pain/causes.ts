import type { Place, When } from "./check-in.ts";
import { LOAD_RULES } from "./contributing.ts";
import type { Episode } from "./episode.ts";
import type { Flag } from "./flags.ts";

export type CauseId = "P1" | "P2" | "P3" | "P4" | "P5" | "P6" | "P7" | "P8";

/** What a runner answered, as a code that the wording turns into a sentence. */
export type CauseCode = keyof typeof CODES;

/**
 * A possible cause, never a diagnosis. `against` makes it less likely and rules nothing out. Where `fits` is empty,
 * the red flag's signs are what fits.
 */
export interface Cause {
  readonly id: CauseId;
  readonly fits: readonly CauseCode[];
  readonly against: readonly CauseCode[];
}

const at =
  (...places: readonly Place[]) =>
  ({ now }: Episode) =>
    now.places.some((place) => places.includes(place));
const hurts =
  (...moments: readonly When[]) =>
  ({ now }: Episode) =>
    now.when.some((moment) => moments.includes(moment));

const CODES = {
  "at-the-front-or-groin": at("front-or-groin"),
  "at-the-outer-hip": at("outside"),
  "at-the-outer-knee": at("outer-knee"),
  "at-the-buttock": at("buttock"),
  "at-the-sit-bone": at("sit-bone"),
  "at-the-inner-thigh": at("inner-thigh"),
  "deep-inside": at("deep"),
  "mostly-felt-at-the-outer-knee": (episode) =>
    at("outside")(episode) && !at("outer-knee")(episode),
  "sharp-and-sudden": ({ now }) => now.kind === "sharp-and-sudden",
  "dull-and-gradual": ({ now }) => now.kind === "dull-and-gradual",
  "runs-down-the-leg": ({ now }) => now.kind === "radiating" || now.radiating === true,
  "does-not-run-down-the-leg": ({ now }) => now.radiating === false && now.kind !== "radiating",
  "numb-or-tingling": ({ now }) => now.numbness === true || now.tingling === true,
  "grows-during-the-run": ({ now }) => now.growsDuringRun === true,
  "does-not-grow-during-the-run": ({ now }) => now.growsDuringRun === false,
  "earlier-each-run": ({ now }) => now.earlierEachRun === true,
  "eases-with-rest": ({ now }) => now.easesWithRest === true,
  "does-not-ease-with-rest": ({ now }) => now.easesWithRest === false,
  "at-night": ({ now }) => now.nightPain === true,
  limp: ({ now }) => now.limp === true,
  pop: ({ now }) => now.pop === true,
  "after-a-fall": ({ now }) => now.fallOrInjury === true,
  "lying-on-that-side": hurts("lying-on-it"),
  "on-stairs": ({ now }) => now.when.includes("stairs") || now.troubleStairs === true,
  "standing-on-one-leg": hurts("standing-on-one-leg"),
  sitting: hurts("sitting"),
  "at-rest": hurts("at-rest"),
  "only-when-running": hurts("only-running"),
  "training-rose-fast": ({ context }) => context.raised.some((rule) => LOAD_RULES.includes(rule)),
  "tight-hip-flexors": ({ now }) => now.selfScreen?.tightHipFlexors === true,
  "tight-hamstrings": ({ now }) => now.selfScreen?.tightHamstrings === true,
  "tight-it-band": ({ now }) => now.selfScreen?.tightItBand === true,
  "knees-inward-or-pelvis-drops": ({ now }) =>
    now.selfScreen?.kneesInward === true || now.selfScreen?.pelvicDrop === true,
} satisfies Record<string, (episode: Episode) => boolean>;

interface CauseRule {
  readonly id: CauseId;
  /** Without one of these the cause isn't named at all. */
  readonly where: readonly CauseCode[];
  readonly fits: readonly CauseCode[];
  readonly against: readonly CauseCode[];
}

/** Among equals, in this order: the uncommon one last. */
export const CAUSE_RULES: readonly CauseRule[] = [
  {
    id: "P3",
    where: ["at-the-outer-hip"],
    fits: [
      "lying-on-that-side",
      "on-stairs",
      "standing-on-one-leg",
      "dull-and-gradual",
      "at-night",
      "knees-inward-or-pelvis-drops",
      "training-rose-fast",
    ],
    against: ["numb-or-tingling", "runs-down-the-leg", "pop", "only-when-running"],
  },
  {
    id: "P1",
    where: ["at-the-outer-knee", "at-the-outer-hip"],
    fits: [
      "only-when-running",
      "grows-during-the-run",
      "dull-and-gradual",
      "tight-it-band",
      "knees-inward-or-pelvis-drops",
      "training-rose-fast",
    ],
    against: ["mostly-felt-at-the-outer-knee", "lying-on-that-side", "at-night", "pop"],
  },
  {
    id: "P2",
    where: ["at-the-front-or-groin"],
    fits: [
      "sharp-and-sudden",
      "dull-and-gradual",
      "on-stairs",
      "tight-hip-flexors",
      "training-rose-fast",
    ],
    against: ["at-night", "limp", "numb-or-tingling"],
  },
  {
    id: "P6",
    where: ["at-the-inner-thigh", "at-the-front-or-groin"],
    fits: ["at-the-inner-thigh", "sharp-and-sudden", "pop"],
    against: ["dull-and-gradual", "at-night", "numb-or-tingling"],
  },
  {
    id: "P7",
    where: ["at-the-front-or-groin"],
    fits: ["sharp-and-sudden", "sitting", "at-rest", "after-a-fall", "deep-inside"],
    against: ["only-when-running", "numb-or-tingling"],
  },
  {
    id: "P4",
    where: ["at-the-buttock", "deep-inside"],
    fits: ["at-the-buttock", "runs-down-the-leg", "numb-or-tingling", "sitting"],
    against: ["at-the-sit-bone", "does-not-run-down-the-leg", "at-the-front-or-groin"],
  },
  {
    id: "P8",
    where: ["at-the-sit-bone", "at-the-buttock"],
    fits: ["at-the-sit-bone", "sitting", "dull-and-gradual", "tight-hamstrings"],
    against: ["runs-down-the-leg", "numb-or-tingling"],
  },
  {
    id: "P5",
    where: ["at-the-front-or-groin", "deep-inside"],
    fits: [
      "grows-during-the-run",
      "earlier-each-run",
      "eases-with-rest",
      "at-night",
      "limp",
      "standing-on-one-leg",
      "sharp-and-sudden",
      "training-rose-fast",
    ],
    against: ["does-not-grow-during-the-run", "does-not-ease-with-rest"],
  },
];

/**
 * What the answers may point to, the likeliest first. A possible bone stress injury comes first whenever its
 * flag is up, because it must not be missed; otherwise the outer hip leads to P3. Once nothing hurts, no other is
 * named, and nothing is said of a pain that isn't there.
 */
export function possibleCauses(episode: Episode, flags: readonly Flag[]): Cause[] {
  const boneStress = flags.some((flag) => flag.id === "R11");
  if (episode.nothingHurts) return boneStress ? [{ id: "P5", fits: [], against: [] }] : [];
  const holds = (code: CauseCode) => CODES[code](episode);
  const named = CAUSE_RULES.flatMap((rule) => {
    const where = rule.where.filter(holds);
    const mustNotBeMissed = rule.id === "P5" && boneStress;
    if (where.length === 0 && !mustNotBeMissed) return [];
    const fits = [...new Set([...where, ...rule.fits.filter(holds)])];
    const against = rule.against.filter(holds);
    const leads = mustNotBeMissed ? 2 : rule.id === "P3" ? 1 : 0;
    return [{ cause: { id: rule.id, fits, against }, leads, points: fits.length - against.length }];
  });
  return named
    .sort((a, b) => b.leads - a.leads || b.points - a.points)
    .map((candidate) => candidate.cause);
}
