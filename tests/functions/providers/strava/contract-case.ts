import { createHmac } from "node:crypto";
import { stravaFacts } from "../../../../functions/providers/strava/facts.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { makeStravaHouse, SIGNING_KEY } from "../../../support/make-strava-house.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";

const SIGNATURE = "x-strava-signature";
const timeOf = (from: HintRequest) => Number(/t=(\d+)/.exec(from.headers[SIGNATURE] ?? "")?.[1]);
const signed = (from: HintRequest, atS = timeOf(from), key = SIGNING_KEY): HintRequest => {
  const hex = createHmac("sha256", key).update(`${atS}.${from.body}`).digest("hex");
  return { ...from, headers: { ...from.headers, [SIGNATURE]: `t=${atS},v1=${hex}` } };
};
const withField = (from: HintRequest, field: string, value: unknown): HintRequest => ({
  ...from,
  body: JSON.stringify({ ...JSON.parse(from.body), [field]: value }),
});

const about: NonNullable<ProviderCase["events"]>["about"] = (from, { id, accountId }) => {
  const told = id === undefined ? from : withField(from, "object_id", id);
  return accountId === undefined ? told : withField(told, "owner_id", accountId);
};

/** Strava for an owner who knows a key. Strava documents none, so `unsignedStrava` is the usual case. */
export const stravaCase: ProviderCase = {
  facts: stravaFacts,
  house: makeStravaHouse,
  way: "oauth",
  callsPerRun: 2,
  tellsEffort: true,
  lacks: {
    ping: "It asks once, when the subscription is made, by a GET with a token of ours: tests/functions/receive-webhook.",
  },
  events: {
    tells: { update: false, delete: true, revoke: true },
    forged: [
      ["signature missing", "unsigned", (from) => ({ ...from, headers: {} })],
      ["signature wrong", "signed by another", (from) => signed(from, timeOf(from), "another")],
      ["signature old", "six minutes old", (from) => signed(from, timeOf(from) - 360)],
      ["body altered", "altered after it was signed", (from) => withField(from, "object_id", 7)],
      ["signature wrong", "sent to another address", (from) => ({ ...from, key: "guessed" })],
      [
        "signature wrong",
        "of another subscription",
        (from) => signed(withField(from, "subscription_id", 7)),
      ],
    ],
    about: (from, what, secret) => signed(about(from, what, secret)),
    ping: null,
  },
};

export const UNSIGNED =
  "Strava signs nothing (2026-11): whoever knows the address can send an event, and it is a hint. What is stored is what Strava says when asked (ADR 9).";

/** Strava as it usually is: no key is documented, so none is set. */
export const unsignedStrava: ProviderCase = {
  ...stravaCase,
  house: (table) => makeStravaHouse(table, null),
  events: { tells: { update: false, delete: true, revoke: true }, forged: [], about, ping: null },
};
