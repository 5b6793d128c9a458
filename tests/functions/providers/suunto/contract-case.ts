import { createHmac } from "node:crypto";
import { suunto } from "../../../../functions/providers/suunto/suunto.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { suuntoService } from "../../../../infra/local/suunto/suunto.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";

const hex = (key: string, body: string) => createHmac("sha256", key).update(body).digest("hex");

const SIGNATURE = "x-hmac-sha256-signature";
const withSignature = (from: HintRequest, signature: string): HintRequest => ({
  ...from,
  headers: { ...from.headers, [SIGNATURE]: signature },
});

export const suuntoCase: ProviderCase = {
  provider: suunto,
  service: suuntoService,
  way: "oauth",
  // The notification holds the workout.
  callsPerRun: 0,
  tellsEffort: false,
  events: {
    tells: { update: false, delete: false, revoke: false },
    forged: [
      ["unsigned", (from) => ({ ...from, headers: {} })],
      ["signed by nobody", (from) => withSignature(from, "0".repeat(64))],
      ["signed by another", (from) => withSignature(from, hex("another", from.body))],
      ["no signature at all", (from) => withSignature(from, "sha256=yes")],
      ["altered after it was signed", (from) => ({ ...from, body: `${from.body} ` })],
      [
        "another runner's by its body",
        (from) => ({ ...from, body: from.body.replace(/"username":"\d+"/, '"username":"7"') }),
      ],
      [
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
