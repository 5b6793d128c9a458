import { describe, expect, it } from "vitest";
import { checkup } from "../../../../domain/checkup.ts";
import { triage } from "../../../../domain/pain/triage.ts";
import { activityRecord, shoeRecord } from "../../../../functions/messages/activity.ts";
import { toHistory, toShoes } from "../../../../functions/shared/runner/to-domain.ts";
import { dayNumberOf, isoDay } from "../../../../functions/shared/time.ts";
import { demoRunner } from "../../../../infra/local/demo/demo-runner.ts";

const asked = { today: "2026-11-22", zone: "Europe/Copenhagen", seed: 1 };
const today = dayNumberOf(asked.today);
const seeds = Array.from({ length: 15 }, (_, seed) => seed);

const runsOf = ({ records }: ReturnType<typeof demoRunner>) =>
  records.filter(({ sport }) => sport === "run");

describe("the demo runner", () => {
  it("is the same for the same day, zone and seed, and another for another seed", () => {
    expect(demoRunner(asked)).toEqual(demoRunner(asked));
    expect(demoRunner({ ...asked, seed: 2 })).not.toEqual(demoRunner(asked));
  });

  it("is labelled as generated in everything that has a name", () => {
    const { records, shoes } = demoRunner(asked);
    for (const { name, source } of [...records, ...shoes]) {
      expect(name).toMatch(/^Generated /);
      expect(source).toBe("demo");
    }
  });

  it("gives records that the queue takes, each id once, in the order they happened", () => {
    for (const zone of ["UTC", "Europe/Copenhagen", "Pacific/Auckland"]) {
      const { records, shoes } = demoRunner({ ...asked, zone });
      for (const record of records) activityRecord.parse(record);
      for (const shoe of shoes) shoeRecord.parse(shoe);
      expect(new Set(records.map(({ sourceId }) => sourceId)).size).toBe(records.length);
      expect(records.map(({ startAt }) => startAt)).toEqual(
        records.map(({ startAt }) => startAt).toSorted(),
      );
    }
  });

  it.each(["2026-11-22", "2026-03-01", "2024-02-29"])(
    "runs four times in each of 20 weeks up to %s",
    (day) => {
      const last = dayNumberOf(day);
      const days = runsOf(demoRunner({ ...asked, today: day })).map((run) => dayNumberOf(run.day));
      for (let week = 0; week < 20; week++) {
        expect(days.filter((it) => it <= last - 7 * week && it > last - 7 * week - 7)).toHaveLength(
          4,
        );
      }
      expect(days).toHaveLength(80);
    },
  );

  it("has a pulse, an effort and a cadence on most runs, and trains otherwise now and then", () => {
    const runs = runsOf(demoRunner(asked));
    expect(runs.filter((run) => run.averageHeartRateBpm !== null).length).toBeGreaterThan(60);
    expect(runs.filter((run) => run.sessionRpe !== null).length).toBeGreaterThan(55);
    expect(runs.every((run) => run.cadenceSpm !== null && run.cadenceSpm > 155)).toBe(true);
    const others = demoRunner(asked).records.filter(({ sport }) => sport !== "run");
    expect(new Set(others.map(({ sport }) => sport))).toEqual(new Set(["ride", "strength"]));
  });
});

describe("the demo runner, judged", () => {
  const judge = (seed: number, day = today) => {
    const { records, shoes } = demoRunner({ ...asked, seed });
    return checkup({ activities: toHistory(records) }, toShoes(shoes), day);
  };

  it("had one spike, two weeks ago", () => {
    for (const seed of seeds) {
      const spikes = judge(seed, today - 14).sessions.filter(({ band }) => band === "moderate");
      expect(spikes.map(({ day }) => isoDay(day))).toEqual(["2026-11-07"]);
      for (const day of [today, today - 7]) {
        expect(judge(seed, day).sessions.every(({ band }) => band === "reference")).toBe(true);
      }
    }
  });

  it("has one pair just past 300 miles and one that is not", () => {
    for (const seed of seeds) {
      const status = judge(seed).shoes.map((shoe) => [shoe.name, shoe.status]);
      expect(Object.fromEntries(status)).toEqual({
        "Generated daily trainer": "notice",
        "Generated light pair": "ok",
      });
      expect(judge(seed, today - 7).shoes.every((shoe) => shoe.status === "ok")).toBe(true);
    }
  });

  it("comes back from an easy week a little too fast", () => {
    for (const seed of seeds) expect(judge(seed).progression.distance.answer).toBe("raised");
  });

  it("has a sore hip the day after the spike, with no red flag", () => {
    const { checkIn } = demoRunner(asked);
    expect(isoDay(checkIn.day)).toBe("2026-11-08");
    expect(checkIn.places).toEqual(["outside"]);
    const context = { lastRunDay: checkIn.day - 1, weeks: [], raised: [] };
    expect(triage([checkIn], context)?.flags).toEqual([]);
  });
});
