import { RULE_NUDGES } from "../../../domain/nudges/decide-nudges.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { nudgeWakeStore } from "../../../functions/adapters/nudge-wake-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { type SendNudgesDeps, sendNudges } from "../../../functions/send-nudges/send-nudges.ts";
import { paceOf } from "../../../functions/shared/mail/pace.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeRunner } from "../../support/make-runner.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * The workers that write to runners, next to those that follow Strava: what they mailed, and the rules for
 * it.
 */
export async function makeWriters(table: Table, runners: readonly string[], nowMs: () => number) {
  const post = fakeMailer();
  const leftAtMs: number[] = [];
  for (const id of runners) {
    const nudges = { quietFromMinute: 0, quietToMinute: 0, topicsOff: [], pause: null };
    await runnerStore(table).create(makeRunner({ id, nudges, nextDigestAt: null }));
  }
  const notices = noticeStore(table);
  const deps: SendNudgesDeps = {
    ...caseStores(table, nowMs),
    notices,
    wakes: nudgeWakeStore(table),
    mailer: {
      async send(mail) {
        leftAtMs.push(nowMs());
        return post.mailer.send(mail);
      },
    },
    publicUrl: "https://run.example",
    pace: paceOf(0),
    now: () => new Date(nowMs()).toISOString(),
  };
  let broken = 0;

  return {
    deps,
    mails: () => post.taken.length,
    /**
     * Checks whether a runner should be written to. If that breaks off, the queue shows its message again.
     */
    async write(runnerId: string, given = deps): Promise<"done" | "again"> {
      try {
        await sendNudges({ runnerId }, given);
        return "done";
      } catch {
        if (given !== deps) broken += 1;
        return "again";
      }
    },
    /** Throws if a runner was told something twice that docs/adr/0013 says is told once. */
    async check(): Promise<void> {
      for (const runnerId of runners) {
        const told = post.taken.flatMap(({ notice }, index) =>
          notice.runnerId === runnerId ? [{ ...notice, atMs: leftAtMs[index] ?? 0 }] : [],
        );
        const kept = await notices.nudges(runnerId, deps.now());
        const keyOf = (notice: string) =>
          kept.find(({ number }) => Number(notice.split(":")[1]) === number)?.keys[0] ?? "unknown";
        const lastByKey = new Map<string, { notice: string; atMs: number }>();
        for (const { notice, atMs } of told) {
          const key = keyOf(notice);
          const before = lastByKey.get(key);
          lastByKey.set(key, { notice, atMs });
          if (before === undefined) continue;
          // A lost connection is mailed again if a crash left it unknown whether the first email went.
          if (before.notice === notice && isAboutConnection(key) && broken > 0) continue;
          const gapMs = atMs - before.atMs;
          if (before.notice === notice || gapMs < leastGapMs(key)) {
            throw new Error(`${runnerId}: ${key} was told twice within ${gapMs} ms (${notice})`);
          }
        }
      }
    },
  };
}

const isAboutConnection = (key: string) => key === "connection-lost" || key === "consent-missing";

/**
 * The least time between two nudges with this key. The days are the runner's, so two nudges of a cool-down
 * can be a day closer together.
 */
function leastGapMs(key: string): number {
  const rule = RULE_NUDGES[key.replace("rule:", "") as keyof typeof RULE_NUDGES];
  if (rule !== undefined) return (rule.coolDownDays - 1) * DAY_MS;
  return key.startsWith("shoe:") ? Number.POSITIVE_INFINITY : 0;
}
