import { polar } from "../../../../functions/providers/polar/polar.ts";
import { polarService } from "../../../../infra/local/polar/polar.ts";
import { makeProviderHouse } from "../../../support/make-provider-house.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";
import { signedBody } from "../../../support/signed-body.ts";

const { sign, forged } = signedBody("polar-webhook-signature");

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
      ...forged,
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
      return sign({ ...from, body }, signatureKey);
    },
    ping: {
      provider: "polar",
      key: "",
      headers: {},
      body: '{"timestamp":"2026-01-05T12:00:00Z","event":"PING"}',
    },
  },
};
