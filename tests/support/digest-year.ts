import type { Weekday } from "../../domain/history.ts";
import { findDue } from "../../functions/find-due/find-due.ts";
import type { DueRunner, DueStore } from "../../functions/ports/due.ts";
import type { Runner } from "../../functions/ports/runner.ts";
import { nextLocalOccurrence } from "../../functions/shared/time.ts";
import { makeRunner } from "./make-runner.ts";
import { makeTick } from "./make-tick.ts";

/**
 * North and south of the equator, half-hour and quarter-hour offsets, half an hour of summer time, and none
 * at all.
 */
export const YEAR_ZONES = [
  ...["Europe/Copenhagen", "Europe/London", "Europe/Lisbon", "Europe/Athens", "Europe/Moscow"],
  ...["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"],
  ...["America/St_Johns", "America/Sao_Paulo", "America/Santiago", "America/Havana"],
  ...["America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "Pacific/Apia"],
  ...["Pacific/Auckland", "Pacific/Chatham", "Australia/Sydney", "Australia/Lord_Howe"],
  ...["Australia/Adelaide", "Australia/Brisbane", "Asia/Tokyo", "Asia/Kathmandu"],
  ...["Asia/Kolkata", "Asia/Tehran", "Africa/Cairo", "Africa/Casablanca", "Atlantic/Azores"],
];

export const TICK_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/** What a runner's clock shows, as read by Intl. */
export interface LocalClock {
  readonly weekday: number;
  readonly hour: number;
  /** The clocks skipped the hour before this one. */
  readonly isAfterGap: boolean;
  /** The clocks show this hour again, an hour later. */
  readonly isRepeated: boolean;
}

export interface AskedDigest {
  readonly day: string;
  readonly local: LocalClock;
}

/**
 * Lets the planner tick every five minutes and returns what it asked for, and when that was by each runner's
 * clock.
 */
export async function digestsOfAYear(told: { runners: number; from: string; days: number }) {
  const runners = Array.from({ length: told.runners }, (_, index) => runnerOf(index, told.from));
  const byId = new Map(runners.map((runner) => [runner.id, runner]));
  const asked = new Map<string, AskedDigest[]>(runners.map(({ id }) => [id, []]));
  const due = dueStoreOf(runners);
  const startMs = Date.parse(told.from);
  let nowMs = startMs;
  const deps = {
    due,
    checkups: {
      send: async (messages: readonly { runnerId: string; day: string }[]) => {
        for (const { runnerId, day } of messages) {
          const zone = byId.get(runnerId)?.zone ?? "";
          asked.get(runnerId)?.push({ day, local: localOf(nowMs, zone) });
        }
      },
    },
    now: () => new Date(nowMs).toISOString(),
  };
  for (const endMs = startMs + told.days * 24 * HOUR_MS; nowMs < endMs; nowMs += TICK_MS) {
    // A tick at which nobody is due asks for nothing; skipping it here keeps the year short.
    if (due.soonest() <= deps.now()) await findDue(makeTick(), deps);
  }
  return { runners: runners.map((runner) => ({ runner, asked: asked.get(runner.id) ?? [] })) };
}

/** Every weekday and every hour in every zone, including those that the clocks skip or repeat. */
function runnerOf(index: number, from: string): Runner {
  const zone = YEAR_ZONES[index % YEAR_ZONES.length] ?? "";
  const weekdays: readonly Weekday[] = [7, 1, 2, 3, 4, 5, 6];
  const round = Math.floor(index / YEAR_ZONES.length);
  // In nearly all of these zones the clocks change on a Sunday between 0:00 and 3:00.
  const weekday = weekdays[round < 8 ? 0 : round % 7] ?? 1;
  const hour = round < 8 ? round % 4 : (round * 5) % 24;
  const nextDigestAt = nextLocalOccurrence({ after: from, zone, weekday, hour });
  return makeRunner({ id: `r${index}`, zone, digest: { on: true, weekday, hour }, nextDigestAt });
}

/** The index `due` in memory: who is due by when, moved only by a caller that saw where it stood. */
export function dueStoreOf(
  runners: readonly Pick<Runner, "id" | "zone" | "digest" | "nextDigestAt">[],
): DueStore & { soonest: () => string } {
  const rows = new Map<string, DueRunner>();
  const byTime = new Map<string, Set<string>>();
  const times: string[] = [];
  const put = (row: DueRunner) => {
    rows.set(row.runnerId, row);
    const others = byTime.get(row.nextDigestAt);
    if (others !== undefined) {
      others.add(row.runnerId);
      return;
    }
    byTime.set(row.nextDigestAt, new Set([row.runnerId]));
    let low = 0;
    for (let high = times.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? "") < row.nextDigestAt) low = middle + 1;
      else high = middle;
    }
    times.splice(low, 0, row.nextDigestAt);
  };
  for (const { id, zone, digest, nextDigestAt } of runners) {
    put({ runnerId: id, zone, ...digest, nextDigestAt: nextDigestAt ?? "" });
  }
  return {
    soonest: () => times[0] ?? "9999",
    async *dueAt(instant) {
      const ids = times
        .filter((time) => time <= instant)
        .flatMap((time) => [...(byTime.get(time) ?? [])]);
      for (const id of ids) {
        const row = rows.get(id);
        if (row !== undefined) yield { kind: "due", due: row };
      }
    },
    async advance(due, nextDigestAt) {
      const row = rows.get(due.runnerId);
      if (row?.nextDigestAt !== due.nextDigestAt) return "moved-meanwhile";
      const others = byTime.get(due.nextDigestAt);
      others?.delete(due.runnerId);
      if (others?.size === 0) {
        byTime.delete(due.nextDigestAt);
        times.splice(times.indexOf(due.nextDigestAt), 1);
      }
      put({ ...row, nextDigestAt });
      return "advanced";
    },
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

export function localOf(atMs: number, zone: string): LocalClock {
  const now = read(atMs, zone);
  return {
    ...now,
    isAfterGap: read(atMs - HOUR_MS, zone).hour === (now.hour + 22) % 24,
    isRepeated: read(atMs + HOUR_MS, zone).hour === now.hour,
  };
}

function read(atMs: number, zone: string): { weekday: number; hour: number } {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      hour: "numeric",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  const parts = clock.formatToParts(atMs);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  return { weekday: weekdays.indexOf(part("weekday")) + 1, hour: Number(part("hour")) };
}
