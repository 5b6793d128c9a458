import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import { type ConnectDeps, disconnect, showSources, takeAnswer } from "./connect-strava.tsx";

export const connectPages = byRoute<ConnectDeps>({
  "GET /connect": signedIn(showSources),
  "GET /connect/strava/callback": signedIn(takeAnswer),
  "POST /connect/strava/disconnect": signedIn(disconnect),
});
