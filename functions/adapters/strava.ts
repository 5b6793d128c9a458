import { type StravaClient, stravaClient } from "../providers/strava/application.ts";
import { secretParameter } from "./parameter.ts";

/** Strava for the application whose secret lies in this parameter; a changed secret takes hold by itself. */
export function openStrava(parameterName: string): () => Promise<StravaClient> {
  const secret = secretParameter(parameterName);
  return async () => stravaClient(await secret(), { fetch, nowMs: Date.now });
}
