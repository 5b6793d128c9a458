import { parseArgs } from "node:util";
import { version } from "../version.ts";
import {
  type Finding,
  good,
  identityFor,
  isHalfUndone,
  lineOf,
  lookAtAccount,
  missing,
  note,
  ofSenderAddress,
  type RawSettings,
  STACK,
  STRAVA_PARAMETER,
  UNDO_FIRST,
} from "./account.ts";
import { awsFault, type Cloud, type StackResource, type StackState } from "./cloud.ts";
import { faultOfSecret, parameterOf, type ServiceSetUp, serviceSetUps } from "./services.ts";
import { askStrava, readApplication } from "./strava.ts";
import type { Tally } from "./tally.ts";

export interface DoctorDeps {
  readonly cloud: Cloud;
  /** `stridewell` in cdk.json, valid or not. */
  readonly settings: RawSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  readonly nodeVersion: string;
}

const DAY_MS = 24 * 3_600_000;
/** A service that is down holds up an erasure for a day. */
const LONGEST_ERASURE_MS = 2 * DAY_MS;
const USAGE = `npm run doctor     checks the account and what is deployed there: mail, the app, alarms, dead letters, services,
                   connections and the last digest. It changes nothing, and exits with 1 if something is MISSING.
`;

/**
 * All of `npm run doctor`: looks from outside and changes nothing. Returns 0 if nothing is missing, 2 for
 * wrong arguments.
 */
export async function doctorApp(argv: readonly string[], deps: DoctorDeps): Promise<0 | 1 | 2> {
  const { cloud, say } = deps;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { help: { type: "boolean", short: "h", default: false } },
    });
    if (values.help) {
      say(USAGE);
      return 0;
    }
  } catch {
    say("npm run doctor takes nothing but --help.");
    return 2;
  }
  const all: Finding[] = [];
  const tell = (...findings: readonly Finding[]) => {
    all.push(...findings);
    for (const finding of findings) say(lineOf(finding));
  };
  const tellUnseen = (what: string, error: unknown) =>
    tell(missing(`${what} can't be checked: ${awsFault(error)}`));
  /** What can't be looked at counts as missing too; the rest is still reported. */
  const part = async (what: string, look: () => Promise<readonly Finding[]>) => {
    try {
      tell(...(await look()));
    } catch (error) {
      tellUnseen(what, error);
    }
  };

  const { findings, state } = await lookAtAccount(cloud, deps.settings, deps.nodeVersion);
  tell(...findings);
  if (state === null) return 1;
  if (state.stack === null) {
    tell(missing("Nothing is deployed here: run npm run deploy."));
    return 1;
  }
  if (!state.mail.sending) tell(missing("No mail leaves while AWS has it paused."));
  const { stack } = state;
  const appUrl = stack.outputs["AppUrl"];
  if (appUrl === undefined) {
    tell(
      missing(`The first deployment did not succeed (${stack.status}): run npm run deploy again.`),
    );
    return 1;
  }
  tell(...ofStack(stack));
  await part("The app", () => ofApp(appUrl, deps.fetch));
  const sender = stack.outputs["Sender"] ?? String(deps.settings["sender"] ?? "");
  await part("The sender", () => ofSender(cloud, sender));
  const resources = await cloud.stackResources(STACK).catch((error: unknown) => {
    tellUnseen("What the stack holds", error);
    return null;
  });
  if (resources !== null) {
    await part("The alarms", () => ofAlarms(cloud, resources));
    await part("The dead letters", () => ofDeadLetters(cloud, resources));
  }
  await part("Strava", () => ofStrava(appUrl, deps));
  for (const service of serviceSetUps) {
    await part(service.title, () => ofService(service, appUrl, deps));
  }
  await part("The table", async () =>
    ofTally(await cloud.tally(stack.outputs["TableName"] ?? ""), deps.nowMs()),
  );
  return all.some(({ level }) => level === "missing") ? 1 : 0;
}

function ofStack(stack: StackState): Finding[] {
  const deployed = stack.outputs["Version"] ?? "older than 0.1.0";
  const where = `version ${deployed}, changed ${stack.changedAt.slice(0, 16)}Z`;
  const findings = [
    deployed === version
      ? good(`Stack: ${where}`)
      : note(`Stack: ${where}; this checkout is ${version}: npm run deploy upgrades it.`),
  ];
  if (isHalfUndone(stack)) {
    return [
      ...findings,
      missing(
        `The last deployment did not succeed, and AWS could not go back (${stack.status}). ${UNDO_FIRST}`,
      ),
    ];
  }
  return stack.status.includes("FAILED") || stack.status.includes("ROLLBACK")
    ? [
        ...findings,
        note(
          `The last deployment did not succeed (${stack.status}): what ran before is still running.`,
        ),
      ]
    : findings;
}

