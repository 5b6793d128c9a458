import { z } from "zod";

export const simAthlete = z
  .object({ id: z.string(), name: z.string(), zone: z.string() })
  .readonly();
export type SimAthlete = z.infer<typeof simAthlete>;

/** One activity as it truly was; each service's own part makes what that service would show of it. */
export const simRun = z
  .object({
    id: z.string(),
    athleteId: z.string(),
    name: z.string(),
    sport: z.enum(["run", "trail-run", "ride", "strength"]),
    /** UTC. */
    startAt: z.string(),
    distanceM: z.number(),
    movingS: z.number(),
    elapsedS: z.number(),
    averageHeartRateBpm: z.number().nullable(),
    maxHeartRateBpm: z.number().nullable(),
    cadenceSpm: z.number().nullable(),
    sessionRpe: z.number().nullable(),
    /** Where the service got it from, if it may not pass it on. */
    withheldFor: z.string().nullable(),
    uploadedAtMs: z.number(),
  })
  .readonly();
export type SimRun = z.infer<typeof simRun>;

/** What one athlete allowed the application. */
export const simGrant = z.object({
  athleteId: z.string(),
  accessToken: z.string(),
  /** null if it doesn't expire. */
  accessEndsAtMs: z.number().nullable(),
  refreshToken: z.string().nullable(),
});
export type SimGrant = z.infer<typeof simGrant>;

/** What outlives a restart of one service. `notes` is for the service's own needs, such as its webhook. */
export const serviceState = z.object({
  made: z.number(),
  athletes: z.array(simAthlete),
  runs: z.array(simRun),
  grants: z.array(simGrant),
  notes: z.record(z.string(), z.string()),
});
export type ServiceState = z.infer<typeof serviceState>;

export const emptyState: ServiceState = {
  made: 0,
  athletes: [],
  runs: [],
  grants: [],
  notes: {},
};

/** Something that an athlete did and that the service reports. */
export interface Happening {
  readonly what: "create" | "update" | "delete" | "revoke";
  readonly athleteId: string;
  /** As it is now, or was. null if this is about the athlete. */
  readonly run: SimRun | null;
}
