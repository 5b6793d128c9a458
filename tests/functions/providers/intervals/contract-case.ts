import { intervals } from "../../../../functions/providers/intervals/intervals.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { intervalsService } from "../../../../infra/local/intervals/intervals.ts";
import type { ProviderCase } from "../../../support/provider-case.ts";

const withSecret = (from: HintRequest, secret: unknown): HintRequest => ({
  ...from,
  body: JSON.stringify({ ...JSON.parse(from.body), secret }),
});

export const intervalsCase: ProviderCase = {
  provider: intervals,
  service: intervalsService,
  way: "oauth",
  callsPerRun: 1,
  tellsEffort: true,
  events: {
    tells: { update: true, delete: true, revoke: true },
    forged: [
      ["without the secret", (from) => withSecret(from, undefined)],
      ["with another secret", (from) => withSecret(from, "another secret altogether")],
      ["with no secret", (from) => withSecret(from, "")],
      ["with a secret that is no text", (from) => withSecret(from, { toString: "x" })],
      [
        "with the secret in a header",
        (from) => ({ ...withSecret(from, ""), headers: { secret: JSON.parse(from.body).secret } }),
      ],
    ],
    about: (from, { id, accountId }) => {
      const told = JSON.parse(from.body);
      const [event] = told.events;
      const events = [
        {
          ...event,
          ...(accountId !== undefined && { athlete_id: accountId }),
          ...(id !== undefined && { activity: { id } }),
        },
      ];
      return { ...from, body: JSON.stringify({ ...told, events }) };
    },
    ping: null,
  },
};

/** A key of the runner's own, to which no event comes. */
export const intervalsByKeyCase: ProviderCase = {
  provider: intervals,
  service: intervalsService,
  way: "key",
  callsPerRun: 1,
  tellsEffort: true,
  events: null,
};
