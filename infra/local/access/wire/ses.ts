import { z } from "zod";
import { known, malformed, type Need, type ReadWire, readBody, unknown } from "./needs.ts";

const mime = z.object({
  FromEmailAddress: z.string(),
  ConfigurationSetName: z.string().optional(),
  Destination: z.object({ ToAddresses: z.array(z.string()) }),
  Content: z.object({ Raw: z.object({ Data: z.base64() }) }),
});

/**
 * SES v2's REST protocol, limited to sending MIME. An email needs permission on the sender's identity, which is
 * the address or its whole domain, on the configuration set and, because every account begins in SES's sandbox, on
 * the identity of each recipient, which has to be verified there too.
 */
export const readSes: ReadWire = (request, { partition, region, accountId }) => {
  if (request.method !== "POST" || request.url !== "/v2/email/outbound-emails") {
    return unknown(`${request.method} ${request.url}`);
  }
  const body = readBody(request, mime);
  if (body === null) return malformed;
  const from = addressIn(body.FromEmailAddress);
  const arn = (tail: string) => `arn:${partition}:ses:${region}:${accountId}:${tail}`;
  const needOn = (...tails: string[]): Need => ({
    action: "ses:SendRawEmail",
    resources: tails.map(arn),
    fromAddress: from,
  });
  const onIdentity = (address: string) => {
    const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
    return needOn(`identity/${address}`, `identity/${domain}`);
  };
  const set = body.ConfigurationSetName;
  return known(
    ...[from, ...body.Destination.ToAddresses.map(addressIn)].map(onIdentity),
    ...(set === undefined ? [] : [needOn(`configuration-set/${set}`)]),
  );
};

/** Takes `Stridewell <coach@example.org>` as well as `coach@example.org`. */
function addressIn(named: string): string {
  return (/<([^<>]*)>\s*$/.exec(named)?.[1] ?? named).trim();
}
