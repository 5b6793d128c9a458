import { parseArgs } from "node:util";
import { z } from "zod";
import { stravaSubscriptions } from "../../functions/providers/strava/subscriptions.ts";
import { stravaCommand } from "../local/strava/command.ts";
import { webhookKeys } from "../local/strava/webhook-keys.ts";
import { readSettings } from "../settings.ts";
import { version } from "../version.ts";
import {
  type AccountState,
  identityFor,
  lineOf,
  lookAtAccount,
  missing,
  note,
  ofSenderAddress,
  STACK,
  STRAVA_PARAMETER,
} from "./account.ts";
import { awsFault, type Cloud, type MailIdentity } from "./cloud.ts";
import { type Ask, answerTo, listOf, type Question, questions, type Sources } from "./questions.ts";
import {
  faultOfSecret,
  fieldOf,
  parameterOf,
  partsOf,
  type ServiceSetUp,
  serviceSetUps,
  withField,
} from "./services.ts";
import type { SettingsFile } from "./settings-file.ts";

export interface DeployDeps {
  readonly cloud: Cloud;
  readonly settings: SettingsFile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null if no terminal is attached. */
  readonly ask: Ask | null;
  /** All of standard input, for a secret that is piped in. */
  readonly stdin: () => Promise<string>;
  readonly say: (line: string) => void;
  /** Runs the CDK CLI in this region, showing its own progress, and returns its exit code. */
  readonly cdk: (args: readonly string[], region: string) => Promise<number>;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  readonly nodeVersion: string;
}

const allQuestions: readonly Question[] = [
  ...Object.values(questions),
  ...serviceSetUps.flatMap(({ fields }) => fields.map(({ question }) => question)),
];
const flagLines = allQuestions.flatMap(({ flag, variable, text, choices }) => {
  const values = choices === undefined ? "" : ` ${choices.map(({ value }) => value).join(" or ")};`;
  return flag === null ? [] : [`  --${flag.padEnd(20)}${values} ${text} (${variable})`];
});
/** What the CDK need not know. */
export const secretVariables = allQuestions.flatMap(({ variable, secret }) =>
  secret === true ? [variable] : [],
);
const USAGE = `npm run deploy     checks the account, asks what it needs to know, deploys, and says what is left to do.
                   Run it again to upgrade: nothing is asked twice, and nothing is lost.

${flagLines.join("\n")}
  --strava-secret-stdin  read Strava's client secret from standard input
  --bootstrap            prepare the account for CDK if that hasn't been done
  --ask                  ask everything again
  --check                only check, change nothing

Secrets have no flag, so that they don't end up in the shell's history: they are asked for, or taken from the environment.

  ${secretVariables.join(", ")}
`;

const stored = z.looseObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  apiBaseUrl: z.string().optional(),
});
type Application = z.infer<typeof stored>;

interface Given {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly fromStdin: boolean;
  readonly bootstrap: boolean;
  readonly anew: boolean;
  readonly onlyCheck: boolean;
}

interface Answers {
  readonly owner: string;
  readonly sender: string;
  readonly mayJoin: string[];
  readonly identityName: string;
  readonly strava: Application | null;
  /** Those of the other services that have a secret, with what it is to be. */
  readonly services: readonly GivenService[];
}

interface GivenService {
  readonly service: ServiceSetUp;
  readonly secret: string;
  readonly isNew: boolean;
}

/** Ends the run with a line and an exit code: 1 if something is missing, 2 for wrong arguments. */
class Stop extends Error {
  readonly exitCode: 1 | 2;
  constructor(exitCode: 1 | 2, line: string) {
    super(line);
    this.exitCode = exitCode;
  }
}

/**
 * All of `npm run deploy`. Each step looks first and then does what is left to do, so a run after an
 * interruption, or for an upgrade, works like a first one. Everything is said through `say`, and none of it
 * is secret.
 */
export async function deployApp(argv: readonly string[], deps: DeployDeps): Promise<0 | 1 | 2> {
  try {
    const given = readArguments(argv);
    if (given === "help") {
      deps.say(USAGE);
      return 0;
    }
    return await deploy(given, deps);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    deps.say(error.message);
    return error.exitCode;
  }
}

