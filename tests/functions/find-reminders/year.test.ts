import { describe, expect, it } from "vitest";
import type { Weekday } from "../../../domain/history.ts";
import { findReminders } from "../../../functions/find-reminders/find-reminders.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { isPractice, nextReminder } from "../../../functions/shared/mail/reminders.ts";
import { localTime } from "../../../functions/shared/time.ts";
import { type LocalClock, localOf, TICK_MS, YEAR_ZONES } from "../../support/digest-year.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { makeTick } from "../../support/make-tick.ts";

/*
 * A year of ticks, as for the digests (find-due/year.test.ts), but for few runners: the law of the local
 * hour is the same, the law of several days a week is not. The test reads a runner's clock with Intl, while
 * the planner goes by functions/shared/time.ts.
 */

const FROM = Date.parse("2021-01-01T00:00:00.000Z");
const UNTIL = Date.parse("2022-01-01T00:00:00.000Z");

/** The clocks change on a Sunday between 0 and 3 o'clock in nearly all of these zones. */
const CHOICES: readonly { readonly weekdays: readonly Weekday[]; readonly hour: number }[] = [
  { weekdays: [7], hour: 2 },
  { weekdays: [3, 7], hour: 1 },
  { weekdays: [6, 7, 1], hour: 3 },
  { weekdays: [2, 4], hour: 18 },
];

interface Asked {
  readonly dueAt: string;
  readonly tickMs: number;
  readonly local: LocalClock;
}

const runners = YEAR_ZONES.flatMap((zone) =>
  CHOICES.map(({ weekdays, hour }) =>
    makeRunner({ id: `${zone} ${hour}`, zone, reminders: { weekdays, hour, email: true } }),
  ),
);
const asked = await yearOf(runners);

async function yearOf(all: readonly Runner[]): Promise<Map<string, Asked[]>> {
  const byId = new Map(all.map((runner) => [runner.id, runner]));
  const found = new Map<string, Asked[]>(all.map(({ id }) => [id, []]));
  const start = new Date(FROM - 1).toISOString();
  const wakes = new Map(all.map((runner) => [runner.id, nextReminder(runner, start) ?? ""]));
  let nowMs = FROM;
  const now = () => new Date(nowMs).toISOString();
  const deps = {
    runners: { find: async (id: string) => byId.get(id) ?? null },
    due: {
      async *dueAt(instant: string) {
        for (const [runnerId, dueAt] of [...wakes]) {
          if (dueAt <= instant) yield { kind: "due" as const, due: { runnerId, dueAt } };
        }
      },
      move: async ({ runnerId }: { runnerId: string }, next: string | null) => {
        wakes.set(runnerId, next ?? "9999");
        return "advanced" as const;
      },
    },
    reminders: {
      send: async (messages: readonly { runnerId: string; dueAt: string }[]) => {
        for (const { runnerId, dueAt } of messages) {
          const local = localOf(nowMs, byId.get(runnerId)?.zone ?? "");
          found.get(runnerId)?.push({ dueAt, tickMs: nowMs, local });
        }
      },
    },
    now,
  };
  while (nowMs < UNTIL) {
    await findReminders(makeTick(), deps);
    const [soonest = ""] = [...wakes.values()].toSorted();
    // Nothing happens at a tick when nobody is due; skipping those keeps the year short.
    nowMs = Math.ceil(Date.parse(soonest) / TICK_MS) * TICK_MS;
  }
  return found;
}

const each = runners.map((runner) => ({ runner, reminders: asked.get(runner.id) ?? [] }));

describe("a year of reminders in 30 zones", () => {
  it("brings one on each of the runner's days", () => {
    expect(each).toHaveLength(120);
    for (const { runner, reminders } of each) {
      const days = runner.reminders.weekdays.length;
      expect([52 * days, 52 * days + 1]).toContain(reminders.length);
      expect(new Set(reminders.map(({ local }) => local.weekday))).toEqual(
        new Set(runner.reminders.weekdays),
      );
    }
  });

  it("at the runner's own hour, or when the clocks have moved on over it", () => {
    const wrong = each.flatMap(({ runner, reminders }) =>
      reminders.filter(({ local, dueAt, tickMs }) => {
        if (tickMs - Date.parse(dueAt) >= TICK_MS) return true;
        const { hour } = runner.reminders;
        return local.hour !== hour && !(local.isAfterGap && local.hour === hour + 1);
      }),
    );
    expect(wrong).toEqual([]);
    const moved = each.flatMap(({ reminders }) =>
      reminders.filter(({ local }) => local.isAfterGap),
    );
    expect(moved.length).toBeGreaterThan(0);
  });

  it("none twice on a day, not in the hour that the clocks repeat either", () => {
    for (const { runner, reminders } of each) {
      const days = reminders.map(({ dueAt }) => localTime(dueAt, runner.zone).day);
      expect(new Set(days).size).toBe(days.length);
    }
    const repeated = each.flatMap(({ reminders }) =>
      reminders.filter(({ local }) => local.isRepeated),
    );
    expect(repeated.length).toBeGreaterThan(0);
  });

  it("and each is recognised by whoever sends it, on the days of the changes too", () => {
    const odd = each.flatMap(({ runner, reminders }) =>
      reminders
        .filter(({ local }, index) => local.isAfterGap || local.isRepeated || index % 20 === 0)
        .filter(({ dueAt }) => !isPractice(runner, dueAt)),
    );
    expect(odd).toEqual([]);
  });
});
