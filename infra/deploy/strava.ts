import { z } from "zod";
import { DEFAULT_API_BASE_URL } from "../../functions/providers/strava/api.ts";
import {
  type StravaSubscriptions,
  stravaSubscriptions,
} from "../../functions/providers/strava/subscriptions.ts";
import { jsonOf } from "../../functions/shared/json.ts";
import { stravaCommand } from "../webhooks/strava-command.ts";

const application = z.looseObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  apiBaseUrl: z.string().optional(),
});

/** The owner's application at Strava, as Parameter Store keeps it. */
export type Application = z.infer<typeof application>;

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
}

/** Null if what is kept can't be used. */
export function readApplication(kept: string): Application | null {
  return application.safeParse(jsonOf(kept)).data ?? null;
}

function apiOf({ apiBaseUrl }: Application, { env }: Surroundings): string {
  return apiBaseUrl ?? (env["STRAVA_API_BASE_URL"] || DEFAULT_API_BASE_URL);
}

export function subscriptionsOf(of: Application, how: Surroundings): StravaSubscriptions {
  const { clientId, clientSecret } = of;
  const { fetch, nowMs } = how;
  return stravaSubscriptions({
    fetch,
    nowMs,
    clientId,
    clientSecret,
    apiBaseUrl: apiOf(of, how),
  });
}

/** Which part of an application Strava doesn't know; null if it knows both, or doesn't say right now. */
export async function unknownPart(
  of: Application,
  how: Surroundings,
): Promise<"client ID" | "client secret" | null> {
  const listed = await subscriptionsOf(of, how).list();
  if (listed.kind === "unauthorized") return "client secret";
  const isUnknown = listed.kind === "unavailable" && listed.said?.includes("client_id") === true;
  return isUnknown ? "client ID" : null;
}

/** Runs one of `npm run strava`'s commands; says what to do about an application that Strava doesn't know. */
export async function askStrava(
  argv: readonly string[],
  of: Application,
  how: Surroundings,
  stravaSubscriptionId?: string,
): Promise<{ readonly isDone: boolean; readonly line: string }> {
  const { fetch, nowMs } = how;
  const { exitCode, stdout, stderr } = await stravaCommand(argv, {
    env: {
      STRAVA_CLIENT_ID: of.clientId,
      STRAVA_CLIENT_SECRET: of.clientSecret,
      STRAVA_API_BASE_URL: apiOf(of, how),
    },
    fetch,
    nowMs,
    settings: { stravaSubscriptionId },
  });
  if (exitCode === 0) return { isDone: true, line: stdout.trim() };
  const again =
    (await unknownPart(of, how)) === null ? "" : " Enter both again with npm run deploy -- --ask.";
  return { isDone: false, line: `${stderr.trim()}${again}` };
}