async function deploy(given: Given, deps: DeployDeps): Promise<0 | 1> {
  const { cloud, say } = deps;
  const { findings, state } = await lookAtAccount(cloud, deps.nodeVersion);
  for (const finding of findings) say(lineOf(finding));
  if (state === null)
    throw new Stop(1, "Nothing was changed. Fix what is MISSING and run this again.");
  sayFaultsOf(deps.settings);
  if (given.onlyCheck) return state.bootstrapped ? 0 : 1;

  if (!state.bootstrapped && !given.bootstrap) {
    // Stop before a dozen answers are given in vain.
    const command = `npx cdk bootstrap ${cdkPlace(state)}`;
    throw new Stop(
      1,
      lineOf(missing(`CDK bootstrap: run \`${command}\`, or repeat with --bootstrap.`)),
    );
  }
  const answers = await askAll(given, deps, state);
  await bootstrap(deps, state);
  const identities = await proveAddresses(answers, deps, state);
  const keys = answers.strava === null ? null : webhookKeys(answers.strava.clientSecret);
  if (answers.strava !== null) {
    await deps.cloud.putSecret(STRAVA_PARAMETER, JSON.stringify(answers.strava));
    say(`Strava's secret is kept encrypted in Parameter Store: ${STRAVA_PARAMETER}`);
  }
  for (const { service, secret, isNew } of answers.services) {
    if (!isNew) continue;
    await deps.cloud.putSecret(parameterOf(service), secret);
    say(`${service.title}'s secret is kept encrypted in Parameter Store: ${parameterOf(service)}`);
  }
  deps.settings.change({
    owner: answers.owner,
    sender: answers.sender,
    mayJoin: answers.mayJoin,
    // SES's own limit for the account, which grows: each run asks for it.
    emailsPerSecond: Math.min(2000, Math.max(1, Math.floor(state.mail.perSecond))),
    ...(keys !== null && {
      stravaPathKeySha256: keys.pathKeyHash,
      stravaVerifyTokenSha256: keys.verifyTokenHash,
    }),
  });
  await keepSubscriptionId(answers, deps, state.stack?.outputs["AppUrl"]);

  say(`Deploying version ${version}: ten minutes the first time, one or two after that.`);
  const { appUrl, outputs } = await rollOut(deps, state);
  const stravaFault = await subscribe(answers, deps, state, appUrl);
  const faults = stravaFault === null ? [] : [`Strava: ${stravaFault}`];
  faults.push(...(await haveEventsSent(answers, deps, appUrl)));
  await writeTestMail(answers, deps, state, identities);

  say("");
  say(`Stridewell is running at ${appUrl}`);
  const board = outputs["DashboardUrl"];
  if (board !== undefined) say(`Dashboard: ${board}`);
  for (const line of domainLines(appUrl, outputs["DomainTarget"])) say(line);
  for (const line of leftToDo(answers, state, identities, appUrl)) say(line);
  if (faults.length > 0) throw new Stop(1, faults.join("\n"));
  return 0;
}

function readArguments(argv: readonly string[]): Given | "help" {
  const flags = allQuestions.flatMap(({ flag }) => flag ?? []);
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(flags.map((flag) => [flag, { type: "string" } as const])),
        "strava-secret-stdin": { type: "boolean", default: false },
        bootstrap: { type: "boolean", default: false },
        ask: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help === true) return "help";
    const texts = Object.entries(values).map(
      ([name, value]) => [name, typeof value === "string" ? value : undefined] as const,
    );
    return {
      flags: Object.fromEntries(texts),
      fromStdin: values["strava-secret-stdin"] === true,
      bootstrap: values.bootstrap === true,
      anew: values.ask === true,
      onlyCheck: values.check === true,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message.split(/\. |\n/)[0] : "Wrong options";
    throw new Stop(2, `${why}: see npm run deploy -- --help.`);
  }
}

/** A wrong setting stops the run here: once SES has been asked and a secret stored, it would be too late. */
function sayFaultsOf(settings: SettingsFile): void {
  // A fork may have neither address in it; both then come from a flag, a variable or an answer.
  const asked = { owner: "asked@stridewell.test", sender: "asked@stridewell.test" };
  try {
    readSettings({ ...asked, ...settings.raw() });
  } catch (error) {
    throw new Stop(1, lineOf(missing(error instanceof Error ? error.message : String(error))));
  }
}

/** The value in cdk.json, if it is the owner's own and not the example that comes with it. */
function own(value: unknown): string | undefined {
  return typeof value === "string" && !/@example\.com$|\.test$/.test(value) ? value : undefined;
}

