import {
  awsFault,
  type Cloud,
  type MailAccount,
  type MailIdentity,
  type StackState,
} from "./cloud.ts";

export const STACK = "Stridewell";
export const STRAVA_PARAMETER = "/stridewell/strava";
/** The oldest version that the CDK's own deployments work with. */
const OLDEST_BOOTSTRAP = 6;
const OLDEST_NODE = 20;
/** Every new account may run this many functions at once; more have to be requested. */
const FEW_AT_ONCE = 50;

export type Level = "good" | "note" | "missing";

/** One line about something that was looked at. */
export interface Finding {
  readonly level: Level;
  readonly text: string;
}

export const good = (text: string): Finding => ({ level: "good", text });
export const note = (text: string): Finding => ({ level: "note", text });
export const missing = (text: string): Finding => ({ level: "missing", text });

const marks: Record<Level, string> = { good: "ok      ", note: "note    ", missing: "MISSING " };
export const lineOf = ({ level, text }: Finding): string => `${marks[level]}${text}`;

interface Place {
  readonly region: string;
  readonly accountId: string;
}

export interface AccountState extends Place {
  readonly bootstrapped: boolean;
  readonly mail: MailAccount;
  readonly stack: StackState | null;
}

export interface Looked {
  readonly findings: readonly Finding[];
  /** Null if so much is missing that nothing can be deployed. */
  readonly state: AccountState | null;
}

/** Settings as cdk.json has them, valid or not. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** What cdk.json remembers an account by. */
export const endingOf = (accountId: string): string => accountId.slice(-4);

/** The settings as if they named no place, for someone who means another one. */
export function elsewhere({ region: _, accountEndsIn: __, ...rest }: RawSettings): RawSettings {
  return rest;
}

const MEANT =
  "To go on here all the same, add `-- --elsewhere` to npm run deploy or npm run destroy.";

/** Both the CDK and the AWS CLI use the terminal's keys whatever profile it names, and those of a session expire. */
const KEYS_HIDE =
  "With keys in the terminal, first `unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN`: they hide any profile.";

/** The account and region that every question is about, or what keeps AWS from being asked. */
export async function whereIs(
  cloud: Pick<Cloud, "region" | "accountId">,
  { region: home, accountEndsIn }: RawSettings,
): Promise<{ readonly finding: Finding; readonly place: Place | null }> {
  const region = await cloud.region();
  if (region === null) {
    const text = "No valid region is set: `export AWS_REGION=eu-west-1`, or one nearer to you.";
    return { finding: missing(text), place: null };
  }
  if (typeof home === "string" && home !== region) {
    const text = `cdk.json says that this Stridewell is in ${home}, not in ${region}: \`export AWS_REGION=${home}\`. ${MEANT}`;
    return { finding: missing(text), place: null };
  }
  try {
    const accountId = await cloud.accountId();
    if (typeof accountEndsIn === "string" && accountEndsIn !== endingOf(accountId)) {
      const text = `cdk.json says that this Stridewell is in an account that ends in ${accountEndsIn}, not in ${accountId}: \`export AWS_PROFILE=…\`. ${KEYS_HIDE} ${MEANT}`;
      return { finding: missing(text), place: null };
    }
    return { finding: good(`Account ${accountId} in ${region}`), place: { region, accountId } };
  } catch (error) {
    const text = neverReached(error)
      ? `AWS can't be reached in ${region} (${awsFault(error)}): is that the name of a region, and is this machine online?`
      : `AWS accepts no credentials in ${region} (${awsFault(error)}): try \`aws configure\`, \`aws login\` or \`export AWS_PROFILE=…\`, and for a profile that wants a code (MFA) then \`eval "$(aws configure export-credentials --format env)"\`. ${KEYS_HIDE} Some regions, Milan's and Zurich's among them, must first be enabled for the account: https://console.aws.amazon.com/account`;
    return { finding: missing(text), place: null };
  }
}

/** As Node's name look-up and sockets report it; a region that doesn't exist has no such host. */
function neverReached(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(
    String(code),
  );
}

/**
 * Looks at the account without changing anything. Each thing that is missing gets one line that says what to
 * do about it. A missing bootstrap is a note here, since the deployment can make it.
 */
