import { createHmac } from "node:crypto";
import { polar } from "../../../../functions/providers/polar/polar.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { polarService } from "../../../../infra/local/polar/polar.ts";
import { makeProviderHouse } from "../../../support/make-provider-house.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";

const hex = (key: string, body: string) => createHmac("sha256", key).update(body).digest("hex");

const SIGNATURE = "polar-webhook-signature";
const withSignature = (from: HintRequest, signature: string): HintRequest => ({
  ...from,
  headers: { ...from.headers, [SIGNATURE]: signature },
});

const HINT =
  "The time in its events is not signed apart: an old one leads to what is true now, as a new one does.";
const LONG =
  "A token lasts ten years, and none can be refreshed: one that ended is one that was taken back.";

export const polarCase: ProviderCase = {
  facts: polar,
  house: (table) => makeProviderHouse(table, polar, polarService),
  way: "oauth",
  callsPerRun: 1,
  tellsEffort: true,
  lacks: { "signature old": HINT, "token expired": LONG },
  events: {
    tells: { update: false, delete: false, revoke: false },
    forged: [
      ["signature missing", "unsigned", (from) => ({ ...from, headers: {} })],
      ["signature wrong", "signed by nobody", (from) => withSignature(from, "0".repeat(64))],
      [
        "signature wrong",
        "signed by another",
        (from) => withSignature(from, hex("another", from.body)),
      ],
      ["signature wrong", "no signature at all", (from) => withSignature(from, "sha256=yes")],
      [
        "body altered",
        "altered after it was signed",
        (from) => ({ ...from, body: `${from.body} ` }),
      ],
      [
        "body altered",
        "a ping made out of an event",
        (from) => ({ ...from, body: from.body.replace("EXERCISE", "PINGS") }),
      ],
    ],
    about: (from, { id, accountId }, { signatureKey = "" }) => {
      const told = JSON.parse(from.body);
      const body = JSON.stringify({
        ...told,
        ...(id !== undefined && { entity_id: id }),
        ...(accountId !== undefined && { user_id: accountId }),
      });
      return withSignature({ ...from, body }, hex(signatureKey, body));
    },
    ping: {
      provider: "polar",
      key: "",
      headers: {},
      body: '{"timestamp":"2026-01-05T12:00:00Z","event":"PING"}',
    },
  },
};
