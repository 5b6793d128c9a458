import type { AccountState } from "./account.ts";
import type { Answers } from "./answers.ts";
import { canMail, type Identities } from "./identities.ts";

/** The record for a name whose DNS is not in Route 53; whether it is already set is not known here. */
export function domainLines(appUrl: string, target: string | undefined): string[] {
  if (target === undefined) return [];
  return [
    "- Add this record to the name's DNS, unless it is there already, and then run npm run deploy again. Until then nothing answers there:",
    `    ${new URL(appUrl).hostname}  CNAME  ${target}`,
  ];
}

/** What proves to AWS that the addresses are the owner's and the runners', as far as that is left to do. */
export function proofLines(
  { owner, sender, identityName }: Answers,
  identities: Identities,
): string[] {
  const lines: string[] = [];
  const { records, verified, hasExpired } = identities.sender;
  const viaDomain = !identityName.includes("@");
  if (viaDomain && hasExpired) {
    lines.push(
      `- AWS gave up looking for the DNS records of ${identityName} after three days. Delete this identity in the SES console and repeat this command: it prints new records.`,
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
  return lines;
}

/** Everything that a person still has to do, and where; nothing that is done already. */
export function leftToDo(
  answers: Answers,
  { mail }: AccountState,
  identities: Identities,
  /** Who still has to confirm that alarms reach them. */
  unconfirmed: readonly string[],
  appUrl: string,
): string[] {
  const { owner, mayJoin, strava, services } = answers;
  const lines = proofLines(answers, identities);
  for (const name of unconfirmed) {
    lines.push(
      `- ${name}: open AWS's email "AWS Notification - Subscription Confirmation" and confirm within two days, so that alarms reach you.`,
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
    `- Sign in as ${owner} at ${appUrl}/sign-in. npm run doctor and ${appUrl}/operator tell you how it is doing.`,
  );
  if (mayJoin.length > 0) {
    lines.push(`- Send your runners to ${appUrl}. Besides you it lets in: ${mayJoin.join(", ")}.`);
  }
  return lines;
}
