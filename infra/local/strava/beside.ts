import { dayInZone } from "../../../functions/shared/time.ts";
import { stravaCommand } from "../../webhooks/strava-command.ts";
import { webhookEnvironment } from "../../webhooks/strava-keys.ts";
import { PEOPLE_SEEDS } from "../demo/demo-runner.ts";
import { type BesideService, notStarted } from "../runtime/beside.ts";
import type { StravaChoice } from "./choice.ts";
import { type StravaSimulator, startStravaSimulator } from "./simulator.ts";

/** Where the stack looks for the application's secret. */
const PARAMETER = "/stridewell/strava";

/** The simulated Strava beside the application: two generated athletes, and a page to act as them. */
export function simulatedStrava(asked: {
  readonly port: number;
  readonly zone: string;
  readonly publicUrl: string | null;
}): BesideService {
  const { port, zone, publicUrl } = asked;
  let simulator: StravaSimulator | null = null;
  return {
    beside: async (folder) => {
      let strava: StravaSimulator;
      try {
        strava = await startStravaSimulator({
          port,
          file: folder?.stravaFile ?? null,
          ...(publicUrl !== null && {
            application: { callbackDomain: new URL(publicUrl).hostname },
          }),
        });
      } catch (error) {
        return notStarted("Strava", port, "--strava-port", error);
      }
      simulator = strava;
      populate(strava, zone);
      const { application, apiBaseUrl, oauthBaseUrl } = strava;
      const { clientId, clientSecret } = application;
      return {
        ...given({ clientId, clientSecret, apiBaseUrl, oauthBaseUrl }, publicUrl),
        close: strava.close,
      };
    },
    told: () => `${simulator?.url}  simulated: add and change the runs of generated athletes there`,
    afterReady: async (appUrl) => {
      if (simulator === null) return [];
      const { application, apiBaseUrl } = simulator;
      const { exitCode, stderr } = await stravaCommand(["subscribe", "--app", appUrl], {
        env: {
          STRAVA_CLIENT_ID: application.clientId,
          STRAVA_CLIENT_SECRET: application.clientSecret,
          STRAVA_API_BASE_URL: apiBaseUrl,
        },
        fetch,
        nowMs: Date.now,
        settings: {},
      });
      return exitCode === 0 ? [] : [`The simulated Strava sends no events. ${stderr.trim()}`];
    },
  };
}

/** The real Strava, which has to be told how to reach this machine. */
export function realStrava(choice: StravaChoice & { kind: "real" }): BesideService {
  const { clientId, clientSecret, publicUrl } = choice;
  return {
    beside: async () => ({
      ...given({ clientId, clientSecret }, publicUrl),
      close: () => Promise.resolve(),
    }),
    told: () => `the real one, as application ${clientId}`,
    afterReady: async () => [
      publicUrl === null
        ? "Strava can't reach this machine yet: npm run strava -- expose says how to change that."
        : `Strava reaches this machine at ${publicUrl}. npm run strava -- subscribe --app ${publicUrl} makes it send events here, and no longer anywhere else.`,
    ],
  };
}

function given(
  secret: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiBaseUrl?: string;
    readonly oauthBaseUrl?: string;
  },
  publicUrl: string | null,
) {
  return {
    kind: "started",
    parameters: { [PARAMETER]: JSON.stringify(secret) },
    environment: {
      ...webhookEnvironment(secret.clientSecret),
      ...(publicUrl !== null && { PUBLIC_URL: publicUrl }),
    },
  } as const;
}

/** Only once: a later start finds the athletes in its file. */
function populate({ control }: StravaSimulator, zone: string): void {
  if (control.athletes().length > 0) return;
  const today = dayInZone(Date.now(), zone);
  for (const seed of PEOPLE_SEEDS) {
    const { id } = control.addAthlete({ zone });
    control.addGeneratedHistory(id, { today, seed });
  }
}
