import { readSettings } from "../settings.ts";
import { makesBudgets } from "../stacks/budget-regions.ts";
import { version } from "../version.ts";
import { webhookKeys } from "../webhooks/strava-keys.ts";
import {
  type AccountState,
  elsewhere,
  endingOf,
  type Finding,
  identityFor,
  lineOf,
  lookAtAccount,
  missing,
  note,
  type RawSettings,
  STRAVA_PARAMETER,
} from "./account.ts";
import { type Answers, askAll } from "./answers.ts";
import { type Given, readArguments, USAGE } from "./arguments.ts";
import { type DeployDeps, Stop, untilStopped } from "./deploy-deps.ts";
import { type Identities, proveAddresses, proveAlarms, writeTestMail } from "./identities.ts";
import { domainLines, leftToDo, proofLines } from "./left-to-do.ts";
import { rollOut } from "./roll-out.ts";
import { parameterOf } from "./services.ts";
import { haveEventsSent, keepSubscriptionId, subscribe } from "./subscriptions.ts";

/**
 * All of `npm run deploy`. Each step looks first and then does what is left to do, so a run after an
 * interruption, or for an upgrade, works like a first one. Everything is said through `say`, and none of it
 * is secret.
 */
export function deployApp(argv: readonly string[], deps: DeployDeps): Promise<0 | 1 | 2> {
  return untilStopped(deps.say, async () => {
    const given = readArguments(argv, deps.env);
    if (given !== "help") return deploy(given, deps);
    deps.say(USAGE);
    return 0;
  });
}

async function deploy(given: Given, deps: DeployDeps): Promise<0 | 1> {
  const { cloud, say } = deps;
  const written = orStop(() => deps.settings.raw());
  const raw = given.elsewhere ? elsewhere(written) : written;
  const { findings, state } = await lookAtAccount(cloud, raw, deps.nodeVersion);
  for (const finding of findings) say(lineOf(finding));
  if (state === null)
    throw new Stop(1, "Nothing was changed. Fix what is MISSING and run this again.");
  // Now: once SES has been asked and a secret stored, it would be too late. A fork may have neither address in
  // cdk.json; both then come from a flag, a variable or an answer.
  const asked = { owner: "asked@stridewell.test", sender: "asked@stridewell.test" };
  orStop(() => readSettings({ ...asked, ...raw, region: state.region }));
  for (const finding of ofBudget(raw, state.region)) say(lineOf(finding));
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
  await keepSending(answers, deps, state, identities);
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
    zone: answers.zone,
    region: state.region,
    accountEndsIn: endingOf(state.accountId),
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
  const unconfirmed = await proveAlarms(answers, deps, outputs["AlarmTopicArn"] ?? "");

  say("");
  say(`Stridewell is running at ${appUrl}`);
  const board = outputs["DashboardUrl"];
  if (board !== undefined) say(`Dashboard: ${board}`);
  for (const line of domainLines(appUrl, outputs["DomainTarget"])) say(line);
  for (const line of leftToDo(answers, state, identities, unconfirmed, appUrl)) say(line);
  if (faults.length > 0) throw new Stop(1, faults.join("\n"));
  return 0;
}

/** What is wrong with cdk.json is told as what is missing is. */
function orStop<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Stop(1, lineOf(missing(error instanceof Error ? error.message : String(error))));
  }
}

/** What to say where the stack has no budget although one is wanted. */
function ofBudget({ budgetUsd }: RawSettings, region: string): Finding[] {
  if (budgetUsd === 0 || makesBudgets(region)) return [];
  return [
    note(
      `AWS's CloudFormation makes no budgets in ${region}, so nothing will write to you about the bill. Make one by hand (https://console.aws.amazon.com/costmanagement/home#/budgets), then set budgetUsd to 0 in cdk.json.`,
    ),
  ];
}

/** Stops while AWS doesn't send as a new sender yet: deployed now, it would end all mail until it does. */
async function keepSending(
  answers: Answers,
  { cloud, say }: DeployDeps,
  { stack }: AccountState,
  identities: Identities,
): Promise<void> {
  const before = stack?.outputs["Sender"];
  if (before === undefined || before === answers.sender) return;
  const sendsAs = async (sender: string) =>
    (await identityFor(sender, cloud))?.identity.verified === true;
  if ((await sendsAs(answers.sender)) || !(await sendsAs(before))) return;
  for (const line of proofLines(answers, identities)) say(line);
  throw new Stop(
    1,
    `Mail still leaves as ${before}, and nothing was deployed: repeat this command once AWS sends as ${answers.sender}.`,
  );
}

const cdkPlace = ({ accountId, region }: AccountState) => `aws://${accountId}/${region}`;

async function bootstrap({ cdk, say }: DeployDeps, state: AccountState) {
  if (state.bootstrapped) return;
  say("Preparing the account for CDK: about two minutes.");
  const code = await cdk(["bootstrap", cdkPlace(state)], state.region);
  if (code !== 0) throw new Stop(1, "The CDK bootstrap failed: see above, and run this again.");
}
