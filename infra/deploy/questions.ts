import type { z } from "zod";
import { settingsSchema } from "../settings.ts";
import type { Question } from "./question.ts";
import { serviceSetUps } from "./services.ts";

const { owner, sender, mayJoin, zone } = settingsSchema.shape;
const oneOf = (choices: readonly { readonly value: string }[]) => (answer: string) =>
  choices.some(({ value }) => value === answer)
    ? null
    : `must be ${choices.map(({ value }) => value).join(" or ")}`;
const faultOf = (parsed: z.ZodSafeParseResult<unknown>) =>
  parsed.success ? null : (parsed.error.issues[0]?.message ?? "is not usable");

const circle = [
  { value: "alone", label: "for me alone" },
  { value: "club", label: "for a club" },
];
const identity = [
  { value: "address", label: "by a link that AWS emails to it (enough for yourself)" },
  { value: "domain", label: "by records in its domain's DNS (for a club: mail is then signed)" },
];

/** `a@b.example, @club.example` in the setting's form. */
export function listOf(answer: string): string[] {
  return answer.split(/[\s,]+/).filter((one) => one !== "");
}

const serviceNames: readonly string[] = serviceSetUps.map(({ name }) => name);

/**
 * Everything that is asked. Each question has a flag and a variable too, so that it can be answered in
 * advance.
 */
export const questions = {
  owner: {
    flag: "owner",
    variable: "STRIDEWELL_OWNER",
    text: "What is your email address? Alarms go there, and it may always join.",
    fault: (answer) => faultOf(owner.safeParse(answer)),
  },
  sender: {
    flag: "sender",
    variable: "STRIDEWELL_SENDER",
    text: "Which address should digests come from? It may be your own.",
    fault: (answer) => faultOf(sender.safeParse(answer)),
  },
  identity: {
    flag: "verify",
    variable: "STRIDEWELL_VERIFY",
    text: "How will you show AWS that the sender is yours?",
    choices: identity,
    fault: oneOf(identity),
  },
  zone: {
    flag: "zone",
    variable: "STRIDEWELL_ZONE",
    text: "In which time zone do your runners live? Each can choose their own.",
    fault: (answer) => faultOf(zone.safeParse(answer)),
  },
  circle: {
    flag: "for",
    variable: "STRIDEWELL_FOR",
    text: "Who is it for?",
    choices: circle,
    fault: oneOf(circle),
  },
  mayJoin: {
    flag: "may-join",
    variable: "STRIDEWELL_MAY_JOIN",
    text: "Who may join besides you? All addresses, or whole domains such as @club.example, separated by commas.",
    fault: (answer) => {
      const listed = listOf(answer);
      const [fault] = mayJoin.safeParse(listed).error?.issues ?? [];
      if (fault === undefined && listed.length > 0) return null;
      return fault?.path.length === 0
        ? fault.message
        : "must be addresses or domains such as @club.example, separated by commas";
    },
  },
  stravaId: {
    flag: "strava-client-id",
    variable: "STRAVA_CLIENT_ID",
    text: "Strava's client ID, from strava.com/settings/api?",
    empty: "without Strava",
    fault: (answer) => (/^\d{0,20}$/.test(answer) ? null : "must be digits"),
  },
  services: {
    flag: "services",
    variable: "STRIDEWELL_SERVICES",
    text: `Which other services have you registered an application with? Separated by commas: ${serviceNames.join(", ")}.`,
    empty: "none; each can be added later",
    fault: (answer) => {
      const unknown = listOf(answer).find((name) => !serviceNames.includes(name));
      return unknown === undefined
        ? null
        : `must be from ${serviceNames.join(", ")}; there is no ${unknown}`;
    },
  },
  stravaSecret: {
    flag: null,
    variable: "STRAVA_CLIENT_SECRET",
    text: "Strava's client secret? It is kept encrypted in your account and nowhere else.",
    secret: true,
    fault: (answer) =>
      /^\S{10,100}$/.test(answer) ? null : "doesn't look like a secret from Strava",
  },
} satisfies Record<string, Question>;

/** Puts a question to someone; null if they cancelled. */
export type Ask = (question: Question, initial: string | undefined) => Promise<string | null>;

export interface Sources {
  /** By flag name. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null if nobody is there to be asked. */
  readonly ask: Ask | null;
}

export type Answer =
  | { readonly kind: "given"; readonly value: string }
  | { readonly kind: "refused"; readonly line: string };

/**
 * One answer: from the flag, or else the variable, or else what is already known, or else by asking, or else
 * the default. With nobody to ask, it is a refusal that names the flag and the variable.
 *
 *     await answerTo(questions.owner, {}, { flags: {}, env: { STRIDEWELL_OWNER: "a@b.example" }, ask: null })
 *     // { kind: "given", value: "a@b.example" }
 */
export async function answerTo(
  question: Question,
  have: { readonly known?: string | undefined; readonly initial?: string | undefined },
  { flags, env, ask }: Sources,
): Promise<Answer> {
  const { flag, variable } = question;
  const names = flag === null ? variable : `--${flag} or ${variable}`;
  const said = (flag === null ? undefined : flags[flag]) ?? (env[variable] || undefined);
  if (said !== undefined) {
    const fault = question.fault(said);
    return fault === null
      ? { kind: "given", value: said }
      : { kind: "refused", line: `${names} ${fault}.` };
  }
  if (have.known !== undefined) return { kind: "given", value: have.known };
  if (ask === null) {
    const unsaid = have.initial ?? (question.empty === undefined ? undefined : "");
    return unsaid === undefined
      ? { kind: "refused", line: `There is no terminal to ask in: give ${names}.` }
      : { kind: "given", value: unsaid };
  }
  const answer = await ask(question, have.initial);
  return answer === null
    ? { kind: "refused", line: "Cancelled: nothing was changed." }
    : { kind: "given", value: answer };
}
