import { type Caution, cautionOf } from "../../domain/caution.ts";
import { assess } from "../../domain/judge.ts";
import type { ActivityRecord } from "../../functions/messages/activity.ts";
import type { Mail, NoticeStore, StoredDigest } from "../../functions/ports/mail.ts";
import type { NudgeLog, StoredNudge } from "../../functions/ports/nudges.ts";
import type { Runner } from "../../functions/ports/runner.ts";
import type { StoredCase } from "../../functions/ports/stored-case.ts";
import { type RunCheckupDeps, runCheckup } from "../../functions/run-checkup/run-checkup.ts";
import { type SendNudgesDeps, sendNudges } from "../../functions/send-nudges/send-nudges.ts";
import { loadCase } from "../../functions/shared/runner/load-case.ts";
import {
  dayNumberOf,
  instantAt,
  isoDay,
  judgedDay,
  localTime,
  nextLocalOccurrence,
} from "../../functions/shared/time.ts";
import { metresPer } from "../../functions/wording/en.ts";
import { untied } from "./email-html.ts";
import { fakeMailer } from "./mailers.ts";
import { makeRecord } from "./make-record.ts";
import { makeRunner } from "./make-runner.ts";

/** A run as its runner plans it, by the clock of where they will be. */
export interface Planned {
  readonly day: number;
  readonly minute: number;
  readonly distanceM: number;
  readonly movingS: number;
  readonly zone?: string;
}

/** What a digest says to stay under, in figures and in words; null where it gives no figure. */
export interface Advice {
  readonly weekM: number | null;
  readonly weekS: number | null;
  readonly longestM: number | null;
  /** What is left for a single run from a day within the week; null if the limit stays. */
  readonly laterM: { readonly from: string; readonly longestM: number } | null;
  readonly words: string;
}

/** An email that came, and what was known when it did. */
export interface Letter {
  readonly kind: "digest" | "nudge";
  /** UTC instant. */
  readonly at: string;
  readonly mail: Mail;
  /** What it was remembered to say. */
  readonly keys: readonly string[];
  readonly records: readonly ActivityRecord[];
}

/** What Today says above the limits, right after a run. */
export interface Glance {
  readonly at: string;
  readonly caution: Caution | null;
}

const UPLOAD_MS = 2 * 60_000;
const START = "2026-01-05T12:00:00.000Z";

