import { errors, jwtVerify, SignJWT } from "jose";
import type { Runner } from "../../ports/runner.ts";

/** What a token is for; it is refused for any other purpose. */
type Purpose = "session" | "strava-state" | `connect-${string}`;

type Signer = Pick<Runner, "id" | "sessionKey">;

const keyOf = (runner: Signer) => new TextEncoder().encode(runner.sessionKey);

/** A token of one runner for one purpose, signed with that runner's own key. */
export async function signRunnerToken(
  runner: Signer,
  purpose: Purpose,
  token: { readonly id: string; readonly lifeS: number; readonly nowMs: number },
): Promise<string> {
  const nowS = Math.floor(token.nowMs / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(runner.id)
    .setAudience(purpose)
    .setJti(token.id)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + token.lifeS)
    .sign(keyOf(runner));
}

/** Null for a token that is someone else's, for another purpose, expired, or forged. */
export async function readRunnerToken(
  token: string,
  runner: Signer,
  purpose: Purpose,
  nowMs: number,
): Promise<{ readonly id: string; readonly issuedS: number; readonly untilS: number } | null> {
  try {
    const { payload } = await jwtVerify(token, keyOf(runner), {
      algorithms: ["HS256"],
      audience: purpose,
      subject: runner.id,
      requiredClaims: ["jti", "iat", "exp"],
      currentDate: new Date(nowMs),
    });
    const { jti = "", iat = 0, exp = 0 } = payload;
    return { id: jti, issuedS: iat, untilS: exp };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
