import { z } from "zod";

/** A pair of shoes as the simulator keeps it; its distance is `startDistanceM` plus what was run in it. */
const simShoe = z
  .object({
    id: z.string(),
    name: z.string(),
    startDistanceM: z.number(),
    retired: z.boolean(),
    notificationDistanceM: z.number(),
  })
  .readonly();
export type SimShoe = z.infer<typeof simShoe>;

export const simAthlete = z
  .object({
    id: z.string(),
    firstname: z.string(),
    lastname: z.string(),
    zone: z.string(),
    shoes: z.array(simShoe).readonly(),
  })
  .readonly();
export type SimAthlete = z.infer<typeof simAthlete>;

/** One activity as it truly was; `shapes.ts` makes what Strava would show of it. */
export const simActivity = z
  .object({
    id: z.string(),
    athleteId: z.string(),
    name: z.string(),
    sportType: z.string(),
    /** UTC. */
    startAt: z.string(),
    distanceM: z.number(),
    movingS: z.number(),
    elapsedS: z.number(),
    averageHeartRateBpm: z.number().nullable(),
    maxHeartRateBpm: z.number().nullable(),
    /** As Strava counts a run's cadence: one leg. */
    cadencePerLeg: z.number().nullable(),
    perceivedExertion: z.number().nullable(),
    gearId: z.string().nullable(),
    /** Visible to its owner only. */
    isPrivate: z.boolean(),
    /** Entered by hand, without a recording. */
    isManual: z.boolean(),
    /** The owner hides the time of day. */
    hidesStart: z.boolean(),
  })
  .readonly();
export type SimActivity = z.infer<typeof simActivity>;

/**
 * What a test or a demo may change in an activity. Only name, sport and privacy make Strava send an event.
 */
export type ActivityEdit = Partial<Omit<SimActivity, "id" | "athleteId">>;
