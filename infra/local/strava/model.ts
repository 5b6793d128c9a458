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

/** What can go wrong on demand. Counts go down by one with each use. */
export interface Faults {
  /** Every API and token call is answered this much later, in real time. */
  readonly latencyMs: number;
  /** The next calls are answered with 503 and not carried out. */
  readonly serverErrors: number;
  /** The next calls lose their connection and are not carried out. */
  readonly cutConnections: number;
  /** The next calls are carried out, but lose their connection before the answer. */
  readonly lostAnswers: number;
  /** The next events are never sent. */
  readonly dropEvents: number;
  /** The next events are sent once more, although they were answered. */
  readonly repeatEvents: number;
  /** Events overtake each other. */
  readonly reorderEvents: boolean;
  /** The subscription of the application's owner has lapsed: every call is refused with 403. */
  readonly applicationInactive: boolean;
  /** Every call with an access token is refused with 401, however good it is. Tokens still go on being given. */
  readonly refusesTokens: boolean;
  /** How far Strava's clock is ahead of the given one. */
  readonly clockSkewMs: number;
}

const noFaults: Faults = {
  latencyMs: 0,
  serverErrors: 0,
  cutConnections: 0,
  lostAnswers: 0,
  dropEvents: 0,
  repeatEvents: 0,
  reorderEvents: false,
  applicationInactive: false,
  refusesTokens: false,
  clockSkewMs: 0,
};

/** The current faults. `spend` uses up one of those that count, and says whether there was one. */
export interface FaultBox {
  current(): Faults;
  set(faults: Partial<Faults>): void;
  spend(
    name: "serverErrors" | "cutConnections" | "lostAnswers" | "dropEvents" | "repeatEvents",
  ): boolean;
}

export function faultBox(): FaultBox {
  let faults = noFaults;
  return {
    current: () => faults,
    set: (changed) => {
      faults = { ...faults, ...changed };
    },
    spend: (name) => {
      const left = faults[name];
      if (left <= 0) return false;
      faults = { ...faults, [name]: left - 1 };
      return true;
    },
  };
}
