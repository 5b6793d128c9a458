import { parseArgs } from "node:util";
import { ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import {
  elsewhere,
  type Finding,
  lineOf,
  missing,
  ofChange,
  type RawSettings,
  STACK,
  STRAVA_PARAMETER,
  whereIs,
} from "./account.ts";
import { awsFault, type Cloud } from "./cloud.ts";
import { Stop, untilStopped } from "./deploy-deps.ts";
import { parameterOf, type ServiceSetUp, serviceSetUps } from "./services.ts";
import { askStrava, readApplication } from "./strava.ts";

export interface DestroyDeps {
  readonly cloud: Cloud;
  /** `stridewell` in cdk.json, valid or not. */
  readonly settings: RawSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks someone to type the stack's name; null if nobody is there. */
  readonly confirm: ((name: string) => Promise<boolean>) | null;
  readonly say: (line: string) => void;
  readonly cdk: (args: readonly string[], region: string) => Promise<number>;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
}

const USAGE = `npm run destroy    says what goes, what stays and what that costs, asks for the stack's name, and removes it.

  --yes            don't ask
  --elsewhere      remove one in another account or region than cdk.json names
  --unerased       don't wait until runners who asked for it are erased
`;

/**
 * All of `npm run destroy`: says what goes, what stays and what that costs, and acts only when told to, by
 * --yes or by typing the stack's name. Prices are those of us-east-1 (2026-11); other regions are close.
 */
export function destroyApp(argv: readonly string[], deps: DestroyDeps): Promise<0 | 1 | 2> {
  return untilStopped(deps.say, async () => {
    const asked = readArguments(argv);
    if (asked.help === true) deps.say(USAGE);
    else await destroy(asked, deps);
    return 0;
  });
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        yes: { type: "boolean" },
        elsewhere: { type: "boolean" },
        unerased: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch {
    throw new Stop(2, "npm run destroy takes --yes, --elsewhere, --unerased and nothing else.");
  }
}

async function destroy(asked: ReturnType<typeof readArguments>, deps: DestroyDeps): Promise<void> {
  const { cloud, say, cdk, confirm } = deps;
  const settings = asked.elsewhere === true ? elsewhere(deps.settings) : deps.settings;
  const { finding, place } = await whereIs(cloud, settings);
  if (place === null) throw new Stop(1, lineOf(finding));
  say(lineOf(finding));
  const stack = await cloud.stack(STACK).catch((error: unknown) => {
    throw new Stop(1, lineOf(missing(`The stack can't be checked: ${awsFault(error)}`)));
  });
  if (stack === null) return say("Nothing is deployed here.");
  const [changing] = ofChange(stack);
  if (changing !== undefined) throw new Stop(1, lineOf(changing));
  const table = stack.outputs["TableName"];
  // A first deployment that failed let nobody in.
  const mayStay = table === undefined || asked.unerased === true;
  const unerased = mayStay ? null : await ofUnerased(cloud, table);
  if (unerased !== null) throw new Stop(1, lineOf(unerased));
  for (const line of whatStays(table ?? "the table")) say(line);
  if (asked.yes !== true && confirm === null) {
    throw new Stop(2, "Nothing was removed: repeat it as npm run destroy -- --yes.");
  }
  if (asked.yes !== true && confirm !== null && !(await confirm(STACK))) {
    throw new Stop(1, "Nothing was removed.");
  }
  const appUrl = stack.outputs["AppUrl"];
  if (appUrl !== undefined) {
    say(await unsubscribe(appUrl, deps));
    for (const service of serviceSetUps) {
      const line = await endEvents(service, appUrl, deps);
      if (line !== null) say(line);
    }
  }
  try {
    const resources = await cloud.stackResources(STACK);
    for (const { type, physicalId } of resources) {
      if (type === "AWS::S3::Bucket") await cloud.emptyBucket(physicalId);
    }
  } catch (error) {
    throw new Stop(1, `The files that nobody has read can't be removed: ${awsFault(error)}`);
  }
  if ((await cdk(["destroy", STACK, "--force"], place.region)) !== 0) {
    throw new Stop(1, "CDK did not remove everything: see above, and run this again.");
  }
  say("Removed. What stays is listed above.");
}

const GO_ON = "To go on all the same: npm run destroy -- --unerased, and then delete the table.";

/** Erasures still under way. They wait in queues that go with the stack; what is left of them would stay in the table. */
async function ofUnerased(cloud: Cloud, table: string): Promise<Finding | null> {
  try {
    const { unerased } = await cloud.tally(table, Number.POSITIVE_INFINITY);
    const count = new Set(unerased.map(({ runnerId }) => runnerId)).size;
    if (count === 0) return null;
    const who = count === 1 ? "1 runner is" : `${count} runners are`;
    return missing(
      `${who} not erased yet, and the table would keep what is left of them: repeat this in a few minutes. If it goes on, npm run doctor names the dead letters that hold it up; a service that is down does so for a day at most. ${GO_ON}`,
    );
  } catch (error) {
    // Someone deleted it by hand.
    if (error instanceof ResourceNotFoundException) return null;
    return missing(
      `Whether runners are still to be erased can't be checked (${awsFault(error)}). ${GO_ON}`,
    );
  }
}

/** What outlives the stack, and what each part costs a month. */
function whatStays(table: string): string[] {
  return [
    "This removes the functions, queues, addresses, alarms and logs, and any uploaded files not yet read. Every link in an email stops working.",
    "It keeps what can't be made again:",
    `  ${table}: all runners' data, protected against deletion. About $0.25 per GB a month, and $0.20 per GB for`,
    "    backups of the last 28 days: cents for a club. Runs from Strava leave it within a week by themselves (with",
    "    stravaRetention keep, never), the names of shoes there don't, and Strava's terms want all of it deleted: ask runners",
    "    to disconnect first, or delete the table.",
    "  the key that opens connections with services, and your own if tableKey asks for one: $1 a month each in its first",
    "    year, $2 in its second, $3 from then on.",
    "  the services' secrets in Parameter Store (/stridewell/…), and with SES the addresses verified there and those that",
    "    bounced: free.",
    "  the access that runners gave at Strava and other services: ask them to disconnect first, or delete your",
    "    applications there.",
    "  in the DNS of a domain of your own, the CNAME that proved it to AWS (its name begins with _) and what you set there",
    "    yourself: free, and yours to delete.",
    "  CDK's own bucket and roles (the stack CDKToolkit), with the code of each deployment: cents. If you deploy from",
    "    GitHub, its role too, which may still do nearly everything: delete the stack stridewell-github.",
    "A later deployment starts with a new, empty table. docs/runbook.md says how to copy there, before anyone signs in, what is",
    "kept: all but the connections with services. Runners connect again, and Strava then gives 180 days of runs at most.",
    "Settings, Export everything, saves a copy of everything, which can be read but not uploaded: ask runners to save theirs first.",
    "To delete what stays: in the DynamoDB console, turn off the table's point-in-time recovery (otherwise AWS keeps one",
    "last backup of it for 35 days, and Strava's terms allow 30) and its deletion protection, and delete it; schedule the key's",
    "deletion in the KMS console; delete the secrets in Parameter Store, and in the SES console the identities and the",
    "suppression list's addresses.",
  ];
}

/**
 * Before the app goes; otherwise Strava would go on calling an address that belongs to nobody. What it sends to
 * another deployment, whose application is the same, goes on.
 */
async function unsubscribe(
  appUrl: string,
  { cloud, env, fetch, nowMs }: DestroyDeps,
): Promise<string> {
  const byHand = "Strava's subscription could not be removed: see strava.com/settings/api.";
  try {
    const secret = await cloud.secret(STRAVA_PARAMETER);
    if (secret === null) return "Strava was not set up.";
    const application = readApplication(secret);
    if (application === null) return byHand;
    const argv = ["unsubscribe", "--app", appUrl];
    const { line } = await askStrava(argv, application, { env, fetch, nowMs });
    return `Strava: ${line}`;
  } catch {
    return byHand;
  }
}

/** The same for a service that can be asked to stop; null if there is nothing to say. */
async function endEvents(
  service: ServiceSetUp,
  appUrl: string,
  { cloud, fetch: call }: DestroyDeps,
): Promise<string | null> {
  if (service.command === null) return null;
  const again = `Later, npm run ${service.name} -- unsubscribe makes it stop.`;
  try {
    const secret = await cloud.secret(parameterOf(service));
    if (secret === null) return null;
    const place = { read: async () => secret, write: async () => undefined };
    const argv = ["unsubscribe", "--app", appUrl];
    const { exitCode, stdout, stderr } = await service.command(argv, place, call);
    return exitCode === 0 ? stdout.trim() : `${service.title}: ${stderr.trim()} ${again}`;
  } catch (error) {
    return `${service.title} could not be asked to stop sending events (${awsFault(error)}). ${again}`;
  }
}
