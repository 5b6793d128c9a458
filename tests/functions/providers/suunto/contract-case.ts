import { createHmac } from "node:crypto";
import { suunto } from "../../../../functions/providers/suunto/suunto.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { suuntoService } from "../../../../infra/local/suunto/suunto.ts";
import { makeProviderHouse } from "../../../support/make-provider-house.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";

const hex = (key: string, body: string) => createHmac("sha256", key).update(body).digest("hex");

const SIGNATURE = "x-hmac-sha256-signature";
const withSignature = (from: HintRequest, signature: string): HintRequest => ({
  ...from,
  headers: { ...from.headers, [SIGNATURE]: signature },
});

const UNTIMED =
  "Nothing in it says when it was signed, so what it holds counts as told when the workout ended: whatever was asked since knows better.";

export const suuntoCase: ProviderCase = {
  facts: suunto,
  house: (table) => makeProviderHouse(table, suunto, suuntoService),
  way: "oauth",
  // The notification holds the workout.
  callsPerRun: 0,
  tellsEffort: false,
  lacks: { "signature old": UNTIMED, ping: "It sends none that its documents name." },
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
        "another runner's by its body",
        (from) => ({ ...from, body: from.body.replace(/"username":"\d+"/, '"username":"7"') }),
      ],
      [
        "body altered",
        "a form with another's signature",
        (from) => ({
          ...from,
          headers: { ...from.headers, "content-type": "application/x-www-form-urlencoded" },
          body: "username=7&workoutid=i1",
        }),
      ],
    ],
    about: (from, { id, accountId }, { notificationSecret = "" }) => {
      const told = JSON.parse(from.body);
      const body = JSON.stringify({
        ...told,
        ...(accountId !== undefined && { username: accountId }),
        ...(id !== undefined && { workout: { ...told.workout, workoutKey: id } }),
      });
      return withSignature({ ...from, body }, hex(notificationSecret, body));
    },
    ping: null,
  },
};