async function askAll(given: Given, deps: DeployDeps, state: AccountState): Promise<Answers> {
  const raw = deps.settings.raw();
  const sources: Sources = { flags: given.flags, env: deps.env, ask: deps.ask };
  const answer = async (question: Question, known?: string, initial?: string): Promise<string> => {
    const have = given.anew ? { initial: known ?? initial } : { known, initial };
    const answered = await answerTo(question, have, sources);
    if (answered.kind === "refused") throw new Stop(2, answered.line);
    return answered.value;
  };

  const owner = await answer(questions.owner, own(raw["owner"]));
  const sender = await answer(questions.sender, own(raw["sender"]), owner);
  for (const finding of ofSenderAddress(sender)) deps.say(lineOf(finding));
  const listed = z.array(z.string()).safeParse(raw["mayJoin"]);
  // Naming other people means a club, even if it was for one person until now.
  const named = given.flags[questions.mayJoin.flag] || deps.env[questions.mayJoin.variable];
  const before = listed.success ? (listed.data.length > 0 ? "club" : "alone") : undefined;
  const circle = await answer(questions.circle, named ? "club" : before, named ? "club" : "alone");
  const known = listed.success && listed.data.length > 0 ? listed.data.join(",") : undefined;
  const mayJoin = circle === "alone" ? [] : listOf(await answer(questions.mayJoin, known));
  if (circle === "club" && state.mail.sandbox) {
    const text =
      "In the SES sandbox, only addresses that AWS has verified get mail: each address you name is asked to verify itself. For a whole domain, or more than a few, request production access now.";
    deps.say(lineOf(note(text)));
  }
  return {
    owner,
    sender,
    mayJoin,
    identityName: await identityOf(sender, circle, deps, answer),
    strava: await applicationOf(given, deps, answer),
    services: await servicesOf(given, deps, state, answer),
  };
}

type Answering = (question: Question, known?: string, initial?: string) => Promise<string>;

/** The identity that the sender is verified by: the one that SES has, or else the one that is chosen. */
async function identityOf(
  sender: string,
  circle: string,
  { cloud }: DeployDeps,
  answer: Answering,
): Promise<string> {
  const found = await identityFor(sender, cloud);
  if (found !== null) return found.name;
  const domain = sender.slice(sender.indexOf("@") + 1);
  const how = await answer(questions.identity, undefined, circle === "club" ? "domain" : "address");
  return how === "domain" ? domain : sender;
}

async function applicationOf(
  given: Given,
  deps: DeployDeps,
  answer: Answering,
): Promise<Application | null> {
  const before = await deps.cloud.secret(STRAVA_PARAMETER);
  const parsed = stored.safeParse(before === null ? null : parseJson(before));
  const known = parsed.success ? parsed.data : null;
  const clientId = await answer(questions.stravaId, known?.clientId);
  if (clientId === "") return null;
  const kept = known?.clientId === clientId ? known.clientSecret : undefined;
  const piped = given.fromStdin ? (await deps.stdin()).trim() : undefined;
  if (piped !== undefined) {
    const fault = questions.stravaSecret.fault(piped);
    if (fault !== null) throw new Stop(2, `The secret from standard input ${fault}.`);
  }
  const clientSecret = piped ?? (await answer(questions.stravaSecret, kept));
  return { ...known, clientId, clientSecret };
}

/**
 * The services that are named, that a flag or a variable says something about, or that already have a secret.
 * An upgrade asks about none of them again.
 */
