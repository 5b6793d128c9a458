import { intervals } from "../../../../functions/providers/intervals/intervals.ts";
import type { HintRequest } from "../../../../functions/receive-hint/receive-hint.ts";
import { intervalsService } from "../../../../infra/local/intervals/intervals.ts";
import { makeProviderHouse } from "../../../support/make-provider-house.ts";
import type { Notion, ProviderCase } from "../../../support/provider-case.ts";

const withSecret = (from: HintRequest, secret: unknown): HintRequest => ({
  ...from,
  body: JSON.stringify({ ...JSON.parse(from.body), secret }),
});

const SECRET =
  "Its secret in the body shows who sent it and not that nobody changed it, which TLS does: it leads to what is true now.";
const LASTING = "Neither a token nor a key ends by itself.";

export const intervalsCase: ProviderCase = {
  facts: intervals,
  house: (table) => makeProviderHouse(table, intervals, intervalsService),
  way: "oauth",
  callsPerRun: 1,
  tellsEffort: true,
  lacks: {
    "signature old": SECRET,
    "body altered": SECRET,
    ping: "A test of the address is an event of a kind that is nothing of ours.",
    "token expired": LASTING,
  },
  events: {
    tells: { update: true, delete: true, revoke: true },
    forged: [
      ["signature missing", "without the secret", (from) => withSecret(from, undefined)],
      [
        "signature wrong",
        "with another secret",
        (from) => withSecret(from, "another secret altogether"),
      ],
      ["signature missing", "with no secret", (from) => withSecret(from, "")],
      [
        "signature wrong",
        "with a secret that is no text",
        (from) => withSecret(from, { toString: "x" }),
      ],
      [
        "signature wrong",
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

const EVENTS: readonly Notion[] = [
  "signature wrong",
  "signature missing",
  "signature old",
  "replay",
  "body altered",
  "ping",
  "hostile ids and URLs",
];

/** With a key of the runner's own; such a connection gets no events. */
export const intervalsByKeyCase: ProviderCase = {
  facts: intervals,
  house: (table) => makeProviderHouse(table, intervals, intervalsService, "key"),
  way: "key",
  callsPerRun: 1,
  tellsEffort: true,
  lacks: {
    ...Object.fromEntries(
      EVENTS.map((notion) => [notion, "No event comes to a key: it is polled."]),
    ),
    "token expired": LASTING,
  },
  events: null,
};
