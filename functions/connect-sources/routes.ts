import { byRoute } from "../shared/http/by-route.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import {
  disconnectProvider,
  ofProvider,
  type ProviderConnectDeps,
  takeProviderAnswer,
} from "./connect-provider.tsx";
import { disconnect, type StravaConnectDeps, takeAnswer } from "./connect-strava.tsx";
import { endKey, makeKey, type OwnWebhookDeps } from "./own-webhook.tsx";
import { showSources, takeKey } from "./show-sources.tsx";

export type ConnectDeps = StravaConnectDeps & ProviderConnectDeps & OwnWebhookDeps;

export const connectPages = byRoute<ConnectDeps>({
  "GET /connect": signedIn(showSources),
  "GET /connect/strava/callback": signedIn(takeAnswer),
  "POST /connect/strava/disconnect": signedIn(disconnect),
  "POST /connect/webhook/make": signedIn(makeKey),
  "POST /connect/webhook/end": signedIn(endKey),
  "GET /connect/{provider}/callback": signedIn(ofProvider(takeProviderAnswer)),
  "POST /connect/{provider}/key": signedIn(ofProvider(takeKey)),
  "POST /connect/{provider}/disconnect": signedIn(ofProvider(disconnectProvider)),
});