async function servicesOf(
  { flags }: Given,
  { cloud, env }: DeployDeps,
  { stack }: AccountState,
  answer: Answering,
): Promise<Answers["services"]> {
  const all = await Promise.all(
    serviceSetUps.map(async (service) => {
      const stored = await cloud.secret(parameterOf(service));
      const isGiven = service.fields.some(
        ({ question: { flag, variable } }) => (flag !== null && flags[flag]) || env[variable],
      );
      return { service, stored, isGiven };
    }),
  );
  const there = all.filter(({ stored }) => stored !== null).map(({ service }) => service.name);
  const known = there.length > 0 || !isFirst(stack) ? there.join(",") : undefined;
  const names: readonly string[] = listOf(await answer(questions.services, known));
  const services: GivenService[] = [];
  for (const { service, stored, isGiven } of all) {
    if (!names.includes(service.name) && !isGiven) continue;
    let parts = partsOf(stored);
    for (const { path, question } of service.fields) {
      const unsaid = stored !== null && question.empty !== undefined ? "" : undefined;
      parts = withField(parts, path, await answer(question, fieldOf(parts, path) ?? unsaid));
    }
    const secret = JSON.stringify(parts);
    const fault = faultOfSecret(service, secret);
    if (fault !== null) throw new Stop(2, `${fault}: enter its parts again with --ask.`);
    services.push({ service, secret, isNew: secret !== stored });
  }
  return services;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const cdkPlace = ({ accountId, region }: AccountState) => `aws://${accountId}/${region}`;

async function bootstrap({ cdk, say }: DeployDeps, state: AccountState) {
  if (state.bootstrapped) return;
  say("Preparing the account for CDK: about two minutes.");
  const code = await cdk(["bootstrap", cdkPlace(state)], state.region);
  if (code !== 0) throw new Stop(1, "The CDK bootstrap failed.");
}

/** A first deployment that failed leaves a stack without an address; the next one starts over. */
function isFirst(stack: AccountState["stack"]): boolean {
  return stack?.outputs["AppUrl"] === undefined;
}

interface Identities {
  readonly sender: MailIdentity;
  /** Only asked for in the sandbox, where mail goes to nobody else. */
  readonly owner: MailIdentity | null;
  /** In the sandbox, the addresses of those who may join and haven't clicked AWS's link yet. */
  readonly unproven: readonly string[];
}

async function proveAddresses(
  { owner, sender, mayJoin, identityName }: Answers,
  { cloud, say }: DeployDeps,
  { mail }: AccountState,
): Promise<Identities> {
  const prove = async (name: string): Promise<MailIdentity> => {
    const found = await cloud.mailIdentity(name);
    // A domain's identity may hold what someone else set there: that is left to its owner.
    if (found !== null && !(found.hasExpired && name.includes("@"))) return found;
    if (found !== null) await cloud.removeMailIdentity(name);
    say(`SES has been asked to verify ${name}.`);
    return cloud.addMailIdentity(name);
  };
  const ofSender = await prove(identityName);
  const covered = owner === sender || owner.endsWith(`@${identityName}`);
  if (!mail.sandbox) return { sender: ofSender, owner: null, unproven: [] };
  const unproven: string[] = [];
  for (const name of mayJoin) {
    const isCovered = name === owner || name.endsWith(`@${identityName}`) || name.startsWith("@");
    if (!isCovered && !(await prove(name)).verified) unproven.push(name);
  }
  return { sender: ofSender, owner: covered ? ofSender : await prove(owner), unproven };
}

/** Set before the deployment, so that one from a fresh checkout doesn't drop the id even for a minute. */
async function keepSubscriptionId(
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
  const { clientId, clientSecret } = application;
  const apiBaseUrl = apiOf(application, deps);
  const listed = await stravaSubscriptions({
    fetch: deps.fetch,
    nowMs: deps.nowMs,
    clientId,
    clientSecret,
    apiBaseUrl,
  }).list();
  const ours = `${appUrl}/webhooks/strava/${webhookKeys(clientSecret).pathKey}`;
  return listed.kind === "ok"
    ? listed.value.find(({ callback_url }) => callback_url === ours)?.id
    : undefined;
}

function apiOf({ apiBaseUrl }: Application, { env }: DeployDeps): string {
  return apiBaseUrl ?? (env["STRAVA_API_BASE_URL"] || "https://www.strava.com/api/v3");
}

interface RolledOut {
  /** Without a slash at the end. */
  readonly appUrl: string;
  readonly outputs: Readonly<Record<string, string>>;
}

async function rollOut({ cdk, cloud }: DeployDeps, { region }: AccountState): Promise<RolledOut> {
  const code = await cdk(
    ["deploy", STACK, "--require-approval", "never", "--progress", "events"],
    region,
  );
  if (code !== 0) {
    throw new Stop(
      1,
      "CDK did not deploy: see above. What ran before is still running. Run this again.",
    );
  }
  const outputs = (await cloud.stack(STACK))?.outputs ?? {};
  const appUrl = outputs["AppUrl"];
  if (appUrl === undefined) throw new Stop(1, "The stack gives no address: is it Stridewell's?");
  return { appUrl: appUrl.replace(/\/+$/, ""), outputs };
}

/** Null, or why Strava sends no events. */
async function subscribe(
  { strava }: Answers,
  deps: DeployDeps,
  state: AccountState,
  appUrl: string,
): Promise<string | null> {
  if (strava === null) return null;
  const before = deps.settings.raw()["stravaSubscriptionId"];
  let result: Awaited<ReturnType<typeof stravaCommand>> | undefined;
  // By the second attempt the function is warm: Strava waits only two seconds.
  for (let attempt = 0; attempt < 2 && result?.exitCode !== 0; attempt += 1) {
    result = await stravaCommand(["subscribe", "--app", appUrl], {
      env: {
        STRAVA_CLIENT_ID: strava.clientId,
        STRAVA_CLIENT_SECRET: strava.clientSecret,
        STRAVA_API_BASE_URL: apiOf(strava, deps),
      },
      fetch: deps.fetch,
      nowMs: deps.nowMs,
      settings: {},
    });
  }
  if (result?.exitCode !== 0) return result?.stderr.trim() ?? "it was not asked.";
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
async function haveEventsSent(
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

const canMail = (identities: Identities) =>
  identities.sender.verified && identities.owner?.verified !== false;

async function writeTestMail(
  { sender, owner }: Answers,
  { cloud, say }: DeployDeps,
  { mail }: AccountState,
  identities: Identities,
): Promise<void> {
  if (!canMail(identities) || !mail.sending) return;
  const reason = await cloud
    .sendMail({
      from: sender,
      to: owner,
      subject: "Stridewell can write to you",
      text: `Version ${version} of your Stridewell is deployed, and its email arrives.\n`,
    })
    // Everything is deployed, and what is left to do has still to be said.
    .catch(awsFault);
  say(
    reason === null
      ? `A test email is on its way to ${owner}.`
      : `SES did not accept the test email: ${reason}.`,
  );
}

/** The record for a name whose DNS is not in Route 53; whether it is already set is not known here. */
function domainLines(appUrl: string, target: string | undefined): string[] {
  if (target === undefined) return [];
  return [
    "- Add this record to the name's DNS; until you do, nothing answers there:",
    `    ${new URL(appUrl).hostname}  CNAME  ${target}`,
  ];
}

/** Everything that a person still has to do, and where; nothing that is done already. */
function leftToDo(
  { owner, sender, identityName, strava, services }: Answers,
  { mail, stack }: AccountState,
  identities: Identities,
  appUrl: string,
): string[] {
  const lines: string[] = [];
  const { records, verified, hasExpired } = identities.sender;
  const viaDomain = !identityName.includes("@");
  if (viaDomain && hasExpired) {
    lines.push(
      `- AWS gave up looking for the DNS records of ${identityName} after three days. Delete this identity in the SES console and run npm run deploy again: it prints new records.`,
    );
  } else if (!verified && viaDomain) {
    lines.push(
      `- Add these records to the DNS of ${identityName}; AWS then verifies it within hours:`,
      ...records.map(({ name, type, value }) => `    ${name}  ${type}  ${value}`),
      `    _dmarc.${identityName}  TXT  "v=DMARC1; p=none"   (if there isn't one yet)`,
    );
  }
  const clicks = [
    ...(!verified && !viaDomain ? [sender] : []),
    ...(identities.owner?.verified === false && !(owner === sender && !viaDomain) ? [owner] : []),
    ...identities.unproven,
  ].filter((name, at, all) => all.indexOf(name) === at);
  // A domain's own addresses are verified along with it.
  for (const name of clicks.filter((one) => !(viaDomain && one.endsWith(`@${identityName}`)))) {
    lines.push(
      `- ${name}: open AWS's email "Email Address Verification Request" and click its link.`,
    );
  }
  if (isFirst(stack)) {
    lines.push(
      `- ${owner}: open AWS's email "AWS Notification - Subscription Confirmation" and confirm, so that alarms reach you.`,
    );
  }
  if (strava !== null) {
    lines.push(
      `- At strava.com/settings/api, "Authorization Callback Domain" must be ${new URL(appUrl).hostname}`,
    );
  } else {
    lines.push(
      "- Without Strava, no run arrives by itself: run this again once you have its client ID.",
    );
  }
  for (const { service } of services) lines.push(`- ${service.settings(appUrl)}`);
  if (!canMail(identities)) {
    lines.push("- Run npm run deploy again when that is done: it sends a test email.");
  }
  if (!mail.sending) {
    lines.push(
      "- AWS has paused this account's mail, so no test email was sent and no digests leave. Run npm run deploy again once SES is sending.",
    );
  }
  if (mail.sandbox) {
    lines.push(
      "- SES is in its sandbox: only verified addresses get mail until AWS grants production access.",
    );
  }
  lines.push(
    `- Sign in as ${owner} at ${appUrl}/sign-in. npm run doctor tells you how it is doing.`,
  );
  return lines;
}
