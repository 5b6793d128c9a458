import { createHmac, randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type { Runner, RunnerStore } from "../../ports/runner.ts";
import { cookie } from "./cookie.ts";
import { readRunnerToken, signRunnerToken } from "./runner-token.ts";
import { isSameSecret } from "./same-secret.ts";

/*
 * A session is a token that names a runner, signed with that runner's own key. Checking it takes only the
 * profile, which a page reads anyway, and a new key signs every browser out.
 */

export interface Session {
  readonly runner: Runner;
  /** Goes into every form of this session; see `isCsrfOf`. */
  readonly csrf: string;
  /** A newer cookie, when this one is more than a day old. */
  readonly renewed: string | null;
}

const COOKIE = "__Host-session";
const LIFE_S = 30 * 24 * 3600;
const RENEW_AFTER_S = 24 * 3600;

/** The `Set-Cookie` that signs a browser in. */
export async function sessionCookie(
  runner: Pick<Runner, "id" | "sessionKey">,
  nowMs: number,
  id: string = randomUUID(),
): Promise<string> {
  const token = await signRunnerToken(runner, "session", { id, lifeS: LIFE_S, nowMs });
  return cookie(COOKIE, token, LIFE_S);
}

/** The `Set-Cookie` that signs a browser out. */
export const noSessionCookie = (): string => cookie(COOKIE, "", 0);

/** Whose session it is; null if there is none, or it has expired or is forged. */
export async function readSession(
  cookies: ReadonlyMap<string, string>,
  runners: Pick<RunnerStore, "find">,
  nowMs: number,
): Promise<Session | null> {
  const token = cookies.get(COOKIE);
  const named = token === undefined ? null : subjectOf(token);
  if (token === undefined || named === null) return null;
  const runner = await runners.find(named);
  if (runner === null) return null;
  const read = await readRunnerToken(token, runner, "session", nowMs);
  if (read === null) return null;
  const isOld = nowMs / 1000 - read.issuedS > RENEW_AFTER_S;
  // The id stays the same, so that a form open in another tab still works.
  const renewed = isOld ? await sessionCookie(runner, nowMs, read.id) : null;
  return { runner, csrf: csrfOf(runner, read.id), renewed };
}

/** Compares in constant time. */
export function isCsrfOf(session: Session, given: string | null): boolean {
  return isSameSecret(given ?? "", session.csrf);
}

function csrfOf(runner: Runner, sessionId: string): string {
  return createHmac("sha256", runner.sessionKey).update(`form:${sessionId}`).digest("base64url");
}

/** The runner that the token claims to be for, before that is checked. */
function subjectOf(token: string): string | null {
  try {
    const { sub } = decodeJwt(token);
    return sub !== undefined && /^[\w-]{1,64}$/.test(sub) ? sub : null;
  } catch {
    return null;
  }
}
