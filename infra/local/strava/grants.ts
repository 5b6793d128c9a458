import { createHash } from "node:crypto";
import { z } from "zod";

const ACCESS_MS = 6 * 60 * 60_000;
/** With more than this left, a refresh returns the same access token again. */
const KEEP_MS = 60 * 60_000;
const CODE_MS = 10 * 60_000;

/** What one athlete allowed the application. */
const grant = z.object({
  athleteId: z.string(),
  scopes: z.array(z.string()).readonly(),
  accessToken: z.string(),
  accessEndsAtMs: z.number(),
  refreshToken: z.string(),
});
export type Grant = z.infer<typeof grant>;

/** What outlives a restart; a code that wasn't exchanged has to be requested again. */
export const grantsState = z.object({ made: z.number(), grants: z.array(grant) });
export type GrantsState = z.infer<typeof grantsState>;

export interface Grants {
  /** A code for the redirect, good for one use within ten minutes. */
  code(athleteId: string, scopes: readonly string[]): string;
  exchange(code: string): Grant | null;
  refresh(refreshToken: string): Grant | null;
  byAccessToken(accessToken: string): Grant | null;
  of(athleteId: string): Grant | null;
  /** By either token; the other one ends with it. */
  revoke(token: string): Grant | null;
  revokeOf(athleteId: string): Grant | null;
  count(): number;
  state(): GrantsState;
}

/**
 * Codes and tokens in memory, made from a seed so that a run can be repeated. An athlete has one grant:
 * connecting again replaces it and ends its tokens. Strava says that a refresh token may be replaced at each
 * use, and that the used one is then dead; with `rotates` it is so here. An access token ends here when a
 * newer one is issued; Strava's own goes on until its six hours are over.
 */
export function grants(
  seed: number,
  now: () => number,
  before: GrantsState = { made: 0, grants: [] },
  rotates = true,
): Grants {
  const codes = new Map<
    string,
    { readonly athleteId: string; readonly scopes: readonly string[]; readonly endsAtMs: number }
  >();
  const byAthlete = new Map(before.grants.map((one) => [one.athleteId, one]));
  let { made } = before;
  const token = () => createHash("sha1").update(`${seed}:${made++}`).digest("hex");
  const find = (fits: (grant: Grant) => boolean) => [...byAthlete.values()].find(fits) ?? null;
  const remove = (grant: Grant | null) => {
    if (grant !== null) byAthlete.delete(grant.athleteId);
    return grant;
  };

  return {
    code: (athleteId, scopes) => {
      const code = token();
      codes.set(code, { athleteId, scopes, endsAtMs: now() + CODE_MS });
      return code;
    },
    exchange: (code) => {
      const allowed = codes.get(code);
      codes.delete(code);
      if (allowed === undefined || allowed.endsAtMs <= now()) return null;
      const grant: Grant = {
        athleteId: allowed.athleteId,
        scopes: allowed.scopes,
        accessToken: token(),
        accessEndsAtMs: now() + ACCESS_MS,
        refreshToken: token(),
      };
      byAthlete.set(grant.athleteId, grant);
      return grant;
    },
    refresh: (refreshToken) => {
      const grant = find((one) => one.refreshToken === refreshToken);
      if (grant === null) return null;
      if (grant.accessEndsAtMs - now() <= KEEP_MS) {
        grant.accessToken = token();
        grant.accessEndsAtMs = now() + ACCESS_MS;
        if (rotates) grant.refreshToken = token();
      }
      return grant;
    },
    byAccessToken: (accessToken) =>
      find((one) => one.accessToken === accessToken && one.accessEndsAtMs > now()),
    of: (athleteId) => byAthlete.get(athleteId) ?? null,
    revoke: (given) =>
      remove(find(({ accessToken, refreshToken }) => [accessToken, refreshToken].includes(given))),
    revokeOf: (athleteId) => remove(byAthlete.get(athleteId) ?? null),
    count: () => byAthlete.size,
    state: () => ({ made, grants: [...byAthlete.values()] }),
  };
}
