import { cautionOf } from "../../domain/caution.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { Finding } from "../../domain/finding.ts";
import type { NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import { FLAG_RULES, isAlarm, type Urgency } from "../../domain/pain/flags.ts";
import { reasonNotToRun, type Triage } from "../../domain/pain/triage.ts";
import type { ShoeWear } from "../../domain/shoes.ts";
import type { ConnectionHealth } from "../ports/connections.ts";
import { capped, givenName } from "../shared/runner/typed-name.ts";
import type { Reading } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { describeFinding } from "../wording/finding.en.ts";
import {
  connectionNudge,
  FIRST_THE_HIP,
  FLAG_NUDGES,
  FLAG_WORDS,
  HIP_ASKS_FOR_LESS,
  NUDGE_TOPIC_TEXTS,
  NUDGE_WORDS,
  RULE_NUDGE_TEXTS,
  shoeNudge,
  TELL_AGAIN,
} from "../wording/nudges.en.ts";
import { FLAG_TEXTS, HIP_REPORT, NOT_A_DIAGNOSIS, URGENCY_TEXTS } from "../wording/pain.en.ts";
import { reportWords } from "../wording/report.en.ts";
import { webAddress } from "./web-address.ts";

/** What one nudge is about, as judged. */
export type NudgeContent =
  /** All flags of a check-in that share the highest urgency. */
  | { readonly kind: "flag"; readonly triage: Triage }
  | {
      readonly kind: "rule";
      readonly finding: Finding;
      readonly checkup: Checkup;
      readonly triage: Triage | null;
    }
  | { readonly kind: "shoe"; readonly shoe: ShoeWear; readonly hasOwnLimit: boolean }
  | { readonly kind: "connection"; readonly health: Exclude<ConnectionHealth, { kind: "ok" }> };

export interface NudgeContext extends Reading {
  readonly generated: boolean;
  /** Null for a red flag, which no topic stops. */
  readonly topic: NudgeTopic | null;
  /** What services require to be said where their runs are shown. */
  readonly credits: readonly string[];
  readonly urls: {
    readonly today: string;
    readonly sources: string;
    readonly settings: string;
    readonly unsubscribe: string | null;
  };
}

/** All that a nudge shows, already in words: the template and the text part only lay it out. */
export interface NudgeView {
  readonly lang: string;
  readonly dir: string;
  readonly subject: string;
  /** What an inbox shows after the subject; like the subject, fit for a lock screen. */
  readonly preheader: string;
  /** Says that the history was made up by a program; null if it wasn't. */
  readonly generated: string | null;
  readonly urgent: boolean;
  readonly headline: string;
  /** What was seen: a title, the figure, why it matters, and how far to trust it. */
  readonly seen: {
    readonly title: string | null;
    readonly figure: string | null;
    readonly why: readonly string[];
    readonly labels: readonly string[];
  };
  readonly todo: { readonly title: string; readonly text: string; readonly label: string | null };
  readonly open: { readonly text: string; readonly url: string };
  /** Why it came, and that it is no diagnosis. */
  readonly footer: readonly string[];
  /** Shown if there is something to stop. */
  readonly settings: { readonly text: string; readonly url: string };
  readonly stop: { readonly text: string; readonly url: string } | null;
}

type Parts = Pick<NudgeView, "subject" | "preheader" | "headline" | "seen" | "todo" | "urgent"> & {
  readonly footer: readonly string[];
};

const MAX_SUBJECT = 120;

/**
 * Puts one nudge into words. Names that people typed are made harmless here.
 *
 * @throws TypeError when one of `context.urls` is not a plain http or https URL
 */
export function nudgeView(content: NudgeContent, context: NudgeContext): NudgeView {
  const { subject, footer, ...parts } = partsOf(content, context);
  const { topic, urls, generated } = context;
  const isOfRuns = content.kind === "rule" || content.kind === "shoe";
  const reasons = topic === null ? [] : [NUDGE_TOPIC_TEXTS[topic].why];
  return {
    ...parts,
    lang: en.lang,
    dir: en.dir,
    subject: capped(subject, MAX_SUBJECT),
    generated: generated ? reportWords.generated : null,
    open:
      content.kind === "connection"
        ? { text: NUDGE_WORDS.sources, url: webAddress(urls.sources) }
        : { text: NUDGE_WORDS.open, url: webAddress(urls.today) },
    footer: [...footer, ...reasons, ...(isOfRuns ? context.credits : [])],
    settings: { text: NUDGE_WORDS.settings, url: webAddress(urls.settings) },
    stop:
      topic === null || urls.unsubscribe === null
        ? null
        : { text: NUDGE_TOPIC_TEXTS[topic].stop, url: webAddress(urls.unsubscribe) },
  };
}

function partsOf(content: NudgeContent, context: NudgeContext): Parts {
  switch (content.kind) {
    case "flag":
      return ofFlags(content.triage, context);
    case "rule":
      return ofRule(content, context);
    case "shoe":
      return ofShoe(content, context);
    case "connection": {
      const { why, todo, ...text } = connectionNudge(content.health);
      return {
        ...text,
        urgent: false,
        seen: { title: null, figure: null, why: [why], labels: [] },
        todo: { title: NUDGE_WORDS.todo, text: todo, label: null },
        footer: [],
      };
    }
  }
}

function ofFlags(triage: Triage, { isoDay }: NudgeContext): Parts {
  const { flags, day } = triage;
  const [top] = flags;
  if (top === undefined) throw new Error("A red flag's email without a flag.");
  const ids = flags.filter(({ urgency }) => urgency === top.urgency).map(({ id }) => id);
  const bases = FLAG_RULES.filter(({ id }) => ids.includes(id)).map(({ basis }) => basis);
  return {
    ...FLAG_NUDGES[top.urgency],
    urgent: isAlarm(top.urgency),
    seen: {
      title: FLAG_WORDS.told,
      figure: null,
      why: ids.map((id) => FLAG_TEXTS[id]),
      labels: [...new Set(bases)].map((basis) => FLAG_WORDS.label[basis]),
    },
    todo: { title: NUDGE_WORDS.todo, text: untilThen(top.urgency, triage), label: null },
    footer: [HIP_REPORT.fromCheckIn(en.dateText(isoDay(day))), NOT_A_DIAGNOSIS, FLAG_WORDS.why],
  };
}

/** What is more urgent than a visit says by itself not to run. */
function untilThen(urgency: Urgency, triage: Triage): string {
  const { until } = URGENCY_TEXTS[urgency];
  const noRun = urgency === "book-visit" ? reasonNotToRun(triage) : null;
  return noRun === null ? until : `${HIP_REPORT.noCeiling[noRun]} ${until}`;
}

function ofRule(
  { finding, checkup, triage }: Extract<NudgeContent, { kind: "rule" }>,
  context: NudgeContext,
): Parts {
  const { todo, headline, ...text } = RULE_NUDGE_TEXTS[finding.rule](checkup, context);
  const { title, figure, why, label } = describeFinding(finding, checkup, context);
  const mayRun = reasonNotToRun(triage) === null;
  return {
    ...text,
    headline: mayRun ? headline : `${title}. ${FIRST_THE_HIP}`,
    urgent: finding.severity === "urgent",
    seen: { title: mayRun ? title : null, figure, why: mayRun ? [why] : [], labels: [label] },
    todo: mayRun
      ? {
          title: NUDGE_WORDS.todo,
          text: cautionOf(checkup, triage) === "amber" ? `${HIP_ASKS_FOR_LESS} ${todo}` : todo,
          label: todoLabel(finding),
        }
      : { title: NUDGE_WORDS.todo, text: TELL_AGAIN, label: null },
    footer: [reportWords.notDiagnosis],
  };
}

/** What to do about a rule that rests on advice is that advice. */
function todoLabel({ basis }: Finding): string {
  return basis === "advice" ? en.label.advice : NUDGE_WORDS.todoLabel;
}

function ofShoe(
  { shoe, hasOwnLimit }: Extract<NudgeContent, { kind: "shoe" }>,
  context: NudgeContext,
): Parts {
  const named = { ...shoe, name: givenName(shoe.name) };
  const { figure, why, label, todo, ...text } = shoeNudge(named, hasOwnLimit, context);
  return {
    ...text,
    urgent: false,
    seen: { title: named.name, figure, why: [why], labels: [label] },
    todo: { title: NUDGE_WORDS.todo, text: todo, label: null },
    footer: [],
  };
}
