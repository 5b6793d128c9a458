import { version } from "../version.ts";
import { type AccountState, lineOf, note } from "./account.ts";
import type { Answers } from "./answers.ts";
import { awsFault, type MailIdentity } from "./cloud.ts";
import type { DeployDeps } from "./deploy-deps.ts";

export interface Identities {
  readonly sender: MailIdentity;
  /** Only asked for in the sandbox, where mail goes to nobody else. */
  readonly owner: MailIdentity | null;
  /** In the sandbox, the addresses of those who may join and haven't clicked AWS's link yet. */
  readonly unproven: readonly string[];
}

export async function proveAddresses(
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

/** Who still has to confirm that alarms reach them. Where nobody is left, AWS asks the owner again. */
export async function proveAlarms(
  { owner }: Answers,
  { cloud, say }: DeployDeps,
  topicArn: string,
): Promise<readonly string[]> {
  try {
    const { confirmed, pending } = await cloud.alarmReaders(topicArn);
    if (confirmed.length > 0) say(reachLine(confirmed, owner));
    if (confirmed.length + pending.length > 0) return pending;
    await cloud.addAlarmReader(topicArn, owner);
    return [owner];
  } catch (error) {
    // Everything is deployed, and what is left to do has still to be said.
    say(lineOf(note(`Whether alarms reach anyone can't be checked: ${awsFault(error)}`)));
    return [];
  }
}

/** A subscription that was made again, or by hand, stays when the owner changes: only the stack's own goes. */
function reachLine(confirmed: readonly string[], owner: string): string {
  const line = `Alarms reach ${new Intl.ListFormat("en").format(confirmed)}.`;
  return confirmed.every((one) => one === owner)
    ? line
    : `${line} Who should not get them: each of AWS's emails about an alarm ends with a link to unsubscribe.`;
}

export const canMail = (identities: Identities) =>
  identities.sender.verified && identities.owner?.verified !== false;

export async function writeTestMail(
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
