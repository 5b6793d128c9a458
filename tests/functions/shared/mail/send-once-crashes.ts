import { noticeStore } from "../../../../functions/adapters/notice-store.ts";
import type { Table } from "../../../../functions/adapters/table.ts";
import type { Mailer } from "../../../../functions/ports/mail.ts";
import { TryLater } from "../../../../functions/shared/errors.ts";
import {
  type NoticeKind,
  type SendOnceDeps,
  sendOnce,
} from "../../../../functions/shared/mail/send-once.ts";
import { makeMail } from "../../../support/make-mail.ts";

/** As run-checkup's queue is declared. */
const VISIBILITY_S = 270;
const ATTEMPTS = 6;

/** A process that ended halfway: what it did last may or may not have happened. */
class Crash extends Error {}

const STEPS = ["claim", "takeOver", "send", "markSent", "release", "skip"] as const;
type Step = (typeof STEPS)[number];
export type CrashPoint = `${"before" | "after"} ${Step}`;
export const CRASH_POINTS: readonly CrashPoint[] = STEPS.flatMap((step): CrashPoint[] => [
  `before ${step}`,
  `after ${step}`,
]);

export interface Ending {
  readonly kind: NoticeKind;
  /** How often the mail service accepted the email. */
  readonly taken: number;
  readonly state: "none" | "claimed" | "released" | "sent" | "skipped";
  /** Whether its message ended among the dead letters, of which the operator is told. */
  readonly isDeadLetter: boolean;
  /** Whether the mail service's report on an email of unknown fate was lost, or came after the lease. */
  readonly isWordMissing: boolean;
  readonly crashes: readonly CrashPoint[];
}

/** Where crashes fall once the lease can have ended: in the steps that deal with abandoned claims. */
const afterLease = CRASH_POINTS.filter((point) => /takeOver|skip/.test(point));
const LEASE_ENDS_AT_ATTEMPT = 3;

const DIGEST = makeMail();

/** Mulberry32: small, and the same numbers everywhere for one seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}

/**
 * Sends one email as the queue would, with one or two workers, and lets any attempt fail somewhere:
 * processes end before or after a step, SES refuses, connections break, and SES's own report comes at once,
 * late, twice or never.
 */
export async function playCrashes(table: Table, seed: number): Promise<Ending> {
  const random = randomOf(seed);
  const kind: NoticeKind = random() < 0.5 ? "digest" : "red-flag";
  const mail = { ...DIGEST, notice: { runnerId: `r${seed}`, notice: "digest:2021-09-12" } };
  const notices = noticeStore(table);
  const crashes: CrashPoint[] = [];
  let nowMs = Date.UTC(2021, 8, 13, 5);
  const now = () => new Date(nowMs).toISOString();
  let taken = 0;
  let isWordMissing = false;
  let words: { readonly atMs: number; readonly messageId: string }[] = [];

  const heard = async () => {
    const due = words.filter(({ atMs }) => atMs <= nowMs);
    words = words.filter(({ atMs }) => atMs > nowMs);
    for (const { messageId } of due) await notices.settle(mail.notice, messageId, now());
  };

  const serviceWith = (chances: () => number): Mailer => ({
    async send() {
      const how = chances();
      if (how < 0.1) return { outcome: "not-sent", reason: "No.", retryInS: null };
      if (how < 0.15) return { outcome: "not-sent", reason: "Held back.", retryInS: 21_600 };
      if (how < 0.2) throw new Error("connection lost before it was taken");
      taken += 1;
      const messageId = `m-${taken}`;
      const delaysS = pick([[0], [1], [120, 121], [900], []], chances) ?? [];
      words.push(...delaysS.map((delayS) => ({ atMs: nowMs + delayS * 1000, messageId })));
      isWordMissing ||= delaysS.every((delayS) => delayS > 600);
      if (how < 0.25) throw new Error("connection lost after it was taken");
      return { outcome: "sent", messageId };
    },
  });

  /** The ports of one process, which may end at one point on its way. */
  const oneProcess = (attempt: number): SendOnceDeps => {
    // Random numbers of its own, so that two at once play the same game every time.
    const chances = randomOf(random() * 2 ** 32);
    const service = serviceWith(chances);
    const points = attempt < LEASE_ENDS_AT_ATTEMPT ? CRASH_POINTS : afterLease;
    const fatal = chances() < 0.6 ? pick(points, chances) : undefined;
    const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
      const crashAt = (point: CrashPoint) => {
        if (point !== fatal) return;
        crashes.push(point);
        throw new Crash(point);
      };
      crashAt(`before ${name}`);
      const result = await work();
      crashAt(`after ${name}`);
      return result;
    };
    return {
      now,
      mailer: { send: (one) => step("send", () => service.send(one)) },
      notices: {
        claim: (...args) => step("claim", () => notices.claim(...args)),
        takeOver: (...args) => step("takeOver", () => notices.takeOver(...args)),
        markSent: (...args) => step("markSent", () => notices.markSent(...args)),
        release: (...args) => step("release", () => notices.release(...args)),
        skip: (...args) => step("skip", () => notices.skip(...args)),
      },
    };
  };

  // SQS may show one message to two workers.
  const workers = random() < 0.2 ? 2 : 1;
  let isDone = false;
  for (let attempt = 0; attempt < ATTEMPTS && !isDone; attempt += 1) {
    await heard();
    const ends = await Promise.allSettled(
      Array.from({ length: workers }, () =>
        sendOnce({ mail, kind, remember: { tips: ["L1"] } }, oneProcess(attempt)),
      ),
    );
    isDone = ends.some(({ status }) => status === "fulfilled");
    const delayS = Math.max(
      VISIBILITY_S,
      ...ends.map((end) =>
        end.status === "rejected" && end.reason instanceof TryLater ? end.reason.delayS : 0,
      ),
    );
    nowMs += delayS * 1000;
  }
  nowMs += 3_600_000;
  await heard();
  const [stored] = await notices.digestsSince(mail.notice.runnerId, "2021-09-12");
  return {
    kind,
    taken,
    state: stored?.state ?? "none",
    isDeadLetter: !isDone,
    isWordMissing,
    crashes,
  };
}

