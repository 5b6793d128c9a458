import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDue } from "../../../functions/find-due/find-due.ts";
import { shownFields, wantedBy } from "../../../functions/keep-settings/forms.ts";
import type { CheckupMessage } from "../../../functions/messages/checkup.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { dayNumberOf, nextLocalOccurrence } from "../../../functions/shared/time.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { makeTick } from "../../support/make-tick.ts";

const MINUTE_MS = 60_000;
const TICK_MS = 5 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const ZONES = [
  ...["Pacific/Kiritimati", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kathmandu"],
  ...["Europe/Berlin", "Antarctica/Troll", "Africa/Casablanca", "America/St_Johns"],
  ...["America/Sao_Paulo", "America/Los_Angeles", "Pacific/Pago_Pago"],
];

/** What a runner saves some minutes later, or around when the next digest is due. */
interface Change {
  readonly minutes: number;
  readonly isAroundDue: boolean;
  readonly days: { readonly zone?: string };
  readonly digest: { readonly weekday?: string; readonly hour?: string };
}

const START = fc.record({
  zone: fc.constantFrom(...ZONES),
  weekday: fc.constantFrom(1 as const, 2, 3, 4, 5, 6, 7),
  hour: fc.integer({ min: 0, max: 23 }),
  minutes: fc.integer({ min: 0, max: 365 * 24 * 60 }),
});
const whole = (min: number, max: number) => fc.integer({ min, max }).map(String);
const changes = (days: fc.Arbitrary<Change["days"]>, digest: fc.Arbitrary<Change["digest"]>) =>
  fc.array(
    fc.record({
      minutes: fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 20_000 })),
      isAroundDue: fc.boolean(),
      days,
      digest,
    }),
    { maxLength: 6 },
  );

/** A runner's digests, by the real forms and the real planner, from the first to a month after the last change. */
async function digestsOf(
  start: { minutes: number } & Pick<Runner, "zone"> & Omit<Runner["digest"], "on">,
  told: readonly Change[],
) {
  let nowMs = Date.UTC(2026, 0, 1) + start.minutes * MINUTE_MS;
  const now = () => new Date(nowMs).toISOString();
  const { zone, weekday, hour } = start;
  const first = nextLocalOccurrence({ after: now(), ...start });
  let runner = makeRunner({ zone, digest: { on: true, weekday, hour }, nextDigestAt: first });
  const asked: (CheckupMessage & { readonly atMs: number })[] = [];
  const dueMs = () => Date.parse(runner.nextDigestAt ?? "");
  const tick = () =>
    findDue(makeTick(), {
      due: {
        async *dueAt() {
          const { id: runnerId, nextDigestAt, digest } = runner;
          const due = { ...digest, runnerId, zone: runner.zone, nextDigestAt: nextDigestAt ?? "" };
          yield { kind: "due", due };
        },
        async advance(_, nextDigestAt, lastDigestAt) {
          runner = { ...runner, nextDigestAt, lastDigestAt };
          return "advanced";
        },
      },
      checkups: {
        send: async (messages) => {
          for (const message of messages) asked.push({ ...message, atMs: nowMs });
        },
      },
      now,
    });
  const waitUntil = async (untilMs: number) => {
    for (;;) {
      const tickMs = Math.ceil(Math.max(dueMs(), nowMs) / TICK_MS) * TICK_MS;
      if (tickMs > untilMs) break;
      nowMs = tickMs;
      await tick();
    }
    nowMs = Math.max(nowMs, untilMs);
  };
  await waitUntil(dueMs() + TICK_MS);
  for (const { minutes, isAroundDue, ...sections } of told) {
    await waitUntil((isAroundDue ? dueMs() - 120 * MINUTE_MS : nowMs) + minutes * MINUTE_MS);
    for (const section of ["days", "digest"] as const) {
      const form = shownFields(section, runner);
      for (const [field, value] of Object.entries(sections[section])) form.set(field, value);
      const wanted = wantedBy(section, form, runner, now());
      if (wanted.kind === "wanted") runner = wanted.runner;
    }
  }
  await waitUntil(nowMs + 30 * DAY_MS);
  const between = (of: (message: (typeof asked)[number]) => number) =>
    asked.slice(1).map((message, at) => of(message) - of(asked[at] ?? message));
  return {
    missed: asked.flatMap(({ missed = [] }) => missed),
    gapsMs: between(({ atMs }) => atMs),
    gapsDays: between(({ day }) => dayNumberOf(day)),
  };
}

describe("the digests of a runner who moves them, however often and whenever", () => {
  it("come half a week after the last one at the soonest, and half a week late at the latest, on any weekdays", async () => {
    const weekday = fc.record({ weekday: whole(1, 7) });
    await fc.assert(
      fc.asyncProperty(START, changes(fc.constant({}), weekday), async (start, told) => {
        const { gapsMs, missed } = await digestsOf(start, told);
        expect(missed).toEqual([]);
        // Clocks move by two hours at most.
        const slackMs = 2 * 60 * MINUTE_MS + TICK_MS;
        expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(3.5 * DAY_MS - slackMs);
        expect(Math.max(...gapsMs)).toBeLessThanOrEqual(10.5 * DAY_MS + slackMs);
      }),
      { numRuns: 300 },
    );
  });

  it("are of days a week apart for whoever only travels", async () => {
    const zone = fc.record({ zone: fc.constantFrom(...ZONES) });
    await fc.assert(
      fc.asyncProperty(START, changes(zone, fc.constant({})), async (start, told) => {
        const { gapsDays, missed } = await digestsOf(start, told);
        expect(missed).toEqual([]);
        expect(new Set(gapsDays)).toEqual(new Set([7]));
      }),
      { numRuns: 300 },
    );
  });

  it("are never of one day twice, nor two weeks apart, also for whoever moves the hour and travels", async () => {
    const zone = fc.record({ zone: fc.constantFrom(...ZONES) }, { requiredKeys: [] });
    const digest = fc.record({ weekday: whole(1, 7), hour: whole(0, 23) }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(START, changes(zone, digest), async (start, told) => {
        const { gapsDays, missed } = await digestsOf(start, told);
        expect(missed).toEqual([]);
        expect(Math.min(...gapsDays)).toBeGreaterThanOrEqual(2);
        expect(Math.max(...gapsDays)).toBeLessThanOrEqual(13);
      }),
      { numRuns: 300 },
    );
  });
});