export async function lookAtAccount(
  cloud: Cloud,
  settings: RawSettings,
  nodeVersion: string,
): Promise<Looked> {
  const findings: Finding[] = [];
  const major = Number(nodeVersion.replace(/^v/, "").split(".")[0]);
  findings.push(
    major >= OLDEST_NODE
      ? good(`Node ${nodeVersion}`)
      : missing(`Node ${nodeVersion} is too old: install ${OLDEST_NODE} or newer.`),
  );
  const { finding, place } = await whereIs(cloud, settings);
  findings.push(finding);
  if (place === null) return { findings, state: null };
  const { region, accountId } = place;

  /** What these credentials may not ask about counts as missing too, and the rest is still looked at. */
  const asked = async <T>(what: string, answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      const there = neverReached(error) ? `. Does ${region} have it?` : "";
      findings.push(missing(`${what} can't be checked: ${awsFault(error)}${there}`));
      return undefined;
    }
  };
  const bootstrap = await asked("The CDK bootstrap", cloud.bootstrapVersion());
  const bootstrapped = (bootstrap ?? 0) >= OLDEST_BOOTSTRAP;
  if (bootstrap !== undefined) {
    const command = `npx cdk bootstrap aws://${accountId}/${region}`;
    findings.push(
      bootstrapped
        ? good(`CDK bootstrap, version ${bootstrap}`)
        : note(
            `${bootstrap === null ? "The account isn't bootstrapped for CDK in this region" : `The CDK bootstrap is too old (version ${bootstrap})`}: run \`${command}\`, or use --bootstrap.`,
          ),
    );
  }
  const mail = await asked("SES", cloud.mailAccount());
  if (mail !== undefined) findings.push(...ofMail(mail, region));
  const atOnce = await asked("Lambda's quota", cloud.functionsAtOnce());
  if (atOnce !== undefined) {
    findings.push(
      atOnce >= FEW_AT_ONCE
        ? good(`Lambda runs ${atOnce} functions at once`)
        : note(
            `Lambda runs ${atOnce} functions at once, as new accounts do: enough for a club. Ask for more in Service Quotas before hundreds join.`,
          ),
    );
  }
  const stack = await asked("The stack", cloud.stack(STACK));
  if (stack) findings.push(...ofChange(stack), ...ofRemoval(stack));
  const stopped = findings.some(({ level }) => level === "missing");
  return stopped || mail === undefined || stack === undefined
    ? { findings, state: null }
    : { findings, state: { region, accountId, bootstrapped, mail, stack } };
}

/** Where neither the new version nor the one before runs whole; CloudFormation changes nothing until it has gone back. */
export const isHalfUndone = ({ status }: StackState): boolean =>
  status === "UPDATE_ROLLBACK_FAILED";

export const UNDO_FIRST =
  'Some of it is new and some old, and nothing can be deployed before that is undone: see "A deployment that could not be undone" in docs/runbook.md.';

/** Two changes at once are refused by CloudFormation, after half of the work around them is done. */
export function ofChange({ status }: StackState): Finding[] {
  return status.endsWith("_IN_PROGRESS")
    ? [missing(`The stack is being changed right now (${status}): wait until that is done.`)]
    : [];
}

/** Of what `npm run destroy` left half there, CloudFormation takes nothing but the rest of the removal. */
function ofRemoval({ status }: StackState): Finding[] {
  return status === "DELETE_FAILED"
    ? [missing(`The stack was not removed completely (${status}): run npm run destroy again.`)]
    : [];
}

function ofMail(mail: MailAccount, region: string): Finding[] {
  const used = `${mail.sentInADay} of ${mail.perDay} emails in 24 hours, ${mail.perSecond} a second`;
  if (!mail.sending) {
    // No reason to hold back a deployment: it may contain the very fix.
    return [note("AWS has paused this account's mail: see Reputation metrics in the SES console.")];
  }
  return mail.sandbox
    ? [
        note(
          `SES is in its sandbox: mail goes to verified addresses only (${used}). That is enough for yourself; for others, request production access: https://console.aws.amazon.com/ses/home?region=${region}#/account`,
        ),
      ]
    : [good(`SES sends to anyone (${used})`)];
}

/**
 * The identity through which SES sends as `sender`: a verified one before one that isn't yet, and that before one
 * that SES has given up on; null if there is none.
 */
export async function identityFor(
  sender: string,
  cloud: Pick<Cloud, "mailIdentity">,
): Promise<{ readonly name: string; readonly identity: MailIdentity } | null> {
  let pending: { readonly name: string; readonly identity: MailIdentity } | null = null;
  for (const name of [sender.slice(sender.indexOf("@") + 1), sender]) {
    const identity = await cloud.mailIdentity(name);
    if (identity?.verified === true) return { name, identity };
    if (identity === null) continue;
    if (pending === null || (pending.identity.hasExpired && !identity.hasExpired)) {
      pending = { name, identity };
    }
  }
  return pending;
}

/** The providers of most people's mailboxes, which let nobody else send as them. */
const MAILBOX_PROVIDERS = new RegExp(
  [
    /^(gmail|googlemail|icloud|me|mac|aol|rocketmail|ymail|protonmail|fastmail|zoho)\.com$/,
    /^(proton|pm)\.me$|^(web|t-online|freenet|posteo)\.de$|^(orange|free|laposte)\.fr$|^mail\.ru$/,
    /^(outlook|hotmail|live|msn|yahoo|gmx)\.(com|net|[a-z]{2}|com?\.[a-z]{2})$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

export const isMailboxProvider = (domain: string): boolean =>
  MAILBOX_PROVIDERS.test(domain.toLowerCase());

/**
 * What to say about a sender before anyone proves that it is theirs. SES signs for a domain that is verified
 * in its DNS, which nobody can do for a mailbox provider's domain: such mail never aligns for DMARC.
 */
export function ofSenderAddress(sender: string): Finding[] {
  const domain = sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
  if (!isMailboxProvider(domain)) return [];
  return [
    note(
      `${domain} lets nobody else send as it: what SES sends as ${sender} fails DMARC and lands in spam, or is refused. Use a sender at a domain of your own, verified by its DNS; for yourself alone this may do, if your inbox accepts it once you mark the first email as not spam.`,
    ),
  ];
}