/** `adviceIn(mail.text).longestM // 11000, for a text with "Longest run     11.0 km"` */
export function adviceIn(text: string): Advice {
  const words = /\nNEXT WEEK, AT MOST\n([\s\S]*?)\n\n[A-Z]{3}/.exec(untied(text))?.[1] ?? "";
  const metres = (amount: string, unit: string) =>
    Number(amount.replaceAll(",", "")) * metresPer[unit === "mi" ? "mi" : "km"];
  const distanceM = (name: string) => {
    const row = new RegExp(`^${name} +([\\d.,]+) (km|mi)( \\(.* from .*)?$`, "m").exec(words);
    return row?.[1] === undefined ? null : metres(row[1], row[2] ?? "");
  };
  const later = /^Longest run .* \(([\d.,]+) (km|mi) from (\w+day): /m.exec(words);
  const time = /^Time +(?:(\d+) h ?)?(?:(\d+) min)?$/m.exec(words);
  return {
    weekM: distanceM("Distance"),
    weekS: time === null ? null : 3600 * Number(time[1] ?? 0) + 60 * Number(time[2] ?? 0),
    longestM: distanceM("Longest run"),
    laterM:
      later?.[1] === undefined || later[2] === undefined
        ? null
        : { from: later[3] ?? "", longestM: metres(later[1], later[2]) },
    words: words.replaceAll("\n", " "),
  };
}

/** Claims that always succeed: nothing here crashes, and nobody else sends. */
function noticesIn(clock: { readonly now: string }) {
  const digests: StoredDigest[] = [];
  const nudges: StoredNudge[] = [];
  const store: NoticeStore & NudgeLog = {
    async claim({ runnerId, notice }, { tips = [], keys = [] }) {
      const remembered = { tips: [tips].flat().map(String), keys: [keys].flat().map(String) };
      const [kind, name = ""] = notice.split(":");
      if (kind === "digest") {
        digests.push({ day: name, state: "sent", ...remembered, tooLate: false });
      } else {
        const { keys: told } = remembered;
        nudges.push({ number: Number(name), state: "sent", claimedAt: clock.now, keys: told });
      }
      return { kind: "ours", held: { runnerId, notice, claimedAt: clock.now } };
    },
    takeOver: async () => null,
    markSent: async () => undefined,
    release: async () => undefined,
    skip: async () => "skipped",
    settle: async () => "nothing-to-settle",
    noteSoftBounce: async () => undefined,
    digestsSince: async (_, since) => digests.filter(({ day }) => day >= since),
    nudges: async () => nudges,
  };
  return { store, lastKeys: (kind: Letter["kind"]) => lastOf(kind)?.keys ?? [] };

  function lastOf(kind: Letter["kind"]) {
    return kind === "digest" ? digests.at(-1) : nudges.at(-1);
  }
}

/**
 * Lets somebody live some weeks with the real digests and nudges, on stores in memory. `plan` gets what each digest
 * advises, null before the first, and the first day after those that it told of; it answers with the runs of seven
 * days from there.
 */
export async function liveWith(
  overrides: Partial<Runner>,
  weeks: number,
  plan: (advice: Advice | null, from: number, week: number) => readonly Planned[],
): Promise<{ readonly letters: readonly Letter[]; readonly glances: readonly Glance[] }> {
  const runner = makeRunner(overrides);
  const { zone, digest } = runner;
  const clock = { now: START };
  let digestAt = nextLocalOccurrence({ after: START, zone, ...digest });
  const records: ActivityRecord[] = [];
  const post = fakeMailer();
  const notices = noticesIn(clock);
  let wakeAt: string | null = null;
  const stored = (): StoredCase => ({
    activities: records,
    shoes: [],
    checkIns: [],
    wear: { runs: new Map(), defaults: {} },
    sameness: { order: [], apart: [], pairs: new Map() },
    dismissals: [],
    health: { kind: "ok" },
    window: { kind: "whole" },
  });
  const deps: RunCheckupDeps & SendNudgesDeps = {
    runners: { find: async () => ({ ...runner, nextDigestAt: digestAt }) },
    cases: { read: async () => stored() },
    exercises: { all: async () => [] },
    windows: {
      find: async () => ({ kind: "whole" }),
      noteAsked: async () => true,
      findSince: async () => "here",
    },
    events: { send: async () => undefined },
    checkups: { send: async () => undefined },
    notices: notices.store,
    wakes: {
      wakeAt: async (_, at) => {
        if (wakeAt === null || at < wakeAt) wakeAt = at;
      },
    },
    toPng: async () => Uint8Array.of(1),
    mailer: post.mailer,
    pace: (work) => work(),
    publicUrl: "https://run.example",
    now: () => clock.now,
  };

  const letters: Letter[] = [];
  const take = async (kind: Letter["kind"], work: Promise<unknown>) => {
    const before = post.taken.length;
    await work;
    for (const mail of post.taken.slice(before)) {
      const keys = notices.lastKeys(kind);
      letters.push({ kind, at: clock.now, mail, keys, records: [...records] });
    }
  };

  const glances: Glance[] = [];
  const glance = async () => {
    const today = dayNumberOf(localTime(clock.now, zone).day);
    const { known } = await loadCase({ ...runner, nextDigestAt: digestAt }, today, deps);
    const { checkup, triage } = assess(known);
    glances.push({ at: clock.now, caution: cautionOf(checkup, triage) });
  };

  let coming: { readonly at: string; readonly record: ActivityRecord }[] = [];
  const set = (runs: readonly Planned[]) => {
    const set = runs.map(({ day, minute, distanceM, movingS, zone: there = zone }) => {
      const wanted = instantAt({ day: isoDay(day), startMinute: minute, zone: there });
      // Nobody follows a digest before it comes: by Monday morning at home, Monday in the Pacific is over.
      const [, startAt = wanted] = [wanted, clock.now].sort();
      const local = localTime(startAt, there);
      const at = new Date(Date.parse(startAt) + movingS * 1000 + UPLOAD_MS).toISOString();
      const amounts = { distanceM, movingS, elapsedS: movingS };
      return { at, record: makeRecord({ sourceId: startAt, startAt, ...local, ...amounts }) };
    });
    coming = [...coming, ...set].sort((a, b) => (a.at < b.at ? -1 : 1));
  };

  set(plan(null, dayNumberOf(judgedDay(digestAt, zone)) - 6, 0));
  for (let week = 1; week <= weeks; ) {
    const [next] = coming;
    const wakes: string = wakeAt ?? digestAt;
    const [at = digestAt] = [digestAt, next?.at ?? digestAt, wakes].sort();
    clock.now = at;
    if (at === next?.at) {
      coming = coming.slice(1);
      records.push(next.record);
      await take("nudge", sendNudges({ runnerId: runner.id }, deps));
      await glance();
    } else if (at === digestAt) {
      const day = judgedDay(digestAt, zone);
      await take("digest", runCheckup({ runnerId: runner.id, day }, deps));
      set(plan(adviceIn(letters.at(-1)?.mail.text ?? ""), dayNumberOf(day) + 1, week));
      digestAt = nextLocalOccurrence({ after: at, zone, ...digest });
      week += 1;
    } else {
      wakeAt = null;
      await take("nudge", sendNudges({ runnerId: runner.id }, deps));
    }
  }
  return { letters, glances };
}

/** The minute of the runner's life, for cool-downs. */
export function minuteOf({ at }: Letter, zone: string): number {
  const { day, startMinute } = localTime(at, zone);
  return dayNumberOf(day) * 1440 + startMinute;
}
