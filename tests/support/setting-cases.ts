import { pairwise } from "./pairwise.ts";

const hash = "0f".repeat(32);

/** What each setting may be; undefined leaves it out. A test makes sure that none is missing here. */
export const settingFactors = {
  sender: ["digest@example.com"],
  owner: ["owner@example.com"],
  region: [undefined, "eu-west-1"],
  accountEndsIn: [undefined, "9012"],
  mayJoin: [undefined, ["a@b.example", "@club.example"]],
  zone: [undefined, "Pacific/Auckland"],
  tableKey: [undefined, "aws-managed", "customer-managed"],
  domain: [
    undefined,
    { name: "run.example.com", hostedZoneId: "Z0123456789ABC" },
    {
      name: "run.example.com",
      certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/0f0f0f0f-1111",
    },
  ],
  logRetentionDays: [undefined, 7, 90],
  emailsPerSecond: [undefined, 1, 200],
  mostRunners: [undefined, 1, 1_000_000],
  budgetUsd: [undefined, 0, 20.5],
  stravaPathKeySha256: [undefined, hash],
  stravaVerifyTokenSha256: [undefined, hash],
  stravaSubscriptionId: [undefined, "131300"],
  stravaSigningKey: [undefined, "key"],
  stravaRetention: [undefined, "keep"],
  stravaCompareNights: [undefined, 2],
} as const;

/** Settings in which every two choices meet, each named after what differs from the default. */
export const settingCases = pairwise(settingFactors).map((chosen) => {
  const settings = Object.fromEntries(
    Object.entries(chosen).filter(([, value]) => value !== undefined),
  );
  const { sender: _, owner: __, ...switched } = settings;
  return { name: JSON.stringify(switched), settings };
});

/** Each setting with the last of its choices. */
export const everySwitch: Record<string, unknown> = Object.fromEntries(
  Object.entries(settingFactors).map(([name, choices]) => [name, choices.at(-1)]),
);
