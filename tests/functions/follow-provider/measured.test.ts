import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { noVault } from "../../../functions/adapters/no-vault.ts";
import { tableOf } from "../../../functions/adapters/table.ts";
import { openSession, type Session } from "../../../functions/follow-provider/session.ts";
import { saveTold } from "../../../functions/follow-provider/store-told.ts";
import type { ToldActivityStore } from "../../../functions/ports/activities.ts";
import type { ServiceConnection } from "../../../functions/ports/connections.ts";
import type { Answer, ProviderClient } from "../../../functions/providers/provider.ts";
import { correlated } from "../../../functions/shared/events/correlation.ts";
import { endEvent } from "../../../functions/shared/events/event-end.ts";
import { makeRecord } from "../../support/make-record.ts";
import { keepPrinted } from "../../support/printed.ts";

const HOUR_MS = 3_600_000;
const policy = {
  retention: "until-disconnected",
  mayCombine: true,
  aiAllowed: false,
  brand: null,
} as const;

/** A table that is never asked for anything. */
const nowhere = tableOf("nowhere");

let printed: string[];
beforeEach(() => {
  printed = keepPrinted();
});
afterEach(() => vi.restoreAllMocks());

/** What the work measures when it runs as one event. */
async function measuredBy(work: () => Promise<unknown>): Promise<string> {
  printed.length = 0;
  await correlated("an event", async () => {
    await work().catch(() => undefined);
    endEvent();
  });
  return printed.join("");
}

const connected: ServiceConnection = {
  runnerId: "r1",
  accountId: "7",
  state: { kind: "connected" },
  granted: [],
  tokens: { accessToken: "a", refreshToken: "", expiresAtMs: HOUR_MS },
  tokenVersion: "1",
  backfill: null,
  comparedAtMs: 0,
  mayBeOurs: false,
  withheld: 0,
};

function sessionOf(connection: ServiceConnection, more: Partial<ProviderClient> = {}): Session {
  return openSession(connection, {
    connections: {
      ...connectionStore(nowhere, noVault),
      noteCallsRefused: async () => "noted",
      claimRefresh: async () => "claimed",
      saveTokens: async (seen, tokens) => ({ ...seen, tokens }),
    },
    nudges: { send: async () => undefined },
    client: {
      oauth: null,
      connectByKey: null,
      refresh: null,
      revoke: null,
      activity: null,
      list: null,
      ...more,
    },
    facts: { name: "polar", title: "Polar", policy },
    nowMs: () => 0,
  });
}

describe("of the services beside Strava", () => {
  const stored = (outcome: "stored" | "replaced") => {
    const activities: Pick<ToldActivityStore, "save"> = { save: async () => outcome };
    const untold = () => Promise.reject(new Error("not asked for"));
    return saveTold(
      { record: makeRecord({ source: "polar" }), atMs: 0 },
      undefined,
      { runnerId: "r1", policy },
      {
        activities: {
          ...activities,
          has: untold,
          ofSource: untold,
          toldOf: untold,
          saveTogether: untold,
          remove: untold,
          eraseSource: untold,
        },
        nudges: { send: async () => undefined },
        nudgeDelayS: 0,
        nowMs: () => 0,
      },
    );
  };

  it("a run that was not known counts as one that came in", async () => {
    expect(await measuredBy(() => stored("stored"))).toContain('"RunsIn":');
  });

  it("a run that was known does not", async () => {
    expect(await measuredBy(() => stored("replaced"))).not.toContain("RunsIn");
  });

  const faults: [answer: Answer<never>, fault: string][] = [
    [{ kind: "rate-limited", retryAtMs: HOUR_MS }, "limited"],
    [{ kind: "application-refused" }, "refused"],
    [{ kind: "unavailable", reason: "timeout" }, "no answer"],
  ];
  it.each(faults)("a call that ends with %j counts as a fault", async (answer, fault) => {
    const said = await measuredBy(() => sessionOf(connected).ask(async () => answer));
    expect(said).toContain('"ServiceFaults":');
    expect(said).toContain(`"fault":"${fault}"`);
  });

  const refused = { kind: "unauthorized" } as const;
  const isCounted = async (session: Session) =>
    (await measuredBy(() => session.ask(async () => refused))).includes('"TokensRefused":1');
  const later: ServiceConnection = { ...connected, callsRefused: { sinceMs: 0, retryAtMs: 0 } };

  it("a token that is refused counts once if it can't be refreshed, as its runner may have ended it", async () => {
    expect(await isCounted(sessionOf(connected))).toBe(true);
    expect(await isCounted(sessionOf(later))).toBe(false);
  });

  it("a token that the service has just made counts each time that it is refused", async () => {
    const tokens = { accessToken: "b", refreshToken: "r", expiresAtMs: HOUR_MS };
    const refresh = async () => ({ kind: "ok", value: tokens }) as const;
    const opened = (connection: ServiceConnection) =>
      sessionOf({ ...connection, tokens }, { refresh });
    expect(await isCounted(opened(connected))).toBe(true);
    expect(await isCounted(opened(later))).toBe(true);
  });
});
