import type { Caution } from "../../domain/caution.ts";
import type { RuleId } from "../../domain/finding.ts";
import type { CauseCode, CauseId } from "../../domain/pain/causes.ts";
import type { Factor, FactorId } from "../../domain/pain/contributing.ts";
import type { FlagId, Urgency } from "../../domain/pain/flags.ts";
import type { Light } from "../../domain/pain/traffic-light.ts";
import { latePoints, type Trend } from "../../domain/pain/trend.ts";
import { reasonNotToRun, type Triage } from "../../domain/pain/triage.ts";
import { distance, lacksDistance, list, runs, type Units } from "./en.ts";
import { ruleName } from "./finding.en.ts";
import { reportWords } from "./report.en.ts";

/** On every page and in every email that answers a check-in. */
export const NOT_A_DIAGNOSIS =
  "This is information, not a diagnosis: only someone who examines you can tell what it is.";

export interface UrgencyText {
  readonly title: string;
  readonly when: string;
  readonly whom: string;
  readonly until: string;
}

export const URGENCY_TEXTS: Readonly<Record<Urgency, UrgencyText>> = {
  emergency: {
    title: "Get emergency care now",
    when: "Now, today, whatever the time.",
    whom: "Your local emergency number or an emergency department.",
    until: "Don't run, don't test the leg and don't wait for it to pass.",
  },
  "stop-and-see-doctor": {
    title: "Stop running and see a doctor",
    when: "Within the next few days; today if the hip is hot, or hurts while you have a fever.",
    whom: "A doctor: a sports physician if you can see one soon, otherwise your own.",
    until:
      "No running until then, and no hopping or stretching to test it. If walking hurts, walk as little as you can. If you can't put weight on the leg, or you have a fever and the hip is hot, swollen or very painful, go to emergency care.",
  },
  "stop-until-well": {
    title: "Don't run until you are well",
    when: "If the fever is high, lasts more than three days or you feel worse.",
    whom: "A doctor, as with any fever. With chest pain, trouble breathing, confusion, a stiff neck or a new rash, emergency care.",
    until:
      "No running until you have had no fever for a day, without medicine against it, and feel well. Then tell us, and begin with short, easy runs. If your hip starts to hurt while you have a fever, don't wait: tell us or a doctor the same day.",
  },
  "book-visit": {
    title: "Get it looked at",
    when: "Book a visit this week or next.",
    whom: "A sports physician, a physical therapist or a kinesiologist.",
    until: "Avoid what makes it worse, and tell us at once if it changes.",
  },
};

/** What was noticed, without a name for it. */
export const FLAG_TEXTS: Readonly<Record<FlagId, string>> = {
  R1: "It still hurts or keeps coming back after two weeks, a week of rest or self-care hasn't made it clearly better, or it has come back where signs called for a doctor not long ago.",
  R2: "It has got stronger lately, it starts earlier in each run, it is spreading, or it hurts in a new place.",
  R3: "It is sharp and came on suddenly, or it began with a pop, or the leg stopped working as it should.",
  R4: "It makes walking, stairs or sleeping hard.",
  R5: "It runs down the leg, or there is numbness or tingling.",
  R6: "There is swelling, redness or warmth.",
  R7: "You can't put your weight on the leg.",
  R8: "There is a fever, and the hip is hot, swollen or very painful, or you gave no score for the pain. An infected joint must be ruled out at once.",
  R9: "There is new trouble with your bladder or bowels, or numbness where a saddle would touch you. Nerves at the base of the spine may be under pressure.",
  R10: "A calf is hot and swollen. A blood clot must be ruled out. With chest pain or shortness of breath, call the emergency number at once.",
  R11: "There are, or were in the last 12 weeks, signs that can go with a bone stress injury. Days off ease one before it has healed, and running on it can turn it into a fracture. If a doctor has examined it since and says that you may run, tell us so in a check-in on a later day, and this ends. It also ends when you tell us of a later run, which is among your runs here, without such signs.",
  R12: "There is a fever. Don't run with one.",
  R13: "It began with a fall or an injury.",
  R14: "You are limping. Don't run while you are.",
  R15: "It hurts at night.",
  R16: "There are nerve signs on both sides. Nerves at the base of the spine may be under pressure. New trouble with your bladder or bowels, or numbness where a saddle would touch you, always needs emergency care at once.",
  R17: "The pain is severe.",
  R18: "The hip is hot and very painful. That needs a doctor even without a fever.",
};

