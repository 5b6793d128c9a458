import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { noVault } from "../../../functions/adapters/no-vault.ts";
import { tableOf } from "../../../functions/adapters/table.ts";
import { openSession } from "../../../functions/follow-provider/session.ts";
import { saveTold } from "../../../functions/follow-provider/store-told.ts";
import type { ToldActivityStore } from "../../../functions/ports/activities.ts";
import type { ServiceConnection } from "../../../functions/ports/connections.ts";
import type { Answer, ProviderClient } from "../../../functions/providers/provider.ts";
import { correlated } from "../../../functions/shared/correlation.ts";
import { endEvent } from "../../../functions/shared/event-end.ts";
import { makeRecord } from "../../support/make-record.ts";

const HOUR_MS = 3_600_000;
const policy = {
  retention: "until-disconnected",
  mayCombine: true,
  aiAllowed: false,
  brand: null,
} as const;

/** A table that is never asked for anything. */
const nowhere = tableOf("nowhere");

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    printed.push(String(line));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** What the work measures when it runs as one event. */
async function measuredBy(work: () => Promise<unknown>): Promise<string> {
  await correlated("an event", async () => {
    await work().catch(() => undefined);
    endEvent();
  });
  return printed.join("");
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
    [{ kind: "unauthorized" }, "token refused"],
  ];
  it.each(faults)("a call that ends with %j counts as a fault", async (answer, fault) => {
    const connection: ServiceConnection = {
      runnerId: "r1",
      athleteId: "7",
      state: { kind: "connected" },
      granted: [],
      tokens: { accessToken: "a", refreshToken: "", expiresAtMs: HOUR_MS },
      tokenVersion: "1",
      backfill: null,
    };
    const client: ProviderClient = {
      oauth: null,
      connectByKey: null,
      refresh: null,
      revoke: null,
      activity: null,
      list: async () => answer,
    };
    const session = openSession(connection, {
      connections: {
        ...connectionStore(nowhere, noVault),
        noteCallsRefused: async () => "noted",
      },
      nudges: { send: async () => undefined },
      client,
      facts: { name: "polar", title: "Polar", policy },
      nowMs: () => 0,
    });
    const said = await measuredBy(() => session.ask(async () => answer));
    expect(said).toContain('"ServiceFaults":');
    expect(said).toContain(`"fault":"${fault}"`);
  });
});
