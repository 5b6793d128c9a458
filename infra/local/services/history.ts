import { demoRunner } from "../demo/demo-runner.ts";
import { type SimRun, simRun } from "./model.ts";
import type { People } from "./people.ts";

/** Gives an athlete the demo runner's 20 weeks, ending on `today`. Sends no events. */
export function addHistory(
  people: People,
  athleteId: string,
  asked: { readonly today: string; readonly seed: number },
): void {
  const zone = people.athlete(athleteId)?.zone ?? "UTC";
  for (const record of demoRunner({ ...asked, zone }).records) {
    const sport: SimRun["sport"] =
      simRun.unwrap().shape.sport.safeParse(record.sport).data ?? "run";
    const { name, startAt, distanceM, movingS, elapsedS, cadenceSpm, sessionRpe } = record;
    const { averageHeartRateBpm, maxHeartRateBpm } = record;
    people.addRun(
      athleteId,
      {
        name,
        sport,
        startAt,
        distanceM,
        movingS,
        elapsedS,
        cadenceSpm,
        sessionRpe,
        averageHeartRateBpm,
        maxHeartRateBpm,
        uploadedAtMs: Date.parse(startAt) + elapsedS * 1000,
      },
      true,
    );
  }
}