async function ofApp(appUrl: string, call: typeof fetch): Promise<Finding[]> {
  try {
    const response = await call(appUrl, { signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.ok
      ? [good(`${appUrl} answers`)]
      : [missing(`${appUrl} answers ${response.status}: look at the functions' logs.`)];
  } catch {
    return [missing(`${appUrl} does not answer.`)];
  }
}

async function ofSender(cloud: Cloud, sender: string): Promise<Finding[]> {
  const found = await identityFor(sender, cloud);
  if (found === null)
    return [missing(`SES doesn't know the sender ${sender}: run npm run deploy.`)];
  const { name, identity } = found;
  return identity.verified
    ? [good(`SES sends as ${name}`), ...ofSenderAddress(sender)]
    : [missing(`SES does not send as ${name} yet: npm run deploy says what to click or add.`)];
}

async function ofAlarms(cloud: Cloud, resources: readonly StackResource[]): Promise<Finding[]> {
  const named = (type: string) =>
    resources.filter((one) => one.type === type).map(({ physicalId }) => physicalId);
  const names = named("AWS::CloudWatch::Alarm");
  const ringing = await cloud.ringing(names);
  const findings = ringing.map((name) => missing(`${name} is in alarm: see docs/runbook.md`));
  if (ringing.length === 0) findings.push(good(`None of ${names.length} alarms is in alarm`));
  for (const topic of named("AWS::SNS::Topic")) {
    const { confirmed, pending } = await cloud.alarmReaders(topic);
    for (const address of pending) {
      findings.push(
        missing(
          `No alarm reaches ${address}: confirm AWS's email "Subscription Confirmation" first.`,
        ),
      );
    }
    if (confirmed.length > 0) findings.push(good(`Alarms reach ${confirmed.join(", ")}`));
    if (confirmed.length + pending.length === 0) {
      findings.push(
        missing(
          "Alarms reach nobody: AWS's email wasn't confirmed within two days, or someone unsubscribed. Run npm run deploy, which has AWS ask again.",
        ),
      );
    }
  }
  return findings;
}

async function ofDeadLetters(
  cloud: Cloud,
  resources: readonly StackResource[],
): Promise<Finding[]> {
  const queues = resources.filter(
    ({ type, logicalId }) =>
      type === "AWS::SQS::Queue" && /DeadLetters[0-9A-F]{8}$/.test(logicalId),
  );
  const findings: Finding[] = [];
  for (const { physicalId, logicalId } of queues) {
    const waiting = await cloud.waitingMessages(physicalId);
    const name = logicalId.replace(/DeadLetters[0-9A-F]{8}$/, "");
    if (waiting > 0) {
      const letters = waiting === 1 ? "letter" : "letters";
      findings.push(missing(`${waiting} dead ${letters} from ${name}: see docs/runbook.md`));
    }
  }
  return findings.length > 0 ? findings : [good(`No dead letters in ${queues.length} queues`)];
}

async function ofStrava(
  appUrl: string,
  { cloud, settings, env, fetch, nowMs }: DoctorDeps,
): Promise<Finding[]> {
  const secret = await cloud.secret(STRAVA_PARAMETER);
  if (secret === null)
    return [note("Strava is not set up: npm run deploy asks for its client ID.")];
  const application = readApplication(secret);
  if (application === null)
    return [missing(`${STRAVA_PARAMETER} is not usable: run npm run deploy -- --ask.`)];
  const id = settings["stravaSubscriptionId"];
  const how = { env, fetch, nowMs };
  const known = typeof id === "string" ? id : undefined;
  const { isDone, line } = await askStrava(["status", "--app", appUrl], application, how, known);
  return [isDone ? good(`Strava: ${line}`) : missing(`Strava: ${line}`)];
}

/** Says nothing about a service that wasn't set up: no one has to use them. */
async function ofService(
  service: ServiceSetUp,
  appUrl: string,
  { cloud, fetch: call }: DoctorDeps,
): Promise<Finding[]> {
  const place = parameterOf(service);
  const secret = await cloud.secret(place);
  if (secret === null) return [];
  if (faultOfSecret(service, secret) !== null) {
    return [
      missing(`${place} is not usable: run npm run deploy -- --ask --services ${service.name}.`),
    ];
  }
  if (service.command === null) return [good(`${service.title}: its secret is kept`)];
  const { exitCode, stdout, stderr } = await service.command(
    ["status", "--app", appUrl],
    { read: async () => secret, write: async () => undefined },
    call,
  );
  return exitCode === 0
    ? [good(`${service.title}: ${stdout.trim()}`)]
    : [missing(`${service.title}: ${stderr.trim()}`)];
}

/** Counts, and the ids of those who should be gone. A week without a digest is a note: all runners may have switched theirs off. */
export function ofTally(tally: Tally, nowMs: number): Finding[] {
  const { runners, connections, lastDigestAt, unerased, whole } = tally;
  const some = whole ? "" : "at least ";
  const findings = [good(`${some}${runners} ${runners === 1 ? "runner" : "runners"}`)];
  for (const { name, title } of [{ name: "strava", title: "Strava" }, ...serviceSetUps]) {
    const states = connections[name] ?? {};
    const counts = Object.entries(states)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([state, count]) => `${count} ${state}`);
    const tokens = `Connections with ${title}: ${counts.join(", ") || "none"}`;
    findings.push(
      (states["needs-consent"] ?? 0) > 0
        ? note(`${tokens}. Runners who need to consent again must reconnect; their page says so.`)
        : good(tokens),
    );
  }
  const lost = unerased.filter(
    ({ isAccount, sinceMs }) => isAccount && nowMs - sinceMs > LONGEST_ERASURE_MS,
  );
  if (lost.length > 0) {
    findings.push(
      missing(
        `Not erased, though it was asked for more than two days ago: ${lost.map(({ runnerId }) => runnerId).join(", ")}. Redrive the dead letters of AccountEraseRunner; where there are none (SQS keeps them for 14 days), send the message under "Removing a runner" in docs/runbook.md.`,
      ),
    );
  }
  const old = lastDigestAt === null || nowMs - Date.parse(lastDigestAt) > 8 * DAY_MS;
  const last = `Last digest: ${lastDigestAt === null ? "none yet" : `${lastDigestAt.slice(0, 16)}Z`}`;
  findings.push(old && runners > 0 ? note(last) : good(last));
  return findings;
}
