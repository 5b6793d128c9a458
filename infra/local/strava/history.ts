import type { Sport } from "../../../domain/history.ts";
import { demoRunner } from "../demo/demo-runner.ts";
import type { SimShoe } from "./model.ts";
import type { World } from "./world.ts";

const SPORT_TYPE: Partial<Record<Sport, string>> = {
  run: "Run",
  "trail-run": "TrailRun",
  ride: "Ride",
  strength: "WeightTraining",
};

/** The first of the demo runner's pairs comes with distance from before these weeks. */
const STARTED_WITH_M = 120_000;

/**
 * Gives an athlete the demo runner's 20 weeks, ending on `today`, and the pairs worn in them. Sends no
 * events.
 */
export function addGeneratedHistory(
  world: World,
  athleteId: string,
  asked: { readonly today: string; readonly seed: number },
): void {
  const athlete = world.athlete(athleteId);
  if (athlete === null) throw new Error(`The simulator knows no ${athleteId}.`);
  const { records, shoes } = demoRunner({ ...asked, zone: athlete.zone });
  const gearIds = new Map(shoes.map(({ sourceId }, index) => [sourceId, `g${athleteId}${index}`]));
  world.addAthlete({
    ...athlete,
    shoes: shoes.map(
      ({ sourceId, name }, index): SimShoe => ({
        id: gearIds.get(sourceId) ?? sourceId,
        name,
        startDistanceM: index === 0 ? STARTED_WITH_M : 0,
        retired: false,
        notificationDistanceM: 0,
      }),
    ),
  });
  for (const record of records) {
    const given = {
      name: record.name,
      sportType: SPORT_TYPE[record.sport] ?? "Workout",
      startAt: record.startAt,
      distanceM: record.distanceM,
      movingS: record.movingS,
      elapsedS: record.elapsedS,
      averageHeartRateBpm: record.averageHeartRateBpm,
      maxHeartRateBpm: record.maxHeartRateBpm,
      cadencePerLeg: record.cadenceSpm === null ? null : record.cadenceSpm / 2,
      perceivedExertion: record.sessionRpe,
      gearId: record.shoeSourceId === null ? null : (gearIds.get(record.shoeSourceId) ?? null),
    };
    world.addActivity(athleteId, given, true);
  }
}
