import { z } from "zod";
import { settingsSchema, withSmallDomain } from "../settings.ts";
import {
  type AccountState,
  identityFor,
  isMailboxProvider,
  lineOf,
  note,
  ofSenderAddress,
  STRAVA_PARAMETER,
} from "./account.ts";
import type { Given } from "./arguments.ts";
import { type DeployDeps, Stop } from "./deploy-deps.ts";
import type { Question } from "./question.ts";
import { answerTo, listOf, questions, type Sources } from "./questions.ts";
import {
  faultOfSecret,
  fieldOf,
  parameterOf,
  partsOf,
  type ServiceSetUp,
  serviceSetUps,
  withField,
} from "./services.ts";
import { type Application, readApplication, unknownPart } from "./strava.ts";

export interface Answers {
  readonly owner: string;
  readonly sender: string;
  readonly zone: string;
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

/** The value in cdk.json, if it is the owner's own and not the example that comes with it. */
function own(value: unknown): string | undefined {
  return typeof value === "string" && !/@example\.com$|\.test$/.test(value) ? value : undefined;
}

export async function askAll(
  given: Given,
  deps: DeployDeps,
  state: AccountState,
): Promise<Answers> {
  const raw = deps.settings.raw();
  const sources: Sources = { flags: given.flags, env: deps.env, ask: deps.ask };
  const answer = async (question: Question, known?: string, initial?: string): Promise<string> => {
    const have = given.anew ? { initial: known ?? initial } : { known, initial };
    const answered = await answerTo(question, have, sources);
    if (answered.kind === "refused") throw new Stop(2, answered.line);
    return answered.value;
  };

  if (deps.ask !== null && own(raw["owner"]) === undefined && !isFirst(state.stack)) {
    const text =
      "Stridewell is deployed here already, from another cdk.json. If you still have that one, copy it here first: what it alone says (domain, tableKey, who may join and so on) is otherwise changed back to the defaults.";
    deps.say(lineOf(note(text)));
  }
  const owner = await answer(questions.owner, own(raw["owner"]));
  const sender = withSmallDomain(await answer(questions.sender, own(raw["sender"]), owner));
  for (const finding of ofSenderAddress(sender)) deps.say(lineOf(finding));
  // An upgrade doesn't ask: until now, UTC was chosen beforehand.
  const zoneBefore = isFirst(state.stack) ? undefined : "UTC";
  const zone = await answer(
    questions.zone,
    z.string().safeParse(raw["zone"]).data ?? zoneBefore,
    // A machine's TZ may name none.
    settingsSchema.shape.zone.catch("UTC").parse(deps.zone),
  );
  const listed = z.array(z.string()).safeParse(raw["mayJoin"]);
  // Naming other people means a club, even if it was for one person until now.
  const named = given.flags[questions.mayJoin.flag] || deps.env[questions.mayJoin.variable];
  const before = listed.success ? (listed.data.length > 0 ? "club" : "alone") : undefined;
  const circle = await answer(questions.circle, named ? "club" : before, named ? "club" : "alone");
  if (circle === "alone" && named) {
    const text =
      "--for or STRIDEWELL_FOR is alone, and --may-join or STRIDEWELL_MAY_JOIN names others: leave out one of the two.";
    throw new Stop(2, `${text} Nothing was changed.`);
  }
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
    zone,
    mayJoin,
    identityName: await identityOf(sender, circle, deps, answer),
    strava: await applicationOf(given, deps, answer),
    services: await servicesOf(given, deps, state, answer),
  };
}

type Answering = (question: Question, known?: string, initial?: string) => Promise<string>;

/** The identity that the sender is to be verified by: the one that SES has, if nothing else is asked for. */
async function identityOf(
  sender: string,
  circle: string,
  { cloud, say }: DeployDeps,
  answer: Answering,
): Promise<string> {
  const found = await identityFor(sender, cloud);
  const domain = sender.slice(sender.indexOf("@") + 1);
  const isMailbox = isMailboxProvider(domain);
  // An earlier version offered a mailbox provider's domain to SES, which may still have it.
  const foundAs = found?.name === domain && !isMailbox ? "domain" : "address";
  const known = found === null ? undefined : foundAs;
  const initial = circle === "club" && !isMailbox ? "domain" : "address";
  const how = await answer(questions.identity, known, initial);
  if (how === "domain" && isMailbox) {
    const text = `Nobody but ${domain} can add records to its DNS: use --verify address, or a sender at a domain of your own.`;
    throw new Stop(2, text);
  }
  if (how === "domain") return domain;
  if (known !== "domain" || found?.identity.verified !== true) return sender;
  say(lineOf(note(`SES sends as all of ${domain}, so ${sender} needs no link of its own.`)));
  return domain;
}

async function applicationOf(
  given: Given,
  deps: DeployDeps,
  answer: Answering,
): Promise<Application | null> {
  const before = await deps.cloud.secret(STRAVA_PARAMETER);
  const known = before === null ? null : readApplication(before);
  const clientId = await answer(questions.stravaId, known?.clientId);
  if (clientId === "" && known !== null) {
    throw new Stop(
      2,
      "Strava stays set up, and nothing was changed: docs/connecting-services.md says how to give up a service.",
    );
  }
  if (clientId === "") return null;
  const kept = known?.clientId === clientId ? known.clientSecret : undefined;
  const piped = given.fromStdin ? (await deps.stdin()).trim() : undefined;
  if (piped !== undefined) {
    const fault = questions.stravaSecret.fault(piped);
    if (fault !== null) throw new Stop(2, `The secret from standard input ${fault}.`);
  }
  const clientSecret = piped ?? (await answer(questions.stravaSecret, kept));
  const application = { ...known, clientId, clientSecret };
  // Once kept it isn't asked for again, and would be found wrong only after ten minutes.
  const unknown = kept === clientSecret ? null : await unknownPart(application, deps);
  if (unknown !== null) {
    throw new Stop(
      2,
      `Strava doesn't know this ${unknown}: see strava.com/settings/api. Nothing was changed.`,
    );
  }
  return application;
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

/** A first deployment that failed leaves a stack without an address; the next one starts over. */
function isFirst(stack: AccountState["stack"]): boolean {
  return stack?.outputs["AppUrl"] === undefined;
}
