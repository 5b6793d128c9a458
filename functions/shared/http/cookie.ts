/**
 * A `Set-Cookie` for this host only, over TLS only, hidden from scripts, and not sent when another site
 * posts a form. A `lifeS` of 0 removes the cookie.
 *
 *     cookie("__Host-a", "b", 60) // "__Host-a=b; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax"
 */
export function cookie(name: `__Host-${string}`, value: string, lifeS: number): string {
  return `${name}=${value}; Path=/; Max-Age=${lifeS}; HttpOnly; Secure; SameSite=Lax`;
}

/**
 * Cookies as API Gateway passes them on. The first of each name counts, as browsers send the closest match
 * first.
 */
export function cookiesIn(cookies: readonly string[] | undefined): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const text of cookies ?? []) {
    const at = text.indexOf("=");
    const name = text.slice(0, at).trim();
    if (at > 0 && !named.has(name)) named.set(name, text.slice(at + 1));
  }
  return named;
}
