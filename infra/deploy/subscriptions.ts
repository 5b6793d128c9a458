import { webhookKeys } from "../webhooks/strava-keys.ts";
import type { AccountState } from "./account.ts";
import type { Answers } from "./answers.ts";
import type { DeployDeps } from "./deploy-deps.ts";
import { rollOut } from "./roll-out.ts";
import { parameterOf } from "./services.ts";
import { type Application, askStrava, subscriptionsOf } from "./strava.ts";

/** Set before the deployment, so that one from a fresh checkout doesn't drop the id even for a minute. */
export async function keepSubscriptionId(
  { strava }: Answers,
  deps: DeployDeps,
  appUrl: string | undefined,
): Promise<void> {
  if (strava === null || appUrl === undefined) return;
  const id = await subscriptionId(strava, deps, appUrl);
  if (id !== undefined) deps.settings.change({ stravaSubscriptionId: id });
}

async function subscriptionId(
  application: Application,
  deps: DeployDeps,
  appUrl: string,
): Promise<string | undefined> {
  const listed = await subscriptionsOf(application, deps).list();
  const ours = `${appUrl}/webhooks/strava/${webhookKeys(application.clientSecret).pathKey}`;
  return listed.kind === "ok"
    ? listed.value.find(({ callback_url }) => callback_url === ours)?.id
    : undefined;
}

/** Null, or why Strava sends no events. */
export async function subscribe(
  { strava }: Answers,
  deps: DeployDeps,
  state: AccountState,
  appUrl: string,
): Promise<string | null> {
  if (strava === null) return null;
  const before = deps.settings.raw()["stravaSubscriptionId"];
  const ask = () => askStrava(["subscribe", "--app", appUrl], strava, deps);
  let { isDone, line } = await ask();
  // By the second attempt the function is warm: Strava waits only two seconds.
  if (!isDone) ({ isDone, line } = await ask());
  if (!isDone) return line;
  const id = await subscriptionId(strava, deps, appUrl);
  deps.say(`Strava sends its events to the app (subscription ${id ?? "unknown"}).`);
  if (id !== undefined && id !== before) {
    deps.settings.change({ stravaSubscriptionId: id });
    deps.say("Deploying once more, so that only this subscription's events are accepted.");
    await rollOut(deps, state);
  }
  return null;
}

/** Makes those services send events that can be asked to. Returns one line for each that doesn't, and why. */
export async function haveEventsSent(
  { services }: Answers,
  { cloud, fetch, say }: DeployDeps,
  appUrl: string,
): Promise<string[]> {
  const faults: string[] = [];
  for (const { service } of services) {
    if (service.command === null) continue;
    const place = {
      read: () => cloud.secret(parameterOf(service)),
      write: (secret: string) => cloud.putSecret(parameterOf(service), secret),
    };
    const { stdout, stderr } = await service.command(["subscribe", "--app", appUrl], place, fetch);
    if (stderr === "") say(stdout.trim());
    else faults.push(`${service.title}: ${stderr.trim()}`);
  }
  return faults;
}
