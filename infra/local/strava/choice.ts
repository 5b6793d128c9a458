/** Which Strava the application on this machine talks to. */
export type StravaChoice =
  | { readonly kind: "simulated"; readonly publicUrl: string | null }
  | {
      readonly kind: "real";
      readonly publicUrl: string | null;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "invalid"; readonly line: string };

/**
 * The simulator, unless the environment holds an application's credentials.
 *
 *     chooseStrava({}) // { kind: "simulated", publicUrl: null }
 */
export function chooseStrava(env: Readonly<Record<string, string | undefined>>): StravaChoice {
  const clientId = env["STRAVA_CLIENT_ID"] || null;
  const clientSecret = env["STRAVA_CLIENT_SECRET"] || null;
  const given = env["STRIDEWELL_PUBLIC_URL"] || null;
  const url = given === null ? null : URL.parse(given);
  if (given !== null && (!/^https?:$/.test(url?.protocol ?? "") || url?.pathname !== "/")) {
    const line =
      "STRIDEWELL_PUBLIC_URL isn't an address: give one such as https://abc.example.com.";
    return { kind: "invalid", line };
  }
  const publicUrl = url?.origin ?? null;
  if (clientId === null && clientSecret === null) return { kind: "simulated", publicUrl };
  if (clientId === null || clientSecret === null) {
    const line =
      "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET belong together: set both for the real Strava, neither for the simulated one.";
    return { kind: "invalid", line };
  }
  return { kind: "real", publicUrl, clientId, clientSecret };
}