/** Always 'possible', never 'you have'. */
export const CAUSE_TEXTS: Readonly<Record<CauseId, string>> = {
  P1: "Possible: irritation of the IT band, mostly felt on the outside of the knee",
  P2: "Possible: strained or overused hip flexors",
  P3: "Possible: sore glute tendons at the side of the hip, once called trochanteric bursitis",
  P4: "Possible: deep gluteal pain, also known as piriformis syndrome",
  P5: "Possible: a bone stress injury, uncommon and serious",
  P6: "Possible: a strained adductor (inner thigh)",
  P7: "Possible: a tear in the rim of the hip joint (labrum)",
  P8: "Possible: a sore hamstring tendon at the sit bone, or the sacroiliac joint",
};

/** Completes 'It fits because …' and 'Against it: …'. */
export const CAUSE_CODE_TEXTS: Readonly<Record<CauseCode, string>> = {
  "at-the-front-or-groin": "it is at the front of the hip or in the groin",
  "at-the-outer-hip": "it is on the outside of the hip",
  "at-the-outer-knee": "it is on the outside of the knee",
  "at-the-buttock": "it is in the buttock",
  "at-the-sit-bone": "it is at the sit bone",
  "at-the-inner-thigh": "it is on the inner thigh",
  "deep-inside": "it is deep inside",
  "mostly-felt-at-the-outer-knee": "this is mostly felt on the outer knee, and yours is at the hip",
  "sharp-and-sudden": "it is sharp and came on suddenly",
  "dull-and-gradual": "it is dull and came on gradually",
  "runs-down-the-leg": "it runs down the leg",
  "does-not-run-down-the-leg": "it doesn't run down the leg",
  "numb-or-tingling": "there is numbness or tingling",
  "grows-during-the-run": "it gets worse during the run",
  "does-not-grow-during-the-run": "it doesn't get worse during the run",
  "earlier-each-run": "it starts earlier in each run",
  "eases-with-rest": "it eases with rest",
  "does-not-ease-with-rest": "it doesn't ease with rest",
  "at-night": "it hurts at night",
  limp: "it makes you limp",
  pop: "there was a pop",
  "after-a-fall": "it began with a fall or an injury",
  "lying-on-that-side": "it hurts to lie on that side",
  "on-stairs": "stairs bring it on",
  "standing-on-one-leg": "standing on one leg brings it on",
  sitting: "sitting brings it on",
  "at-rest": "it hurts at rest",
  "only-when-running": "it only hurts when you run",
  "training-rose-fast": "your training has gone up fast lately",
  "tight-hip-flexors": "your hip flexors feel tight",
  "tight-hamstrings": "your hamstrings feel tight",
  "tight-it-band": "your outer thigh feels tight",
  "knees-inward-or-pelvis-drops": "you saw the knee fall inward or the pelvis drop",
};

/** Why a cause fits: 'it fits because …', or because of the signs that its red flag has told already. */
export function fitsText(codes: readonly CauseCode[]): string {
  if (codes.length === 0) return "of the signs above";
  return codes.map((code) => CAUSE_CODE_TEXTS[code]).join("; ");
}

export const FACTOR_TEXTS: Readonly<Record<FactorId, string>> = {
  L5: "A recent change in training may play a part.",
  X1: "Glutes that tire early may play a part.",
  X2: "A trunk that sways may play a part.",
  X3: "Tight muscles may play a part.",
  X4: "Feet that roll inward may play a part.",
};

/**
 * What may play a part; of the training, which part of it.
 *
 *     factorText({ id: "L5", because: ["session-spike"] }) // "A recent change in training may play a part: longest run."
 */
export function factorText({ id, because }: Factor): string {
  const text = FACTOR_TEXTS[id];
  const rules = because.flatMap((one) => (isRule(one) ? [ruleName[one].toLowerCase()] : []));
  return rules.length === 0 ? text : text.replace(/\.$/, `: ${list(rules)}.`);
}

const isRule = (one: Factor["because"][number]): one is RuleId => one in ruleName;

const BORROWED = "The three bands come from studies of tendon pain, not of the hip.";

export const LIGHT_TEXTS: Readonly<Record<Light, string>> = {
  green: `Green: as far as your hip goes, running as planned is usually fine, as long as the pain stays at 3 or less and has settled by the next morning. ${BORROWED}`,
  amber: `Amber: only shorter, easier runs, or a day off, until it stays at 3 or less and has settled by the next morning. ${BORROWED}`,
  red: `Red: don't run on it now. ${BORROWED}`,
};

const NOTHING_HURTS = "Green: nothing hurts.";
const NO_RUN_SCORE =
  "Amber: there is no score for a run here. Keep the next one short and easy, and tell us how it went.";

