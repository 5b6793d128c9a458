import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { checkup } from "../../domain/checkup.ts";
import type { Activity } from "../../domain/history.ts";
import { makeActivity } from "../support/make-activity.ts";
import { makeShoe } from "../support/make-shoe.ts";
import { refdata, refdataNote } from "../support/refdata.ts";

const DAY_MS = 86_400_000;
const dayOf = (iso: string) => Date.parse(iso) / DAY_MS;

/** The columns that the domain needs, by position, because several names come twice. */
function realActivities(): Activity[] {
  const file = join(refdata ?? "", "strava-export", "activities.csv");
  return parse(readFileSync(file), { fromLine: 2 }).map((row: string[]) => {
    const at = Date.parse(`${row[1]} UTC`);
    return makeActivity({
      id: row[0] ?? "",
      sport: row[3] === "Run" ? "run" : "other",
      day: Math.floor(at / DAY_MS),
      startMinute: (at % DAY_MS) / 60_000,
      distanceM: Number(row[17]),
      movingS: Number(row[16]),
      averageHeartRateBpm: Number(row[31]) || null,
      sessionRpe: row[43] ? Number(row[43]) : null,
      shoeId: row[11] || null,
    });
  });
}

// The expected figures were worked out from the CSV independently.
describe.skipIf(refdata === null)(`a real runner's weeks: ${refdataNote}`, () => {
  const judge = (iso: string) =>
    checkup(
      { activities: realActivities() },
      [makeShoe({ id: "Shoe 1", name: "Shoe 1" })],
      dayOf(iso),
    );

  it("2021-09-12: a week of 15 km holds a run of almost twice the longest before it", () => {
    const { week, previousWeek, progression, sessions, ceiling, findings } = judge("2021-09-12");
    expect(week).toMatchObject({ runs: 2, distanceM: 15_000, movingS: 4475, restDays: 5 });
    expect(previousWeek).toMatchObject({ runs: 1, distanceM: 5_000, movingS: 2426, restDays: 6 });
    expect(progression.distance).toMatchObject({ changePct: 200, answer: "raised" });
    expect(progression.duration.changePct).toBeCloseTo(84.460_016, 6);
    expect(sessions.map(({ distanceM, band }) => [distanceM, band])).toEqual([
      [5_000, "reference"],
      [10_000, "moderate"],
    ]);
    expect(sessions[1]?.ratio).toBeCloseTo(10_000 / 5_057.899_902_343_75, 12);
    expect(ceiling.weekDistanceM).toBeCloseTo(16_500, 6);
    expect(ceiling.weekMovingS).toBeCloseTo(4922.5, 6);
    expect(ceiling.longestRunM).toBeCloseTo(11_000, 6);
    expect(findings[0]).toMatchObject({ rule: "session-spike", severity: "warning" });
  });

  it("2021-04-24: twice the distance of the week before, and no single run too long", () => {
    const { week, progression, sessions, ceiling, crossTraining } = judge("2021-04-24");
    expect(week).toMatchObject({ runs: 6, movingS: 11_517, restDays: 3 });
    expect(week.distanceM).toBeCloseTo(37_131.2, 3);
    expect(progression.distance.changePct).toBeCloseTo(101.450_744, 6);
    expect(sessions[0]?.longestPrior30dM).toBe(12_207.5);
    expect(sessions.every(({ band }) => band === "reference")).toBe(true);
    expect(ceiling.longestRunM).toBeCloseTo(14_329.809_57, 6);
    expect(crossTraining.activities).toBe(2);
  });

  it("2023-07-31: a quiet week, the shoes' end more than two years off, effort known of too few runs", () => {
    const { week, progression, ceiling, shoes } = judge("2023-07-31");
    expect(week).toMatchObject({ runs: 1, movingS: 1190, restDays: 6 });
    expect(progression.distance.changePct).toBeCloseTo(-1.938_664, 6);
    expect(progression.intensity).toMatchObject({
      changePct: null,
      because: "too-few-measured-sessions",
    });
    expect(ceiling.weekDistanceM).toBeCloseTo(7_150.618_884, 6);
    expect(ceiling.longestRunM).toBeCloseTo(5_209.864_258, 6);
    expect(shoes[0]).toMatchObject({ status: "ok", replaceOn: null });
    expect(shoes[0]?.distanceM).toBeCloseTo(26_002.250_488, 6);
  });
});
