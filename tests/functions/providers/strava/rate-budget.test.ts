import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decideBackgroundCall,
  type RateBudget,
  readBudget,
} from "../../../../functions/providers/strava/rate-budget.ts";

const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);
const midnight = Date.parse("2026-11-23T00:00:00Z");

function headers(overrides: Record<string, string> = {}) {
  return new Headers({
    "X-RateLimit-Limit": "200,2000",
    "X-RateLimit-Usage": "30,700",
    "X-ReadRateLimit-Limit": "100,1000",
    "X-ReadRateLimit-Usage": "30,700",
    ...overrides,
  });
}

describe("the budget in Strava's headers", () => {
  it("is what is left of the tighter limit in each window, and when the windows open again", () => {
    expect(readBudget(headers(), at("10:05:00"))).toEqual({
      quarterHour: { limit: 100, left: 70, resetsAtMs: at("10:15:00") },
      day: { limit: 1000, left: 300, resetsAtMs: midnight },
    });
  });

  it.each([
    ["overall is tighter", { "X-RateLimit-Usage": "195,1999" }, [5, 1]],
    ["more was used than there is", { "X-ReadRateLimit-Usage": "104,1040" }, [0, 0]],
    ["each window has its own tighter limit", { "X-RateLimit-Usage": "190,700" }, [10, 300]],
    ["there are spaces", { "X-RateLimit-Usage": "190, 1990" }, [10, 10]],
  ])("counts where %s", (_where, given, [quarter, day]) => {
    const budget = readBudget(headers(given), at("10:05:00"));
    expect([budget?.quarterHour.left, budget?.day.left]).toEqual([quarter, day]);
  });

  it("makes do with one pair", () => {
    const one = new Headers({ "X-RateLimit-Limit": "600,30000", "X-RateLimit-Usage": "1,2" });
    expect(readBudget(one, at("10:05:00"))?.day).toMatchObject({ limit: 30_000, left: 29_998 });
  });

  it.each([
    ["no headers", new Headers()],
    ["a limit without usage", new Headers({ "X-RateLimit-Limit": "200,2000" })],
    ["words", new Headers({ "X-RateLimit-Limit": "many,more", "X-RateLimit-Usage": "1,2" })],
  ])("is unknown with %s", (_with, given) => {
    expect(readBudget(given, at("10:05:00"))).toBeNull();
  });

  it.each([
    ["10:00:00", "10:15:00"],
    ["10:14:59", "10:15:00"],
    ["10:15:00", "10:30:00"],
    ["10:59:59", "11:00:00"],
  ])("at %s opens its next quarter of an hour at %s", (now, opens) => {
    expect(readBudget(headers(), at(now))?.quarterHour.resetsAtMs).toBe(at(opens));
  });

  it("waits by Strava's clock where ours is wrong", () => {
    const ours = at("10:16:00");
    const theirs = new Date(at("10:14:00")).toUTCString();
    expect(readBudget(headers({ date: theirs }), ours)?.quarterHour.resetsAtMs).toBe(ours + 60_000);
  });
});

describe("a call that nobody waits for", () => {
  const nowMs = at("10:05:00");
  const budget = (quarter: number, day: number): RateBudget => ({
    quarterHour: { limit: 100, left: quarter, resetsAtMs: at("10:15:00") },
    day: { limit: 1000, left: day, resetsAtMs: midnight },
  });
  const decide = (known: RateBudget | null, more: { nowMs?: number; calls?: number } = {}) =>
    decideBackgroundCall({ budget: known, calls: 1, reserveShare: 0.2, nowMs, ...more });
  const go = { kind: "go" };
  const until = (retryAtMs: number) => ({ kind: "wait", retryAtMs });

  it.each([
    ["goes while nothing is known yet", decide(null), go],
    ["goes above the reserve", decide(budget(21, 201)), go],
    ["leaves the reserve of the quarter", decide(budget(20, 900)), until(at("10:15:00"))],
    ["leaves the reserve of the day", decide(budget(90, 200)), until(midnight)],
    ["waits for the later of two shut windows", decide(budget(0, 0)), until(midnight)],
    ["goes once the window has opened", decide(budget(0, 900), { nowMs: at("10:15:00") }), go],
    ["needs room for all its calls", decide(budget(25, 900), { calls: 6 }), until(at("10:15:00"))],
    ["fits exactly", decide(budget(25, 900), { calls: 5 }), go],
    [
      "larger than a window waits for a new one",
      decide(budget(99, 900), { calls: 300 }),
      until(at("10:15:00")),
    ],
    ["larger than a window goes in a new one", decide(budget(100, 900), { calls: 300 }), go],
  ])("%s", (_what, decision, expected) => {
    expect(decision).toEqual(expected);
  });

  it("never waits past the time at which it would go, and never goes into the reserve", () => {
    const window = fc.record({
      limit: fc.integer({ min: 1, max: 5000 }),
      used: fc.integer({ min: 0, max: 5000 }),
      resetsAtMs: fc.integer({ min: nowMs - 1000, max: nowMs + 86_400_000 }),
    });
    const share = fc.double({ min: 0, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(
        window,
        window,
        share,
        fc.integer({ min: 1, max: 10 }),
        (q, d, reserveShare, calls) => {
          const left = ({ limit, used, resetsAtMs }: typeof q) => ({
            limit,
            left: Math.max(0, limit - used),
            resetsAtMs,
          });
          const asked = { budget: { quarterHour: left(q), day: left(d) }, reserveShare, calls };
          const decision = decideBackgroundCall({ ...asked, nowMs });
          if (decision.kind === "go") {
            for (const window of [asked.budget.quarterHour, asked.budget.day]) {
              if (window.resetsAtMs <= nowMs || window.left === window.limit) continue;
              expect(window.left - calls).toBeGreaterThanOrEqual(
                window.limit * reserveShare - 1e-9,
              );
            }
            return;
          }
          expect(decision.retryAtMs).toBeGreaterThan(nowMs);
          expect(decideBackgroundCall({ ...asked, nowMs: decision.retryAtMs })).toEqual(go);
        },
      ),
    );
  });
});
