import { basic } from "../../../../functions/providers/call.ts";
import { suunto } from "../../../../functions/providers/suunto/suunto.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { suuntoService } from "../../../../infra/local/suunto/suunto.ts";
import { makeProviderHouse } from "../../../support/make-provider-house.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";
import { signedBody } from "../../../support/signed-body.ts";

const { sign, forged } = signedBody("x-hmac-sha256-signature");

const aForm = (headers: HintRequest["headers"]): HintRequest => ({
  provider: "suunto",
  key: "",
  headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
  body: "username=7&workoutid=w1",
});

const UNTIMED =
  "Nothing in it says when it was signed, so what it holds counts as told when the workout ended: whatever was asked since knows better.";

export const suuntoCase: ProviderCase = {
  facts: suunto,
  house: (table) => makeProviderHouse(table, suunto, suuntoService),
  way: "oauth",
  // The notification contains the workout.
  callsPerRun: 0,
  tellsEffort: false,
  lacks: { "signature old": UNTIMED, ping: "It sends none that its documents name." },
  events: {
    tells: { update: false, delete: false, revoke: false },
    forged: [
      ...forged,
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
      ["signature missing", "a form with neither signature nor secret", () => aForm({})],
      [
        "signature wrong",
        "a form of another application",
        () => aForm({ authorization: basic("another", "another's secret") }),
      ],
      [
        "signature wrong",
        "what is no form, with the application's own secret",
        (from, { clientId = "", clientSecret = "" }) => ({
          ...from,
          headers: { authorization: basic(clientId, clientSecret) },
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
      return sign({ ...from, body }, notificationSecret);
    },
    ping: null,
  },
};