const LIGHT_BY_FLAG = {
  ill: "Red, because of the fever and not because of your hip: don't run until you are well.",
  amber:
    "Amber, because of the signs above: only shorter, easier runs, or a day off, until it has been looked at.",
  amberAndNoRun: "Amber, because of the signs above: no running until it has been looked at.",
  red: "Red, because of the signs above, whatever the scores: don't run on it now.",
};

/** The light in words, and whether the scores or the signs set it. */
export function lightText({
  flags,
  light,
  lightOfScores,
  lacksRunScore,
  nothingHurts,
}: Pick<Triage, "flags" | "light" | "lightOfScores" | "lacksRunScore" | "nothingHurts">): string {
  const noRun = reasonNotToRun({ flags, light });
  if (noRun === "ill") return LIGHT_BY_FLAG.ill;
  if (flags.some(({ urgency }) => urgency !== "book-visit")) return LIGHT_BY_FLAG.red;
  if (light === "amber" && noRun !== null) {
    return LIGHT_BY_FLAG.amberAndNoRun;
  }
  if (light === "green" && nothingHurts) return NOTHING_HURTS;
  if (lacksRunScore && flags.length === 0) return NO_RUN_SCORE;
  return light === lightOfScores && !lacksRunScore ? LIGHT_TEXTS[light] : LIGHT_BY_FLAG.amber;
}

const SCORES_SHOWN = 8;

/** The scores of the trend, each beside the running of its week; null if there is only one. */
export function scoresText(trend: Pick<Trend, "points">, units: Units): string | null {
  const points = latePoints(trend);
  if (points.length < 2) return null;
  const scores = points.slice(-SCORES_SHOWN).map(({ score, weekRuns, weekDistanceM }) => {
    if (weekRuns === null || weekDistanceM === null) return `${score}`;
    const week = { runs: weekRuns, distanceM: weekDistanceM };
    const ran = lacksDistance(week) ? runs(weekRuns) : distance(weekDistanceM, units);
    return `${score} (${ran} that week)`;
  });
  return `Your scores, oldest first: ${scores.join(", ")}.`;
}

export const TREND_TEXTS: Readonly<Record<Trend["direction"], string>> = {
  better: "Over these weeks it has been getting better.",
  steady: "Over these weeks it has stayed about the same.",
  worse: "Over these weeks it has been getting worse.",
  "not-enough-data": "It takes check-ins on two days or more to say which way it is going.",
};

/** For danger signs left unanswered: 'no flag' would promise more than was asked. */
export function unansweredText(count: number): string | null {
  if (count === 0) return null;
  return count === 1
    ? "One of the questions that check for danger signs still needs a yes or no. Please answer it before you rely on this."
    : `${count} of the questions that check for danger signs still need a yes or no. Please answer them before you rely on this.`;
}

/** What a digest and a report say around a check-in. */
export const HIP_REPORT = {
  title: "Your hip",
  /** Beside `unansweredText`. */
  answer: "Answer now",
  fromCheckIn: (date: string) => `From your check-in of ${date}.`,
  outdated:
    "That check-in is more than two weeks old. Tell us how your hip is now; until you do, we go by what you told us then.",
  /** Somebody may have examined the runner since, and they haven't said so. */
  ranSince: (runs: number) =>
    `${runs === 1 ? "One run" : `${runs} runs`} of the last 7 days came after that check-in, which says not to run for now. If it has got better, or somebody has examined you and says that you may run, tell us in a new check-in. If neither is so, please wait with the next run.`,
  cleared: (date: string) =>
    `On ${date} you told us that someone who examined you says that you may run. That is their answer and not ours: go by what they told you, and tell us at once if a sign comes back. If that is wrong, correct that check-in.`,
  /** What replaces the usual words while the hip says not to run. */
  words: {
    nothingRaised: "Nothing stood out in the runs themselves.",
    tips: "Good to know",
  },
  lookBack: "What follows looks back at your runs. What you told us comes first.",
  signs: "What you told us that says so",
  whenAndWhom: ({ when, whom }: UrgencyText) => `When: ${when} Who to turn to: ${whom}`,
  comesFirst:
    "What you told us comes first: see above. No exercise is suggested until that is settled.",
  noCeiling: {
    "red-flag": "No running at all until someone has looked at your hip.",
    ill: "No running until you are well again.",
    "red-light":
      "No running while it hurts this much. Tell us again when it has eased, or in a week if it hasn't.",
  },
};

/** The words around a week's figures. What speaks against the limits is said above them, and would contradict "nothing". */
export function reportWordsFor(hipSaysNo: boolean, caution: Caution | null): typeof reportWords {
  if (hipSaysNo) return { ...reportWords, ...HIP_REPORT.words };
  return caution === "return"
    ? { ...reportWords, nothingRaised: reportWords.onlyReturn }
    : reportWords;
}
