import * as z from "zod/mini";
import { CANNOT_WAIT, type SelfScreen, type Sign } from "../../domain/pain/check-in.ts";
import { type StoredCheckIn, storedCheckIn } from "../messages/check-in.ts";
import type { STEP_TEXTS } from "../wording/check-in.en.ts";

/** The pages of a check-in, in their order: what can't wait is asked second, once the place is known. */
export const STEPS = [
  "where",
  "urgent",
  "pain",
  "when",
  "signs",
  "self-screen",
] as const satisfies readonly (keyof typeof STEP_TEXTS)[];
export type Step = (typeof STEPS)[number];

export const WHEN_SIGNS = [
  "growsDuringRun",
  "earlierEachRun",
  "easesWithRest",
  "nightPain",
  "limp",
] as const satisfies readonly Sign[];

export const OTHER_SIGNS = [
  "swelling",
  "redness",
  "warmth",
  "numbness",
  "tingling",
  "radiating",
  "spreading",
  "troubleWalking",
  "troubleStairs",
  "troubleSleeping",
] as const satisfies readonly Sign[];

export const SCORES = ["painDuring", "painAfter", "painNextMorning"] as const;
const TRIED = ["restTried", "iceTried"] as const;
export const SCREENED = [
  "kneesInward",
  "pelvicDrop",
  "trunkSways",
  "tightHipFlexors",
  "tightHamstrings",
  "tightItBand",
  "shoesWornOnInnerEdge",
] as const satisfies readonly (keyof SelfScreen)[];

/** The questions of each step that can be answered yes, no or not at all. */
const YES_NO: Readonly<Record<Step, readonly string[]>> = {
  where: ["clearedToRun"],
  urgent: CANNOT_WAIT,
  pain: TRIED,
  when: WHEN_SIGNS,
  signs: OTHER_SIGNS,
  "self-screen": [],
};

const yesNo = z.pipe(
  z.nullable(z.enum(["yes", "no", "unsure"])),
  z.transform((answer) => (answer === null || answer === "unsure" ? null : answer === "yes")),
);

const plainNumber = z.pipe(
  z.nullable(z.string().check(z.trim(), z.regex(/^(\d{1,5}([.,]\d)?)?$/))),
  z.transform((typed) =>
    typed === null || typed === "" ? null : Number.parseFloat(typed.replace(",", ".")),
  ),
);

export type Answered =
  | { readonly kind: "answered"; readonly checkIn: StoredCheckIn }
  /** The names of the fields that can't be used as they were sent, and the check-in without those. */
  | {
      readonly kind: "unusable";
      readonly fields: readonly string[];
      readonly usable: StoredCheckIn;
    };

/** The check-in with one step's answers put in; what the form left out becomes 'not answered'. */
export function withAnswers(before: StoredCheckIn, step: Step, form: URLSearchParams): Answered {
  const unusable = new Set<string>();
  const read = <T>(schema: z.ZodMiniType<T>, field: string): T | null => {
    const parsed = schema.safeParse(form.get(field));
    if (!parsed.success) unusable.add(field);
    return parsed.data ?? null;
  };
  const all = (fields: readonly string[]) =>
    Object.fromEntries(fields.map((field) => [field, read(yesNo, field)]));
  const numbers = (fields: readonly string[]) =>
    Object.fromEntries(fields.map((field) => [field, read(plainNumber, field)]));
  const choice = (field: string) => form.get(field) || null;

  const more: Record<Step, () => object> = {
    where: () => ({ places: [...new Set(form.getAll("places"))], side: choice("side") }),
    urgent: () => ({}),
    pain: () => numbers([...SCORES, "daysLasted"]),
    when: () => ({ kind: choice("kind"), when: [...new Set(form.getAll("when"))] }),
    signs: () => numbers(["sleepHours"]),
    "self-screen": () => {
      const screen = all(SCREENED);
      const isBlank = Object.values(screen).every((answer) => answer === null);
      return { selfScreen: isBlank ? null : screen };
    },
  };
  const answers = { ...all(YES_NO[step]), ...more[step]() };
  const whole = storedCheckIn.safeParse({ ...before, ...answers });
  for (const { path } of whole.error?.issues ?? []) unusable.add(String(path[0]));
  if (whole.success && unusable.size === 0) return { kind: "answered", checkIn: whole.data };
  const others = Object.entries(answers).filter(([field]) => !unusable.has(field));
  const usable = storedCheckIn.parse({ ...before, ...Object.fromEntries(others) });
  return { kind: "unusable", fields: [...unusable], usable };
}

/** The step that asks a question, for a link to what is still unanswered. */
export function stepAsking(sign: Sign): Step {
  return STEPS.find((step) => YES_NO[step].includes(sign)) ?? "urgent";
}
