import { hash } from "node:crypto";
import { tzOffset } from "@date-fns/tz/tzOffset";
import {
  emptyState,
  type Happening,
  type ServiceState,
  type SimAthlete,
  type SimGrant,
  type SimRun,
} from "./model.ts";

/** How long a service's tokens last. null: they don't expire, or can't be refreshed. */
export interface TokenLife {
  readonly codeMs: number;
  readonly accessMs: number | null;
  readonly refreshes: boolean;
}

export interface People {
  addAthlete(given?: Partial<SimAthlete>): SimAthlete;
  /** With `quietly`, as if it had been there before anyone listened. */
  addRun(athleteId: string, given?: Partial<Omit<SimRun, "athleteId">>, quietly?: boolean): SimRun;
  edit(runId: string, edit: Partial<Omit<SimRun, "id" | "athleteId">>): SimRun;
  remove(runId: string): void;
  athletes(): readonly SimAthlete[];
  athlete(id: string): SimAthlete | null;
  run(id: string): SimRun | null;
  /** Newest first. */
  runsOf(athleteId: string): readonly SimRun[];
  /** Minutes by which the athlete's own time is ahead of UTC at the start of a run. */
  offsetOf(run: SimRun): number;
  /** A code for the redirect, good for one use. */
  code(athleteId: string): string;
  exchange(code: string): SimGrant | null;
  refresh(refreshToken: string): SimGrant | null;
  byAccessToken(token: string): SimGrant | null;
  grantOf(athleteId: string): SimGrant | null;
  /** The athlete, or the application, ends the access. */
  revoke(athleteId: string, tell: boolean): void;
  /** A key of the athlete's own, with no application behind it. */
  keyOf(athleteId: string): string;
  byKey(key: string): SimAthlete | null;
  note(name: string): string | null;
  setNote(name: string, value: string | null): void;
  state(): ServiceState;
}

/** Everyone and everything that one simulated service knows. IDs and tokens are made from its name. */
export function people(asked: {
  readonly name: string;
  readonly life: TokenLife;
  readonly now: () => number;
  readonly happen: (happening: Happening) => void;
  readonly changed: () => void;
  readonly before: ServiceState | undefined;
}): People {
  const { name, life, now, happen, changed } = asked;
  const before = asked.before ?? emptyState;
  const athletes = new Map(before.athletes.map((one) => [one.id, one]));
  const runs = new Map(before.runs.map((one) => [one.id, one]));
  const grants = new Map(before.grants.map((one) => [one.athleteId, one]));
  const notes = new Map(Object.entries(before.notes));
  const codes = new Map<string, { readonly athleteId: string; readonly endsAtMs: number }>();
  let { made } = before;

  const secretOf = (what: string) => hash("sha256", `${name} ${what}`, "base64url").slice(0, 40);
  const next = (what: string) => secretOf(`${what} ${++made}`);
  const known = <T>(map: ReadonlyMap<string, T>, id: string): T => {
    const found = map.get(id);
    if (found === undefined) throw new Error(`The simulated ${name} knows no ${id}.`);
    return found;
  };
  const tokens = () => ({
    accessToken: next("access"),
    accessEndsAtMs: life.accessMs === null ? null : now() + life.accessMs,
    refreshToken: life.refreshes ? next("refresh") : null,
  });

  return {
    addAthlete: (given = {}) => {
      const number = ++made;
      const athlete = {
        id: String(700_000 + number),
        name: `Generated Runner ${number}`,
        zone: "Europe/Copenhagen",
        ...given,
      };
      athletes.set(athlete.id, athlete);
      changed();
      return athlete;
    },
    addRun: (athleteId, given = {}, quietly = false) => {
      known(athletes, athleteId);
      const run: SimRun = {
        id: `i${(1_000_000 + ++made).toString(36)}`,
        name: "Generated run",
        sport: "run",
        startAt: new Date(now() - 3_600_000).toISOString(),
        distanceM: 5000,
        movingS: 1800,
        elapsedS: 1860,
        averageHeartRateBpm: 145,
        maxHeartRateBpm: 162,
        cadenceSpm: 166,
        sessionRpe: null,
        withheldFor: null,
        uploadedAtMs: now(),
        ...given,
        athleteId,
      };
      runs.set(run.id, run);
      changed();
      if (!quietly) happen({ what: "create", athleteId, run });
      return run;
    },
    edit: (runId, edit) => {
      const run = { ...known(runs, runId), ...edit };
      runs.set(runId, run);
      changed();
      happen({ what: "update", athleteId: run.athleteId, run });
      return run;
    },
    remove: (runId) => {
      const run = known(runs, runId);
      runs.delete(runId);
      changed();
      happen({ what: "delete", athleteId: run.athleteId, run });
    },
    athletes: () => [...athletes.values()],
    athlete: (id) => athletes.get(id) ?? null,
    run: (id) => runs.get(id) ?? null,
    runsOf: (athleteId) =>
      [...runs.values()]
        .filter((run) => run.athleteId === athleteId)
        .sort((a, b) => Date.parse(b.startAt) - Date.parse(a.startAt)),
    offsetOf: (run) => tzOffset(known(athletes, run.athleteId).zone, new Date(run.startAt)),

    code: (athleteId) => {
      const code = next("code");
      codes.set(code, { athleteId, endsAtMs: now() + life.codeMs });
      return code;
    },
    exchange: (code) => {
      const allowed = codes.get(code);
      codes.delete(code);
      if (allowed === undefined || allowed.endsAtMs <= now()) return null;
      const grant = { athleteId: allowed.athleteId, ...tokens() };
      grants.set(grant.athleteId, grant);
      changed();
      return grant;
    },
    refresh: (refreshToken) => {
      const grant = [...grants.values()].find((one) => one.refreshToken === refreshToken);
      if (grant === undefined) return null;
      // A used refresh token stops working at once.
      const fresh = { ...grant, ...tokens() };
      grants.set(grant.athleteId, fresh);
      changed();
      return fresh;
    },
    byAccessToken: (token) =>
      [...grants.values()].find(
        (one) =>
          one.accessToken === token && (one.accessEndsAtMs === null || one.accessEndsAtMs > now()),
      ) ?? null,
    grantOf: (athleteId) => grants.get(athleteId) ?? null,
    revoke: (athleteId, tell) => {
      if (!grants.delete(athleteId)) return;
      changed();
      if (tell) happen({ what: "revoke", athleteId, run: null });
    },
    keyOf: (athleteId) => secretOf(`key ${athleteId}`),
    byKey: (key) => [...athletes.values()].find(({ id }) => secretOf(`key ${id}`) === key) ?? null,
    note: (what) => notes.get(what) ?? null,
    setNote: (what, value) => {
      if (value === null) notes.delete(what);
      else notes.set(what, value);
      changed();
    },
    state: () => ({
      made,
      athletes: [...athletes.values()],
      runs: [...runs.values()],
      grants: [...grants.values()],
      notes: Object.fromEntries(notes),
    }),
  };
}