export interface Tally {
  readonly digests: number;
  readonly redFlags: number;
  /** Sent twice or more, by kind. */
  readonly digestsDoubled: number;
  readonly redFlagsDoubled: number;
  /** Never sent, and neither a later digest nor a dead letter says so. */
  readonly lostInSilence: number;
  /** Digests that were never sent, as the next one says. */
  readonly digestsMissedAndTold: number;
  /** Digests that were sent, although the next one says that they may not have been. */
  readonly digestsToldInVain: number;
  /** Never sent, and waiting for the operator. */
  readonly deadLettersUnsent: number;
  readonly crashesByPoint: Readonly<Record<string, number>>;
}

export function tallyOf(endings: readonly Ending[]): Tally {
  const count = (test: (ending: Ending) => boolean) => endings.filter(test).length;
  const isDigest = ({ kind }: Ending) => kind === "digest";
  const crashesByPoint = Object.fromEntries(
    CRASH_POINTS.map((point) => [
      point,
      endings.flatMap(({ crashes }) => crashes).filter((one) => one === point).length,
    ]),
  );
  return {
    digests: count(isDigest),
    redFlags: count((ending) => !isDigest(ending)),
    digestsDoubled: count((ending) => isDigest(ending) && ending.taken > 1),
    redFlagsDoubled: count((ending) => !isDigest(ending) && ending.taken > 1),
    lostInSilence: count(isLostInSilence),
    digestsMissedAndTold: count(
      (one) => isDigest(one) && one.taken === 0 && one.state === "skipped",
    ),
    digestsToldInVain: count((one) => isDigest(one) && one.taken > 0 && one.state === "skipped"),
    deadLettersUnsent: count(({ taken, isDeadLetter }) => taken === 0 && isDeadLetter),
    crashesByPoint,
  };
}

function isLostInSilence({ kind, taken, state, isDeadLetter }: Ending): boolean {
  return taken === 0 && !isDeadLetter && !(kind === "digest" && state === "skipped");
}

/** The promises of docs/adr/0004 that this ending breaks, one line for each. */
export function brokenPromises(ending: Ending): string[] {
  const { kind, taken, state, isWordMissing } = ending;
  const broken: string[] = [];
  if (isLostInSilence(ending)) broken.push("lost in silence");
  if (kind === "digest" && taken > 1) broken.push("a digest twice");
  if (taken > 1 && !isWordMissing)
    broken.push("twice, though the mail service's word came in time");
  if (taken > 0 && state === "skipped" && !isWordMissing) {
    broken.push("told as missed, though the mail service's word came in time");
  }
  return broken;
}
