import { z } from "zod";
import type { SignedRequest } from "../signature.ts";
import {
  known,
  malformed,
  type Need,
  type ReadWire,
  readBody,
  type Territory,
  unknown,
  type WireCall,
} from "./needs.ts";

const addresses = z.array(z.string()).default([]);
const email = z.object({
  FromEmailAddress: z.string().optional(),
  FromEmailAddressIdentityArn: z.string().optional(),
  ConfigurationSetName: z.string().optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .optional(),
  Content: z.object({
    Simple: z.unknown().optional(),
    Raw: z.object({ Data: z.base64() }).optional(),
    Template: z.unknown().optional(),
  }),
});

/** What the last word of a path names, for an ARN; null if the call is about the whole account. */
type Kind = "identity" | "configuration-set" | null;

/** From method and path under /v2/email to the action; `*` stands for the resource's own name. */
const calls: readonly (readonly [method: string, path: string, action: string, kind: Kind])[] = [
  ["GET", "account", "GetAccount", null],
  ["GET", "identities", "ListEmailIdentities", null],
  ["POST", "list-identities", "ListEmailIdentities", null],
  ["GET", "identities/*", "GetEmailIdentity", "identity"],
  ["DELETE", "identities/*", "DeleteEmailIdentity", "identity"],
  ["GET", "configuration-sets", "ListConfigurationSets", null],
  ["POST", "list-configuration-sets", "ListConfigurationSets", null],
  ["GET", "configuration-sets/*", "GetConfigurationSet", "configuration-set"],
  ["DELETE", "configuration-sets/*", "DeleteConfigurationSet", "configuration-set"],
  ["GET", "suppression/addresses", "ListSuppressedDestinations", null],
  ["PUT", "suppression/addresses", "PutSuppressedDestination", null],
  ["GET", "suppression/addresses/*", "GetSuppressedDestination", null],
  ["DELETE", "suppression/addresses/*", "DeleteSuppressedDestination", null],
];

/** SES v2's REST protocol: the operation is the method and the path. */
export const readSes: ReadWire = (request, territory) => {
  const path = /^\/v2\/email\/([^?]*?)\/?(?:\?|$)/.exec(request.url)?.[1];
  if (path === undefined) return unknown(`${request.method} ${request.url}`);
  if (request.method === "POST" && path === "outbound-emails") return sending(request, territory);

  for (const [method, pattern, action, kind] of calls) {
    const name = method === request.method ? lastWord(path, pattern) : null;
    if (name === null) continue;
    const resource = kind === null ? "*" : sesArn(territory, `${kind}/${name}`);
    return known({ action: `ses:${action}`, resources: [resource] });
  }
  return unknown(`${request.method} /v2/email/${path}`);
};

/** The name that the pattern's star stands for, "" if it has no star; null if the path doesn't match. */
function lastWord(path: string, pattern: string): string | null {
  if (!pattern.endsWith("/*")) return path === pattern ? "" : null;
  const prefix = pattern.slice(0, -1);
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : "";
  return rest === "" || rest.includes("/") ? null : decoded(rest);
}

function decoded(word: string): string | null {
  try {
    return decodeURIComponent(word);
  } catch {
    return null;
  }
}

/**
 * An email needs permission for its action on the sender's identity, which is the address or its whole
 * domain, on the configuration set and, because every account begins in SES's sandbox, on the identity of
 * each recipient, which has to be verified there too. The action is SendRawEmail if the message is MIME.
 */
function sending(request: SignedRequest, territory: Territory): WireCall {
  const body = readBody(request, email);
  if (body === null) return malformed;
  const { Raw: raw, Simple: simple } = body.Content;
  if (raw === undefined && simple === undefined) return unknown("SendEmail with a stored template");
  const action = raw === undefined ? "ses:SendEmail" : "ses:SendRawEmail";

  const from = addressIn(body.FromEmailAddress ?? (raw && fromHeader(raw.Data)) ?? "");
  const identity = body.FromEmailAddressIdentityArn;
  if (from === null && identity === undefined) return malformed;
  const identitiesOf = (address: string) =>
    [address, address.slice(address.lastIndexOf("@") + 1).toLowerCase()].map((name) =>
      sesArn(territory, `identity/${name}`),
    );
  const needOn = (resources: readonly string[]): Need => ({
    action,
    resources,
    ...(from !== null && { fromAddress: from }),
  });
  const needs = [needOn(identity === undefined ? identitiesOf(from ?? "") : [identity])];
  if (body.ConfigurationSetName !== undefined) {
    needs.push(needOn([sesArn(territory, `configuration-set/${body.ConfigurationSetName}`)]));
  }
  for (const to of Object.values(body.Destination ?? {}).flat()) {
    needs.push(needOn(identitiesOf(addressIn(to) ?? to)));
  }
  return known(...needs);
}

/** Takes `Stridewell <coach@example.org>` as well as `coach@example.org`. */
function addressIn(sender: string): string | null {
  const address = (/<([^<>]*)>\s*$/.exec(sender)?.[1] ?? sender).trim();
  return /^[^@\s]+@[^@\s]+$/.test(address) ? address : null;
}

function fromHeader(data: string): string | undefined {
  const head =
    Buffer.from(data, "base64")
      .toString("utf8")
      .split(/\r?\n\r?\n/, 1)[0] ?? "";
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  return lines.find((line) => /^from:/i.test(line))?.slice("from:".length);
}

function sesArn({ partition, region, accountId }: Territory, tail: string): string {
  return `arn:${partition}:ses:${region}:${accountId}:${tail}`;
}
