import { createHmac } from "node:crypto";
import { polar } from "../../../../functions/providers/polar/polar.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { polarService } from "../../../../infra/local/polar/polar.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";

const hex = (key: string, body: string) => createHmac("sha256", key).update(body).digest("hex");

const SIGNATURE = "polar-webhook-signature";
const withSignature = (from: HintRequest, signature: string): HintRequest => ({
  ...from,
  headers: { ...from.headers, [SIGNATURE]: signature },
});

export const polarCase: ProviderCase = {
  provider: polar,
  service: polarService,
  way: "oauth",
  callsPerRun: 1,
  tellsEffort: true,
  events: {
    tells: { update: false, delete: false, revoke: false },
    forged: [
      ["unsigned", (from) => ({ ...from, headers: {} })],
      ["signed by nobody", (from) => withSignature(from, "0".repeat(64))],
      ["signed by another", (from) => withSignature(from, hex("another", from.body))],
      ["no signature at all", (from) => withSignature(from, "sha256=yes")],
      ["altered after it was signed", (from) => ({ ...from, body: `${from.body} ` })],
      [
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
