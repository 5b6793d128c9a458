import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ProviderTokens } from "../../../../functions/ports/connections.ts";
import { type StravaApi, stravaApi } from "../../../../functions/providers/strava/api.ts";
import {
  type Scope,
  type StravaOAuth,
  type StravaOAuthSettings,
  stravaOAuth,
} from "../../../../functions/providers/strava/oauth.ts";
import {
  type StravaSubscriptions,
  stravaSubscriptions,
} from "../../../../functions/providers/strava/subscriptions.ts";
import { answerChallenge } from "../../../../functions/providers/strava/webhook.ts";
import { listen } from "../../../../infra/local/engines/listen.ts";
import {
  type SimulatorSettings,
  type StravaSimulator,
  startStravaSimulator,
} from "../../../../infra/local/strava/simulator.ts";
import { type ManualClock, manualClock } from "../../../support/local-clock.ts";

export interface Strava extends StravaSimulator {
  readonly clock: ManualClock;
  /** Every call that our client made, by method and URL. */
  readonly calls: string[];
  readonly oauth: StravaOAuth;
  readonly api: StravaApi;
  readonly subscriptions: StravaSubscriptions;
  /** The client with other settings, such as a wrong secret. */
  oauthWith(changed: Partial<StravaOAuthSettings>): StravaOAuth;
  /** An athlete says yes on the authorize page. */
  connect(athleteId: string, untick?: readonly Scope[]): Promise<ProviderTokens>;
}

/** The simulator on a clock that stands still, with our own client. */
export async function startStrava(
  settings: Partial<SimulatorSettings> = {},
  /** `in-process` uses no sockets, for tests that make thousands of calls. */
  way: "http" | "in-process" = "http",
): Promise<Strava> {
  const clock = manualClock();
  const simulator = await startStravaSimulator({ port: 0, clock, ...settings });
  const { oauthBaseUrl, apiBaseUrl, application, control } = simulator;
  const { clientId, clientSecret } = application;
  const calls: string[] = [];
  const noted: typeof fetch = (input, init) => {
    calls.push(`${init?.method ?? "GET"} ${String(input)}`);
    return (way === "http" ? fetch : simulator.fetch)(input, init);
  };
  const shared = {
    clientId,
    clientSecret,
    fetch: noted,
    nowMs: clock.now,
    timeoutMs: 5000,
  };
  const oauthWith = (changed: Partial<StravaOAuthSettings>) =>
    stravaOAuth({ ...shared, oauthBaseUrl, redirectUrl: "http://localhost/back", ...changed });
  const oauth = oauthWith({});
  return {
    ...simulator,
    clock,
    calls,
    oauth,
    oauthWith,
    api: stravaApi({ ...shared, apiBaseUrl }),
    subscriptions: stravaSubscriptions({ ...shared, apiBaseUrl }),
    connect: async (athleteId, untick = []) => {
      const url = oauth.authorizeUrl({ state: "s", askAgain: false });
      const back = await control.approve(url, { athleteId, untick });
      const connection = await oauth.connect({ query: back.searchParams, state: "s" });
      if (connection.kind !== "connected") throw new Error(connection.kind);
      return connection.tokens;
    },
  };
}

export interface Callback {
  readonly url: string;
  /** Bodies of the events that arrived, in order. */
  readonly bodies: string[];
  readonly headers: IncomingMessage["headers"][];
  /** How further events are answered; by default with 200. */
  answerWith(answer: (response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** A webhook on this machine that answers challenges for one verify token and records events. */
export async function startCallback(verifyTokenHash: string): Promise<Callback> {
  const bodies: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  let answer: (response: ServerResponse) => void = (response) => response.writeHead(200).end();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "GET") {
      const result = answerChallenge(Object.fromEntries(url.searchParams), verifyTokenHash);
      if (result.kind === "refused") response.writeHead(403).end();
      else response.writeHead(200).end(JSON.stringify(result.body));
      return;
    }
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      bodies.push(body);
      headers.push(request.headers);
      answer(response);
    });
  });
  const { url, close } = await listen(server);
  return {
    url: `${url}/webhooks/strava/k`,
    bodies,
    headers,
    answerWith: (changed) => {
      answer = changed;
    },
    close: () => close(0),
  };
}
