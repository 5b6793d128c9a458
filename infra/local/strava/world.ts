import { z } from "zod";
import type { Grants } from "./grants.ts";
import {
  type ActivityEdit,
  type SimActivity,
  type SimAthlete,
  type SimShoe,
  simActivity,
  simAthlete,
} from "./model.ts";

/** What outlives a restart. */
export const worldState = z.object({
  nextAthlete: z.number(),
  nextActivity: z.number(),
  athletes: z.array(simAthlete),
  activities: z.array(simActivity),
});
export type WorldState = z.infer<typeof worldState>;

const emptyWorld: WorldState = {
  nextAthlete: 900_001,
  nextActivity: 17_000_000_001,
  athletes: [],
  activities: [],
};

/** Something Strava would push about an athlete who granted access. */
export interface Happening {
  readonly object: "activity" | "athlete";
  readonly objectId: string;
  readonly aspect: "create" | "update" | "delete";
  readonly ownerId: string;
  readonly updates: Readonly<Record<string, string>>;
}

export interface World {
  addAthlete(given: Partial<SimAthlete>): SimAthlete;
  /** With `quietly`, as if it had been there before anyone subscribed. */
  addActivity(
    athleteId: string,
    given: Partial<Omit<SimActivity, "athleteId">>,
    quietly?: boolean,
  ): SimActivity;
  edit(activityId: string, edit: ActivityEdit): SimActivity;
  remove(activityId: string): void;
  editShoe(athleteId: string, shoeId: string, edit: Partial<Omit<SimShoe, "id">>): void;
  /** Runs go on naming the pair. */
  removeShoe(athleteId: string, shoeId: string): void;
  athletes(): readonly SimAthlete[];
  athlete(id: string): SimAthlete | null;
  activity(id: string): SimActivity | null;
  /** Newest first. */
  activitiesOf(athleteId: string): readonly SimActivity[];
  shoe(
    athleteId: string,
    shoeId: string,
  ): { readonly shoe: SimShoe; readonly distanceM: number } | null;
  state(): WorldState;
}

/** Everyone and everything that the simulated service knows, in memory. */
export function world(asked: {
  readonly grants: Grants;
  readonly now: () => number;
  readonly happen: (happening: Happening) => void;
  readonly before?: WorldState | undefined;
}): World {
  const before = asked.before ?? emptyWorld;
  const athletes = new Map(before.athletes.map((one) => [one.id, one]));
  const activities = new Map(before.activities.map((one) => [one.id, one]));
  let { nextAthlete, nextActivity } = before;

  const known = <T>(map: ReadonlyMap<string, T>, id: string): T => {
    const found = map.get(id);
    if (found === undefined) throw new Error(`The simulator knows no ${id}.`);
    return found;
  };

  /** Whether the application may see this activity of an athlete who granted access; null without a grant. */
  const sees = (athleteId: string, isPrivate: boolean): boolean | null => {
    const grant = asked.grants.of(athleteId);
    if (grant === null) return null;
    const scopes = grant.scopes;
    if (scopes.includes("activity:read_all")) return true;
    return scopes.includes("activity:read") && !isPrivate;
  };

  const tell = (
    activity: SimActivity,
    aspect: Happening["aspect"],
    updates: Record<string, string> = {},
  ) => {
    const { id: objectId, athleteId: ownerId } = activity;
    asked.happen({ object: "activity", objectId, aspect, ownerId, updates });
  };

  return {
    addAthlete: (given) => {
      const number = nextAthlete++;
      const athlete: SimAthlete = {
        id: String(number),
        firstname: "Generated",
        lastname: `Runner ${number - 900_000}`,
        zone: "Europe/Copenhagen",
        shoes: [],
        ...given,
      };
      athletes.set(athlete.id, athlete);
      return athlete;
    },

    addActivity: (athleteId, given, quietly = false) => {
      known(athletes, athleteId);
      const activity: SimActivity = {
        id: String(nextActivity++),
        name: "Generated run",
        sportType: "Run",
        startAt: new Date(asked.now() - 3_600_000).toISOString(),
        distanceM: 5000,
        movingS: 1800,
        elapsedS: 1860,
        averageHeartRateBpm: 145,
        maxHeartRateBpm: 162,
        cadencePerLeg: 83,
        perceivedExertion: null,
        gearId: null,
        isPrivate: false,
        isManual: false,
        hidesStart: false,
        ...given,
        athleteId,
      };
      activities.set(activity.id, activity);
      if (!quietly && sees(athleteId, activity.isPrivate)) tell(activity, "create");
      return activity;
    },

    edit: (activityId, edit) => {
      const before = known(activities, activityId);
      const after: SimActivity = { ...before, ...edit };
      activities.set(activityId, after);
      const saw = sees(before.athleteId, before.isPrivate);
      const stillSees = sees(after.athleteId, after.isPrivate);
      // An activity that leaves the application's sight counts as deleted; one that enters it, as new.
      if (saw && !stillSees) tell(after, "delete");
      else if (!saw && stillSees) tell(after, "create");
      else if (stillSees) {
        const updates = {
          ...(after.name === before.name ? {} : { title: after.name }),
          ...(after.sportType === before.sportType ? {} : { type: after.sportType }),
          ...(after.isPrivate === before.isPrivate ? {} : { private: String(after.isPrivate) }),
        };
        if (Object.keys(updates).length > 0) tell(after, "update", updates);
      }
      return after;
    },

    remove: (activityId) => {
      const activity = known(activities, activityId);
      activities.delete(activityId);
      if (sees(activity.athleteId, activity.isPrivate)) tell(activity, "delete");
    },

    editShoe: (athleteId, shoeId, edit) => {
      const athlete = known(athletes, athleteId);
      const shoes = athlete.shoes.map((shoe) => (shoe.id === shoeId ? { ...shoe, ...edit } : shoe));
      athletes.set(athleteId, { ...athlete, shoes });
    },

    removeShoe: (athleteId, shoeId) => {
      const athlete = known(athletes, athleteId);
      const shoes = athlete.shoes.filter(({ id }) => id !== shoeId);
      athletes.set(athleteId, { ...athlete, shoes });
    },

    athletes: () => [...athletes.values()],
    athlete: (id) => athletes.get(id) ?? null,
    activity: (id) => activities.get(id) ?? null,
    activitiesOf: (athleteId) =>
      [...activities.values()]
        .filter((activity) => activity.athleteId === athleteId)
        .sort((a, b) => Date.parse(b.startAt) - Date.parse(a.startAt)),
    shoe: (athleteId, shoeId) => {
      const shoe = athletes.get(athleteId)?.shoes.find(({ id }) => id === shoeId);
      if (shoe === undefined) return null;
      const run = [...activities.values()].filter(({ gearId }) => gearId === shoeId);
      const distanceM = run.reduce((sum, activity) => sum + activity.distanceM, 0);
      return { shoe, distanceM: shoe.startDistanceM + distanceM };
    },

    state: () => ({
      nextAthlete,
      nextActivity,
      athletes: [...athletes.values()],
      activities: [...activities.values()],
    }),
  };
}
